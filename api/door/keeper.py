"""How often, from whom: rates that thousands of phones behind one carrier's address do not feel, and guessing does.

Only what fails is counted strictly. Kept answers to scanned codes never come here. Each process counts for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import Final

from api.door.alarms import Alarms, Kind
from api.door.budgets import Budgets, Rate
from api.door.visitor import Visitor
from store.people.keys import Keys
from store.settings import Settings

TOKEN: Final = Rate(5_000, 1 / 200)
"""Requests of one token: a whole import at once, then 200 a second of the thousand that a process carries."""
ADDRESS: Final = Rate(5_000, 1 / 100)
"""Requests without a token that was good before, and look-ups of codes, of one address."""
WRONG_TOKEN: Final = 5.0
"""What a request with a token that is none costs its address."""
UNKNOWN_BY_BROWSER: Final = Rate(30, 20.0)
UNKNOWN_BY_ADDRESS: Final = Rate(600, 6.0)
"""Codes that nobody knows: thirty at once and three a minute of one browser; six hundred an hour of one address."""
UNHURRIED: Final = 10
"""Unknown codes after which each look-up of the same browser is put off by one more SLOWER."""
SLOWER: Final = 0.1
UNKNOWN_OF_PRODUCT: Final = Rate(50, 12.0)
FAILED_SIGN_INS: Final = Rate(100, 36.0)
MISSING_IDS: Final = Rate(1_000, 3.6)
"""These three only ring: store/people/caps stops the second, a token of the third is revoked by a person."""
SIGNING: Final = "/v1/people/"
OWN_AFFAIRS: Final = frozenset(("/livez", "/readyz", "/metrics"))
"""What proxies and supervisors ask all the time."""


class Doorkeeper:
    """One a process, for one event loop. `refused`: requests by kind since it began."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._tokens = Budgets(TOKEN)
        self._addresses = Budgets(ADDRESS)
        self._unknown_by_browser = Budgets(UNKNOWN_BY_BROWSER)
        self._unknown_by_address = Budgets(UNKNOWN_BY_ADDRESS)
        self._of_product = Budgets(UNKNOWN_OF_PRODUCT)
        self._sign_ins = Budgets(FAILED_SIGN_INS)
        self._missing = Budgets(MISSING_IDS)
        self.alarms = Alarms(Keys(settings.people_key))
        self.refused: Counter[Kind] = Counter()
        self.unknown_codes = 0

    def admit(self, visitor: Visitor, path: str) -> int:
        """Count a request; 0, or the seconds until there is room for one."""
        if path in OWN_AFFAIRS:
            return 0
        now = self._clock()
        if visitor.token in self._tokens:
            wait = self._tokens.spend(visitor.token, now)
        else:
            wait = self._addresses.spend(visitor.network, now)
        return self._refuse("requests", visitor, wait) if wait else 0

    def answered(self, visitor: Visitor, path: str, status: int) -> None:
        """What came of a request that was admitted."""
        now = self._clock()
        if visitor.token:
            if status == 401:
                self._addresses.charge(visitor.network, now, WRONG_TOKEN)
            elif visitor.token not in self._tokens:
                self._tokens.charge(visitor.token, now)
            if status == 404 and self._missing.spend(visitor.token, now):
                self.alarms.ring("ids", str(visitor.token))
        elif status in (401, 404, 429) and path.startswith(SIGNING) and self._sign_ins.spend(visitor.network, now):
            self.alarms.ring("sign_ins", visitor.network)

    def guess(self, visitor: Visitor) -> int:
        """Count a look-up of a code that could be guessed; 0, or the seconds until the visitor may guess once more."""
        wait = self._exhausted(visitor)
        if not wait:
            self._unknown_by_address.charge(visitor.network, self._clock())
        return wait

    def pause(self, visitor: Visitor) -> float:
        """Seconds by which such a look-up is put off, by what its visitor tried before."""
        return max(0.0, (self._unknown_by_browser.spent(_browser(visitor), self._clock()) - UNHURRIED) * SLOWER)

    def known(self, visitor: Visitor) -> None:
        """What was guessed is known, so it was no guess."""
        self._unknown_by_address.charge(visitor.network, self._clock(), -1)

    def unknown(self, visitor: Visitor, product: str, *, guessed: bool) -> int:
        """Nobody knows it. 0, or the seconds for which that is not even said; `product`: the GTIN in it, or empty.

        What was not `guessed` before it was looked up is counted here.
        """
        now, wait = self._clock(), 0
        self.unknown_codes += 1
        if not guessed:
            wait = self._exhausted(visitor)
            self._unknown_by_address.charge(visitor.network, now)
        self._unknown_by_browser.charge(_browser(visitor), now)
        if product and self._of_product.spend(product, now):
            self.alarms.ring("product", product)
        return wait

    def _exhausted(self, visitor: Visitor) -> int:
        now = self._clock()
        wait = max(
            self._unknown_by_browser.wait(_browser(visitor), now), self._unknown_by_address.wait(visitor.network, now)
        )
        return self._refuse("codes", visitor, wait) if wait else 0

    def _refuse(self, kind: Kind, visitor: Visitor, wait: float) -> int:
        self.refused[kind] += 1
        self.alarms.ring(kind, visitor.network)
        return ceil(wait)


def _browser(visitor: Visitor) -> int:
    """As a key of bounded size: a User-Agent may be long."""
    return hash((visitor.network, visitor.browser))
