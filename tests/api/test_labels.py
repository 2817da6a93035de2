"""What a label refuses to be, and when it says 样张."""

import logging
from dataclasses import replace

import pytest

from api.labels import Label, UnprintableLabel, is_loopback
from api.labels.font import missing_glyphs
from api.labels.pdf import render_pdf
from api.labels.png import render_png
from api.labels.svg import render_svg
from tests.api.label_examples import LOT, PALLET, SAMPLE, SIZES

GTIN = "09520123456788"


def test_address_of_62_bytes_is_the_longest():
    longest = f"https://sy.example.cn/01/{GTIN}/10/".ljust(62, "A")
    assert replace(LOT, url=longest).url == longest
    with pytest.raises(UnprintableLabel, match="url: 63 bytes, at most 62"):
        replace(LOT, url=longest + "A")


@pytest.mark.parametrize(
    "url",
    ["", "sy.example.cn/01", "ftp://sy.example.cn/01", "https://", "https://溯源.cn/01", "http://a b/01", "http://[/"],
)
def test_what_is_no_web_address_is_refused(url: str):
    with pytest.raises(UnprintableLabel, match="url: "):
        replace(LOT, url=url)


def test_label_without_a_code_to_read_aloud_is_refused():
    with pytest.raises(UnprintableLabel, match="names none"):
        replace(LOT, lot="")


def test_label_without_a_product_is_refused():
    with pytest.raises(UnprintableLabel, match="product_zh"):
        replace(LOT, product_zh=" ")


def test_lot_longer_than_gs1_allows_is_refused():
    with pytest.raises(UnprintableLabel, match="at most 20"):
        replace(LOT, lot="A" * 21)


@pytest.mark.parametrize("sscc", ["39520123456789012", "3952012345678901230", "39520123456789012X", "３" * 18])
def test_sscc_is_18_digits(sscc: str):
    with pytest.raises(UnprintableLabel, match="18 digits"):
        replace(PALLET, sscc=sscc)


def test_sscc_with_a_wrong_check_digit_is_refused():
    with pytest.raises(UnprintableLabel, match="check digit"):
        replace(PALLET, sscc="395201234567890124")


def test_pallet_label_that_opens_another_unit_is_refused():
    with pytest.raises(UnprintableLabel, match="opens its own unit"):
        replace(PALLET, url=LOT.url)


@pytest.mark.parametrize("size", ["40x30", "60x40"])
def test_sscc_needs_the_large_label(size):
    for render in (lambda: render_png(PALLET, size, 203), lambda: render_svg(PALLET, size)):
        with pytest.raises(UnprintableLabel, match="100x150"):
            render()
    with pytest.raises(UnprintableLabel, match="100x150"):
        render_pdf([PALLET], size, "single")


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8000/01/1", True),
        ("http://127.8.8.8/01/1", True),
        ("http://localhost:8000/01/1", True),
        ("http://suyuan.localhost/01/1", True),
        ("http://[::1]:8000/01/1", True),
        ("http://0.0.0.0:8000/01/1", True),
        ("http://192.168.1.9:8000/01/1", False),
        ("https://localhost.example.cn/01/1", False),
        ("https://sy.example.cn/01/1", False),
    ],
)
def test_addresses_of_this_machine_are_known(url: str, loopback: bool):
    assert is_loopback(url) is loopback


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("label", [SAMPLE, replace(LOT, sample=True)], ids=["loopback", "asked"])
def test_sample_says_so_in_every_format(label: Label, size):
    real = replace(label, url=LOT.url, sample=False)
    assert "样张" in render_svg(label, size)
    assert "样张" not in render_svg(real, size)
    assert render_png(label, size, 203) != render_png(real, size, 203)


def test_character_without_a_glyph_prints_the_typesetters_mark_and_is_logged(caplog: pytest.LogCaptureFixture):
    label = replace(LOT, product_zh="𠮷祥\u202e荔枝")
    with caplog.at_level(logging.WARNING):
        svg = render_svg(label, "60x40")
    assert "〓祥〓荔枝" in svg
    assert "U+20BB7" in caplog.text
    assert missing_glyphs(label.product_zh) == "𠮷\u202e"


def test_words_cannot_break_out_of_the_svg():
    svg = render_svg(replace(LOT, party='</title><script>"&'), "100x150")
    assert "<script" not in svg
