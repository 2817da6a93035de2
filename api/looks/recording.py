"""Record what an official is about to be shown of others; what cannot be recorded is not shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from fastapi.concurrency import run_in_threadpool

from api.policy import Actor
from api.regions import Regions
from store.looks import Basis, Look, remember

_IDS: Final = 400
"""Characters of an id that are kept; ours are shorter."""
Seen = Iterable[tuple[str, str]]
"""(owner, id): the party whose data it is, and what of it is shown. No owner: nobody's."""


async def record_look(regions: Regions, actor: Actor, what: str, seen: Seen, *, asked: str = "") -> None:
    """One record an answer, of officials alone, of what belongs to others. Raises StoreError: then answer nothing."""
    if actor.official and (look := look_of(actor, what, seen, asked=asked)):
        await run_in_threadpool(remember, regions.datastore, look)


def look_of(actor: Actor, what: str, seen: Seen, *, asked: str = "", export: str = "") -> Look | None:
    """None when nothing of others is shown. `export`: that was taken out for a reason."""
    by_owner: defaultdict[str, set[str]] = defaultdict(set)
    for owner, one in seen:
        if owner and owner != actor.party:
            by_owner[owner].add(one[:_IDS])
    if not by_owner:
        return None
    basis: Basis = "reason" if export else "case" if actor.case else "area"
    return Look(
        at=datetime.now(UTC),
        person=actor.person,
        party=actor.party,
        role=actor.role,
        jurisdiction=actor.jurisdiction,
        basis=basis,
        reference=export or actor.case,
        what=what,
        asked=asked,
        seen={owner: sorted(ids) for owner, ids in sorted(by_owner.items())},
    )
