"""Passwords: argon2id at rest, weak ones refused, guessing stops at the cap, unknown people answered alike."""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from store.datastore import Datastore
from store.people.errors import CapReached, PasswordWeak, PasswordWrong
from store.people.factors import passwords
from store.people.factors.passwords import check_password, has_password, hash_password, set_password
from store.people.factors.weak import must_be_strong
from tests.store.people.making import KEYS, NOON, later, make_person, new_number

GOOD = "黄皮树下三只鹅 walks"


@pytest.fixture(scope="module", autouse=True)
def quick():
    """The same algorithm at its least cost: the caps are what is tested, by hundreds of tries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_argon2id", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64),)))
        yield


@pytest.fixture
def number() -> str:
    return new_number()


@pytest.fixture
def person(datastore: Datastore, number: str) -> str:
    person = make_person(datastore, number=number)
    with datastore.transaction() as connection:
        set_password(connection, person, hash_password(GOOD), NOON)
    return person


def check(datastore: Datastore, number: str, password: str, minutes: float = 0, address: str = "office") -> str:
    return check_password(datastore, KEYS, KEYS.mark("phone", number), password, address, later(minutes=minutes))


def test_the_right_password_gives_the_person(datastore: Datastore, person: str, number: str):
    assert check(datastore, number, GOOD) == person
    with pytest.raises(PasswordWrong):
        check(datastore, number, GOOD + ".")
    with datastore.connection() as connection:
        assert has_password(connection, person)
        assert not has_password(connection, "nobody")


def test_a_password_typed_in_wide_characters_is_the_same(datastore: Datastore, number: str):
    person = make_person(datastore, number=number)
    with datastore.transaction() as connection:
        set_password(connection, person, hash_password("ｇｅｅｓｅ and pomelos 7"), NOON)
    assert check(datastore, number, "geese and pomelos 7") == person


def test_argon2id_is_what_rests(datastore: Datastore, person: str):
    with datastore.connection() as connection:
        row = connection.execute("SELECT hash FROM commons.password WHERE person = %s", (person,)).fetchone()
    assert row is not None
    assert row[0].startswith("$argon2id$v=19$")


def test_the_cost_is_at_least_what_owasp_asks():
    """OWASP's password storage cheat sheet: argon2id with 19 MiB, 2 rounds, 1 lane, or more."""
    memory, rounds, lanes = PasswordHash((Argon2Hasher(),)).hash("x").split("$")[3].split(",")
    assert int(memory.removeprefix("m=")) >= 19 * 1024
    assert int(rounds.removeprefix("t=")) >= 2
    assert int(lanes.removeprefix("p=")) >= 1


def test_an_older_hash_is_made_anew_at_the_next_sign_in(
    datastore: Datastore, person: str, number: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(passwords, "_argon2id", PasswordHash((Argon2Hasher(time_cost=2, memory_cost=64),)))
    assert check(datastore, number, GOOD) == person
    with datastore.connection() as connection:
        row = connection.execute("SELECT hash FROM commons.password WHERE person = %s", (person,)).fetchone()
    assert row is not None
    assert ",t=2," in row[0]
    assert check(datastore, number, GOOD) == person


def test_a_guesser_has_ten_tries_an_hour_for_one_person(datastore: Datastore, person: str, number: str):
    for minute in range(10):
        with pytest.raises(PasswordWrong):
            check(datastore, number, "wrong", minute, f"place-{minute}")
    with pytest.raises(CapReached) as reached:
        check(datastore, number, GOOD, 10)
    assert reached.value.retry_after == 50 * 60
    assert check(datastore, number, GOOD, 60) == person


def test_an_address_has_300_tries_an_hour_over_all_people(datastore: Datastore):
    for second in range(300):
        with pytest.raises(PasswordWrong):
            check(datastore, new_number(), "wrong", second / 60, "sprayer")
    with pytest.raises(CapReached):
        check(datastore, new_number(), "wrong", 5, "sprayer")


def test_the_right_password_is_never_counted(datastore: Datastore, person: str, number: str):
    for minute in range(15):
        assert check(datastore, number, GOOD, minute / 60) == person


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short 1!", "length"),
        ("x" * 201, "length"),
        ("Password2024!", "common"),
        ("p@ssw0rd1234", "common"),
        ("qwertyuiop123", "common"),
        ("1234567890", "common"),
        ("19860704199", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("abababababab", "common"),
        ("guangdong888888", "common"),
        ("my 13800138000 phone", "own-words"),
        ("HUANGRIXIN pomelo", "own-words"),
    ],
)
def test_what_is_easily_guessed_is_refused(password: str, reason: str):
    with pytest.raises(PasswordWeak) as refused:
        must_be_strong(password, ["13800138000", "huangrixin", "黄"])
    assert refused.value.details["reason"] == reason


def test_whoever_is_not_known_costs_the_same_comparison(
    datastore: Datastore, number: str, person: str, monkeypatch: pytest.MonkeyPatch
):
    compared: list[str] = []
    real = passwords._argon2id  # pyright: ignore[reportPrivateUsage]

    class Watched(PasswordHash):
        def verify_and_update(self, password: str | bytes, hash: str | bytes) -> tuple[bool, str | None]:
            compared.append(str(hash).split("$")[3])  # memory, rounds and lanes
            return real.verify_and_update(password, hash)

    monkeypatch.setattr(passwords, "_argon2id", Watched(real.hashers))
    passwords._nobodys.cache_clear()  # pyright: ignore[reportPrivateUsage]
    without = new_number()
    make_person(datastore, number=without)
    for one in (number, without, new_number()):
        with pytest.raises(PasswordWrong):
            check(datastore, one, "not the right one")
    assert len(compared) == 3
    assert len(set(compared)) == 1  # at the same cost


def test_a_long_password_is_judged_to_its_last_character_and_by_its_case(datastore: Datastore, number: str):
    person, long = make_person(datastore, number=number), "three geese under a wampee " * 7
    with datastore.transaction() as connection:
        set_password(connection, person, hash_password(long), NOON)
    assert check(datastore, number, long) == person
    for other in (long[:-1], long[:-1] + "x", long.title(), long.strip()):
        with pytest.raises(PasswordWrong):
            check(datastore, number, other)


def test_a_password_does_not_end_by_the_calendar(datastore: Datastore, number: str, person: str):
    assert check(datastore, number, GOOD, minutes=10 * 365 * 24 * 60) == person


@pytest.mark.parametrize(
    "password", [GOOD, "correct-horse-77", "huangpi+ya+san=9", "黄皮树下有三只大白鹅走路", "threegeeseunderawampeetree"]
)
def test_what_is_hard_to_guess_is_taken(password: str):
    assert must_be_strong(password, ["13800138000"])
