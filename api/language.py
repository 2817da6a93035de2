"""The language of an answer."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from scanner_app.words import choose


def language(connection: HTTPConnection) -> str:
    """`?lang=`, else the cookie `lang`, else Accept-Language, else Chinese."""
    asked, accepted = connection.query_params.get("lang"), connection.headers.get("accept-language")
    return choose(asked, connection.cookies.get("lang"), accepted)
