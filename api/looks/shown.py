"""Whose data an answer shows, and which of it: pairs of an owner and an id, as they are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, Final

from projections.trace.answers import History

_SIDES: Final = tuple(attrgetter(side, "lot") for side in ("party", "carrier", "other_party"))
_KEPT: Final = attrgetter("party", "unit")


def of_rows(rows: Iterable[Mapping[str, Any]], *ids: str) -> Iterator[tuple[str, str]]:
    """Rows of a list with their `party`; `ids` are the fields that name each."""
    for row in rows:
        for name in ids:
            if one := row[name]:
                yield row["party"] or "", str(one)


def of_parties(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """An entry of the register is the party's own, and of the cooperative that acts for it."""
    for row in rows:
        yield row["party"], row["party"]
        yield row["cooperative"], row["party"]


def of_papers(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """A paper belongs to everybody in it, also to those to whom it was handed on."""
    for row in rows:
        for party in (row["party"], row["other"], row["third"], *(step["party"] for step in row["steps"])):
            yield party, str(row["id"])


def of_history(found: History) -> set[tuple[str, str]]:
    """Lots and units of a trace, of everybody who is in one of their steps."""
    return set().union(*(map(side, found.steps) for side in _SIDES), map(_KEPT, found.units))
