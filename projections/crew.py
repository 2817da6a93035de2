"""Follow one region: all projections that this process leads, on one reading and decoding of the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from itertools import groupby

from projections.follower import Follower, Overtaken
from projections.lease import Leases
from projections.log import Batch, ReadAhead
from projections.projection import Projection
from projections.tables import ensure_tables, outdated
from store.datastore import Datastore
from store.errors import StoreError

log = logging.getLogger(__name__)


class Crew:
    """The followers of one region in one process; used by one thread at a time."""

    def __init__(
        self,
        datastore: Datastore,
        region: str,
        projections: Iterable[Projection],
        leases: Leases,
    ) -> None:
        self.region = region
        self._datastore = datastore
        self._log = ReadAhead(datastore, region)
        self._leases = leases
        self._followers = {f"{one.name}/live": Follower(datastore, region, one) for one in projections}
        self._leading: dict[str, Follower] = {}
        self._renew_at = 0.0

    @property
    def leads(self) -> frozenset[str]:
        """Names of the projections that this process follows now."""
        return frozenset(one.projection.name for one in self._leading.values())

    def step(self) -> bool:
        """One batch for every projection; True when there was any, so that more may follow.

        A projection that the store fails keeps none of the others waiting. Raises StoreError afterwards.
        """
        failures: list[StoreError] = []
        if time.monotonic() >= self._renew_at:
            self._lead()
        more = False
        for after, group in groupby(sorted(self._leading.values(), key=_position), key=_position):
            followers = list(group)
            batch = self._log.read(after, frozenset().union(*(one.projection.reads for one in followers)))
            if batch.upto > after:
                more = True
                for one in followers:
                    try:
                        self._take(one, batch)
                    except StoreError as error:
                        failures.append(error)
        if failures:
            raise failures[0]
        return more

    def stand_down(self) -> None:
        """Give up every lease, so that another process takes over at once."""
        self._leading.clear()
        self._log.close()
        self._leases.release(self._followers)

    def _take(self, follower: Follower, batch: Batch) -> None:
        try:
            follower.take(batch)
        except Overtaken as error:
            log.error("a second follower: %s", error)
            del self._leading[f"{follower.projection.name}/live"]
            self._renew_at = 0.0  # who still has the lease reads the position anew; a rebuild may have moved it

    def _lead(self) -> None:
        held = self._leases.hold(self._followers)
        for name in self._leading.keys() - held:
            log.error("%s: another process leads %s now", self.region, name)
            del self._leading[name]
        for name in held - self._leading.keys():
            self._start(name, self._followers[name])
        self._renew_at = time.monotonic() + self._leases.length.total_seconds() / 3

    def _start(self, name: str, follower: Follower) -> None:
        ensure_tables(self._datastore, [self.region], [follower.projection])
        with self._datastore.connection() as conn:
            if outdated(conn, self.region, follower.projection):
                log.warning("%s/%s has tables of another version: left alone", self.region, follower.projection.name)
                self._leases.release([name])
                return
        follower.locate()
        self._leading[name] = follower


def _position(follower: Follower) -> int:
    return follower.position
