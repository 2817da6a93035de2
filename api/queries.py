"""What a GET is asked that it does not know is refused: a misspelt filter must not be answered with everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api.command import PREFIX
from api.errors import InvalidParameter

EVERYWHERE: Final = frozenset({"lang"})
"""What `api.language` reads of every request."""


class KnownQuery:
    """Passes a request on when all its query parameters are among `names`. Raises InvalidParameter."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        unknown = next((name for name in Request(scope).query_params if name not in self.names), None)
        if unknown is not None:
            raise InvalidParameter(parameter=unknown[:40], code="unknown_parameter")
        await self.app(scope, receive, send)


def refuse_unknown(routes: Iterable[BaseRoute]) -> None:
    """Let every GET under /v1 among `routes` take the query parameters that it declares, and no others."""
    for route in routes:
        if not isinstance(route, APIRoute) or isinstance(route.app, KnownQuery):
            continue  # every application of a process has the same routes
        if route.path.startswith(PREFIX) and "GET" in (route.methods or ()):
            known = {one.alias for one in get_flat_params(route.dependant) if isinstance(one.field_info, Query)}
            route.app = KnownQuery(route.app, EVERYWHERE | known)
