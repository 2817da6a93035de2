"""The flow diagram: three columns of places, joined by bands as wide as what went between them (a Sankey diagram)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from markupsafe import Markup

from api.views.drawing.svg import element, path, picture, squeezed

MOST: Final = 11
"""Places of a column; smaller ones share one."""
BAR: Final = 10
REST: Final = "…"


class Band(NamedTuple):
    """So many tonnes of a group of products from a place of column `column` (0 or 1) to one of the next."""

    column: int
    source: str
    target: str
    group: str
    tonnes: float


class Shape(NamedTuple):
    """How wide the picture is, how much room names have left and right, and what a band of one pixel's width says."""

    width: int
    margin: int
    gap: int
    text: int
    tallest: int


WIDE: Final = Shape(1040, 168, 13, 14, 430)
NARROW: Final = Shape(358, 70, 15, 12, 380)


class Words(NamedTuple):
    """What the picture says: names of places and groups, of columns, and of a band."""

    place: Callable[[str], str]
    group: Callable[[str], str]
    columns: tuple[str, str, str]
    tonnes: Callable[[float], str]
    title: str
    description: str


@dataclass(slots=True)
class Node:
    """A place in a column: where its bar stands, and how far its bands have filled it on each side."""

    column: int
    place: str
    came: float = 0.0
    went: float = 0.0
    top: float = 0.0
    height: float = 0.0
    filled: dict[str, float] = field(default_factory=lambda: {"came": 0.0, "went": 0.0})

    @property
    def size(self) -> float:
        return max(self.came, self.went)


def stream(bands: Sequence[Band], shape: Shape, words: Words, colours: Mapping[str, int], key: str) -> Markup:
    """The picture; `colours` gives each group the number of its class (g0, g1 ...)."""
    bands = _few(bands)
    columns = _columns(bands)
    scale, height = _place(columns, bands, shape)
    where = {(node.column, node.place): node for column in columns for node in column}
    ordered = sorted(
        bands, key=lambda band: (where[band.column, band.source].top, where[band.column + 1, band.target].top)
    )
    drawn = [_band(band, where, scale, shape, words, colours) for band in ordered]
    names = [_name(node, shape, words) for column in columns for node in column]
    heads = [
        element("text", text, x=x, y=14, class_="h", text_anchor=anchor)
        for text, x, anchor in zip(words.columns, _heads(shape), ("start", "middle", "end"), strict=True)
    ]
    return picture(
        shape.width, round(height), words.title, words.description, [*heads, *drawn, *names],
        class_="stream wide" if shape is WIDE else "stream thin", key=key,
    )  # fmt: skip


def _few(bands: Sequence[Band]) -> list[Band]:
    """The smaller places of each column become one, and bands between the same places one."""
    sizes: defaultdict[tuple[int, str], float] = defaultdict(float)
    for band in bands:
        sizes[band.column, band.source] += band.tonnes
        sizes[band.column + 1, band.target] += band.tonnes
    kept: set[tuple[int, str]] = set()
    for column in range(3):
        mine = sorted((key for key in sizes if key[0] == column), key=lambda key: -sizes[key])
        kept |= set(mine if len(mine) <= MOST else mine[: MOST - 1])
    sums: defaultdict[tuple[int, str, str, str], float] = defaultdict(float)
    for band in bands:
        source = band.source if (band.column, band.source) in kept else REST
        target = band.target if (band.column + 1, band.target) in kept else REST
        sums[band.column, source, target, band.group] += band.tonnes
    return [Band(*key, tonnes) for key, tonnes in sums.items()]


def _columns(bands: Sequence[Band]) -> list[list[Node]]:
    """Nodes by column; places of one city stand together, the largest city first."""
    nodes: dict[tuple[int, str], Node] = {}
    for band in bands:
        nodes.setdefault((band.column, band.source), Node(band.column, band.source)).went += band.tonnes
        nodes.setdefault((band.column + 1, band.target), Node(band.column + 1, band.target)).came += band.tonnes
    cities: defaultdict[str, float] = defaultdict(float)
    for node in nodes.values():
        cities[node.place[:4]] += node.size if node.column < 2 else 0.0

    def order(node: Node) -> tuple[bool, float, str, float]:
        own = cities[node.place[:4]] if node.column < 2 else 0.0
        return (not node.place.isdecimal(), -own, node.place[:4] if node.column < 2 else "", -node.size)

    return [sorted((node for node in nodes.values() if node.column == number), key=order) for number in range(3)]


