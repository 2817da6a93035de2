"""Who follows: a row per projection and build, held for seconds at a time, says which process leads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from psycopg.sql import SQL, Identifier

from store.datastore import Datastore

LEASE = timedelta(seconds=10)
"""How long a silent leader is waited for. Clocks of several machines may differ by less than this."""


class Leases:
    """The leases of one region, as `holder` sees them. Two holders never both write: the position decides that."""

    def __init__(self, datastore: Datastore, region: str, holder: str, length: timedelta = LEASE) -> None:
        self.length = length
        self._datastore = datastore
        self._holder = holder
        self._hold = SQL(
            "INSERT INTO {0}.lease AS l SELECT name, %(holder)s, %(until)s FROM unnest(%(names)s::text[]) AS name"
            " ORDER BY name ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at"
            " WHERE l.holder = excluded.holder OR l.expires_at < %(now)s RETURNING name"
        ).format(Identifier(region))
        self._release = SQL("DELETE FROM {0}.lease WHERE holder = %s AND name = ANY(%s)").format(Identifier(region))

    def hold(self, names: Iterable[str]) -> set[str]:
        """Take or renew; returns the names that are held now, the others belong to somebody else."""
        now = datetime.now(UTC)
        values = {"holder": self._holder, "names": list(names), "now": now, "until": now + self.length}
        with self._datastore.connection() as conn:
            return {name for (name,) in conn.execute(self._hold, values)}

    def release(self, names: Iterable[str]) -> None:
        """Give up what is held, so that another need not wait."""
        with self._datastore.connection() as conn:
            conn.execute(self._release, (self._holder, list(names)))
