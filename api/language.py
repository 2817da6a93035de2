"""The language of an answer."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.door.cookies import HOST
from scanner_app.words import choose


def language(connection: HTTPConnection) -> str:
    """`?lang=`, else the cookie `lang`, else Accept-Language, else Chinese."""
    asked, accepted = connection.query_params.get("lang"), connection.headers.get("accept-language")
    jar = connection.cookies
    return choose(asked, jar.get(f"{HOST}lang") or jar.get("lang"), accepted)
