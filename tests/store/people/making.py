"""People and their phones for the tests of signing in: keys, proofs and a clock that is turned by hand."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from joserfc import jws
from joserfc.jwk import ECKey

from store.datastore import Datastore
from store.people.devices.device_key import DeviceKey, read_device_key
from store.people.devices.devices import register
from store.people.devices.proof import Proof, hash_of
from store.people.devices.sessions import Opened, open_session, refresh_session
from store.people.keys import Keys
from store.people.persons import Person, add_person, find_person
from store.people.roles import Role, grant
from store.secret import Secret

KEYS = Keys(Secret(bytes(range(32))))
NOON = datetime(2026, 7, 9, 12, tzinfo=UTC)
COOPERATIVE = "9521234000013"
GROWER = Role(COOPERATIVE, "commons", "grower")
HERE = "https://sy.example.cn/v1/people/tokens"
_numbers = count(1)


def later(**how: float) -> datetime:
    return NOON + timedelta(**how)


def new_number() -> str:
    return f"+86138{next(_numbers):08}"


@dataclass
class Phone:
    """A phone with a key that does not leave it."""

    private: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", private=True))

    @property
    def key(self) -> DeviceKey:
        return read_device_key(self.private.as_dict(private=False))

    def proof(self, token: str, now: datetime, **claims: object) -> Proof:
        told = {"htm": "POST", "htu": HERE, "iat": int(now.timestamp()), "jti": str(uuid4()), "ath": hash_of(token)}
        text = jws.serialize_compact({"alg": "ES256"}, json.dumps(told | claims), self.private)
        return Proof(text, "POST", frozenset({HERE}))


def make_person(datastore: Datastore, *roles: Role, now: datetime = NOON, number: str = "") -> str:
    """Somebody who joined at `now`."""
    person = Person(str(uuid4()), "yunfu", None, now)
    with datastore.transaction() as connection:
        add_person(connection, person, KEYS.mark("phone", number or new_number()), now)
        for role in roles or (GROWER,):
            grant(connection, person.id, role, now)
    return person.id


def sign_in(datastore: Datastore, person: str, phone: Phone, now: datetime = NOON, proved: str = "code") -> Opened:
    """What happens once the code was right."""
    with datastore.transaction() as connection:
        found = find_person(connection, person)
        assert found is not None
        device = register(connection, found, phone.key, "红米", now)
        return open_session(connection, KEYS, person, device, proved, now)


def refresh(datastore: Datastore, phone: Phone, token: str, now: datetime, **wanted: str) -> Opened:
    return refresh_session(datastore, KEYS, token, phone.proof(token, now), now, **wanted)


def token_lives(datastore: Datastore, session: UUID) -> int:
    """How many access tokens of a session are not revoked."""
    with datastore.connection() as connection:
        row = connection.execute(
            "SELECT count(*) FROM commons.token WHERE session = %s AND revoked_at IS NULL", (session,)
        ).fetchone()
    assert row is not None
    return row[0]
