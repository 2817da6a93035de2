"""Sites: where things happen. What tells where a household lives stays in the vault."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import msgspec
from pydantic import Field, StringConstraints

from api.auth import Registrar
from api.command import Call, CommandBody, command
from api.fields import CountyCode, PartyId, PointBody, SiteId, Text, TownCode
from api.policy import can
from api.policy.registers import Place
from api.routes.hiding import hidden_household
from domain import commands, place
from domain.commands.goods import Outcome
from domain.errors import AlreadyRegistered, OutsideJurisdiction
from domain.site import Site
from domain.values import Point


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
    area_mu: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,7}(\.[0-9]{1,3})?$")] | None = None


@command("/sites", Registrar)
def register_site(call: Call, body: NewSite) -> Outcome:
    """Register a site."""
    party = body.party or call.actor.party
    if call.actor.role == "administrator" and not can(call.actor, "register", Place(party, body.county)):
        raise OutsideJurisdiction(county=body.county)
    corners = tuple(corner.as_value() for corner in body.outline)
    if corners:
        place.outline(corners)
    if body.site and call.known_elsewhere(Site, body.site):
        raise AlreadyRegistered(site=body.site)
    household = call.desk.party(party).kind == "household"
    vault = call.keep(party, **_personal(body, corners)) if household else ""
    with hidden_household(call, party):
        return commands.register_site(
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


def _personal(body: NewSite, corners: tuple[Point, ...]) -> dict[str, str | None]:
    return {
        "name": body.name,
        "point": msgspec.json.encode(body.point.as_value()).decode() if body.point else None,
        "outline": msgspec.json.encode(corners).decode() if corners else None,
    }
