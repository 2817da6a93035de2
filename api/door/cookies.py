"""Cookies of ours: bound to this host and to encryption by their name, read by no script, sent by no other site."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from store.settings import Settings

HOST: Final = "__Host-"
"""A browser takes a cookie of such a name only Secure, of Path=/ and without a domain (RFC 6265bis 4.1.3)."""


class Kept(NamedTuple):
    """A cookie that carries a secret. `name` goes without the prefix, which only encrypted connections allow."""

    name: str
    seconds: int

    def set(self, response: Response, value: str, *, encrypted: bool) -> None:
        """Let the browser keep it where no script reads it."""
        response.set_cookie(
            self._called(encrypted), value, max_age=self.seconds, secure=encrypted, httponly=True, samesite="strict"
        )

    def drop(self, response: Response, *, encrypted: bool) -> None:
        """Let the browser forget it."""
        response.delete_cookie(self._called(encrypted), secure=encrypted, httponly=True, samesite="strict")

    def read(self, connection: HTTPConnection, *, encrypted: bool) -> str:
        """Its value; empty when there is none. Over TLS a cookie of the bare name is another site's, and not read."""
        return connection.cookies.get(self._called(encrypted), "")

    def _called(self, encrypted: bool) -> str:
        return f"{HOST if encrypted else ''}{self.name}"


def encrypted(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether browsers reach us over TLS."""
    return "https" in (connection.url.scheme, urlsplit(settings.public_url).scheme)
