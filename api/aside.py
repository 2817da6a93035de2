"""What a task of the event loop has done for it by threads: work that waits, and queries that many tasks share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar
from uuid import UUID

from api.desks import remember
from domain.aggregate import Aggregate
from domain.region import Region
from store.errors import NotMigrated, StoreFull, StoreUnavailable

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class _Query:
    kinds: dict[UUID, type[Aggregate]] = field(default_factory=dict)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    absent: set[UUID] = field(default_factory=set)
    error: StoreUnavailable | StoreFull | NotMigrated | None = None


class Aside:
    """For the tasks of one event loop."""

    def __init__(self, threads: Executor) -> None:
        self._threads = threads
        self._next: dict[str, _Query] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work` in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*args, **kwargs))

    async def remember(self, region: Region, kinds: Mapping[UUID, type[Aggregate]]) -> set[UUID]:
        """Read those of the streams that are not remembered; returns streams that were never recorded.

        While one query is out, the next one gathers. When some stream cannot be read, none counts as absent: its own
        command shall fail, not those beside it. Raises StoreUnavailable, StoreFull, NotMigrated.
        """
        name = region.region
        query = self._next.setdefault(name, _Query())
        query.kinds.update(kinds)
        if name not in self._asking:
            self._asking[name] = asyncio.create_task(self._ask(region))
        await query.answered.wait()
        if query.error is not None:
            raise type(query.error)(str(query.error)) from query.error
        return query.absent

    async def _ask(self, region: Region) -> None:
        while query := self._next.pop(region.region, None):
            try:
                query.absent = await self.run(remember, region, query.kinds)
            except (StoreUnavailable, StoreFull, NotMigrated) as error:
                query.error = error
            except Exception:
                log.exception("what commands of region %s miss cannot be read", region.region)
            query.answered.set()
        del self._asking[region.region]
