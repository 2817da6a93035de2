"""Entries of the registers as they are told: a household's name, phone and plot to whom they may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from api.looks.cases import OnCase
from api.policy import Actor, can, fields
from api.policy.fields import Shown, masked_name, shown
from api.policy.labels import Roll as LabelRoll
from api.policy.registers import Household
from api.policy.relations import own
from api.reads.personal import Personal, of_parties, of_sites
from api.regions import Regions
from projections.directory import Party, Roll, Site


def told_parties(regions: Regions, region: str, asking: OnCase, found: Sequence[Party]) -> list[dict[str, Any]]:
    """Rows that the asker may see: a household among them is a member's own, or gave it goods."""
    opened = of_parties(regions, region, [row.party for row in found if row.kind == "household"])
    return [_party(asking.about(party=row.party), row, opened.get(row.party, {})) for row in found]


def _party(actor: Actor, row: Party, personal: Personal) -> dict[str, Any]:
    if row.kind != "household":
        return row._asdict() | {"phone": ""}
    granted = not own(actor, {row.party}, {row.cooperative})
    one = Household(row.party, row.county, row.cooperative, granted)
    name = personal.get("name", "")
    return row._asdict() | {
        "name": shown(fields.household_name(actor, one), name, masked_name(name)),
        "phone": shown(fields.household_phone(actor, one), personal.get("phone", "")),
    }


def told_sites(regions: Regions, region: str, asking: OnCase, found: Sequence[Site]) -> list[dict[str, Any]]:
    """Rows that the asker may see: of a household's plot a member's own, or of one that it acts for."""
    acts = asking.actor.party if asking.actor.member else ""
    known = {
        row.site
        for row in found
        if fields.plot(asking.about(site=row.site), Household(row.party, row.county, acts)) is Shown.FULL
    }
    opened = of_sites(regions, region, known)
    return [_site(row, opened.get(row.site, {})) for row in found]


def _site(row: Site, personal: Personal) -> dict[str, Any]:
    point = msgspec.json.decode(personal.get("point") or "null")
    return row._asdict() | {
        "name": row.name or personal.get("name", ""),
        "point": point and {"lat": float(point["lat"]), "lon": float(point["lon"])},
    }


def told_rolls(asking: OnCase, found: Sequence[Roll]) -> list[dict[str, Any]]:
    """Rows that the asker may see; a serial is a secret until it is on goods."""
    kept = {"first": "", "last": ""}
    return [
        row._asdict()
        | ({} if can(asking.about(party=row.party), "serials", LabelRoll(row.party, {asking.actor.area})) else kept)
        for row in found
    ]
