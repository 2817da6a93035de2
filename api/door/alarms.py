"""What an administrator should know of who tries doors: kept for a day, logged once an hour, without an address."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from domain.act import SHANGHAI
from store.people.keys import Keys

log = logging.getLogger(__name__)
Kind = Literal["codes", "product", "sign_ins", "ids", "requests"]
"""Unknown codes of one visitor; of one product; failed sign-ins; ids not there or another's, by a token; too much."""
MOST: Final = 200
DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)


@dataclass(slots=True)
class Alarm:
    """`who`: a mark that is the same for one visitor on one day and says nothing else; of a product its GTIN."""

    kind: Kind
    who: str
    since: datetime
    last: datetime
    times: int
    written: datetime


class Alarms:
    """Of one process. `times`: how often by kind since it began."""

    def __init__(self, keys: Keys, now: Callable[[], datetime] = lambda: datetime.now(SHANGHAI)) -> None:
        self._keys = keys
        self._now = now
        self._found: dict[tuple[Kind, str], Alarm] = {}
        self.times: Counter[Kind] = Counter()

    def ring(self, kind: Kind, who: str) -> None:
        """`who`: a network, or what names a token; only its mark is kept. A product's GTIN is kept as it is."""
        now = self._now()
        mark = who if kind == "product" else self._keys.mark("visitor", now.date().isoformat(), who).hex()[:12]
        self.times[kind] += 1
        found = self._found.get((kind, mark))
        if found is None or now - found.last > DAY:
            found = self._add(Alarm(kind, mark, now, now, 0, now - 2 * HOUR))
        found.last, found.times = now, found.times + 1
        if now - found.written > HOUR:
            found.written = now
            log.warning("somebody tries doors: %s, visitor %s, %d times since %s", kind, mark, found.times, found.since)

    def recent(self) -> list[Alarm]:
        """Those of the last day, the newest first."""
        since = self._now() - DAY
        return sorted((one for one in self._found.values() if one.last > since), key=lambda one: one.last, reverse=True)

    def _add(self, alarm: Alarm) -> Alarm:
        """The one that was silent for longest makes room."""
        if len(self._found) >= MOST:
            del self._found[min(self._found, key=lambda key: self._found[key].last)]
        self._found[alarm.kind, alarm.who] = alarm
        return alarm
