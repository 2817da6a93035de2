"""The followers of one region in one process: which of them lead, and one step of each."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from projections.follower import Follower, Overtaken
from projections.lease import Leases
from projections.log import BATCH, SharedLog
from projections.projection import Projection
from projections.tables import ensure_tables, outdated
from store.datastore import Datastore

log = logging.getLogger(__name__)


class Crew:
    """One thread calls `keep`, others `step` a projection each; no two step the same one at once."""

    def __init__(self, datastore: Datastore, region: str, projections: Iterable[Projection], leases: Leases) -> None:
        self.region = region
        self._datastore = datastore
        self._followers = {one.name: Follower(datastore, region, one) for one in projections}
        self._log = SharedLog(datastore, region, frozenset().union(*(one.reads for one in projections)))
        self._leases = leases
        self._leading: dict[str, Follower] = {}
        self._renew_at = 0.0

    @property
    def leads(self) -> frozenset[str]:
        """Names of the projections that this process follows now."""
        return frozenset(self._leading)

    def keep(self) -> list[str]:
        """Renew the leases when it is time; returns the projections that are led and behind."""
        if time.monotonic() >= self._renew_at:
            self._lead()
        head = self._log.head()
        return [name for name, follower in list(self._leading.items()) if follower.position < head]

    def step(self, name: str) -> bool:
        """One batch for a projection that is led; True when it was a whole one, so that more may follow."""
        follower = self._leading.get(name)
        if follower is None:
            return False
        batch = self._log.read(follower.position)
        try:
            follower.take(batch)
        except Overtaken as error:
            log.error("a second follower: %s", error)
            self._leading.pop(name, None)
            self._renew_at = 0.0  # who still has the lease reads the position anew; a rebuild may have moved it
            return False
        return batch.upto - batch.after == BATCH

    def stand_down(self) -> None:
        """Give up every lease, so that another process takes over at once."""
        self._leading.clear()
        self._log.close()
        self._leases.release(map(_lease, self._followers))

    def _lead(self) -> None:
        held = self._leases.hold(map(_lease, self._followers))
        for name, follower in self._followers.items():
            if _lease(name) not in held:
                if self._leading.pop(name, None):
                    log.error("%s: another process leads %s now", self.region, name)
            elif name not in self._leading:
                self._start(name, follower)
        self._renew_at = time.monotonic() + self._leases.length.total_seconds() / 3

    def _start(self, name: str, follower: Follower) -> None:
        ensure_tables(self._datastore, [self.region], [follower.projection])
        with self._datastore.connection() as conn:
            if outdated(conn, self.region, follower.projection):
                log.warning("%s/%s has tables of another version: left alone", self.region, name)
                self._leases.release([_lease(name)])
                return
        follower.locate()
        self._leading[name] = follower


def _lease(name: str) -> str:
    return f"{name}/live"
