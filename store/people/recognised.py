"""How persons can be recognised: where their numbers are, and who was erased. No number is here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from store.connection import StoreConnection
from store.settings import COMMONS

_OF: Final = f"""
    SELECT asked.id, p.home, p.phone, EXISTS (SELECT FROM {COMMONS}.erasure AS e WHERE e.subject = asked.id)
      FROM unnest(%s::text[]) AS asked (id) LEFT JOIN {COMMONS}.person AS p ON p.id = asked.id
""".encode()


class Recognised(NamedTuple):
    """`home`: the region whose vault has the number at `phone`; None: no account, no number."""

    home: str | None
    phone: UUID | None
    erased: bool


def recognised(connection: StoreConnection, persons: Iterable[str]) -> dict[str, Recognised]:
    """Each of `persons`, also those who have no account."""
    return {row[0]: Recognised(*row[1:]) for row in connection.execute(_OF, (list(persons),)).fetchall()}
