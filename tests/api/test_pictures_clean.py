"""Of a stranger's file the picture alone is taken, in bounded memory and time; what is none is refused."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from api.errors import PictureRefused
from api.pictures import decoding
from api.pictures.apart import clean_picture, must_fit
from api.pictures.decoding import MOST_SIDE
from tests.api.picture_files import CLEAN, HTML, REFUSED, address_of, encoded, photo, scene

MARKS = {
    "artist": "欧谷鐀", "comment": "请转告谢姨", "creator": "欧谷鐁", "place": "22.713", "tail": "欧谷鐂",
}  # fmt: skip
MOST_SECONDS = 60.0
MOST_MEMORY = 600_000
"""Kilobytes that a decoder ever has at once (trust and operations 3.4)."""
LARGE = {
    "39 megapixels": CLEAN["a picture of 39 megapixels"][1],
    "39 megapixels that one sees through": lambda: encoded(Image.new("RGBA", (6_500, 6_000), (9, 9, 9, 9)), "PNG"),
    "a WebP of 16 megapixels": lambda: encoded(Image.new("RGB", (4_000, 4_000)), "WEBP"),
    "a WebP of 36 megapixels": lambda: encoded(Image.new("RGB", (6_000, 6_000)), "WEBP"),
    "a PNG that unpacks to 190 MB": REFUSED["a PNG that unpacks to 190 MB"][1],
    "a WebP that says 16,383 by 16,383": REFUSED["a WebP that says 16,383 by 16,383"][1],
}


def cleaned(media_type: str, content: bytes) -> bytes:
    must_fit(address_of(content), media_type, content)
    return clean_picture(content)


def segments(jpeg: bytes) -> list[int]:
    """The markers before the picture of a JPEG, in order (ISO/IEC 10918-1, B.1.1)."""
    found, place = [], 2
    while jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        found.append(jpeg[place + 1])
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
    return found


def must_be_bare(made: bytes) -> Image.Image:
    """A JPEG with its tables, its frame and the one segment of JFIF, and nothing behind its end."""
    assert made[:3] == b"\xff\xd8\xff"
    assert made.endswith(b"\xff\xd9")
    assert set(segments(made)) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert segments(made).count(0xE0) == 1
    image = Image.open(BytesIO(made))
    image.load()
    assert not image.getexif()
    assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    return image


@pytest.mark.parametrize(("media_type", "make"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_or_would_not_end_is_refused(media_type: str, make: Callable[[], bytes]) -> None:
    content, started = make(), time.monotonic()
    with pytest.raises(PictureRefused) as refused:
        cleaned(media_type, content)
    assert refused.value.details["reason"] in ("kind", "pixels", "unreadable")
    assert time.monotonic() - started < MOST_SECONDS


@pytest.mark.parametrize(("media_type", "make"), CLEAN.values(), ids=CLEAN)
def test_a_strange_picture_comes_out_as_a_plain_one(media_type: str, make: Callable[[], bytes]) -> None:
    made = cleaned(media_type, make())
    image = must_be_bare(made)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert max(image.size) <= MOST_SIDE
    assert HTML not in made


MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", sys.argv[1]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""By a small process: a child counts what its parent had when it was made."""


@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE)
def test_a_decoder_never_has_more_than_its_memory(make: Callable[[], bytes]) -> None:
    command = [sys.executable, "-I", "-c", MEASURED, decoding.__file__]
    used = subprocess.run(command, input=make(), capture_output=True, check=True).stdout
    assert 0 < int(used) < MOST_MEMORY


def test_thirty_kinds_and_more_are_tried() -> None:
    assert len(REFUSED) + len(CLEAN) >= 45
    assert len(REFUSED) >= 25


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_nothing_that_a_file_says_beside_its_picture_stays(form: str, media_type: str) -> None:
    sent = photo(MARKS, form)
    assert b"Huawei" in sent
    assert b"mntrRGB" in sent or form == "PNG"  # the colour profile, which a PNG packs
    made = cleaned(media_type, sent)
    must_be_bare(made)
    for mark in (*MARKS.values(), "Huawei", "adobe"):
        assert mark.encode() not in made


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_the_right_way_up_however_the_phone_was_held(orientation: int) -> None:
    """As the browser shows it: what EXIF asks for is done, and no longer asked for."""
    back = {
        1: [], 2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM], 5: [Image.Transpose.TRANSPOSE], 6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE], 8: [Image.Transpose.ROTATE_270],
    }  # fmt: skip
    held = scene()
    for turn in back[orientation]:
        held = held.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = must_be_bare(cleaned("image/jpeg", encoded(held, quality=95, exif=exif)))
    assert image.size == scene().size
    corners = [image.getpixel(place) for place in ((10, 10), (80, 10), (10, 55))]
    assert [max(range(3), key=lambda band: corner[band]) for corner in corners] == [0, 1, 2]  # type: ignore[index]


def test_what_one_sees_through_is_white_and_sixteen_bits_are_no_white() -> None:
    through = must_be_bare(cleaned("image/png", CLEAN["a PNG one sees through"][1]()))
    assert min(through.getpixel((30, 30))) > 250  # type: ignore[type-var]
    grey = must_be_bare(cleaned("image/png", CLEAN["a PNG of sixteen bits"][1]()))
    assert abs(grey.getpixel((30, 30))[0] - 40_000 // 256) < 4  # type: ignore[index]


def test_an_address_that_is_not_the_bytes_is_refused() -> None:
    content = encoded(scene())
    with pytest.raises(PictureRefused) as refused:
        must_fit(address_of(content + b"x"), "image/jpeg", content)
    assert json.dumps(refused.value.details) == '{"reason": "hash"}'


def test_the_decoder_is_told_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither our environment, where secrets may stand, nor a module that lies in the way."""
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    must_be_bare(cleaned("image/jpeg", encoded(scene())))
