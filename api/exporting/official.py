"""What of a sheet an official takes out: lines of the area or the case, deals kept back; recorded before they leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final
from uuid import UUID

import msgspec

from api.exporting.asked import Line
from api.looks.cases import OnCase
from api.looks.recording import look_of
from api.policy import Actor, can, fields
from api.policy.fields import Shown
from api.policy.papers import Paper
from api.reads.trace_seen import DEALS
from api.regions import Regions
from store.looks import remember

TOGETHER: Final = 2_000
"""Lines of one look."""
_PARTIES: Final = ("party", "other_party", "carrier", "from_party", "to_party", "buyer")
_DEAL: Final = ("quantity", "expected", "rejected")
_OTHER: Final = ("other_party", "other_site", "other_county", "other_county_name", "other_region")


def allowed(asking: OnCase, lines: Iterable[Line]) -> Iterator[Line]:
    """By area, not by chain: a movement has two ends, a sale the seller's. Lots of the case wherever they went."""
    for line in lines:
        lot, kind = str(line["lot"]), str(line["kind"])
        counties = {str(line["county"] or "")}
        if kind not in DEALS:
            counties.add(str(line.get("other_county") or ""))
        if asking.covers(lot) or can(asking.actor, "read", Paper(kind, (), counties - {""})):
            yield _undealt(line) if kind in DEALS and _kept_back(asking, lot) else line


def recorded(regions: Regions, actor: Actor, what: str, run: UUID, lines: Iterable[Line]) -> Iterator[Line]:
    """Each some of the lines leave after it is recorded whose they are. Raises StoreError, and then they stay."""
    rest = iter(lines)
    while some := list(islice(rest, TOGETHER)):
        look = look_of(actor, f"export-{what}", (pair for line in some for pair in _whose(line)), export=str(run))
        if look is not None:
            remember(regions.datastore, look)
        yield from some


def _kept_back(asking: OnCase, lot: str) -> bool:
    return fields.deal(asking.to(lot), Paper("sale", (), ())) is Shown.NOTHING


def _undealt(line: Line) -> Line:
    return line | dict.fromkeys(_DEAL) | dict.fromkeys(_OTHER, "")


def _whose(line: Line) -> Iterator[tuple[str, str]]:
    """Of a raw fact whoever it names, by its stream."""
    says = msgspec.json.decode(str(line["says"])) if "says" in line else line
    for name in _PARTIES:
        if party := says.get(name):
            yield str(party), str(line.get("lot") or line.get("stream") or "")
