"""Sessions of a device: 180 days, refreshed with a token that rotates and may be told again when an answer was lost.

The last token may be repeated until its successor was used, by the device that proves itself. Any older one, and a used
one from whoever has not the device's key, means that two parties hold the session's tokens; then it ends. What the
device itself sent before the last refresh and the network kept back is refused, and ends nothing. A row lock makes each
refresh one step.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.access import ENROLLING, end_access, issue_access
from store.people.devices.devices import Device, end_sessions_on
from store.people.devices.proof import SKEW, Proof, foreign, verify
from store.people.devices.refresh_token import RefreshToken, read_refresh_token, write_refresh_token
from store.people.errors import DeviceWaits, ProofRefused, SessionEnded, TokenReused, TokenUnknown
from store.people.keys import Keys
from store.people.once import first_time
from store.people.persons import note_seen
from store.people.roles import TWO_FACTORS, Role, choose, roles_of
from store.settings import COMMONS

LIFE: Final = timedelta(days=180)
_OPEN: Final = f"""
    INSERT INTO {COMMONS}.session (id, person, device, party, role, proved, issued, made_at, used_at, expires_at)
    VALUES (%s, %s, %s, %s, %s, %s, 1, %s, %s, %s)
""".encode()
_FIND: Final = f"""
    SELECT s.person, s.device, s.party, s.role, s.proved, s.issued, s.used_at, s.expires_at, s.ended_at, s.ended_for,
           d.key, d.state FROM {COMMONS}.session AS s JOIN {COMMONS}.device AS d ON d.id = s.device
     WHERE s.id = %s FOR UPDATE OF s
""".encode()
_ROTATE: Final = f"""
    UPDATE {COMMONS}.session SET issued = %s, used_at = %s, party = %s, role = %s WHERE id = %s
""".encode()
_END: Final = f"UPDATE {COMMONS}.session SET ended_at = %s, ended_for = %s WHERE id = %s AND ended_at IS NULL".encode()
_END_OTHERS: Final = f"""
    UPDATE {COMMONS}.session SET ended_at = %s, ended_for = %s
     WHERE person = %s AND id IS DISTINCT FROM %s AND ended_at IS NULL RETURNING id
""".encode()
_PROVED: Final = f"SELECT proved FROM {COMMONS}.session WHERE id = %s".encode()
TWO: Final = frozenset({"passkey", "password+code", "provider+mfa"})
"""What counts as two factors; a passkey is used with the device's PIN or a finger; a provider says so, signed."""


class Opened(NamedTuple):
    """A session at its beginning or after a refresh. `access` is empty while its device waits.

    `roles`: all that the person may go on as.
    """

    session: UUID
    person: str
    device: UUID
    state: str
    refresh: str
    access: str
    role: Role
    roles: list[Role]
    proved: str

    @property
    def half(self) -> bool:
        """Opens nothing yet: the role needs a second factor."""
        return lacks_factor(self.role, self.proved)


def open_session(
    connection: StoreConnection,
    keys: Keys,
    person: str,
    device: Device,
    proved: str,
    now: datetime,
    *,
    party: str = "",
    role: str = "",
) -> Opened:
    """A new session; what was open on the device before ends. Raises NotAMember."""
    roles = roles_of(connection, person)
    chosen = choose(roles, party, role)
    end_sessions_on(connection, device.id, "signed-in-again", now)
    session = uuid4()
    values = (session, person, device.id, chosen.party, chosen.role, proved, now, now, now + LIFE)
    connection.execute(_OPEN, values)
    refresh = write_refresh_token(keys, RefreshToken(session, 1))
    access = ""
    if device.state == "active":
        note_seen(connection, person, now)
        access = _access(connection, person, chosen, session, device.id, proved, now)
    return Opened(session, person, device.id, device.state, refresh, access, chosen, roles, proved)


