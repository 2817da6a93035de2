"""Every label that can be made is read back by an independent decoder, at the size and resolution it is printed."""

from dataclasses import replace
from io import BytesIO
from typing import Final

import pypdfium2
import pytest
import resvg_py
from PIL import Image

from api.labels import Dpi, Label, Sheet, Size
from api.labels.pdf import render_pdf
from api.labels.png import render_png
from api.labels.svg import render_svg
from tests.api.label_examples import DPIS, LOT, PALLET, SIZES, expected, picture, prints, read

PRINTS: Final = [pytest.param(label, size, id=f"{label.product_zh[:4]}-{size}") for label, size in prints()]
PIXELS: Final[dict[tuple[Size, Dpi], tuple[int, int]]] = {
    ("40x30", 203): (320, 240),
    ("60x40", 203): (480, 320),
    ("100x150", 203): (800, 1200),
    ("40x30", 300): (472, 354),
    ("60x40", 300): (709, 472),
    ("100x150", 300): (1181, 1772),
}
DOTS_AN_INCH: Final[dict[Dpi, float]] = {203: 203.2, 300: 300}


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize(("label", "size"), PRINTS)
def test_png_is_read(label: Label, size: Size, dpi: Dpi):
    assert read(picture(render_png(label, size, dpi))) == expected(label)


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize(("label", "size"), PRINTS)
def test_svg_is_read(label: Label, size: Size, dpi: Dpi):
    png = resvg_py.svg_to_bytes(svg_string=render_svg(label, size), dpi=DOTS_AN_INCH[dpi], skip_system_fonts=True)
    image = picture(bytes(png))
    assert all(abs(a - b) <= 1 for a, b in zip(image.size, PIXELS[size, dpi], strict=True))
    assert read(image) == expected(label)


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize(("label", "size"), PRINTS)
def test_pdf_of_one_label_is_read(label: Label, size: Size, dpi: Dpi):
    (page,) = _pages(render_pdf([label], size, "single"), dpi)
    assert read(page) == expected(label)


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize(("size", "on_a_page"), [("40x30", 45), ("60x40", 21), ("100x150", 2)])
def test_every_label_of_an_a4_sheet_is_read(size: Size, on_a_page: int, dpi: Dpi):
    labels = [replace(LOT, url=f"{LOT.url[:-3]}{number:03}") for number in range(on_a_page + 1)]
    first, second = _pages(render_pdf(labels, size, "a4"), dpi)
    assert read(first) == sorted(code for label in labels[:-1] for code in expected(label))
    assert read(second) == expected(labels[-1])


def test_pallet_bars_say_that_they_are_gs1():
    assert ("]C1", "(00)395201234567890123") in read(picture(render_png(PALLET, "100x150", 203)))


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("size", SIZES)
def test_png_has_one_bit_a_dot_and_says_its_resolution(size: Size, dpi: Dpi):
    png = render_png(LOT, size, dpi)
    image = Image.open(BytesIO(png))
    assert (image.mode, image.size) == ("1", PIXELS[size, dpi])
    assert image.info["dpi"] == pytest.approx((DOTS_AN_INCH[dpi],) * 2, abs=0.05)


@pytest.mark.parametrize("sheet", ["single", "a4"])
def test_pdf_text_can_be_searched(sheet: Sheet):
    with pypdfium2.PdfDocument(render_pdf([LOT], "60x40", sheet)) as document:
        text = document[0].get_textpage().get_text_range()
    assert all(words in text for words in (LOT.product_zh, LOT.lot, "2026-07-12", LOT.origin))


def test_pdf_of_no_labels_is_refused():
    with pytest.raises(ValueError, match="at least one label"):
        render_pdf([], "60x40", "a4")


def _pages(pdf: bytes, dpi: Dpi) -> list[Image.Image]:
    scale = DOTS_AN_INCH[dpi] / 72
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=scale).to_pil().convert("L") for page in document]  # pyright: ignore[reportArgumentType]
