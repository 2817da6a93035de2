"""Decode a stranger's picture in a process of its own, whose memory and time end.

The import's process (`api.importing.apart`) begins by importing the program again, which is more work than a picture
is; this one imports the decoder alone, and has neither our environment nor our modules.
"""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Final

from api.errors import PictureRefused
from store.errors import StoreBusy

MOST_BYTES: Final = 10_000_000
PATIENCE: Final = 30.0
"""Seconds by the clock, on a machine that does other things too."""
MAGIC: Final = {
    "image/jpeg": (b"\xff\xd8\xff", b""),
    "image/png": (b"\x89PNG\r\n\x1a\n", b""),
    "image/webp": (b"RIFF", b"WEBP"),
}
"""Media type -> how such a file begins, and what stands from its ninth byte on."""
_TOO_MANY_PIXELS: Final = 3
"""How the decoder ends then. It is not imported here: it brings Pillow, which no start needs."""
_DECODER: Final = Path(__file__).with_name("decoding.py")


def must_fit(address: str, media_type: str, content: bytes) -> None:
    """Before anything is decoded. Raises PictureRefused."""
    if sha256(content).hexdigest() != address:
        raise PictureRefused(reason="hash")
    first, ninth = MAGIC[media_type]
    if not (content.startswith(first) and content.startswith(ninth, 8 if ninth else 0)):
        raise PictureRefused(reason="kind")


def clean_picture(content: bytes) -> bytes:
    """A JPEG of ours, without anything but the picture.

    Raises PictureRefused; StoreBusy when the decoder, whose time of processor ends by itself, got none for so long.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_DECODER)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise StoreBusy("no time to look at a picture now") from error
    if done.returncode != 0:
        raise PictureRefused(reason="pixels" if done.returncode == _TOO_MANY_PIXELS else "unreadable")
    return done.stdout
