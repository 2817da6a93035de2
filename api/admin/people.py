"""What the administrators' page tells of people: who is signed in as what, who may come in, and who looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from fastapi.concurrency import run_in_threadpool

from api.policy import Actor, can
from api.policy.desk import Platform
from api.policy.eyes import eyes_of
from api.regions import Regions
from store.looks import looks_within
from store.people.everybody import Invited, Program, devices_waiting, invitations, programs, sessions_by_role

SHOWN: Final = 10


class LookedAt(NamedTuple):
    """A look of an official, of `party` (the authority), at things of so many `owners`."""

    at: datetime
    role: str
    party: str
    basis: str
    reference: str
    what: str
    owners: int


class Ways(NamedTuple):
    """Ways in, and looks. An administrator of an area has its own party's invitations, and its officials' looks.

    `provider`: the address of the identity provider of others; empty: none.
    """

    sessions: dict[str, int]
    waiting: int
    programs: list[Program]
    invitations: list[Invited]
    looks: list[LookedAt]
    provider: str

    def owners(self) -> Iterator[tuple[str, str]]:
        """Whose data this is, and which: pairs as looks record them."""
        yield from ((one.party, "program") for one in self.programs)
        yield from ((one.party, "invitation") for one in self.invitations)
        yield from ((one.party, "look") for one in self.looks)


async def ways(regions: Regions, actor: Actor, now: datetime) -> Ways:
    """As an administrator may see it. Raises StoreError."""
    async with regions.datastore.reading(eyes_of(actor)) as connection:
        kept = await looks_within(connection, actor.area, limit=SHOWN)
    looks = [
        LookedAt(one.at, one.role, one.party, one.basis, one.reference, one.what, len(one.seen)) for _, one in kept
    ]
    return await run_in_threadpool(_counted, regions, actor, now, looks)


def _counted(regions: Regions, actor: Actor, now: datetime, looks: list[LookedAt]) -> Ways:
    platform = can(actor, "read", Platform())
    party = "" if platform else actor.party
    provider = regions.settings.identity_provider if platform else None
    with regions.datastore.connection() as connection:
        return Ways(
            sessions=sessions_by_role(connection, now) if platform else {},
            waiting=devices_waiting(connection) if platform else 0,
            programs=programs(connection, now, party=party, limit=SHOWN),
            invitations=invitations(connection, now, party=party, limit=SHOWN),
            looks=looks,
            provider=provider.issuer if provider else "",
        )
