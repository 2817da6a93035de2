"""The application with nobody at the door: what a benchmark sets beside it to tell what the guards cost.

Only a process of its own may become this: what is taken away does not come back.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Final, cast

from fastapi import FastAPI
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp

from api import policy
from api.auth import Actor, Tokens
from api.looks import recording
from api.main import Application
from api.scan import Scan, in_front
from store import rows

_real: Final = Tokens.actor
_known: Final[dict[str, Actor | None]] = {}


def unguarded(app: ASGIApp) -> ASGIApp:
    """`app` without rates, headers and policy; everybody's rows, tokens looked up once, looks not recorded."""
    there = cast("Application", app)
    regions = there.state.regions
    scan = Scan(regions.datastore, regions.settings, there.state.keeper)
    there.front = in_front(scan, partial(FastAPI.__call__, there))
    settings_of = rows.settings_of
    rows.settings_of = lambda eyes: f"SET LOCAL ROLE NONE; {settings_of(eyes)}"
    Tokens.actor = _believed
    away = {id(policy.can): _yes, id(recording.record_look): _nothing}
    for module in [one for name, one in sys.modules.items() if name.startswith("api.")]:
        for name, value in list(vars(module).items()):
            if id(value) in away:
                setattr(module, name, away[id(value)])
    return there


async def _believed(self: Tokens, connection: HTTPConnection, *, suspended_too: bool = False) -> Actor | None:
    token = connection.headers.get("authorization", "")
    if token not in _known:
        _known[token] = await _real(self, connection, suspended_too=suspended_too)
    return _known[token]


def _yes(*_: object) -> bool:
    return True


async def _nothing(*_: object, **__: object) -> None:
    return None
