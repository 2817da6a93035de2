"""Pictures as phones make them, and as nobody makes them by accident."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.ImageCms import ImageCmsProfile, createProfile
from PIL.PngImagePlugin import PngInfo

HTML: Final = b"<html><script>alert('polyglot')</script></html>"
GIF: Final = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00"
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def address_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def encoded(image: Image.Image, form: str = "JPEG", **how: Any) -> bytes:
    made = BytesIO()
    image.save(made, form, **how)
    return made.getvalue()


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """Red above on the left, green above on the right, blue below: one sees which way up it is."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height // 2))
    image.paste("lime", (width // 2, 0, width, height // 2))
    return image


def exif_of(marks: Mapping[str, str], orientation: int = 1) -> Image.Exif:
    """With `artist`, `comment` and `place` (degrees) where a camera writes them."""
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "Huawei"
    exif[Base.Artist] = marks.get("artist", "")
    exif[Base.ImageDescription] = marks.get("artist", "")
    exif.get_ifd(IFD.Exif)[Base.UserComment] = b"UNICODE\x00" + marks.get("comment", "").encode("utf-8")
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = tuple(float(marks.get("place", "22.5")) for _ in range(3))
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSProcessingMethod] = marks.get("place", "").encode()
    return exif


def xmp_of(words: str) -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{words}</creator></x:xmpmeta>'.encode()


def photo(marks: Mapping[str, str], form: str = "JPEG", orientation: int = 1) -> bytes:
    """With `marks` wherever a file of that form may carry them."""
    exif, xmp = exif_of(marks, orientation), xmp_of(marks.get("creator", ""))
    profile = ImageCmsProfile(createProfile("sRGB")).tobytes()
    if form == "PNG":
        info = PngInfo()
        info.add_text("Author", marks.get("artist", ""))
        info.add_itxt("Comment", marks.get("comment", ""), zip=True)
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return encoded(scene(), form, exif=exif, pnginfo=info, icc_profile=profile)
    more = {"comment": marks.get("comment", "").encode()} if form == "JPEG" else {}
    made = encoded(scene(), form, exif=exif, xmp=xmp, icc_profile=profile, **more)
    return made + marks.get("tail", "").encode() if form == "JPEG" else made


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, packed: bytes, *before: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """Of whatever size it says, with whatever in it."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = (chunk(b"IHDR", header), *before, chunk(b"IDAT", packed), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def resized(jpeg: bytes, height: int, width: int) -> bytes:
    """A JPEG whose frame says that it is larger than it is."""
    place = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:place] + struct.pack(">HH", height, width) + jpeg[place + 4 :]


def _frames(form: str) -> bytes:
    colours = [Image.new("RGB", (64, 64), colour) for colour in ("red", "lime", "blue")]
    return encoded(colours[0], form, save_all=True, append_images=colours[1:], duration=100)


def _jpeg() -> bytes:
    return encoded(scene(), quality=90)


def _webp(width: int, height: int) -> bytes:
    """Its canvas is written in its first bytes alone (RFC 9649, 2.7)."""
    plain = encoded(scene(), "WEBP", exif=exif_of({}))
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    place = plain.index(b"VP8X") + 12
    return plain[:place] + size + plain[place + 6 :]


_ZEROS: Final = b"\x00" * 1_000_000

REFUSED: Final[Mapping[str, tuple[str, Callable[[], bytes]]]] = {
    "nothing": ("image/jpeg", lambda: b""),
    "a page called a JPEG": ("image/jpeg", lambda: HTML),
    "a drawing called a PNG": ("image/png", lambda: SVG),
    "a GIF called a JPEG": ("image/jpeg", lambda: GIF),
    "a GIF called a PNG": ("image/png", lambda: GIF + HTML),
    "a PNG called a JPEG": ("image/jpeg", lambda: encoded(scene(), "PNG")),
    "a JPEG called a WebP": ("image/webp", _jpeg),
    "a TIFF called a JPEG": ("image/jpeg", lambda: encoded(scene(), "TIFF")),
    "a bitmap called a PNG": ("image/png", lambda: encoded(scene(), "BMP")),
    "a PDF called a JPEG": ("image/jpeg", lambda: encoded(scene(), "PDF")),
    "a page with the first bytes of a JPEG": ("image/jpeg", lambda: b"\xff\xd8\xff" + HTML),
    "a page with the first bytes of a WebP": ("image/webp", lambda: b"RIFF\x00\x00\x00\x00WEBP" + HTML),
    "a sound called a WebP": ("image/webp", lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 40),
    "a JPEG cut off in its picture": ("image/jpeg", lambda: encoded(Image.effect_noise((300, 300), 60))[:4000]),
    "a JPEG cut off in its head": ("image/jpeg", lambda: _jpeg()[:40]),
    "a PNG cut off": ("image/png", lambda: encoded(Image.effect_noise((300, 300), 60), "PNG")[:5000]),
    "a WebP cut off": ("image/webp", lambda: encoded(Image.effect_noise((300, 300), 60), "WEBP")[:900]),
    "a PNG whose sums are wrong": ("image/png", lambda: encoded(scene(), "PNG").replace(b"IDAT", b"IDAT\x01", 1)),
    "a PNG of 3.6 gigapixels": ("image/png", lambda: png_of(60_000, 60_000, zlib.compress(_ZEROS))),
    "a PNG that unpacks to 190 MB": (
        "image/png",
        lambda: png_of(8_000, 8_000, zlib.compress(b"".join([_ZEROS] * 192), 9)),
    ),
    "a PNG of no size": ("image/png", lambda: png_of(0, 0, zlib.compress(b""))),
    "a PNG of 2 billion by 1": ("image/png", lambda: png_of(2**31 - 1, 1, zlib.compress(b"\x00"))),
    "a PNG with a text that unpacks to 50 MB": (
        "image/png",
        lambda: png_of(8, 8, zlib.compress(b"\x00" * 200), chunk(b"zTXt", b"a\x00\x00" + zlib.compress(_ZEROS * 50))),
    ),
    "a PNG with a profile that unpacks to 50 MB and no picture": (
        "image/png",
        lambda: png_of(8, 8, b"", chunk(b"iCCP", b"a\x00\x00" + zlib.compress(_ZEROS * 50))),
    ),
    "a JPEG that says 65,000 by 65,000": ("image/jpeg", lambda: resized(_jpeg(), 65_000, 65_000)),
    "a JPEG that says no size": ("image/jpeg", lambda: resized(_jpeg(), 0, 0)),
    "a WebP that says 16,383 by 16,383": ("image/webp", lambda: _webp(16_383, 16_383)),
    "a WebP that is larger than its picture": ("image/webp", lambda: _webp(4_000, 4_000)),
}
"""Media type and file: not taken."""

CLEAN: Final[Mapping[str, tuple[str, Callable[[], bytes]]]] = {
    "a JPEG with a page behind it": ("image/jpeg", lambda: _jpeg() + HTML),
    "a JPEG with a page in its comment": ("image/jpeg", lambda: encoded(scene(), comment=HTML)),
    "a JPEG with a ZIP behind it": (
        "image/jpeg",
        lambda: _jpeg() + b"PK\x03\x04" + HTML + b"PK\x05\x06" + b"\x00" * 18,
    ),
    "a PNG with a page behind it": ("image/png", lambda: encoded(scene(), "PNG") + HTML),
    "a PNG with a page in a chunk of its own": (
        "image/png",
        lambda: png_of(8, 8, zlib.compress(b"\x00" * 200), chunk(b"htMl", HTML)),
    ),
    "a WebP with a page behind it": ("image/webp", lambda: encoded(scene(), "WEBP") + HTML),
    "several JPEGs in one": (
        "image/jpeg",
        lambda: encoded(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (96, 64), "red")]),
    ),
    "a PNG that moves": ("image/png", lambda: _frames("PNG")),
    "a WebP that moves": ("image/webp", lambda: _frames("WEBP")),
    "a JPEG of four inks": ("image/jpeg", lambda: encoded(scene().convert("CMYK"))),
    "a JPEG of greys": ("image/jpeg", lambda: encoded(scene().convert("L"))),
    "a progressive JPEG": ("image/jpeg", lambda: encoded(scene(), progressive=True)),
    "a PNG of sixteen bits": ("image/png", lambda: encoded(Image.new("I;16", (64, 64), 40_000), "PNG")),
    "a PNG of three times sixteen bits": (
        "image/png",
        lambda: png_of(8, 8, zlib.compress((b"\x00" + b"\x80" * 48) * 8), depth=16),
    ),
    "a PNG of one bit": ("image/png", lambda: encoded(scene().convert("1"), "PNG")),
    "a PNG with a palette and holes": (
        "image/png",
        lambda: encoded(scene().convert("P"), "PNG", transparency=0),
    ),
    "a PNG one sees through": ("image/png", lambda: encoded(Image.new("RGBA", (64, 64), (255, 0, 0, 0)), "PNG")),
    "a WebP one sees through": ("image/webp", lambda: encoded(Image.new("RGBA", (64, 64), (255, 0, 0, 0)), "WEBP")),
    "a picture of one pixel": ("image/jpeg", lambda: encoded(Image.new("RGB", (1, 1), "red"))),
    "a strip of 60,000 by 1": ("image/png", lambda: encoded(Image.new("RGB", (60_000, 1), "red"), "PNG")),
    "a picture of 39 megapixels": ("image/png", lambda: encoded(Image.new("RGB", (6_500, 6_000), "red"), "PNG")),
}
"""Media type and file: a picture comes out, and nothing else of it."""
