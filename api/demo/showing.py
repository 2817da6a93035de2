"""What a visitor is shown first: a few codes that are worth scanning, and item labels on jars."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from api.demo.day import Day, Share
from api.demo.plan import Command
from api.demo_label import DemoLabel
from domain import commands
from domain.gs1 import Gtin, Sgtin, Sscc

ROLL: Final = 24
"""Labels on a roll; enough to see what a roll is."""


class _Shown(NamedTuple):
    what: str
    title: str
    title_en: str


SHOWN: Final[Mapping[tuple[str, int], _Shown]] = MappingProxyType(
    {
        ("wampee", 6): _Shown("graded", "从果园到广州江南市场", "From the orchard to Guangzhou's Jiangnan market"),
        ("lychee", 8): _Shown("treated", "预冷后运往深圳", "Cooled, then by road to Shenzhen"),
        ("pineapple", 5): _Shown("made", "一斤鲜果三两肉", "Three parts of flesh from ten of fruit"),
        ("oyster", 7): _Shown("treated", "净化后的程村蚝", "Oysters after depuration"),
        ("huajuhong", 4): _Shown("serial", "一罐一码", "One jar, one code"),
        ("shatangju", 5): _Shown("mixed", "多户混装批次", "A lot mixed from several growers"),
        ("dragonfruit", 10): _Shown("held", "暂停销售的批次", "A lot that is on hold"),
        ("mango", 5): _Shown("harvested", "未提供合格证", "No proof was given"),
        ("gonggan", 6): _Shown("pallet", "发往香港的托盘", "A pallet for Hong Kong"),
    }
)
"""By crop and number of its working day: which of the day's codes."""


def bind_item_labels(day: Day, ready: list[Share]) -> None:
    """Jars with a code each: a roll issued in the morning, bound to the lot, one label torn and printed again."""
    made = day.crop.made
    if made is None or not made.labelled or not ready[0].lot.startswith(f"01/{made.product}/"):
        return
    serials = day.chance.serials(ROLL)
    house = day.packhouse

    def tell(command: Command, **values: object) -> None:
        at = day.pass_minutes(5, 30)
        day.plan.tell(house.region, house.party, at, command, product=made.product, **values)

    tell(commands.issue_labels, serials=serials)
    tell(commands.bind_labels, first=serials[0], last=serials[-3], lot=ready[0].lot, site=house.site)
    if day.chance.happens(0.3):
        tell(commands.reprint_labels, first=serials[1], last=serials[1], reason="torn")
        tell(commands.void_labels, first=serials[-1], last=serials[-1], reason="misprinted")
    day.lots["serial"] = Sgtin(Gtin(made.product), serials[0]).path


def show(day: Day, number: int) -> None:
    """Keep the code of this day, if it is one to show."""
    shown = SHOWN.get((day.crop.key, number))
    if shown is None:
        return
    path = day.lots[shown.what]
    if shown.what == "pallet":
        path = Sscc(path).path
    made = day.crop.made if shown.what in ("made", "serial") else None
    named = made or day.crop
    day.plan.labels.append(
        DemoLabel(shown.title, f"/{path}", named.name_zh, day.crop.region, shown.title_en, named.name_en)
    )
