"""Whose data an answer shows, and which of it: pairs of an owner and an id, as they are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from projections.trace.answers import History


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


def of_history(found: History) -> Iterator[tuple[str, str]]:
    """Lots and units of a trace, of everybody who is in one of their steps."""
    for step in found.steps:
        for party in (step.party, step.carrier, step.other_party):
            yield party, step.lot
    for change in found.units:
        yield change.party, change.unit
