"""A chart of months: tonnes collected and shipped, as bars with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from api.views.drawing.svg import element, picture

WIDTH, TALLEST = 358, 120
MOST: Final = 13


class Month(NamedTuple):
    """`name` is short: '7' or 'Jul'; tonnes."""

    name: str
    collected: float
    shipped: float


class Words(NamedTuple):
    tonnes: Callable[[float], str]
    collected: str
    shipped: str
    title: str
    description: str


def months(some: Sequence[Month], words: Words, key: str) -> Markup:
    """The last MOST of them; the higher bar of each carries its number."""
    shown = some[-MOST:]
    most = max((max(month.collected, month.shipped) for month in shown), default=1.0) or 1.0
    room = WIDTH / max(len(shown), 1)
    bars = [part for place, month in enumerate(shown) for part in _bars(month, place * room, room, most, words)]
    line = element("path", d=f"M0 {TALLEST + 24}h{WIDTH}", class_="bar")
    return picture(
        WIDTH, TALLEST + 44, words.title, words.description, [line, *bars], class_="months", key=key
    )  # fmt: skip


def _bars(month: Month, left: float, room: float, most: float, words: Words) -> list[Markup]:
    wide = min(room * 0.36, 22.0)
    middle, floor = left + room / 2, TALLEST + 24.0
    drawn = [element("text", month.name, x=middle, y=floor + 15, text_anchor="middle")]
    for name, tonnes, class_, x in (
        (words.collected, month.collected, "c0", middle - wide - 0.5),
        (words.shipped, month.shipped, "c1", middle + 0.5),
    ):
        tall = tonnes / most * TALLEST
        title = element("title", f"{month.name} {name}: {words.tonnes(tonnes)}")
        drawn.append(element("rect", title, x=x, y=floor - tall, width=wide, height=tall, class_=class_))
    top = max(month.collected, month.shipped)
    if top:
        drawn.append(
            element(
                "text", _number(top), x=middle, y=floor - top / most * TALLEST - 5, text_anchor="middle", class_="q"
            )
        )
    return drawn


def _number(tonnes: float) -> str:
    return f"{tonnes:,.0f}" if tonnes >= 10 else f"{tonnes:.1f}"
