"""Region: the event-sourced application of one city's store, and the desk on which one command is decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, cast
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application

from domain.act import Act
from domain.aggregate import Aggregate
from domain.breach import Breach
from domain.errors import NotYours, PartySuspended, UnknownParty, UnknownProduct, UnknownSite
from domain.party import Party
from domain.product import Product
from domain.remembered import Remembered
from domain.site import Site

COMMONS = "commons"
REMEMBERED = 20_000
"""Aggregates of a region that a process keeps at hand."""
A = TypeVar("A", bound=Aggregate)


class Region(Application[UUID]):
    """Loads and keeps the aggregates of one region. `commons` holds what all regions share (itself, for commons)."""

    name = "suyuan"

    def __init__(self, region: str, commons: Region | None = None, env: dict[str, str] | None = None) -> None:
        cache = {"AGGREGATE_CACHE_MAXSIZE": "0", "AGGREGATE_CACHE_FASTFORWARD": "n"}
        super().__init__(env={"REGION": region} | cache | (env or {}))
        self.remembered: Remembered[Any] = Remembered(REMEMBERED)
        self.repository.cache = self.remembered
        self.region = region
        self.commons = commons or self

    def find(self, kind: type[A], *key: str | UUID, to_tell: bool = True) -> A | None:
        """The aggregate as this process last saw it, or None when nothing was ever recorded of it.

        A copy, unless it is only looked at (`to_tell` False).
        """
        try:
            found: A = self.repository.get(
                kind.stream_id(*key), projector_func=cast(Any, kind.fold), deepcopy_from_cache=False
            )
        except AggregateNotFoundError:
            return None
        return found.__deepcopy__({}) if to_tell else found

    def keep(self, aggregates: Iterable[Aggregate]) -> None:
        """Remember what was just recorded, so that the next command need not read it again."""
        for aggregate in aggregates:
            known = self.remembered.peek(aggregate.id)
            if known is None or known.version <= aggregate.version:  # else somebody was faster
                self.remembered.put(aggregate.id, aggregate)

    def forget(self, stream_ids: Iterable[UUID]) -> None:
        """Drop what another process has overtaken; the next load reads it anew."""
        for stream_id in stream_ids:
            try:
                self.remembered.get(stream_id, evict=True)
            except KeyError:
                continue


class Desk:
    """One command's work: the aggregates it loaded, in the order it loaded them; nothing is recorded here.

    `trusting` decides on remembered aggregates and takes new ones for new without looking; a conflict or a refusal
    is then decided again with a desk that reads everything. `acting_for`: the other parties whose things it moves.
    """

    def __init__(self, region: Region, act: Act, *, trusting: bool = True) -> None:
        self.region = region
        self.act = act
        self.trusting = trusting
        self.aggregates: dict[UUID, Aggregate] = {}
        self.acting_for: list[str] = []
        self._references: dict[UUID, Aggregate] = {}

    def load(self, kind: type[A], *key: str | UUID) -> A:
        """The aggregate that `key` names, blank when nothing was recorded of it yet."""
        stream_id = kind.stream_id(*key)
        if stream_id not in self.aggregates:
            if not self.trusting:
                self.region.forget([stream_id])
            self.aggregates[stream_id] = self.region.find(kind, *key) or kind.blank(stream_id)
        return cast(A, self.aggregates[stream_id])

    def begin(self, kind: type[A], *key: str | UUID) -> A:
        """An aggregate that is expected to be new."""
        if not self.trusting:
            return self.load(kind, *key)
        stream_id = kind.stream_id(*key)
        return cast(A, self.aggregates.setdefault(stream_id, kind.blank(stream_id)))

    def product(self, product: str) -> Product:
        found = self._refer(self.region.commons, Product, product)
        if found is None:
            raise UnknownProduct(product=product)
        return found

    def party(self, party: str) -> Party:
        """A household of this region, or an enterprise of the commons."""
        found = self.standing(party)
        if found is None:
            raise UnknownParty(party=party)
        return found

    def standing(self, party: str) -> Party | None:
        """As `party`; None for who is registered in neither. Asks first the one that remembers it."""
        here, commons = self.region, self.region.commons
        if Party.stream_id(party) in commons.remembered:
            here, commons = commons, here
        return self._refer(here, Party, party) or self._refer(commons, Party, party)

    def is_known(self, party: str) -> bool:
        """Whether this region or the commons have the key already: one key never names two parties."""
        return bool(self.load(Party, party).party) or self._refer(self.region.commons, Party, party) is not None

    def site(self, site: str) -> Site:
        found = self._refer(self.region, Site, site)
        if found is None:
            raise UnknownSite(site=site, region=self.region.region)
        return found

    def own_site(self, site: str, *, suspended_too: bool = False) -> Site:
        """A site of the acting party, or of a household that it acts for; goods move there while neither is suspended.

        `suspended_too`: for what goes on meanwhile, as on hold (R11).
        """
        found = self.site(site)
        self.must_act_for(found.party)
        if not suspended_too:
            self.must_stand_well(found.party, site=site, county=found.county)
        return found

    def must_stand_well(self, *parties: str, site: str = "", county: str = "") -> None:
        """Neither `parties` nor the acting one is suspended. What was observed is recorded with its breach (D6)."""
        for party in dict.fromkeys((*parties, self.act.party)):
            known = self.standing(party)
            if known is None or not known.suspended:
                continue
            if not self.act.observed:
                raise PartySuspended(party=party)
            self.begin(Breach, self.act.id).note(self.act, party=party, site=site, county=county or known.county)

    def must_act_for(self, party: str) -> None:
        """The party itself, or the cooperative of a household (which may have no phone), or a supervisor's import."""
        if party == self.act.party:
            return
        if self.act.role != "administrator" and self.party(party).cooperative != self.act.party:
            raise NotYours(party=party)
        if party not in self.acting_for:
            self.acting_for.append(party)

    def _refer(self, region: Region, kind: type[A], key: str) -> A | None:
        """What is only looked at, never told; it changes so seldom that the remembered one serves."""
        stream_id = kind.stream_id(key)
        found = self._references.get(stream_id) or region.find(kind, key, to_tell=False)
        if found is not None:
            self._references[stream_id] = found
        return cast("A | None", found)

    def told(self) -> list[Aggregate]:
        """The aggregates that have something new to record."""
        return [aggregate for aggregate in self.aggregates.values() if aggregate.pending_events]
