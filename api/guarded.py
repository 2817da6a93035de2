"""What stands around every route: how often, whose page, and what a browser may do with the answer."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.door.headers import completed, of_profile
from api.door.keeper import Doorkeeper
from api.door.origin import foreign
from api.door.visitor import visitor_of
from api.errors import ForeignPage
from api.language import language
from api.problem import problem
from store.people.errors import CapReached
from store.settings import Settings


class Guarded:
    """Asks the doorkeeper before `app` is asked, and adds headers to every answer."""

    def __init__(self, app: ASGIApp, settings: Settings, keeper: Doorkeeper) -> None:
        self.app = app
        self._settings = settings
        self._keeper = keeper
        self._more = of_profile(settings.profile)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = dict(scope["headers"])
        visitor = visitor_of(scope, said)

        async def guard(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = completed(message["headers"], self._more)
                self._keeper.answered(visitor, scope["path"], message["status"])
            await send(message)

        await self._asked(scope, self._keeper.admit(visitor, scope["path"]), foreign(scope, said, self._settings))(
            scope, receive, guard
        )

    def _asked(self, scope: Scope, wait: int, from_elsewhere: bool) -> ASGIApp:
        """The application, or a problem in its place."""
        if wait:
            refused: Exception = CapReached(wait)
        elif from_elsewhere:
            refused = ForeignPage()
        else:
            return self.app
        return problem(refused, language(HTTPConnection(scope))).response()
