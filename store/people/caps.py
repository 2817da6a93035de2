"""How often something may be asked or guessed: exact sliding windows, in one statement each."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Final, NamedTuple

from store.connection import StoreConnection
from store.people.errors import CapReached
from store.people.keys import Keys
from store.people.sweeping import sweep
from store.settings import COMMONS

_TAKE: Final = f"""
    INSERT INTO {COMMONS}.cap AS c (mark, at, expires_at)
    VALUES (%(mark)s, ARRAY[%(now)s::timestamptz], %(until)s)
    ON CONFLICT (mark) DO UPDATE
       SET at = array(SELECT one FROM unnest(c.at) AS one WHERE one > %(since)s ORDER BY one) || %(now)s::timestamptz,
           expires_at = excluded.expires_at
     WHERE (SELECT count(*) FROM unnest(c.at) AS one WHERE one > %(since)s) < %(most)s
    RETURNING true
""".encode()
_OLDEST: Final = f"SELECT at[array_length(at, 1) - %s + 1] FROM {COMMONS}.cap WHERE mark = %s".encode()
_GIVE_BACK: Final = f"UPDATE {COMMONS}.cap SET at = array_remove(at, %s::timestamptz) WHERE mark = %s".encode()


class Cap(NamedTuple):
    """At most `most` times within any span of `within`. `kind` names it for good."""

    kind: str
    most: int
    within: timedelta


def take(connection: StoreConnection, keys: Keys, cap: Cap, whom: str | bytes, now: datetime) -> None:
    """Count one more for `whom`, in the caller's transaction: what is rolled back did not count.

    Raises CapReached with the seconds until the next is free.
    """
    mark = keys.mark("cap", cap.kind, whom)
    wanted = {"mark": mark, "now": now, "since": now - cap.within, "until": now + cap.within, "most": cap.most}
    if connection.execute(_TAKE, wanted).fetchone() is None:
        row = connection.execute(_OLDEST, (cap.most, mark)).fetchone()
        assert row is not None
        raise CapReached(max(1, ceil((row[0] + cap.within - now).total_seconds())))
    sweep(connection, "cap", now)


def give_back(connection: StoreConnection, keys: Keys, cap: Cap, whom: str | bytes, now: datetime) -> None:
    """Not count what was taken at `now`: it was right."""
    connection.execute(_GIVE_BACK, (now, keys.mark("cap", cap.kind, whom)))
