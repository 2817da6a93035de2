"""The pictures of the page, from the cells that may be seen; of what is weighed, for tonnes and heads never add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from markupsafe import Markup

from api.views.drawing import months, schematic, stream
from api.views.naming import Naming
from projections.flows.moved import Cell, city_of
from scanner_app.words import word

SEVERAL = ""
"""The group of merged products."""


class Legend(NamedTuple):
    """A group of products, its colour's class and its tonnes."""

    name: str
    class_: str
    tonnes: str


class Pictures(NamedTuple):
    wide: Markup
    narrow: Markup
    legend: list[Legend]
    map: Markup
    months: Markup


def pictures(cells: Iterable[Cell], naming: Naming) -> Pictures | None:
    """None when there is nothing to draw."""
    weighed = [cell for cell in cells if naming.weighed(cell.product) and cell.stage != "returned"]
    if not weighed:
        return None
    bands = _bands(weighed, naming)
    sizes: Counter[str] = Counter()
    for band in bands:
        sizes[band.group] += band.tonnes  # pyright: ignore[reportArgumentType]
    colours = _colours(sizes)
    lang = naming.lang
    told = stream.Words(
        naming.place,
        naming.group,
        (word(lang, "views.origins"), word(lang, "views.packhouses"), word(lang, "views.cities")),
        naming.tonnes,
        word(lang, "views.stream"),
        word(lang, "views.stream_more"),
    )
    return Pictures(
        stream.stream(bands, stream.WIDE, told, colours, "w"),
        stream.stream(bands, stream.NARROW, told, colours, "n"),
        [Legend(naming.group(group), f"g{colours[group]}", naming.tonnes(sizes[group])) for group in colours],
        _map(weighed, naming),
        _months(weighed, naming),
    )


def _bands(cells: Iterable[Cell], naming: Naming) -> list[stream.Band]:
    sums: defaultdict[tuple[int, str, str, str], float] = defaultdict(float)
    for cell in cells:
        collected = cell.stage == "collected"
        target = cell.to_county if collected else city_of(cell.to_county)
        group = naming.group_of(cell.product)
        sums[0 if collected else 1, cell.from_county, target, group] += float(cell.quantity) / 1000
    return [stream.Band(*key, tonnes) for key, tonnes in sums.items() if tonnes > 0]


def _colours(sizes: Mapping[str, float]) -> dict[str, int]:
    """Largest group first; merged products always last and grey (0)."""
    ordered = sorted((group for group in sizes if group != SEVERAL), key=lambda group: (-sizes[group], group))
    numbers = {group: 1 + place % 8 for place, group in enumerate(ordered)}
    return numbers | ({SEVERAL: 0} if SEVERAL in sizes else {})


def _map(cells: Iterable[Cell], naming: Naming) -> Markup:
    sums: defaultdict[tuple[str, str], float] = defaultdict(float)
    for cell in cells:
        if cell.stage == "shipped":
            sums[city_of(cell.from_county), city_of(cell.to_county)] += float(cell.quantity) / 1000
    lang = naming.lang
    told = schematic.Words(
        naming.place,
        naming.tonnes,
        word(lang, "views.map"),
        word(lang, "views.map_more"),
        word(lang, "views.schematic"),
    )
    return schematic.schematic([schematic.Arrow(*key, tonnes) for key, tonnes in sums.items()], told, "m")


def _months(cells: Iterable[Cell], naming: Naming) -> Markup:
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        sums[cell.first.isoformat()[:7]][cell.stage] += float(cell.quantity) / 1000  # pyright: ignore[reportArgumentType]
    lang = naming.lang
    told = months.Words(
        naming.tonnes,
        word(lang, "views.collected"),
        word(lang, "views.shipped"),
        word(lang, "views.months"),
        word(lang, "views.months_more"),
    )
    some = [
        months.Month(word(lang, f"views.month.{int(month[5:])}"), float(one["collected"]), float(one["shipped"]))
        for month, one in sorted(sums.items())
    ]
    return months.months(some, told, "c")
