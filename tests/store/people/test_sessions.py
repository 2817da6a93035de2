"""Sessions of a device: answers get lost, tokens get stolen, clocks are wrong, two refreshes come at once."""

import json
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis.strategies import booleans, integers, lists

from store.datastore import Datastore
from store.people.devices.refresh_token import RefreshToken, read_refresh_token, write_refresh_token
from store.people.devices.sessions import LIFE, end_session, refresh_session
from store.people.errors import (
    ClockWrong,
    NotAMember,
    ProofRefused,
    SessionEnded,
    TokenReused,
    TokenUnknown,
)
from store.people.keys import Keys
from store.people.roles import Role, end_roles
from store.secret import Secret
from tests.store.people.making import (
    COOPERATIVE,
    GROWER,
    KEYS,
    NOON,
    Phone,
    later,
    make_person,
    refresh,
    sign_in,
    token_lives,
)


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def person(datastore: Datastore) -> str:
    return make_person(datastore)


def test_a_refresh_gives_the_next_token_and_access(datastore: Datastore, person: str, phone: Phone):
    first = sign_in(datastore, person, phone)
    second = refresh(datastore, phone, first.refresh, later(minutes=14))
    assert second.refresh != first.refresh
    assert second.access.startswith("sy_")
    assert second.role == GROWER
    assert read_refresh_token(KEYS, second.refresh) == RefreshToken(first.session, 2)


def test_a_thousand_lost_answers_sign_nobody_out(datastore: Datastore):
    phones = [Phone() for _ in range(20)]
    tokens = [sign_in(datastore, make_person(datastore), phone).refresh for phone in phones]
    lost = 0
    for turn in range(50):
        now = later(minutes=turn)
        for place, phone in enumerate(phones):
            refresh(datastore, phone, tokens[place], now)  # its answer never arrives
            lost += 1
            tokens[place] = refresh(datastore, phone, tokens[place], now).refresh
    assert lost == 1000
    assert all(read_refresh_token(KEYS, token).number == 51 for token in tokens)


@given(arrived=lists(booleans(), min_size=1, max_size=12), stolen=integers(min_value=0))
@settings(max_examples=40)
def test_whatever_is_lost_only_an_overtaken_token_ends_a_session(
    datastore: Datastore, arrived: list[bool], stolen: int
):
    phone = Phone()
    held = [sign_in(datastore, make_person(datastore), phone).refresh]
    for minute, arrives in enumerate(arrived):
        told = refresh(datastore, phone, held[-1], later(minutes=minute)).refresh
        if arrives:
            held.append(told)
    overtaken = held[: -2 if arrived[-1] else -1]  # the one before the newest may be repeated; the newest may be lost
    for token in overtaken[stolen % (len(overtaken) + 1) :][:1]:
        with pytest.raises(TokenReused):
            refresh(datastore, phone, token, later(hours=1))
        return
    refresh(datastore, phone, held[-1], later(hours=1))


def test_the_answer_to_a_repeated_token_is_the_same_token(datastore: Datastore, person: str, phone: Phone):
    first = sign_in(datastore, person, phone).refresh
    again = {refresh(datastore, phone, first, later(seconds=number)).refresh for number in range(30)}
    assert len(again) == 1


def test_a_refresh_that_the_network_kept_back_is_refused_and_ends_nothing(
    datastore: Datastore, person: str, phone: Phone
):
    first = sign_in(datastore, person, phone).refresh
    late = phone.proof(first, later(seconds=10))
    second = refresh(datastore, phone, first, later(seconds=40)).refresh
    newest = refresh(datastore, phone, second, later(minutes=2)).refresh
    with pytest.raises(ProofRefused):
        refresh_session(datastore, KEYS, first, late, later(minutes=3))
    assert refresh(datastore, phone, newest, later(minutes=4)).access


def test_a_token_that_was_overtaken_ends_the_session_for_thief_and_owner(
    datastore: Datastore, person: str, phone: Phone
):
    stolen = sign_in(datastore, person, phone)
    second = refresh(datastore, phone, stolen.refresh, later(minutes=1)).refresh
    newest = refresh(datastore, phone, second, later(minutes=2)).refresh
    assert token_lives(datastore, stolen.session) == 3
    with pytest.raises(TokenReused):
        refresh(datastore, phone, stolen.refresh, later(minutes=3))
    with pytest.raises(SessionEnded) as ended:
        refresh(datastore, phone, newest, later(minutes=4))
    assert ended.value.details == {"reason": "reuse"}
    assert token_lives(datastore, stolen.session) == 0


