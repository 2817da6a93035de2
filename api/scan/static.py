"""Static files, under names that change with their content: kept forever."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from api.scan.answer import Answer
from scanner_app import assets

FAVICON: Final = b"/favicon.ico"
_FOREVER: Final = b"public, max-age=31536000, immutable"
_DAY: Final = b"public, max-age=86400"


def static_answer(path: bytes) -> Answer:
    """The file at this address, or 404."""
    return _answers().get(path, NO_FILE)


@cache
def _answers() -> Mapping[bytes, Answer]:
    files = {address.encode(): _answer(asset, _FOREVER) for address, asset in assets.assets().items()}
    icon = assets.assets()[assets.address("mark.svg")]
    return files | {FAVICON: _answer(icon, _DAY)}


def _answer(asset: assets.Asset, keep: bytes) -> Answer:
    headers = [
        (b"content-type", asset.media_type.encode()),
        (b"cache-control", keep),
        (b"vary", b"Accept-Encoding"),
    ]
    return Answer(200, headers, asset.content, tag=b'"' + asset.address.rsplit(".", 2)[1].encode() + b'"')


NO_FILE: Final = Answer(404, [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")], b"no such file\n")
