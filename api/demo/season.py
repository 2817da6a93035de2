"""The season: every packhouse's days, with what shall be special about a few of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from api.demo.carrying import lorries, pack, receive, send
from api.demo.cast import Cast
from api.demo.casting import cast_everybody
from api.demo.crops import Crop, crops
from api.demo.day import Day, Wish
from api.demo.growing import gather
from api.demo.plan import Plan
from api.demo.roles import cast_roles
from api.demo.selling import sell
from api.demo.showing import bind_item_labels, show
from api.demo.working import work

WISHES: Final[Mapping[tuple[str, int], Wish]] = MappingProxyType(
    {
        ("wampee", 6): Wish(market="jiangnan", proof="certificate_number"),
        ("wampee", 9): Wish(troubles=frozenset({"receipt_difference"})),
        ("wampee", 12): Wish(shared_code=True),
        ("lychee", 8): Wish(market="haijixing", proof="test"),
        ("lychee", 11): Wish(troubles=frozenset({"seal_mismatch"})),
        ("lychee", 14): Wish(market="hongkong", cartons=True),
        ("lychee", 16): Wish(troubles=frozenset({"receipt_difference"})),
        ("pineapple", 5): Wish(market="jiangnan", made=True),
        ("pineapple", 9): Wish(troubles=frozenset({"double_receipt"})),
        ("pineapple", 15): Wish(troubles=frozenset({"overdraft"})),
        ("lychee", 19): Wish(troubles=frozenset({"overdraft", "resolved"})),
        ("oyster", 7): Wish(market="huangsha", proof="certificate_photo"),
        ("oyster", 10): Wish(held="released"),
        ("huajuhong", 4): Wish(made=True),
        ("shatangju", 5): Wish(merged=True),
        ("shatangju", 8): Wish(troubles=frozenset({"more_than_grown"})),
        ("dragonfruit", 10): Wish(held="kept"),
        ("dragonfruit", 13): Wish(troubles=frozenset({"unmatched_dispatch"})),
        ("amomum", 6): Wish(troubles=frozenset({"handover_difference"})),
        ("sihui", 4): Wish(troubles=frozenset({"receipt_without_dispatch"})),
        ("mango", 5): Wish(proof="none"),
        ("mango", 8): Wish(troubles=frozenset({"unbalanced"})),
        ("gonggan", 6): Wish(market="hongkong", cartons=True),
        ("gonggan", 9): Wish(troubles=frozenset({"count_variance"})),
        ("prawn", 9): Wish(held="released"),
        ("orange", 6): Wish(troubles=frozenset({"unmatched_dispatch"})),
        ("tilapia", 7): Wish(troubles=frozenset({"double_receipt", "seal_mismatch"})),
    }
)
"""By crop and number of its working day."""


def plan_season() -> Plan:
    """Every command of the demo, with its discrepancies, labels and roles."""
    plan = Plan()
    cast = cast_everybody(plan)
    for crop in crops():
        for number, day in enumerate(crop.working_days()):
            _work_a_day(plan, cast, crop, day, number)
    cast_roles(plan, cast)
    return plan


def _work_a_day(plan: Plan, cast: Cast, crop: Crop, on: date, number: int) -> None:
    day = Day.begin(plan, cast, crop, number, on, WISHES.get((crop.key, number), Wish()))
    ready = work(day, gather(day))
    if not ready:
        return
    bind_item_labels(day, ready)
    loaded = lorries(day, pack(day, ready))
    leaving = day.at
    for market, shares in loaded:
        day.at = leaving
        load = send(day, market, shares)
        sell(day, load.stall, receive(day, load))
    show(day, number)
