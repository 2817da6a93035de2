"""The ASGI application behind every scanned code: a kept answer goes out without a database and without a template."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from api.door.headers import of_profile
from api.door.keeper import Doorkeeper
from api.door.visitor import Visitor, visitor_of
from api.scan.answer import EMPTY, HTML, Answer, page_answer
from api.scan.code import PREFIXES, Scanned, Unreadable, read_code
from api.scan.finding import Found, find
from api.scan.home import home_page
from api.scan.households import Households
from api.scan.rendering import failure_answer, found_answer, moved, often_answer
from api.scan.static import FAVICON, static_answer
from api.scan.wanted import Choices, language_cookie
from domain.gs1 import Lgtin, Sgtin
from scanner_app.assets import PREFIX as STATIC
from store.datastore import Datastore
from store.errors import StoreError
from store.rows import PUBLIC
from store.settings import COMMONS, Settings

FRESH_SECONDS: Final = 2.0
"""How long an answer is sent without looking again; with the followers' lag it stays below the promised 5 seconds."""
MOST_KEPT: Final = 1_500
"""Answers; at 15 KB each and as much zipped, 45 MB."""
LONGEST_PATH: Final = 1_000
Key = tuple[bytes, str, bool]


class Kept(NamedTuple):
    """An answer, what it was made from, and until when (monotonic seconds) nobody looks again."""

    until: float
    answer: Answer
    found: Found | None


class Scan:
    """GET and HEAD of /01/, /00/, /414/, / and /static/. One a process; reads through the datastore's async pool."""

    def __init__(self, datastore: Datastore, settings: Settings, keeper: Doorkeeper) -> None:
        self._datastore = datastore
        self._settings = settings
        self._keeper = keeper
        self._more = of_profile(settings.profile)
        self._households = Households(datastore, settings)
        self._kept: dict[Key, Kept] = {}
        self._choices = Choices()
        self._making: dict[Key, asyncio.Task[Answer]] = {}
        self._demo = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        said = headers.get
        query = scope["query_string"]
        choice = (query, said(b"accept", b""), said(b"accept-language", b""), said(b"cookie", b""))
        want = self._choices[choice]
        key = (scope.get("raw_path") or scope["path"].encode(), want.lang, want.json)
        kept = self._kept.get(key)
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            answer = WRONG_METHOD
        elif kept is not None and kept.until > time.monotonic():
            answer = kept.answer
        else:
            answer = await self._look(key, query, visitor_of(scope, headers))
        start, body = answer.messages(said(b"if-none-match", b""), zipped=b"gzip" in said(b"accept-encoding", b""))
        if want.asked or self._more:
            cookie = [language_cookie(want.asked, encrypted=bool(self._more))] if want.asked else []
            start = {**start, "headers": [*start["headers"], *self._more, *cookie]}
        await send(start)
        await send(body if method == "GET" else EMPTY)

    async def _look(self, key: Key, query: bytes, visitor: Visitor) -> Answer:
        """What stands at the path now. Many who ask for one thing at once wait for one look."""
        path, lang, json = key
        if path.startswith(STATIC.encode()) or path == FAVICON:
            return static_answer(path)
        if path == b"/":
            return await self._once(key, self._look_home)
        scanned = read_code(path) if len(path) <= LONGEST_PATH else Unreadable("malformed")
        if isinstance(scanned, Unreadable):
            return failure_answer(scanned.reason, _shown(path), lang, json=json, demo=await self._marked())
        if scanned.path.encode() != path:
            return moved(scanned.path, query)
        return await self._asked(key, scanned, visitor)

    async def _asked(self, key: Key, scanned: Scanned, visitor: Visitor) -> Answer:
        """The page, unless its visitor tried too many codes: then only what nobody guesses is opened."""
        guessed = key not in self._kept and not isinstance(scanned.identity, Sgtin)
        keeper = self._keeper
        wait = keeper.admit(visitor, scanned.path) or (keeper.guess(visitor) if guessed else 0)
        if not wait:
            if guessed and (pause := keeper.pause(visitor)):
                await asyncio.sleep(pause)
            answer = await self._once(key, lambda one: self._look_up(one, scanned))
            if answer.status == NOT_FOUND:
                wait = keeper.unknown(visitor, _product(scanned), guessed=guessed)
            elif guessed:
                keeper.known(visitor)
            if not wait:
                return answer
        path, lang, json = key
        return often_answer(wait, _shown(path), lang, json=json, demo=await self._marked())

    async def _once(self, key: Key, look: Callable[[Key], Awaitable[Answer]]) -> Answer:
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.ensure_future(look(key))  # type: ignore[arg-type]
            task.add_done_callback(lambda _: self._making.pop(key, None))
        try:
            return await asyncio.shield(task)
        except StoreError:
            return failure_answer("down", _shown(key[0]), key[1], json=key[2], demo=self._demo)

    async def _look_up(self, key: Key, scanned: Scanned) -> Answer:
        path, lang, json = key
        async with self._datastore.reading(PUBLIC) as conn:
            found = await find(conn, self._settings.regions, scanned, self._households)
        before = self._kept.get(key)
        if found is None:
            return failure_answer("unknown", _shown(path), lang, json=json, demo=await self._marked())
        same = before is not None and before.found == found
        answer = before.answer if before and same else found_answer(found, lang, json=json)
        self._keep(key, Kept(time.monotonic() + FRESH_SECONDS, answer, found))
        return answer

    async def _look_home(self, key: Key) -> Answer:
        async with self._datastore.reading(PUBLIC) as conn:
            page = await home_page(conn, self._settings, key[1])
        answer = page_answer(200, HTML, page.html.encode())
        self._keep(key, Kept(time.monotonic() + (10 if page.settled else 1), answer, None))
        return answer

    def _keep(self, key: Key, kept: Kept) -> None:
        """The oldest go first; at 2 seconds of life that is as good as the least used."""
        self._kept.pop(key, None)
        while len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = kept

    async def _marked(self) -> bool:
        """Whether the store ever held demo data; once marked, marked forever (D15)."""
        if not self._demo:
            try:
                async with self._datastore.reading() as conn:
                    cursor = await conn.execute(f"SELECT 1 FROM {COMMONS}.store_mark WHERE key = 'demo'".encode())
                    self._demo = await cursor.fetchone() is not None
            except StoreError:
                return False
        return self._demo


NOT_FOUND: Final = 404
WRONG_METHOD: Final = Answer(405, [(b"allow", b"GET, HEAD"), (b"cache-control", b"no-store")], b"")


def _product(scanned: Scanned) -> str:
    """The GTIN of a lot or an item; empty for what names a product, unit or place alone."""
    match scanned.identity:
        case Lgtin() | Sgtin() as goods:
            return goods.gtin.key
        case _:
            return ""


def in_front(scan: Scan, rest: ASGIApp) -> ASGIApp:
    """`scan` for the addresses that are its own, before any router or middleware is asked; `rest` for all others."""
    own = (*(prefix.decode() for prefix in PREFIXES), STATIC)
    exact = frozenset(("/", FAVICON.decode()))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (scope["path"].startswith(own) or scope["path"] in exact):
            await scan(scope, receive, send)
        else:
            await rest(scope, receive, send)

    return app


def _shown(path: bytes) -> str:
    """The code as a person reads it back, cut where nobody reads on."""
    return unquote(path.decode("latin-1")).strip("/")[:80]