def test_two_refreshes_at_once_agree(datastore: Datastore, person: str, phone: Phone):
    token = sign_in(datastore, person, phone).refresh
    for turn in range(10):
        now = later(minutes=turn)
        with ThreadPoolExecutor(8) as threads:
            told = set(threads.map(lambda _: refresh(datastore, phone, token, now).refresh, range(8)))  # noqa: B023
        assert len(told) == 1
        token = told.pop()
    assert read_refresh_token(KEYS, token).number == 11


@pytest.mark.parametrize("text", ["", "x", "A" * 75, "A" * 76, "é" * 75, "A" * 74 + "\x00"])
def test_what_is_no_token_is_refused(text: str):
    with pytest.raises(TokenUnknown):
        read_refresh_token(KEYS, text)


def test_a_token_under_another_key_is_refused(datastore: Datastore, person: str, phone: Phone):
    first = sign_in(datastore, person, phone)
    forged = write_refresh_token(Keys(Secret(bytes(32))), RefreshToken(first.session, 1))
    with pytest.raises(TokenUnknown):
        refresh(datastore, phone, forged, NOON)


def test_a_stolen_token_is_worth_nothing_without_the_devices_key(datastore: Datastore, person: str, phone: Phone):
    first = sign_in(datastore, person, phone).refresh
    with pytest.raises(ProofRefused):
        refresh(datastore, Phone(), first, NOON)
    assert refresh(datastore, phone, first, NOON).access


def test_a_proof_serves_once(datastore: Datastore, person: str, phone: Phone):
    first = sign_in(datastore, person, phone).refresh
    proof = phone.proof(first, NOON)
    refresh_session(datastore, KEYS, first, proof, NOON)
    with pytest.raises(ProofRefused):
        refresh_session(datastore, KEYS, first, proof, later(minutes=9))


@pytest.mark.parametrize(
    "claims",
    [{"htm": "GET"}, {"htu": "https://evil.example/v1/people/tokens"}, {"ath": "x"}, {"jti": "1"}, {"iat": "now"}],
    ids=lambda claims: next(iter(claims)),
)
def test_a_proof_for_something_else_is_refused(
    datastore: Datastore, person: str, phone: Phone, claims: dict[str, object]
):
    first = sign_in(datastore, person, phone).refresh
    with pytest.raises(ProofRefused):
        refresh_session(datastore, KEYS, first, phone.proof(first, NOON, **claims), NOON)


@pytest.mark.parametrize("head", [{"crit": 1}, {"crit": ["exp"]}, {"b64": False}, {"kid": []}, {"alg": "none"}, [], 7])
def test_a_proof_with_another_head_is_refused(datastore: Datastore, person: str, phone: Phone, head: object):
    first = sign_in(datastore, person, phone).refresh
    proof = phone.proof(first, NOON)
    if isinstance(head, dict):
        head = {"alg": "ES256"} | head
    forged = urlsafe_b64encode(json.dumps(head).encode()).decode().rstrip("=")
    spoilt = proof._replace(text=f"{forged}.{proof.text.partition('.')[2]}")
    with pytest.raises(ProofRefused):
        refresh_session(datastore, KEYS, first, spoilt, NOON)


@pytest.mark.parametrize("minutes", [-11, 11, 60 * 24 * 365])
def test_a_phone_with_a_wrong_clock_is_told_the_time_and_may_try_again(
    datastore: Datastore, person: str, phone: Phone, minutes: int
):
    first = sign_in(datastore, person, phone).refresh
    with pytest.raises(ClockWrong) as refused:
        refresh_session(datastore, KEYS, first, phone.proof(first, later(minutes=minutes)), NOON)
    assert refused.value.details == {"server_time": "2026-07-09T12:00:00+00:00"}
    assert refresh(datastore, phone, first, NOON).access