def refresh_session(
    datastore: Datastore, keys: Keys, text: str, proof: Proof, now: datetime, *, party: str = "", role: str = ""
) -> Opened:
    """The next tokens for the refresh token `text`; `party` and `role`: to go on as somebody else.

    Raises TokenUnknown, SessionEnded, TokenReused, DeviceWaits, ProofRefused, ClockWrong, NotAMember.
    """
    token = read_refresh_token(keys, text)
    with datastore.transaction() as connection:
        row = connection.execute(_FIND, (token.session,)).fetchone()
        if row is None:
            raise TokenUnknown
        found = _Found(*row)
        _must_be_open(found, now)
        if _stolen(token, found, proof):
            end_session(connection, token.session, "reuse", now)
            opened = None
        else:
            _must_prove(connection, keys, token, found, text, proof, now)
            if found.state != "active":
                raise DeviceWaits
            opened = _rotate(connection, keys, token, found, party, role, now)
    if opened is None:
        raise TokenReused
    return opened


def proved_by(connection: StoreConnection, session: UUID) -> str:
    """By what its person signed in; empty when it is none of a device."""
    row = connection.execute(_PROVED, (session,)).fetchone()
    return row[0] if row else ""


def lacks_factor(role: Role, proved: str) -> bool:
    """Whether `role` needs more than was `proved`."""
    return role.role in TWO_FACTORS and proved not in TWO


def end_session(connection: StoreConnection, session: UUID, reason: str, now: datetime) -> None:
    """End a session and its tokens; one that is over stays as it is."""
    connection.execute(_END, (now, reason, session))
    end_access(connection, [session], now)


def end_other_sessions(connection: StoreConnection, person: str, kept: UUID | None, reason: str, now: datetime) -> int:
    """End all of a person's sessions but one, with their tokens; returns how many there were."""
    ended = [row[0] for row in connection.execute(_END_OTHERS, (now, reason, person, kept)).fetchall()]
    end_access(connection, ended, now)
    return len(ended)


class _Found(NamedTuple):
    person: str
    device: UUID
    party: str
    role: str
    proved: str
    issued: int
    used_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    ended_for: str
    key: dict[str, Any]
    state: str


def _must_be_open(found: _Found, now: datetime) -> None:
    if found.ended_at is not None:
        raise SessionEnded(reason=found.ended_for)
    if found.expires_at <= now:
        raise SessionEnded(reason="expired")


def _stolen(token: RefreshToken, found: _Found, proof: Proof) -> bool:
    """A token that was used before comes from somebody who has not the device's key."""
    return token.number < found.issued and foreign(proof, found.key)


def _must_prove(
    connection: StoreConnection, keys: Keys, token: RefreshToken, found: _Found, text: str, proof: Proof, now: datetime
) -> None:
    proved = verify(proof, found.key, text, now)
    if not first_time(connection, keys, "proof", f"{found.device}|{proved.jti}", now=now, until=now + 2 * SKEW):
        raise ProofRefused
    if token.number < found.issued - 1 and proved.iat < int(found.used_at.timestamp()):  # it was long on its way
        raise ProofRefused


def _rotate(
    connection: StoreConnection, keys: Keys, token: RefreshToken, found: _Found, party: str, role: str, now: datetime
) -> Opened | None:
    """None when the token was overtaken; then the session is over."""
    if token.number not in (found.issued, found.issued - 1):
        end_session(connection, token.session, "reuse", now)
        return None
    roles = roles_of(connection, found.person)
    chosen = choose(roles, party or found.party, role or ("" if party else found.role))
    newest = RefreshToken(token.session, token.number + 1)
    connection.execute(_ROTATE, (newest.number, now, chosen.party, chosen.role, token.session))
    note_seen(connection, found.person, now)
    access = _access(connection, found.person, chosen, token.session, found.device, found.proved, now)
    return Opened(
        token.session,
        found.person,
        found.device,
        found.state,
        write_refresh_token(keys, newest),
        access,
        chosen,
        roles,
        found.proved,
    )


def _access(
    connection: StoreConnection, person: str, role: Role, session: UUID, device: UUID, proved: str, now: datetime
) -> str:
    if lacks_factor(role, proved):
        role = role._replace(role=ENROLLING)
    return issue_access(connection, person, role, session, now, device=str(device))
