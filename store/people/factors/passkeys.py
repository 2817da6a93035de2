"""Passkeys (WebAuthn): each ceremony has a challenge that is stored once and taken once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from store.connection import StoreConnection
from store.people.errors import NotFound, PasskeyRefused
from store.people.persons import find_person
from store.people.sweeping import sweep
from store.settings import COMMONS

LIFE: Final = timedelta(minutes=5)
MOST: Final = 20
"""Passkeys of one person."""
_ASK: Final = f"INSERT INTO {COMMONS}.passkey_challenge VALUES (%s, %s, %s, %s)".encode()
_TAKE: Final = f"""
    DELETE FROM {COMMONS}.passkey_challenge WHERE id = %s AND expires_at > %s RETURNING challenge, person
""".encode()
_ADD: Final = f"""
    INSERT INTO {COMMONS}.passkey (id, person, public_key, sign_count, label, made_at)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
""".encode()
_WHOSE: Final = f"SELECT person FROM {COMMONS}.passkey WHERE id = %s".encode()
_FIND: Final = f"SELECT person, public_key, sign_count FROM {COMMONS}.passkey WHERE id = %s FOR UPDATE".encode()
_USED: Final = f"UPDATE {COMMONS}.passkey SET sign_count = %s, used_at = %s WHERE id = %s".encode()
_LIST: Final = f"""
    SELECT id, label, made_at, used_at FROM {COMMONS}.passkey WHERE person = %s ORDER BY made_at, id
""".encode()
_DROP: Final = f"DELETE FROM {COMMONS}.passkey WHERE person = %s AND id = %s".encode()


class Site(NamedTuple):
    """Where ceremonies take place. `rp`: the host name that passkeys belong to; `origins`: with scheme and port."""

    rp: str
    origins: list[str]


class Ceremony(NamedTuple):
    """`options` go to the browser as they are; `id` comes back with its answer."""

    id: UUID
    options: dict[str, Any]


class Passkey(NamedTuple):
    """One of a person's."""

    id: bytes
    label: str
    made_at: datetime
    used_at: datetime | None


def begin_registration(connection: StoreConnection, site: Site, person: str, now: datetime) -> Ceremony:
    """A passkey that is kept on the device and asks for its PIN or a finger. Raises PasskeyRefused beyond MOST."""
    from store.people.factors import ceremonies  # it brings webauthn, which no start needs

    known = passkeys_of(connection, person)
    if len(known) >= MOST:
        raise PasskeyRefused(reason="too-many")
    challenge = secrets.token_bytes(32)
    options = ceremonies.registration_options(site.rp, person, challenge, [one.id for one in known])
    return Ceremony(_ask(connection, challenge, person, now), options)


def finish_registration(
    connection: StoreConnection,
    site: Site,
    ceremony: UUID,
    person: str,
    credential: Mapping[str, Any],
    label: str,
    now: datetime,
) -> bytes:
    """The id of the new passkey. Raises PasskeyRefused."""
    from store.people.factors import ceremonies  # it brings webauthn, which no start needs

    challenge, asked = _take(connection, ceremony, now)
    if asked != person:
        raise PasskeyRefused(reason="challenge")
    made = ceremonies.registered(site.rp, site.origins, challenge, credential)
    if connection.execute(_ADD, (made.id, person, made.public_key, made.sign_count, label, now)).rowcount == 0:
        raise PasskeyRefused(reason="known")
    return made.id


def begin_assertion(connection: StoreConnection, site: Site, now: datetime) -> Ceremony:
    """For anybody: which passkeys there are is the device's knowledge, and nobody is named."""
    from store.people.factors import ceremonies  # it brings webauthn, which no start needs

    challenge = secrets.token_bytes(32)
    options = ceremonies.assertion_options(site.rp, challenge)
    return Ceremony(_ask(connection, challenge, None, now), options)


def finish_assertion(
    connection: StoreConnection, site: Site, ceremony: UUID, credential: Mapping[str, Any], now: datetime
) -> str:
    """The person whose passkey it is, locked; a copy whose counter went back is refused. Raises PasskeyRefused."""
    from store.people.factors import ceremonies  # it brings webauthn, which no start needs

    challenge, asked = _take(connection, ceremony, now)
    name = ceremonies.credential_id(credential)
    if whose := connection.execute(_WHOSE, (name,)).fetchone():
        find_person(connection, whose[0])  # before the passkey, as an erasure locks them
    row = connection.execute(_FIND, (name,)).fetchone()
    if row is None or asked is not None:
        raise PasskeyRefused(reason="unknown")
    person, public_key, sign_count = row
    seen = ceremonies.asserted(site.rp, site.origins, challenge, credential, public_key, sign_count)
    connection.execute(_USED, (seen, now, name))
    return person


def passkeys_of(connection: StoreConnection, person: str) -> list[Passkey]:
    """The oldest first."""
    return [Passkey(*row) for row in connection.execute(_LIST, (person,)).fetchall()]


def drop_passkey(connection: StoreConnection, person: str, passkey: bytes) -> None:
    """Raises NotFound."""
    if connection.execute(_DROP, (person, passkey)).rowcount == 0:
        raise NotFound


def _ask(connection: StoreConnection, challenge: bytes, person: str | None, now: datetime) -> UUID:
    sweep(connection, "passkey_challenge", now)
    ceremony = uuid4()
    connection.execute(_ASK, (ceremony, challenge, person, now + LIFE))
    return ceremony


def _take(connection: StoreConnection, ceremony: UUID, now: datetime) -> tuple[bytes, str | None]:
    row = connection.execute(_TAKE, (ceremony, now)).fetchone()
    if row is None:
        raise PasskeyRefused(reason="challenge")
    return row[0], row[1]
