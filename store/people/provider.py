"""Who is who at an identity provider, and the visits there that have begun: each is over once, on its own device."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from store.connection import StoreConnection
from store.people.errors import NotFound, ProviderRefused
from store.people.keys import Keys
from store.people.sweeping import sweep
from store.settings import COMMONS

LIFE: Final = timedelta(minutes=10)
"""For signing in at the provider, with whatever it asks for."""
_PURPOSE: Final = "provider visit"
_BEGIN: Final = f"INSERT INTO {COMMONS}.provider_visit VALUES (%s, %s, %s, %s, %s)".encode()
_TAKE: Final = f"""
    DELETE FROM {COMMONS}.provider_visit WHERE mark = %s AND thumbprint = %s AND expires_at > %s
    RETURNING person, sealed
""".encode()
_LINK: Final = f"""
    INSERT INTO {COMMONS}.provider_link (mark, person, issuer, made_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (mark) DO UPDATE SET used_at = provider_link.used_at WHERE provider_link.person = excluded.person
    RETURNING person
""".encode()
_LINKED: Final = f"UPDATE {COMMONS}.provider_link SET used_at = %s WHERE mark = %s RETURNING person".encode()
_HAS: Final = f"SELECT true FROM {COMMONS}.provider_link WHERE person = %s AND issuer = %s AND mark <> %s".encode()
_LIST: Final = f"SELECT issuer, made_at, used_at FROM {COMMONS}.provider_link WHERE person = %s".encode()
_DROP: Final = f"DELETE FROM {COMMONS}.provider_link WHERE person = %s AND issuer = %s".encode()


class Visit(NamedTuple):
    """What goes to the provider (`state`, `nonce`) and what must not (`verifier`). `person`: who is signed in here."""

    state: str
    nonce: str
    verifier: str
    person: str | None


class Link(NamedTuple):
    """That a person is known at a provider."""

    issuer: str
    made_at: datetime
    used_at: datetime | None


def begin_visit(connection: StoreConnection, keys: Keys, thumbprint: bytes, person: str | None, now: datetime) -> Visit:
    """A visit by the device with this key, good for LIFE."""
    sweep(connection, "provider_visit", now)
    visit = Visit(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), person)
    sealed = keys.seal(_PURPOSE, msgspec.json.encode((visit.nonce, visit.verifier)), visit.state)
    connection.execute(_BEGIN, (keys.mark(_PURPOSE, visit.state), person, thumbprint, sealed, now + LIFE))
    return visit


def take_visit(connection: StoreConnection, keys: Keys, state: str, thumbprint: bytes, now: datetime) -> Visit:
    """The visit that begun with `state` on the device with this key, for the only time. Raises ProviderRefused."""
    row = connection.execute(_TAKE, (keys.mark(_PURPOSE, state), thumbprint, now)).fetchone()
    if row is None:
        raise ProviderRefused(reason="visit-unknown")
    nonce, verifier = msgspec.json.decode(keys.unseal(_PURPOSE, row[1], state), type=tuple[str, str])
    return Visit(state, nonce, verifier, row[0])


def link(connection: StoreConnection, keys: Keys, person: str, issuer: str, subject: str, now: datetime) -> None:
    """Know `person` by `subject` from now on; raises ProviderRefused when it is another's, or they have one there."""
    mark = _mark(keys, issuer, subject)
    if connection.execute(_HAS, (person, issuer, mark)).fetchone():
        raise ProviderRefused(reason="linked-already")
    if connection.execute(_LINK, (mark, person, issuer, now)).fetchone() is None:
        raise ProviderRefused(reason="linked-to-another")


def linked(connection: StoreConnection, keys: Keys, issuer: str, subject: str, now: datetime) -> str | None:
    """The person who is known by `subject`."""
    row = connection.execute(_LINKED, (now, _mark(keys, issuer, subject))).fetchone()
    return row[0] if row else None


def links_of(connection: StoreConnection, person: str) -> list[Link]:
    """At which providers a person is known."""
    return [Link(*row) for row in connection.execute(_LIST, (person,)).fetchall()]


def unlink(connection: StoreConnection, person: str, issuer: str) -> None:
    """Know them by it no longer. Raises NotFound."""
    if connection.execute(_DROP, (person, issuer)).rowcount == 0:
        raise NotFound


def _mark(keys: Keys, issuer: str, subject: str) -> bytes:
    return keys.mark("provider subject", issuer, subject)
