"""Remember who looked at what, and for which case: before the answer is given."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from store.datastore import Datastore
from store.settings import COMMONS


class Look(NamedTuple):
    """One look of an official. `asked`: what was traced."""

    id: UUID
    at: datetime
    person: str
    party: str
    role: str
    jurisdiction: str
    case_number: str
    asked: str


_PUT: Final = f"""
    INSERT INTO {COMMONS}.look ({", ".join(Look._fields)}) VALUES ({", ".join(["%s"] * len(Look._fields))})
""".encode()
_OF_CASE: Final = (
    f"SELECT {', '.join(Look._fields)} FROM {COMMONS}.look WHERE case_number = %s ORDER BY at, id".encode()
)


def remember(datastore: Datastore, look: Look) -> None:
    """Raises StoreError; then nothing may be answered."""
    with datastore.connection() as connection:
        connection.execute(_PUT, look)


def looks_of_case(datastore: Datastore, case_number: str) -> list[Look]:
    """Everybody's, the first first."""
    with datastore.connection() as connection:
        return [Look(*row) for row in connection.execute(_OF_CASE, (case_number,)).fetchall()]
