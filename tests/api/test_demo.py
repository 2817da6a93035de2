"""The demo season holds what it promises, its books balance where nothing was planted, and it names nobody."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
import pytest
from psycopg.sql import SQL, Identifier

from api.demo import demo_labels, demo_roles
from api.demo.crops import CITIES, crops
from domain.act import SHANGHAI
from domain.handover import Handover
from domain.logistic_unit import LogisticUnit
from domain.lot import Lot
from domain.party import Party
from domain.product import Product
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.site import Site
from domain.stock import Stock
from domain.trace_code import TraceCode
from domain.transformation import Transformation
from domain.values import Line, Output
from projections.discrepancies.discrepancy import KINDS
from scanner_app.words import LANGUAGES, words
from tests.api.demo_season import Loaded, Told, demo_settings, loaded, opened, strings_of

NATURAL = {"purchase_difference", "purchase_refused"}
"""Discrepancies that come by themselves: with a lot that is weighed again, and with 无证不得收购."""
HONEST = {"purchase_without_proof", "label_without_goods", "while_suspended"}
"""Those that nobody of the season commits."""


@pytest.fixture(scope="module")
def season(conninfo: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[Loaded]:
    with opened(conninfo, demo_settings(tmp_path_factory.mktemp("data"))) as regions:
        done = loaded(regions)
        print(f"the demo season took {done.seconds:.1f} s: {done.summary._replace(planted=())}")
        yield done


def test_it_has_what_was_promised(season: Loaded) -> None:
    summary = season.summary
    assert summary.products == len(season.of(Product.Registered)) >= 20
    assert summary.parties == len(season.of(Party.Registered)) >= 300
    assert summary.sites == len(season.of(Site.Registered))
    assert summary.lots == len({fact.stream for fact in season.of(Lot.Harvested, Lot.Made)}) >= 2_000
    assert summary.shipments == len(season.of(Shipment.Dispatched)) >= 200
    assert summary.facts == len(season.facts)
    assert {fact.region for fact in season.of(Lot.Harvested)} == set(CITIES)
    assert {fact.event.to_region for fact in season.of(Shipment.Dispatched)} == {"guangzhou", "shenzhen", "elsewhere"}


def test_every_kind_of_fact_of_the_main_job_is_in_it(season: Loaded) -> None:
    needed = (
        Lot.HarvestCorrected, Stock.Held, Stock.Released, Stock.Counted, Stock.Unpacked, LogisticUnit.Nested,
        Handover.Accepted, Receipt.PurchaseRefused, Sale.SoldWholesale, Sale.SoldRetail, Sale.Returned,
        Shipment.HandedOver, TraceCode.RollIssued, TraceCode.LabelsBound, TraceCode.LabelReprinted,
        TraceCode.LabelVoided, Stock.OverdraftClosed,
    )  # fmt: skip
    assert [kind.__qualname__ for kind in needed if not season.of(kind)] == []
    kinds = {fact.event.kind for fact in season.of(Transformation.Recorded)}
    assert kinds == {"merge", "grade", "process", "repack"}
    proofs = {fact.event.proof.kind for fact in season.of(Receipt.Recorded)}
    assert proofs == {"certificate_number", "certificate_photo", "test", "none"}


def test_every_product_says_where_its_figures_come_from() -> None:
    made = [crop.made for crop in crops() if crop.made]
    assert all(one.source and isinstance(one.verified, bool) for one in (*crops(), *made))


def test_every_kind_of_discrepancy_was_planted(season: Loaded) -> None:
    assert {one.kind for one in season.summary.planted} == set(KINDS) - NATURAL - HONEST


def test_planted_discrepancies_show_in_the_facts(season: Loaded) -> None:
    (collision,) = season.of(Lot.CodeCollided)
    assert (collision.command, collision.event.lot) in _planted(season, "code_collision")
    assert {(one.command, one.event.lot) for one in season.of(Stock.Overdrawn)} == {
        *_planted(season, "overdraft"),
    }
    unbalanced = {fact.command for fact in season.of(Transformation.Recorded) if not fact.event.balanced}
    assert unbalanced == {fact for fact, _ in _planted(season, "unbalanced")}
    differing = {fact.command for fact in season.of(Receipt.Recorded) if fact.event.difference}
    assert differing == {fact for fact, _ in _planted(season, "more_than_grown")}
    sealed = {fact.event.shipment: fact.event.seal for fact in season.of(Shipment.Dispatched)}
    broken = {one.event.shipment for one in season.of(Shipment.Arrived) if one.event.seal != sealed[one.event.shipment]}
    assert broken == {fact for fact, _ in _planted(season, "seal_mismatch")}


def test_what_was_sent_was_received_but_for_what_was_planted(season: Loaded) -> None:
    sent, received = defaultdict[UUID, list[tuple[str, str, Decimal]]](list), defaultdict[UUID, list[Any]](list)
    receipts = Counter[UUID]()
    for fact in season.of(Shipment.Dispatched):
        sent[fact.event.shipment] = sorted((line.lot, line.unit, line.quantity) for line in fact.event.lines)
    for fact in season.of(Receipt.Recorded):
        if fact.event.kind == "shipment":
            shipment = UUID(fact.event.reference)
            received[shipment] += sorted((line.lot, line.unit, line.accepted) for line in fact.event.lines)
            receipts[shipment] += 1
    last = max(fact.event.timestamp for fact in season.facts)
    dispatched = {fact.event.shipment: fact.event.timestamp for fact in season.of(Shipment.Dispatched)}
    under_way = {shipment for shipment, at in dispatched.items() if (last - at).days < 3 and not received[shipment]}
    planted = {
        lot
        for kind in ("receipt_difference", "double_receipt", "unmatched_dispatch")
        for _, lot in _planted(season, kind)
    }
    differ = {shipment for shipment in sent if sent[shipment] != received[shipment]} - under_way
    assert len(differ) == len(planted)
    assert all(planted & {lot for lot, _, _ in sent[shipment]} for shipment in differ)
    assert sum(count == 2 for count in receipts.values()) == len(_planted(season, "double_receipt"))
    assert {fact for fact, _ in _planted(season, "unmatched_dispatch")} == {one for one in differ if not received[one]}


def test_stocks_balance_but_for_what_was_planted(season: Loaded) -> None:
    open_overdrafts = {lot for _, lot in _planted(season, "overdraft")}
    for (_, stream), facts in groupby(sorted(season.of(Stock.Event), key=_stream), key=_stream):
        stock = Stock.fold(None, [fact.event for fact in facts])
        assert stock is not None
        if stock.lot not in open_overdrafts:
            assert stock.ledger.deficit == 0, (stream, stock.lot, stock.site)
    for fact in season.of(Transformation.Recorded):
        work = fact.event
        if work.balanced:
            assert _sum(work.outputs) + work.waste <= _sum(work.inputs) * max(work.limits.high, Decimal(1))


def test_main_crops_move_between_enough_parties_to_be_shown(season: Loaded) -> None:
    """Five who give and five who take in a cell of crop, month and city: what the public may see (design D11)."""
    keys = {crop.product: crop.key for crop in crops()}
    givers, takers = defaultdict[tuple[str, str], set[str]](set), defaultdict[tuple[str, str], set[str]](set)
    for fact in season.of(Shipment.Dispatched):
        sent = fact.event
        for product in {line.lot.split("/")[1] for line in sent.lines} & keys.keys():
            cell = f"{keys[product]} {sent.timestamp.astimezone(SHANGHAI):%m}", sent.to_county[:4]
            givers[cell].add(sent.party)
            takers[cell].add(sent.to_party)
    shown = {cell for cell in givers if min(len(givers[cell]), len(takers[cell])) >= 5}
    months = ("shatangju 01", "gonggan 01", "orange 01", "oyster 02", "lychee 06", "wampee 07", "dragonfruit 09")
    assert {(month, city) for month in months for city in ("4401", "4403")} <= shown
    assert {("lychee 06", "8100"), ("gonggan 01", "8100")} <= shown


def test_marks_of_origin_are_bare_names(season: Loaded) -> None:
    marks = {fact.event.origin_mark for fact in season.of(Product.Registered)} - {""}
    assert len(marks) > 10
    assert [mark for mark in marks if not mark.isalpha() or mark.startswith(("地理标志", "名特优新", "原产地域"))] == []


def test_every_reason_has_words_in_both_languages(season: Loaded) -> None:
    told = {text for fact in season.facts for text in _reasons(msgspec.json.decode(fact.state))}
    assert "grower_had_none" in told
    for lang in LANGUAGES:
        assert {code for code in told if f"reason.{code}" not in words(lang)} == set()


def test_no_plot_bears_more_than_it_can(season: Loaded) -> None:
    caps = {fact.event.product: fact.event.cap_per_mu for fact in season.of(Product.Registered)}
    areas = {fact.event.site: fact.event.area_mu for fact in season.of(Site.Registered)}
    borne = defaultdict[tuple[str, str], Decimal](Decimal)
    for fact in season.of(Lot.Harvested):
        borne[fact.event.site, fact.event.product] += fact.event.quantity.amount
    for (site, product), kilograms in borne.items():
        cap, area = caps[product], areas[site]
        assert cap is None or area is None or kilograms <= cap * area * 1000


def test_no_personal_value_is_in_any_fact_or_answer(season: Loaded) -> None:
    texts = {text for fact in season.facts for text in strings_of(msgspec.json.decode(fact.state))}
    kept: set[str] = set()
    for name in season.regions:
        with season.regions.datastore.connection() as connection:
            rows = connection.execute(SQL("SELECT ref FROM {}.vault_entry").format(Identifier(name))).fetchall()
            answers = connection.execute(SQL("SELECT outcome FROM {}.command").format(Identifier(name))).fetchall()
        texts |= {text for row in answers for text in strings_of(msgspec.json.decode(row[0]))}
        entries = season.regions.vault(name).open_all([row[0] for row in rows])
        kept |= {value for fields in entries.values() for text in fields.values() for value in _values(text)}
    everything = "\n".join(sorted(texts))
    assert len(kept) > 2_000
    assert [value for value in kept if value in everything] == []


def test_labels_lead_to_things_that_are_there(season: Loaded) -> None:
    labels = demo_labels(season.regions)
    lots = {fact.event.lot for fact in season.of(Lot.Harvested, Lot.Made)}
    units = {f"00/{fact.event.unit}" for fact in season.of(LogisticUnit.Packed)}
    serials = {
        f"01/{fact.event.product}/21/{one}" for fact in season.of(TraceCode.LabelsBound) for one in fact.event.serials
    }
    assert {label.url_path[1:] for label in labels} <= lots | units | serials
    assert len(labels) == 9
    assert {label.region for label in labels} == set(CITIES)


def test_roles_are_of_registered_parties(season: Loaded) -> None:
    parties = {fact.event.party for fact in season.of(Party.Registered)}
    roles = demo_roles(season.regions)
    assert [one.name for one in roles] == ["grower", "packhouse", "carrier", "market", "inspector", "administrator"]
    assert {one.party for one in roles} <= parties


def _planted(season: Loaded, kind: str) -> set[tuple[UUID | None, str]]:
    return {(one.fact, one.lot) for one in season.summary.planted if one.kind == kind}


def _reasons(fact: Any) -> Iterable[str]:
    """Codes under `reason` and `difference`, however deep."""
    if isinstance(fact, dict):
        yield from (fact[key] for key in ("reason", "difference") if fact.get(key))
    for part in fact.values() if isinstance(fact, dict) else fact if isinstance(fact, list) else ():
        yield from _reasons(part)


def _values(text: str) -> list[str]:
    """Of a vault entry's field; a point is one of several."""
    return [value for value in json.loads(text).values() if isinstance(value, str)] if text.startswith("{") else [text]


def _stream(fact: Told[Stock.Event]) -> tuple[str, UUID]:
    return fact.region, fact.stream


def _sum(lines: Iterable[Line | Output]) -> Decimal:
    return sum((line.quantity for line in lines), Decimal(0))
