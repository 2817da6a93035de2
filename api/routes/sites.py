"""Sites: where things happen. What tells where a household lives stays in the vault."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal

import msgspec
from pydantic import Field, StringConstraints

from api.auth import Registrar
from api.command import Call, CommandBody, command
from api.fields import CountyCode, PartyId, PointBody, SiteId, Text, TownCode
from api.policy import can
from api.policy.registers import Place
from api.privacy.retention import VERSION
from api.routes.hiding import hidden_household
from domain import commands, place
from domain.commands.goods import Outcome
from domain.errors import AlreadyRegistered, OutsideJurisdiction
from domain.site import Site
from domain.values import Point
from store.people.consents import agreed

PLOT: Final = "plot"
"""The purpose of keeping where a household lives and grows, to the metre."""
Version = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,20}$"),
    Field(
        description="Of a household's place: the version of the notice that it read, and agreed to have `point` and"
        " `outline` kept. Not needed of who agreed under /v1/people/me/consents; without it they are not kept"
    ),
]


class NewSite(CommandBody):
    """A plot, a pond, a packhouse ... of the acting party, or of a household that it acts for."""

    PERSONAL: ClassVar[bool] = True

    site: SiteId | None = None
    party: PartyId | None = None
    kind: Literal["plot", "pond", "house", "packhouse", "warehouse", "market", "shop", "port"]
    name: Text | None = None
    county: CountyCode
    town: TownCode | None = None
    point: PointBody | None = None
    outline: Annotated[tuple[PointBody, ...], Field(max_length=500)] = ()
    consent: Version | None = None
    area_mu: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,7}(\.[0-9]{1,3})?$")] | None = None


@command("/sites", Registrar)
def register_site(call: Call, body: NewSite) -> Outcome:
    """Register a site. Of a household's, `withheld` says what was not kept for want of consent."""
    party = body.party or call.actor.party
    if call.actor.role == "administrator" and not can(call.actor, "register", Place(party, body.county)):
        raise OutsideJurisdiction(county=body.county)
    corners = tuple(corner.as_value() for corner in body.outline)
    if corners:
        place.outline(corners)
    if body.site and call.known_elsewhere(Site, body.site):
        raise AlreadyRegistered(site=body.site)
    household = call.desk.party(party).kind == "household"
    exact = not household or _agreed(call, party, body)
    vault = call.keep(party, **_personal(body, corners, exact)) if household else ""
    with hidden_household(call, party):
        told = commands.register_site(
            call.desk,
            site=body.site or "",
            prefix=call.regions.settings.company_prefix,
            party=party,
            kind=body.kind,
            name="" if household else body.name or "",
            county=body.county,
            town=body.town or "",
            point=body.point.as_value() if body.point and not household else None,
            outline=() if household else corners,
            datum=body.point.datum if body.point else "WGS-84",
            area_mu=Decimal(body.area_mu) if body.area_mu else None,
            vault=vault,
        )
    withheld = [name for name in ("outline", "point") if getattr(body, name)] if not exact else []
    return told | ({"withheld": withheld} if withheld else {})


def _agreed(call: Call, party: str, body: NewSite) -> bool:
    """To have the exact place kept (PIPL articles 14, 29): on this very form, or once for all of the household's."""
    if body.consent == VERSION or not (body.point or body.outline):
        return True
    with call.regions.datastore.connection() as connection:
        return call.actor.party == party and agreed(connection, call.actor.person, PLOT, VERSION)


def _personal(body: NewSite, corners: tuple[Point, ...], exact: bool) -> dict[str, str | None]:
    """`exact`: the household agreed."""
    if not exact or not (body.point or corners):
        return {"name": body.name}
    return {
        "name": body.name,
        "consent": VERSION,
        "point": msgspec.json.encode(body.point.as_value()).decode() if body.point else None,
        "outline": msgspec.json.encode(corners).decode() if corners else None,
    }
