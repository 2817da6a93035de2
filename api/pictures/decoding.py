"""Make a picture anew, so that nothing stays of a file but what one sees: a program that has nothing to lose.

Standard input: JPEG, PNG or WebP. Standard output: JPEG without EXIF, XMP, comments or colour profile, the right way
up, of at most MOST_SIDE pixels a side. The first picture of several; white where it is transparent. Ends with
TOO_MANY_PIXELS, or in whichever other way a hostile file makes the decoder end: then nothing is taken.
Limits as the design has them for photos (trust and operations 3.4): 40 megapixels, 512 MB, 5 seconds of processor.
Imports nothing of ours: it is started by its path, isolated, with an empty environment.
"""

from __future__ import annotations

import resource
import sys
from io import BytesIO
from typing import Final

from PIL import Image, WebPImagePlugin  # noqa: F401  registers WebP
from PIL.ExifTags import Base
from PIL.Image import Resampling, Transpose

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MOST_PIXELS: Final = 40_000_000
MOST_SIDE: Final = 1_600
MOST_MEMORY: Final = 512_000_000
"""Bytes of address space. A WebP of more than about 20 megapixels, which its library wants thrice, does not fit in."""
MOST_SECONDS: Final = 5
QUALITY: Final = 85
TOO_MANY_PIXELS: Final = 3
TURNED: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""What undoes each orientation (EXIF 2.32, tag 0x0112)."""


def cleaned(content: bytes) -> bytes:
    """The picture as a JPEG of ours. Raises whatever the decoder does; SystemExit(TOO_MANY_PIXELS)."""
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise SystemExit(TOO_MANY_PIXELS)
        turn = TURNED.get(opened.getexif().get(Base.Orientation, 1))
        opened.draft(None, (2 * MOST_SIDE, 2 * MOST_SIDE))  # a JPEG is read at a half, a quarter or an eighth
        seen = _plain(opened)
        seen = seen.reduce(max(1, max(seen.size) // (2 * MOST_SIDE)))  # before anything that wants a second copy
    seen.thumbnail((MOST_SIDE, MOST_SIDE), Resampling.LANCZOS)
    page = Image.new("RGB", seen.size, "white")
    page.paste(seen, mask=seen.getchannel("A") if seen.mode == "RGBA" else None)
    made = BytesIO()
    (page if turn is None else page.transpose(turn)).save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def _plain(opened: Image.Image) -> Image.Image:
    """RGB, or RGBA where something is transparent; of sixteen bits the upper eight."""
    if opened.mode.startswith("I"):
        return opened.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    wanted = "RGBA" if opened.has_transparency_data else "RGB"
    return opened if opened.mode == wanted else opened.convert(wanted)


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    _bound()
    sys.stdout.buffer.write(cleaned(sys.stdin.buffer.read()))
