"""What a batch of facts adds to the tables, gathered in memory so that each table is written once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.logistic_unit import LogisticUnit
from domain.party import Party
from domain.product import Product
from domain.site import Site
from domain.stock import Stock
from domain.trace_code import TraceCode
from projections.projection import Fact
from projections.public_page.told import told

Contents = tuple[tuple[str, str], ...]
"""Lots with their quantities."""
encode = msgspec.json.Encoder(order="deterministic", decimal_format="string").encode


class UnitTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is public of one fact about a logistic unit; `contents` pairs a lot with a quantity, to be added up."""

    kind: str
    site: str = ""
    unit_kind: str = ""
    contents: Contents = ()
    units: tuple[str, ...] = ()


class ProductTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is public of a product."""

    name_zh: str
    name_en: str
    county: str = ""
    origin_mark: str = ""
    certificate: bool = False
    demo: bool = False


class Held(NamedTuple):
    """A hold's begin or end, or both."""

    site: str
    begun: bool
    ended: bool
    at: datetime


class Labelled(NamedTuple):
    """What is known of a label; `bound` is when, by which fact, to which lot."""

    bound: tuple[datetime, UUID, str] | None
    voided: bool
    at: datetime


@dataclass(slots=True)
class Rows:
    """One batch."""

    facts: list[tuple[Any, ...]] = field(default_factory=list)
    lots: set[tuple[UUID, str]] = field(default_factory=set)
    held: dict[tuple[str, UUID], Held] = field(default_factory=dict)
    labels: dict[tuple[str, str], Labelled] = field(default_factory=dict)
    units: list[tuple[Any, ...]] = field(default_factory=list)
    sites: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    products: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Rows:
        rows = cls()
        for fact in facts:
            rows._add_step(fact)
            rows._add(fact)
        return rows

    def _add_step(self, fact: Fact) -> None:
        found = told(fact.event)
        if found is None:
            return
        activity, step = found
        self.facts.append(
            (fact.command_id, fact.ordinal, activity, fact.position, fact.occurred_at, fact.recorded_at, encode(step))
        )
        if step.lines:
            self.lots.update((activity, lot) for lot in (*step.lines.lots, *step.lines.inputs))

    def _add(self, fact: Fact) -> None:
        match fact.event:
            case Stock.Held() as event:
                self._hold(event.lot, event.hold, Held(event.site, True, False, fact.recorded_at))
            case Stock.Released() as event:
                self._hold(event.lot, event.hold, Held(event.site, False, True, fact.recorded_at))
            case LogisticUnit.Event() as event:
                self._add_unit(fact, event)
            case TraceCode.Event() as event:
                self._label(fact, event)
            case Site.Registered() as event:
                self.sites[event.site] = (event.site, event.party, event.kind, event.county, event.town)
            case Party.Registered() as event:
                name = "" if event.kind == "household" else event.name
                self.parties[event.party] = (event.party, event.kind, name, event.county)
            case Product.Registered() as event:
                self.products[event.product] = encode(
                    ProductTold(
                        event.name_zh,
                        event.name_en,
                        event.county,
                        event.origin_mark,
                        event.certificate,
                        event.demo,
                    )
                )
            case _:
                pass

    def _hold(self, lot: str, hold: UUID, new: Held) -> None:
        old = self.held.get((lot, hold), new)
        begun, ended = old.begun or new.begun, old.ended or new.ended
        self.held[lot, hold] = Held(new.site, begun, ended, max(old.at, new.at))

    def _label(self, fact: Fact, event: TraceCode.Event) -> None:
        serials: tuple[str, ...] = getattr(event, "serials", ())
        bound = (fact.occurred_at, event.fact, event.lot) if isinstance(event, TraceCode.LabelsBound) else None
        new = Labelled(bound, isinstance(event, TraceCode.LabelVoided), fact.recorded_at)
        for serial in serials:
            old = self.labels.get((event.product, serial), new)
            first = min(filter(None, (old.bound, new.bound)), default=None)
            merged = Labelled(first, old.voided or new.voided, max(old.at, new.at))
            self.labels[event.product, serial] = merged

    def _add_unit(self, fact: Fact, event: LogisticUnit.Event) -> None:
        told = _unit(event)
        if told:
            self.units.append(
                (event.unit, fact.command_id, fact.ordinal, fact.occurred_at, fact.recorded_at, encode(told))
            )


def _unit(event: LogisticUnit.Event) -> UnitTold | None:
    match event:
        case LogisticUnit.Packed():
            return UnitTold("packed", event.site, event.kind, _contents(event), event.units)
        case LogisticUnit.Unpacked():
            return UnitTold("unpacked", event.site, "", _contents(event), event.units)
        case LogisticUnit.Received():
            return UnitTold("received", event.site, "", _contents(event))
        case LogisticUnit.Dispatched():
            return UnitTold("dispatched")
        case _:
            return None


def _contents(
    event: LogisticUnit.Packed | LogisticUnit.Unpacked | LogisticUnit.Received,
) -> tuple[tuple[str, str], ...]:
    return tuple((line.lot, str(line.quantity)) for line in event.contents)
