"""Parties: households of a city, enterprises and the like of the commons."""

from __future__ import annotations

from itertools import count
from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from api.auth import Registrar
from api.command import Call, CommandBody, command
from api.fields import CountyCode, PartyId, Text
from api.policy import can
from api.policy.registers import Enterprise, Household
from domain import commands
from domain.commands.goods import Outcome
from domain.errors import AlreadyRegistered, OutsideJurisdiction
from domain.gs1 import mint_pgln
from domain.party import Party


class NewParty(CommandBody):
    """A household's name and everybody's phone stay in the vault."""

    PERSONAL: ClassVar[bool] = True

    party: PartyId | None = None
    kind: Literal[
        "household", "cooperative", "enterprise", "packhouse", "carrier", "warehouse", "market", "retailer", "authority"
    ]
    name: Text
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 -]{5,20}$")] | None = None
    county: CountyCode
    credit_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")] | None = None
    cooperative: PartyId | None = None


@command("/parties", Registrar)
def register_party(call: Call, body: NewParty) -> Outcome:
    """Register a household in its city, by its cooperative; anybody else in the commons, by an administrator."""
    household = body.kind == "household"
    if call.actor.role == "administrator" and not can(
        call.actor, "register", Household("", body.county) if household else Enterprise(body.county)
    ):
        raise OutsideJurisdiction(county=body.county)
    cooperative = body.cooperative or (call.actor.party if household and call.actor.role != "administrator" else "")
    if body.party and call.known_elsewhere(Party, body.party):
        raise AlreadyRegistered(party=body.party)
    key = body.party or _minted(call)
    vault = call.keep(key, name=body.name if household else None, phone=body.phone)
    return commands.register_party(
        call.desk,
        party=key,
        prefix=call.regions.settings.company_prefix,
        kind=body.kind,
        name="" if household else body.name,
        county=body.county,
        credit_code=body.credit_code or "",
        cooperative=cooperative,
        vault=vault,
    )


def _minted(call: Call) -> str:
    """A PGLN that is free, made from the command id: the vault must know whose values it keeps."""
    prefix = call.regions.settings.company_prefix
    keys = (str(mint_pgln(prefix, call.desk.act.id, attempt)) for attempt in count())
    return next(key for key in keys if not call.desk.is_known(key))
