"""Whether a page of ours sent a request: other sites make browsers send forms too, with the cookies of who looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.types import Scope

from store.settings import Settings

SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods that change nothing here."""


def own_origins(settings: Settings, scope: Scope) -> set[str]:
    """Scheme, host and port by which browsers reach this server; while developing, any that leads to it."""
    parts = urlsplit(settings.public_url)
    found = {f"{parts.scheme}://{parts.netloc}"}
    if settings.profile == "development":
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        found.add(f"{scope.get('scheme', 'http')}://{host}")
    return found


def sent_by_own_page(said: Mapping[bytes, bytes], own: Collection[str]) -> bool:
    """By what the browser says of itself (`Sec-Fetch-Site`, `Origin`), which no page can make it say otherwise.

    At least one must have come; whatever came must be ours. SameSite cookies are another lock, not the only one.
    """
    origin, site = said.get(b"origin"), said.get(b"sec-fetch-site")
    if origin is None and site is None:
        return False
    return site in (None, b"same-origin") and (origin is None or origin.decode("latin-1") in own)


def foreign(scope: Scope, said: Mapping[bytes, bytes], settings: Settings) -> bool:
    """Whether a request that changes something leans on cookies and was not sent by a page of ours."""
    if scope["method"] in SAFE or b"cookie" not in said or b"authorization" in said:
        return False
    return not sent_by_own_page(said, own_origins(settings, scope))