def _place(columns: Sequence[Sequence[Node]], bands: Sequence[Band], shape: Shape) -> tuple[float, float]:
    """Give every node its top and height; pixels a tonne, and the height of the picture."""
    least = shape.text + 3.0
    total = max((sum(node.size for node in column) for column in columns), default=1.0) or 1.0
    scale = shape.tallest / total
    heights = [
        sum(max(node.size * scale, 2.0) + _room(node, scale, least, shape) for node in column) for column in columns
    ]
    tallest = max(heights, default=0.0)
    for column, height in zip(columns, heights, strict=True):
        top = 30.0 + (tallest - height) / 2
        for node in column:
            room = _room(node, scale, least, shape)
            node.height = max(node.size * scale, 2.0)
            node.top = top + room / 2
            top += node.height + room
    return scale, tallest + 40.0


def _room(node: Node, scale: float, least: float, shape: Shape) -> float:
    """Beside a bar that is lower than its name, room for the name."""
    lines = 2 if shape is NARROW else 1
    return max(shape.gap, least * lines - node.size * scale + 4)


def _x(column: int, shape: Shape) -> float:
    inner = shape.width - 2 * shape.margin - BAR
    return shape.margin + inner * column / 2


def _heads(shape: Shape) -> tuple[float, float, float]:
    return 0.0, shape.width / 2, float(shape.width)


def _band(
    band: Band,
    where: Mapping[tuple[int, str], Node],
    scale: float,
    shape: Shape,
    words: Words,
    colours: Mapping[str, int],
) -> Markup:
    source, target = where[band.column, band.source], where[band.column + 1, band.target]
    thick = max(band.tonnes * scale, 0.8)
    left, right = _x(band.column, shape) + BAR, _x(band.column + 1, shape)
    up, down = source.top + source.filled["went"], target.top + target.filled["came"]
    source.filled["went"] += band.tonnes * scale
    target.filled["came"] += band.tonnes * scale
    middle = (left + right) / 2
    outline = path(
        "M", left, up, "C", middle, up, middle, down, right, down, "v", thick,
        "C", middle, down + thick, middle, up + thick, left, up + thick, "z",
    )  # fmt: skip
    places = f"{words.place(band.source)} → {words.place(band.target)}"
    drawn = element(
        "path",
        element("title", f"{places}: {words.group(band.group)} {words.tonnes(band.tonnes)}"),
        d=outline,
        class_=f"g{colours[band.group]}",
    )
    if thick < shape.text + 2 or (shape is NARROW and band.column):
        return drawn
    inset = 12.0 if shape is WIDE else 4.0
    x, y, anchor = (left + inset, up, "start") if band.column == 0 else (right - inset, down, "end")
    label = element(
        "text", words.group(band.group), x=x, y=y + thick / 2 + shape.text * 0.35, text_anchor=anchor, class_="b"
    )
    return drawn + label


def _name(node: Node, shape: Shape, words: Words) -> Markup:
    """The bar with its place and tonnes: outside of the outer columns, on the bands of the middle one."""
    x = _x(node.column, shape)
    bar = element("rect", x=x, y=node.top, width=BAR, height=node.height, class_="n", rx=2)
    centre = node.top + node.height / 2
    name, tonnes = words.place(node.place), words.tonnes(node.size)
    match node.column:
        case 0:
            at, anchor = x - 6, "end"
        case 1:
            at, anchor = x + BAR + 5, "start"
        case _:
            at, anchor = x + BAR + 6, "start"
    if shape is WIDE:
        texts = [
            element("text", f"{name} ", element("tspan", tonnes, class_="q"), x=at, y=centre + 5, text_anchor=anchor)
        ]
    else:
        room = shape.margin - 8.0 if node.column != 1 else float(shape.width)
        texts = [
            element(
                "text",
                said,
                x=at,
                y=centre + down,
                text_anchor=anchor,
                class_=class_,
                **squeezed(said, shape.text, room),
            )
            for said, down, class_ in ((name, -1, "p"), (tonnes, 12, "q"))
        ]
    return Markup("").join([bar, *texts])
