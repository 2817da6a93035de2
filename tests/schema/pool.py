"""Ids that a role has come across: taken from every answer, given to generated requests that name such a thing."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection
from random import Random
from typing import Any, Final

from api.privacy.notices import VERSION

MOST: Final = 60
"""Of a kind; the newest."""
KINDS: Final = {
    "id": "command", "command_id": "command", "fact": "command", "lot": "lot", "site": "site",
    "from_site": "site", "to_site": "site", "party": "party", "to_party": "party", "from_party": "party",
    "cooperative": "party", "carrier": "party", "household": "party", "product": "product", "unit": "unit",
    "sscc": "unit", "shipment": "shipment", "handover": "handover", "receipt": "receipt", "sale": "sale",
    "hold": "hold", "roll": "roll", "serials": "serial", "serial": "serial", "first": "serial", "last": "serial",
    "person": "person", "subject": "person", "device": "device", "invitation": "invitation", "client": "client",
    "consent": "consent", "passkey": "passkey", "ref": "ref", "next": "page", "page": "page", "number": "case",
    "case": "case", "reference": "shipment", "ticket": "ticket", "ceremony": "ceremony", "lots": "lot",
}  # fmt: skip
"""The name of a key or parameter -> of what it is the id."""
FIXED: Final[dict[str, tuple[Any, ...]]] = {
    "region": ("yunfu", "yunfu", "yunfu", "guangzhou", "commons"),
    "from_region": ("yunfu",),
    "party_region": ("yunfu", "commons"),
    "county": ("445322", "445381", "440111"),
    "from_county": ("445322",),
    "amount": ({"value": "0.5", "unit": "kg"}, {"value": "1", "unit": "jin"}),
    "accepted": ({"value": "0.5", "unit": "kg"},),
    "version": (VERSION,),
    "phone": ("13800138000",),
    "at_least": ("yunfu:1", "commons:1,yunfu:2"),
}
"""Values that are nobody's id, and that hardly any generated text is."""


class Pool:
    """By kind, the newest last. What is `spared` is never given to a request that could end it."""

    def __init__(self, spared: Collection[str] = ()) -> None:
        self._spared = spared
        self._known: defaultdict[str, deque[Any]] = defaultdict(lambda: deque(maxlen=MOST))

    def learn(self, told: object, name: str = "") -> None:
        """Whatever an answer names."""
        if isinstance(told, dict):
            for key, value in told.items():
                self.learn(value, str(key))
        elif isinstance(told, list):
            for one in told[:20]:
                self.learn(one, name)
        elif isinstance(told, str) and told and KINDS.get(name) and told not in self._known[KINDS[name]]:
            self._known[KINDS[name]].append(told)

    def give(self, name: str, draw: Random) -> Any:
        """Something known that goes by that name; None when there is none."""
        if name in FIXED:
            return draw.choice(FIXED[name])
        known = self._known.get(KINDS.get(name, ""))
        return draw.choice(known) if known else None

    def put_into(self, value: Any, draw: Random, *, ending: bool = False, name: str = "") -> Any:
        """The same value with what the pool knows in the place of ids."""
        known = self.give(name, draw) if not isinstance(value, list) else None
        if known is not None and value is not None and not (ending and str(known) in self._spared):
            return known
        if isinstance(value, dict):
            return {key: self.put_into(one, draw, ending=ending, name=str(key)) for key, one in value.items()}
        if isinstance(value, list):
            return [self.put_into(one, draw, ending=ending, name=name) for one in value]
        return value