def test_a_session_is_over_after_180_days(datastore: Datastore, person: str, phone: Phone):
    first = sign_in(datastore, person, phone).refresh
    last = refresh(datastore, phone, first, NOON + LIFE - timedelta(seconds=1)).refresh
    with pytest.raises(SessionEnded):
        refresh(datastore, phone, last, NOON + LIFE)


def test_signing_out_ends_the_session_and_its_tokens(datastore: Datastore, person: str, phone: Phone):
    first = sign_in(datastore, person, phone)
    with datastore.transaction() as connection:
        end_session(connection, first.session, "signed-out", later(hours=1))
    assert token_lives(datastore, first.session) == 0
    with pytest.raises(SessionEnded):
        refresh(datastore, phone, first.refresh, later(hours=1))


def test_signing_in_again_on_a_phone_ends_what_was_open_there(datastore: Datastore, person: str, phone: Phone):
    first, second = sign_in(datastore, person, phone), sign_in(datastore, person, phone, later(days=1))
    assert first.device == second.device
    with pytest.raises(SessionEnded):
        refresh(datastore, phone, first.refresh, later(days=1))
    assert refresh(datastore, phone, second.refresh, later(days=1)).access


def test_two_people_on_one_phone_have_a_session_each(datastore: Datastore, phone: Phone):
    one, two = (sign_in(datastore, make_person(datastore), phone) for _ in range(2))
    assert one.device != two.device
    assert refresh(datastore, phone, one.refresh, NOON).person == one.person
    assert refresh(datastore, phone, two.refresh, NOON).person == two.person


def test_a_person_of_two_parties_goes_on_as_the_other(datastore: Datastore, phone: Phone):
    carrier = Role("9521234000020", "commons", "carrier")
    first = sign_in(datastore, make_person(datastore, GROWER, carrier), phone)
    assert first.roles == [GROWER, carrier]
    second = refresh(datastore, phone, first.refresh, NOON, party=carrier.party)
    assert second.role == carrier
    assert refresh(datastore, phone, second.refresh, NOON).role == carrier
    with pytest.raises(NotAMember):
        refresh(datastore, phone, second.refresh, NOON, party="9521234000099")


def test_who_no_longer_works_for_a_party_is_out_of_it(datastore: Datastore, person: str, phone: Phone):
    first = sign_in(datastore, person, phone)
    with datastore.transaction() as connection:
        assert end_roles(connection, person, COOPERATIVE, later(days=1)) == 1
    assert token_lives(datastore, first.session) == 0
    with pytest.raises(SessionEnded):
        refresh(datastore, phone, first.refresh, later(days=1))
    with pytest.raises(NotAMember):
        sign_in(datastore, person, phone, later(days=1))


@pytest.mark.parametrize(("proved", "role"), [("code", "enrolling"), ("password+code", "inspector")])
def test_an_inspector_with_one_factor_may_only_set_up_another(datastore: Datastore, proved: str, role: str):
    person = make_person(datastore, Role(COOPERATIVE, "commons", "inspector", "4453"))
    session = sign_in(datastore, person, Phone(), proved=proved).session
    with datastore.connection() as connection:
        row = connection.execute("SELECT role FROM commons.token WHERE session = %s", (session,)).fetchone()
    assert row == (role,)


def test_a_used_token_from_somebody_without_the_devices_key_ends_the_session(
    datastore: Datastore, person: str, phone: Phone
):
    first = sign_in(datastore, person, phone)
    second = refresh(datastore, phone, first.refresh, NOON).refresh
    with pytest.raises(TokenReused):
        refresh(datastore, Phone(), first.refresh, later(minutes=1))
    with pytest.raises(SessionEnded):
        refresh(datastore, phone, second, later(minutes=2))
    assert token_lives(datastore, first.session) == 0


def test_a_used_token_with_a_proof_of_the_device_that_does_not_fit_ends_nothing(
    datastore: Datastore, person: str, phone: Phone
):
    first = sign_in(datastore, person, phone).refresh
    proof = phone.proof(first, NOON)
    refresh_session(datastore, KEYS, first, proof, NOON)
    with pytest.raises(ProofRefused):
        refresh_session(datastore, KEYS, first, proof, NOON)  # a browser sent the request once more
    refresh(datastore, phone, first, NOON)
