"""Who is asking: bearer tokens bound to a person, a party and a role, kept as SHA-256 alone.

Tokens of a session (api/signing) end with it; those of the command line are for pilots and demos.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from threading import Lock
from time import monotonic
from typing import Annotated, Final

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection

from api.errors import Unauthenticated, WrongRole
from api.policy.actor import MEMBER_ROLES, OFFICIAL_ROLES, ROLES, Actor
from api.policy.labels import LABELLING
from api.policy.scopes import within
from store.datastore import Datastore
from store.errors import SettingsRefused
from store.people.access import ENROLLING
from store.people.errors import MembershipSuspended
from store.rows import HOUSE
from store.settings import COMMONS, Settings

TRUSTED_SECONDS: Final = 5.0
"""How long a token that was looked up is believed; a revoked one ends within it."""
MOST_REMEMBERED: Final = 10_000
MOST_DAYS: Final = 366
_PREFIX: Final = "sy_"
_FIND: Final = f"""
    SELECT EXISTS (SELECT FROM {COMMONS}.person_role AS r
                    WHERE (r.person, r.party) = (t.person, t.party) AND r.suspended_at IS NOT NULL),
           hash, person, party, party_region, role, jurisdiction, session, device, scopes FROM {COMMONS}.token AS t
     WHERE hash = %s AND revoked_at IS NULL AND expires_at > clock_timestamp()
"""


class Tokens:
    """Looks tokens up in the commons, and remembers them for a moment. Thread-safe."""

    def __init__(self, settings: Settings, datastore: Datastore) -> None:
        self._sessions_only = settings.profile == "production"
        self._datastore = datastore
        self._known: OrderedDict[bytes, tuple[float, bool, Actor]] = OrderedDict()
        self._lock = Lock()

    async def actor(self, connection: HTTPConnection, *, suspended_too: bool = False) -> Actor | None:
        """Whose token came with the request; None when none came.

        Raises Unauthenticated for one that is not valid, MembershipSuspended for members who are let in nowhere now.
        """
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer" or not token.startswith(_PREFIX) or len(token) > 100:
            raise Unauthenticated
        digest = _digest(token)
        with self._lock:
            remembered = self._known.get(digest)
        if remembered is None or remembered[0] <= monotonic():
            remembered = await self._look_up(digest)
        _, suspended, found = remembered
        if suspended and not suspended_too:
            raise MembershipSuspended
        return _within_scopes(found, connection)

    async def _look_up(self, digest: bytes) -> tuple[float, bool, Actor]:
        async with self._datastore.reading(HOUSE) as reading:
            row = await (await reading.execute(_FIND.encode(), (digest,))).fetchone()
        if row is None or not compare_digest(row[1], digest):
            raise Unauthenticated
        looked_up = (monotonic() + TRUSTED_SECONDS, row[0], Actor(*row[2:]))
        if self._sessions_only and looked_up[2].session is None:
            raise Unauthenticated
        with self._lock:
            self._known[digest] = looked_up
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return looked_up


def _within_scopes(actor: Actor, connection: HTTPConnection) -> Actor:
    """Raises WrongRole for a program that was let in to do something else."""
    verb = "read" if connection.scope.get("method", "GET") in ("GET", "HEAD") else "record"
    if actor.scopes and not within(actor, _tag(connection), verb):
        raise WrongRole(role=actor.role)
    return actor


def _tag(connection: HTTPConnection) -> str:
    """Of the address that was asked for: a command's, or a route's."""
    if "command" in connection.scope:
        return connection.scope["command"][0].tag
    route = connection.scope.get("route")
    return str(route.tags[0]) if isinstance(route, APIRoute) and route.tags else ""


class Require:
    """A dependency: the actor, when their role is one of `roles`, and their membership not suspended.

    Raises Unauthenticated, MembershipSuspended, WrongRole.
    """

    def __init__(self, name: str, *roles: str, suspended_too: bool = False) -> None:
        self.name = name
        self.roles = frozenset(roles)
        self.suspended_too = suspended_too

    async def __call__(self, connection: HTTPConnection) -> Actor:
        tokens: Tokens = connection.app.state.tokens
        return self.judge(await tokens.actor(connection, suspended_too=self.suspended_too))

    def judge(self, actor: Actor | None) -> Actor:
        if actor is None:
            raise Unauthenticated
        if actor.role not in self.roles:
            raise WrongRole(role=actor.role)
        return actor


async def _anyone() -> None:
    """No token is asked for, none is read."""


MEMBER: Final = Require("Member", *MEMBER_ROLES)
REGISTRAR: Final = Require("Registrar", *MEMBER_ROLES, "administrator")
LABELLER: Final = Require("Labeller", *LABELLING)
HOLDER: Final = Require("Holder", *ROLES)
WATCHER: Final = Require("Watcher", *ROLES - {"administrator"})
INVESTIGATOR: Final = Require("Investigator", "inspector", "regulator")
INSPECTOR: Final = Require("Inspector", *OFFICIAL_ROLES)
ADMINISTRATOR: Final = Require("Administrator", "administrator")
SUPERVISOR: Final = Require("Supervisor", "supervisor", "administrator")
SIGNED_IN: Final = Require("SignedInPerson", *ROLES, ENROLLING, suspended_too=True)

Anyone = Annotated[None, Depends(_anyone)]
"""A public route."""
Member = Annotated[Actor, Depends(MEMBER)]
"""Works for a party of the chain."""
Registrar = Annotated[Actor, Depends(REGISTRAR)]
"""Works for a party of the chain, or administers: who may register something."""
Labeller = Annotated[Actor, Depends(LABELLER)]
"""Works for a party that has goods of its own."""
Watcher = Annotated[Actor, Depends(WATCHER)]
"""Works for a party of the chain, or looks after an area and does not administer it: who may hold goods."""
Holder = Annotated[Actor, Depends(HOLDER)]
"""Has a valid token of any role."""
Inspector = Annotated[Actor, Depends(INSPECTOR)]
"""Looks after an area: inspectors, regulators, administrators."""
Investigator = Annotated[Actor, Depends(INVESTIGATOR)]
"""Looks after an area and does not administer it: who has cases."""
Administrator = Annotated[Actor, Depends(ADMINISTRATOR)]
Supervisor = Annotated[Actor, Depends(SUPERVISOR)]
"""Answers for a party's people (or administers)."""
SignedInPerson = Annotated[Actor, Depends(SIGNED_IN)]
"""Whoever is signed in, also with a second factor still to be set up, or while suspended."""


