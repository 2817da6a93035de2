"""Nothing on a label overlaps, leaves the paper or enters a quiet zone, whatever the words are."""

from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from api.labels import Dpi, Label, Size
from api.labels.drawing import Box, Drawing, Text
from api.labels.font import BOLD, FONT_FILE
from api.labels.layout import lay_out
from api.labels.paper import Grid, printer_grid, vector_grid
from api.labels.png import render_png
from tests.api.label_examples import DPIS, LABELS, LOT, PALLET, SIZES, picture, prints

GRIDS = {
    "203": lambda size: printer_grid(size, 203),
    "300": lambda size: printer_grid(size, 300),
    "vector": vector_grid,
}
WORDS = st.text(alphabet="广东茂名高州荔枝黄皮（一）、，。. WMgjQ10kg-「」", max_size=40)


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize(("label", "size"), prints())
def test_examples_are_tidy(label: Label, size: Size, grid: str):
    _assert_tidy(lay_out(label, size, GRIDS[grid](size)))


@settings(max_examples=60)
@given(name=WORDS, english=WORDS, origin=WORDS, quantity=WORDS, party=WORDS, sample=st.booleans(), serial=st.booleans())
def test_any_words_are_tidy(name, english, origin, quantity, party, sample, serial):
    words = {"product_en": english, "origin": origin, "quantity": quantity, "party": party, "sample": sample}
    lot = replace(LOT, product_zh=name.strip() or "米", serial="7KQ4M2ZX9C3DAW" if serial else "", **words)
    for size in SIZES:
        _assert_tidy(lay_out(lot, size, printer_grid(size, 203)))
    pallet = replace(PALLET, product_zh=lot.product_zh, **words)
    _assert_tidy(lay_out(pallet, "100x150", printer_grid("100x150", 203)))


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_quiet_zone_is_white_on_the_print(label: Label, size: Size, dpi: Dpi):
    (code,) = lay_out(label, size, printer_grid(size, dpi)).codes
    image = picture(render_png(label, size, dpi))
    left, top, right, bottom = code.quiet
    across, down = len(code.rows[0]) * code.module, len(code.rows) * code.module
    assert (code.x - left, code.y - top) == (4 * code.module, 4 * code.module)
    assert (right - code.x - across, bottom - code.y - down) == (4 * code.module, 4 * code.module)
    for x in range(len(code.rows[0])):
        for y in range(len(code.rows)):
            place = (code.x + x * code.module, code.y + y * code.module)
            module = image.crop((*place, place[0] + code.module, place[1] + code.module))
            assert module.getextrema() == ((0, 0) if code.rows[y][x] else (255, 255))
    image.paste(255, (code.x, code.y, code.x + across, code.y + down))
    assert image.crop(code.quiet).getextrema() == (255, 255)


@pytest.mark.parametrize(("size", "millimetres"), [("40x30", 0.59), ("60x40", 0.84), ("100x150", 1.0)])
def test_modules_are_large(size: Size, millimetres: float):
    for label in LABELS.values():
        for grid in (printer_grid(size, 203), printer_grid(size, 300), vector_grid(size)):
            assert lay_out(label, size, grid).codes[0].module / grid.dots_per_mm >= millimetres


def test_bars_of_a_pallet_are_as_gs1_wants_them():
    for grid in (printer_grid("100x150", 203), printer_grid("100x150", 300), vector_grid("100x150")):
        bars = lay_out(PALLET, "100x150", grid).codes[0]
        assert 0.495 <= bars.module / grid.dots_per_mm <= 0.94
        assert bars.tall / grid.dots_per_mm >= 31.75
        assert bars.x - bars.quiet[0] == 10 * bars.module


def test_chinese_is_24_dots_high_on_the_smallest_label():
    for label in LABELS.values():
        texts = lay_out(label, "40x30", printer_grid("40x30", 203)).texts
        assert all(text.em >= 24 for text in texts if not text.words.isascii())


@pytest.mark.parametrize("size", SIZES)
def test_the_code_to_read_aloud_is_whole(size: Size):
    for label in (*LABELS.values(), replace(LOT, lot="W" * 20)):
        texts = lay_out(label, size, printer_grid(size, 203)).texts
        assert (label.serial or label.lot) in [text.words for text in texts]


def test_quantity_is_never_cut():
    texts = lay_out(replace(LOT, quantity="1234567890123 kg"), "40x30", printer_grid("40x30", 203)).texts
    assert not any(text.words.startswith("123") for text in texts)


def _assert_tidy(drawing: Drawing) -> None:
    inks = {text: _ink(text) for text in drawing.texts}
    for text, ink in inks.items():
        assert _inside(ink, drawing.grid), f"{text} leaves the label"
        for code in drawing.codes:
            assert not _touch(ink, code.quiet), f"{text} enters a quiet zone"
        for bar in drawing.bars:
            assert text.white or not _touch(ink, bar.box), f"{text} lies on a bar"
    for bar in drawing.bars:
        assert not any(_touch(bar.box, code.quiet) for code in drawing.codes)
    for one, other in combinations(inks, 2):
        assert not _touch(inks[one], inks[other]), f"{one} overlaps {other}"
    for one, other in combinations(drawing.codes, 2):
        assert not _touch(one.quiet, other.quiet)
    assert all(_inside(code.quiet, drawing.grid) for code in drawing.codes)


def _ink(text: Text) -> Box:
    stroke = BOLD / 2 * text.em if text.bold else 0
    left, top, right, bottom = _face(text.em).getbbox(text.words, mode="1", anchor="ls", stroke_width=stroke)
    return (text.x + round(left), text.y + round(top), text.x + round(right), text.y + round(bottom))


@lru_cache(maxsize=64)
def _face(em: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILE, em, layout_engine=ImageFont.Layout.BASIC)


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(box: Box, grid: Grid) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= grid.width and box[3] <= grid.height
