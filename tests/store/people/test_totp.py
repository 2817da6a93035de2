"""Codes of an app and recovery codes: the secret is sealed, no code serves twice, guessing stops at the cap."""

from datetime import datetime

import pytest
from pyotp import parse_uri
from pyotp.totp import TOTP

from store.datastore import Datastore
from store.errors import VaultKeyWrong
from store.people.errors import CapReached, PasswordWrong
from store.people.factors.recovery import new_recovery_codes, spend_recovery_code
from store.people.factors.totp import begin_totp, check_totp, has_totp
from store.people.keys import Keys
from store.secret import Secret
from tests.store.people.making import KEYS, NOON, later, make_person


@pytest.fixture
def person(datastore: Datastore) -> str:
    return make_person(datastore)


@pytest.fixture
def app(datastore: Datastore, person: str) -> TOTP:
    """A confirmed app; its first code was of ten minutes before noon."""
    with datastore.transaction() as connection:
        app = parse_uri(begin_totp(connection, KEYS, person, "Suyuan"))
    assert isinstance(app, TOTP)
    check(datastore, person, app.at(later(minutes=-10)), later(minutes=-10), confirming=True)
    return app


def check(datastore: Datastore, person: str, code: str, now: datetime = NOON, *, confirming: bool = False) -> None:
    check_totp(datastore, KEYS, person, code, now, confirming=confirming)


def recovery_codes(datastore: Datastore, person: str) -> list[str]:
    with datastore.transaction() as connection:
        return new_recovery_codes(connection, KEYS, person)


def spend(datastore: Datastore, person: str, code: str, now: datetime = NOON) -> int:
    return spend_recovery_code(datastore, KEYS, person, code, now)


@pytest.mark.parametrize("off", [-30, 0, 30])
def test_a_code_of_now_or_next_to_it_is_taken(datastore: Datastore, person: str, app: TOTP, off: int):
    check(datastore, person, app.at(later(seconds=off)))


@pytest.mark.parametrize("off", [-60, 60])
def test_a_code_of_a_minute_off_is_not(datastore: Datastore, person: str, app: TOTP, off: int):
    with pytest.raises(PasswordWrong):
        check(datastore, person, app.at(later(seconds=off)))


def test_no_code_serves_twice_nor_one_before_it(datastore: Datastore, person: str, app: TOTP):
    check(datastore, person, app.at(NOON))
    for off in (0, -30):
        with pytest.raises(PasswordWrong):
            check(datastore, person, app.at(later(seconds=off)), later(seconds=1))
    check(datastore, person, app.at(later(seconds=30)), later(seconds=30))


def test_an_app_counts_after_its_first_code(datastore: Datastore, person: str):
    with datastore.transaction() as connection:
        app = parse_uri(begin_totp(connection, KEYS, person, "Suyuan"))
        assert not has_totp(connection, person)
    assert isinstance(app, TOTP)
    with pytest.raises(PasswordWrong):
        check(datastore, person, app.at(NOON))
    check(datastore, person, app.at(NOON), confirming=True)
    with datastore.connection() as connection:
        assert has_totp(connection, person)


def test_guessing_stops_after_five_for_both_kinds_of_code(datastore: Datastore, person: str, app: TOTP):
    codes = recovery_codes(datastore, person)
    for number in range(3):
        with pytest.raises(PasswordWrong):
            check(datastore, person, "000000", later(seconds=number))
    for number in range(2):
        with pytest.raises(PasswordWrong):
            spend(datastore, person, "00000-00000", later(seconds=3 + number))
    with pytest.raises(CapReached):
        check(datastore, person, app.at(later(seconds=9)), later(seconds=9))
    with pytest.raises(CapReached):
        spend(datastore, person, codes[0], later(seconds=9))
    check(datastore, person, app.at(later(minutes=15)), later(minutes=15))


def test_the_secret_is_sealed_for_its_person(datastore: Datastore, person: str, app: TOTP):
    other = make_person(datastore)
    with datastore.connection() as connection:
        row = connection.execute("SELECT sealed FROM commons.totp WHERE person = %s", (person,)).fetchone()
    assert row is not None
    assert app.secret.encode() not in row[0]
    assert KEYS.unseal("totp", row[0], person).decode() == app.secret
    for keys, bound in ((KEYS, other), (Keys(Secret(bytes(32))), person)):
        with pytest.raises(VaultKeyWrong):
            keys.unseal("totp", row[0], bound)


def test_a_recovery_code_serves_once_however_it_is_typed(datastore: Datastore, person: str):
    codes = recovery_codes(datastore, person)
    assert len(set(codes)) == 10
    assert spend(datastore, person, codes[0].lower().replace("-", " ")) == 9
    with pytest.raises(PasswordWrong):
        spend(datastore, person, codes[0])
    with pytest.raises(PasswordWrong):
        spend(datastore, make_person(datastore), codes[1])
    assert spend(datastore, person, codes[1]) == 8


def test_new_recovery_codes_end_the_old_ones(datastore: Datastore, person: str):
    old, new = recovery_codes(datastore, person), recovery_codes(datastore, person)
    with pytest.raises(PasswordWrong):
        spend(datastore, person, old[0])
    assert spend(datastore, person, new[0]) == 9
