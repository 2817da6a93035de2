"""Invitations: one code, printed or sent as a link, with which several people join a party in one role."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.caps import Cap, give_back, take
from store.people.errors import InvitationUnknown, NotFound
from store.people.keys import Keys
from store.people.roles import Role, has_gone
from store.settings import COMMONS

MOST_DAYS: Final = 90
MOST_USES: Final = 2_000
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread."""
LENGTH: Final = 12
"""Characters of a code: 60 random bits."""
WRONG: Final = Cap("invitation.wrong", 10, timedelta(hours=1))
WRONG_PER_ADDRESS: Final = Cap("invitation.address", 300, timedelta(hours=1))
_MISREAD: Final = str.maketrans("ILO", "110", "- ")
_ADD: Final = f"""
    INSERT INTO {COMMONS}.invitation VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
""".encode()
_LIST: Final = f"""
    SELECT i.id, i.party, i.party_region, i.home, i.role, i.jurisdiction, i.most_uses, i.made_by, i.made_at,
           i.expires_at, (SELECT count(*) FROM {COMMONS}.invitation_use AS u WHERE u.invitation = i.id)
      FROM {COMMONS}.invitation AS i
     WHERE i.party = %s AND i.revoked_at IS NULL AND i.expires_at > %s ORDER BY i.made_at DESC, i.id
""".encode()
_FIND: Final = f"""
    SELECT i.id, i.party, i.party_region, i.home, i.role, i.jurisdiction, i.most_uses, i.made_by, i.made_at,
           i.expires_at, 0 FROM {COMMONS}.invitation AS i
     WHERE i.mark = %s AND i.revoked_at IS NULL AND i.expires_at > %s
""".encode()
_LOCK: Final = f"SELECT most_uses FROM {COMMONS}.invitation WHERE id = %s FOR UPDATE".encode()
_USE: Final = f"""
    INSERT INTO {COMMONS}.invitation_use (invitation, person, at)
    SELECT %(id)s, %(person)s, %(now)s
     WHERE (SELECT count(*) FROM {COMMONS}.invitation_use WHERE invitation = %(id)s) < %(most)s
    ON CONFLICT DO NOTHING
""".encode()
_USED: Final = f"SELECT 1 FROM {COMMONS}.invitation_use WHERE invitation = %s AND person = %s".encode()
_REVOKE: Final = f"""
    UPDATE {COMMONS}.invitation SET revoked_at = %s WHERE id = %s AND party = %s AND revoked_at IS NULL
""".encode()


class Invitation(NamedTuple):
    """Into `role` for `party`; who joins is kept in the vault of `home`. `uses`: how many have joined so far."""

    id: UUID
    party: str
    party_region: str
    home: str
    role: str
    jurisdiction: str
    most_uses: int
    made_by: str
    made_at: datetime
    expires_at: datetime
    uses: int = 0

    @property
    def opens(self) -> Role:
        """What whoever joins may sign in as."""
        return Role(self.party, self.party_region, self.role, self.jurisdiction)


def invite(
    connection: StoreConnection,
    keys: Keys,
    role: Role,
    *,
    home: str,
    by: str,
    most_uses: int,
    life: timedelta,
    now: datetime,
) -> tuple[Invitation, str]:
    """A new invitation and its code, told this once. Raises ValueError beyond MOST_USES and MOST_DAYS."""
    if not 0 < most_uses <= MOST_USES or not timedelta() < life <= timedelta(days=MOST_DAYS):
        raise ValueError(f"1 to {MOST_USES} uses, up to {MOST_DAYS} days")
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    made = Invitation(
        uuid4(), role.party, role.party_region, home, role.role, role.jurisdiction, most_uses, by, now, now + life
    )
    values = (made.id, keys.mark("invitation", code), *made[1:10])
    connection.execute(_ADD, values)
    return made, written(code)


def written(code: str) -> str:
    """As it is printed.

    >>> written("7K3MX9QW2TRB")
    '7K3M-X9QW-2TRB'
    """
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def link(public_url: str, code: str) -> str:
    """What its QR code holds. The code is behind the #, which no browser sends: it is in no server's log.

    >>> link("https://sy.example.cn", "7K3M-X9QW-2TRB")
    'https://sy.example.cn/people/join#7K3M-X9QW-2TRB'
    """
    return f"{public_url}/people/join#{code}"


def find_invitation(connection: StoreConnection, keys: Keys, code: str, now: datetime) -> Invitation:
    """The invitation that a code, however it was typed, belongs to. Raises InvitationUnknown."""
    read = code.upper().translate(_MISREAD)
    row = connection.execute(_FIND, (keys.mark("invitation", read), now)).fetchone()
    if row is None:
        raise InvitationUnknown
    return Invitation(*row)


def try_invitation(
    datastore: Datastore, keys: Keys, code: str, phone_mark: bytes, address: str, now: datetime
) -> Invitation:
    """The same for whoever may be guessing: a wrong one counts. Raises InvitationUnknown, CapReached."""
    caps: tuple[tuple[Cap, str | bytes], ...] = ((WRONG, phone_mark), (WRONG_PER_ADDRESS, address))
    with datastore.transaction() as connection:
        for cap, whom in caps:
            take(connection, keys, cap, whom, now)
    with datastore.transaction() as connection:
        found = find_invitation(connection, keys, code, now)
        for cap, whom in caps:
            give_back(connection, keys, cap, whom, now)
    return found


def use(connection: StoreConnection, invitation: Invitation, person: str, now: datetime) -> None:
    """Count `person` among those who joined, once.

    Raises InvitationUnknown when it is used up, and for who joined with it and went: they are invited anew.
    """
    connection.execute(_LOCK, (invitation.id,))
    wanted = {"id": invitation.id, "person": person, "now": now, "most": invitation.most_uses}
    if connection.execute(_USE, wanted).rowcount == 1:
        return
    if not _has_used(connection, invitation, person) or has_gone(connection, person, invitation.party):
        raise InvitationUnknown


def invitations_of(connection: StoreConnection, party: str, now: datetime) -> list[Invitation]:
    """Those that can still be used, the newest first; never their codes."""
    return [Invitation(*row) for row in connection.execute(_LIST, (party, now)).fetchall()]


def revoke_invitation(connection: StoreConnection, invitation: UUID, party: str, now: datetime) -> None:
    """Nobody joins with it any more. Raises NotFound."""
    if connection.execute(_REVOKE, (now, invitation, party)).rowcount == 0:
        raise NotFound


def _has_used(connection: StoreConnection, invitation: Invitation, person: str) -> bool:
    return connection.execute(_USED, (invitation.id, person)).fetchone() is not None