def actor_of(route: APIRoute) -> str | None:
    """The name of the alias by which a route says whom it is for; None when it does not say."""
    calls = [dependency.call for dependency in route.dependant.dependencies]
    named = [call.name for call in calls if isinstance(call, Require)]
    return named[0] if named else "Anyone" if _anyone in calls else None


def issue_token(
    settings: Settings,
    datastore: Datastore,
    *,
    person: str,
    party: str,
    party_region: str,
    role: str,
    jurisdiction: str = "",
    label: str = "",
    days: int = 90,
) -> str:
    """A new token, told this once; the commons keep its SHA-256.

    `party` is a PGLN, `role` one that the policy knows. Raises SettingsRefused in the production profile, ValueError.
    """
    if settings.profile == "production":
        raise SettingsRefused("the production profile takes no bearer tokens of ours: they are for pilots and demos")
    if role not in ROLES or not 0 < days <= MOST_DAYS or not (jurisdiction + "0").isdecimal():
        raise ValueError(f"role one of {sorted(ROLES)}, days 1 to {MOST_DAYS}, jurisdiction digits")
    token = _PREFIX + secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    row = (_digest(token), person, party, party_region, role, jurisdiction, label, now, now + timedelta(days=days))
    with datastore.connection() as connection:
        connection.execute(f"INSERT INTO {COMMONS}.token VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)".encode(), row)
    return token


def revoke_tokens(datastore: Datastore, *, person: str, party: str) -> int:
    """End every token of a person in a party, within TRUSTED_SECONDS; returns how many there were."""
    query = f"UPDATE {COMMONS}.token SET revoked_at = now() WHERE person = %s AND party = %s AND revoked_at IS NULL"
    with datastore.connection() as connection:
        return connection.execute(query.encode(), (person, party)).rowcount


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
