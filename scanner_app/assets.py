"""Static files under names that change with their content, so that a phone may keep them forever."""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

FOLDER: Final = Path(__file__).parent / "static"
PREFIX: Final = "/static/"
_IMPORTED: Final = re.compile(r'(?<= from ")\./[a-z0-9_/]+\.js(?=";$)', re.M)
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent. `zipped` is its gzip form, None when that saves nothing."""

    address: str
    media_type: str
    content: bytes
    zipped: bytes | None


def address(name: str) -> str:
    """Where `static/{name}` is served: 'app.css' gives '/static/app.1f3a9c0b2d4e.css'. KeyError for no such file."""
    return _by_name()[name].address


def text(name: str) -> str:
    """The content of `static/{name}`, for a page that carries it inside."""
    return _by_name()[name].content.decode()


@cache
def assets() -> Mapping[str, Asset]:
    """Every static file by its address."""
    return MappingProxyType({asset.address: asset for asset in _by_name().values()})


@cache
def _content(path: Path) -> bytes:
    """A script names those that it imports by their addresses; so its own changes with theirs."""
    if path.suffix != ".js":
        return path.read_bytes()
    return _IMPORTED.sub(lambda named: _asset(path.parent / named[0]).address, path.read_text("utf-8")).encode()


@cache
def _by_name() -> Mapping[str, Asset]:
    return MappingProxyType(
        {
            path.relative_to(FOLDER).as_posix(): _asset(path)
            for path in sorted(FOLDER.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
    )


def _asset(path: Path) -> Asset:
    content = _content(path)
    name = path.relative_to(FOLDER)
    stamped = name.with_name(f"{name.stem}.{sha256(content).hexdigest()[:12]}{name.suffix}")
    zipped = gzip.compress(content, 9, mtime=0)
    return Asset(
        address=PREFIX + stamped.as_posix(),
        media_type=_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        content=content,
        zipped=zipped if len(zipped) < 0.9 * len(content) else None,
    )
