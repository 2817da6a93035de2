"""By what a manager recognises somebody: a masked number, opened from the vault for each answer and kept nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from api.policy import Actor, fields
from api.policy.fields import masked_phone, shown
from api.regions import Regions
from store.people.recognised import Recognised, recognised

KnownBy = Literal["number", "invitation", "none", "erased"]


class Known(BaseModel):
    """`phone`: 138****5678; empty without one, and to programs.

    `known_by`: number; invitation: joined, and no number leads there now; none: no account; erased.
    """

    phone: str
    known_by: KnownBy


def known(regions: Regions, actor: Actor, persons: Collection[str]) -> dict[str, dict[str, str]]:
    """Fields of Known, of `persons` whom the asker may list. Raises StoreError."""
    with regions.datastore.connection() as connection:
        found = recognised(connection, persons)
    numbers = _numbers(regions, found.values())
    return {person: _told(actor, one, numbers) for person, one in found.items()}


def _numbers(regions: Regions, found: Collection[Recognised]) -> dict[UUID, str]:
    at: defaultdict[str, list[UUID]] = defaultdict(list)
    for one in found:
        if one.home and one.phone and not one.erased:
            at[one.home].append(one.phone)
    return {
        ref: values.get("phone", "")
        for home, refs in at.items()
        for ref, values in regions.vault(home).open_all(refs).items()
    }


def _told(actor: Actor, one: Recognised, numbers: dict[UUID, str]) -> dict[str, str]:
    number = numbers.get(one.phone, "") if one.phone else ""
    phone = shown(fields.member_phone(actor), number, masked_phone(number))
    return {"phone": phone, "known_by": _known_by(one, number)}


def _known_by(one: Recognised, number: str) -> KnownBy:
    if one.erased:
        return "erased"
    if number:
        return "number"
    return "invitation" if one.home else "none"
