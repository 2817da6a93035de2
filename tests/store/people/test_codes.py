"""One-time codes: who knows the code gets in once; who guesses, sprays or resends stops exactly at the caps."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest

from store.datastore import Datastore
from store.people.codes import LIFE, Asker, Purpose, Ticket, ask_code, spend_code
from store.people.errors import CapReached, CodeWrong
from tests.store.people.making import KEYS, NOON, later, new_number

_places = count(1)
PHONE = b"thumbprint of a phone"


@pytest.fixture
def asker() -> Asker:
    number = next(_places)
    return Asker(f"192.0.2.{number}", f"phone-{number}")


@pytest.fixture
def mark() -> bytes:
    return KEYS.mark("phone", new_number())


def ask(datastore: Datastore, mark: bytes, asker: Asker, now: datetime = NOON) -> Ticket:
    return ask_code(datastore, KEYS, mark, "sign-in", asker, now)


def spend(
    datastore: Datastore,
    ticket: Ticket,
    asker: Asker,
    now: datetime = NOON,
    *,
    by: bytes = PHONE,
    purpose: Purpose = "sign-in",
) -> bytes:
    return spend_code(datastore, KEYS, ticket, purpose, by, asker, now)


def wrong(ticket: Ticket) -> Ticket:
    return ticket._replace(code=f"{(int(ticket.code) + 1) % 10**6:06}")


def until_capped(attempt: Callable[[int], object]) -> tuple[int, int]:
    """How many went through before the cap, and the seconds that it then tells."""
    for number in count():
        try:
            attempt(number)
        except CodeWrong:
            continue
        except CapReached as reached:
            return number, reached.retry_after
    raise AssertionError


def test_the_right_code_gives_the_phone(datastore: Datastore, mark: bytes, asker: Asker):
    ticket = ask(datastore, mark, asker)
    assert len(ticket.code) == 6
    assert spend(datastore, ticket, asker, NOON + LIFE - timedelta(seconds=1)) == mark


def test_codes_have_six_digits_and_any_of_them_comes_first(datastore: Datastore):
    codes = [ask(datastore, KEYS.mark("phone", new_number()), Asker("many")).code for _ in range(150)]
    assert {len(code) for code in codes} == {6}
    assert {code[0] for code in codes} == set("0123456789")  # all but one run in 700,000


def test_a_code_is_over_after_five_minutes(datastore: Datastore, mark: bytes, asker: Asker):
    ticket = ask(datastore, mark, asker)
    with pytest.raises(CodeWrong):
        spend(datastore, ticket, asker, NOON + LIFE)


def test_a_code_lets_one_device_in_however_often_its_answer_is_lost(datastore: Datastore, mark: bytes, asker: Asker):
    ticket = ask(datastore, mark, asker)
    assert {spend(datastore, ticket, asker) for _ in range(20)} == {mark}
    with pytest.raises(CodeWrong):
        spend(datastore, ticket, asker, by=b"thumbprint of another")


def test_a_code_is_for_one_purpose_and_one_ticket(datastore: Datastore, mark: bytes, asker: Asker):
    ticket = ask(datastore, mark, asker)
    with pytest.raises(CodeWrong):
        spend(datastore, ticket, asker, purpose="join")
    with pytest.raises(CodeWrong):
        spend(datastore, ticket._replace(id=uuid4()), asker)
    assert spend(datastore, ticket, asker) == mark


def test_a_guesser_has_five_tries(datastore: Datastore, mark: bytes, asker: Asker):
    ticket = ask(datastore, mark, asker)
    for _ in range(4):
        with pytest.raises(CodeWrong):
            spend(datastore, wrong(ticket), asker)
    assert spend(datastore, ticket, asker) == mark
    with pytest.raises(CodeWrong):
        spend(datastore, wrong(ticket), asker)
    with pytest.raises(CodeWrong):
        spend(datastore, ticket, asker)  # the sixth, though right


def test_nobody_uses_up_the_tries_of_another(datastore: Datastore, mark: bytes, asker: Asker):
    mine, theirs = ask(datastore, mark, asker), ask(datastore, mark, Asker("192.0.2.250"), later(minutes=1))
    for _ in range(9):
        with pytest.raises(CodeWrong):
            spend(datastore, wrong(theirs), asker, later(minutes=1))
    assert spend(datastore, mine, asker, later(minutes=1)) == mark


def test_resending_stops_for_a_minute(datastore: Datastore, mark: bytes, asker: Asker):
    ask(datastore, mark, asker)
    assert until_capped(lambda _: ask(datastore, mark, asker, later(seconds=59))) == (0, 1)
    ask(datastore, mark, asker, later(seconds=60))


def test_a_phone_gets_ten_codes_a_day(datastore: Datastore, mark: bytes):
    sent, seconds = until_capped(
        lambda number: ask(datastore, mark, Asker(f"198.51.100.{number}"), later(hours=number))
    )
    assert (sent, seconds) == (10, 14 * 3600)
    ask(datastore, mark, Asker("198.51.100.99"), later(days=1))


def test_a_device_asks_for_twenty_codes_a_day(datastore: Datastore, asker: Asker):
    def spray(number: int) -> None:
        ask(datastore, KEYS.mark("phone", new_number()), asker._replace(address=f"203.0.113.{number}"))

    assert until_capped(spray) == (20, 86400)


def test_an_address_asks_for_600_codes_an_hour(datastore: Datastore):
    def spray(number: int) -> None:
        ask(datastore, KEYS.mark("phone", new_number()), Asker("carrier", f"p{number}"), later(seconds=number))

    assert until_capped(spray) == (600, 3000)
    with datastore.connection() as connection:
        row = connection.execute("SELECT count(*) FROM commons.one_time_code").fetchone()
    before = row
    assert until_capped(lambda _: spray(600)) == (0, 3000)
    with datastore.connection() as connection:
        assert connection.execute("SELECT count(*) FROM commons.one_time_code").fetchone() == before


def test_an_address_guesses_wrong_300_times_an_hour_over_all_phones(datastore: Datastore, asker: Asker, mark: bytes):
    own = ask(datastore, mark, asker)

    def spray(number: int) -> None:
        spend(datastore, Ticket(uuid4(), "000000"), Asker("sprayer"), later(microseconds=number))

    assert until_capped(spray) == (300, 3600)
    with pytest.raises(CapReached):
        spend(datastore, own, Asker("sprayer"), later(seconds=1))
    assert spend(datastore, own, asker, later(seconds=1)) == mark


def test_what_was_right_counts_for_no_guess(datastore: Datastore):
    for number in range(301):
        now = later(days=2, seconds=number)
        ticket = ask(datastore, KEYS.mark("phone", new_number()), Asker(f"a{number % 2}", f"q{number}"), now)
        spend(datastore, ticket, Asker("nat"), now)


def test_nothing_in_the_tables_tells_code_or_number(datastore: Datastore, asker: Asker):
    number = new_number()
    ticket = ask(datastore, KEYS.mark("phone", number), asker)
    with datastore.connection() as connection:
        rows = connection.execute("SELECT c::text FROM commons.one_time_code c UNION SELECT p::text FROM commons.cap p")
        text = "".join(row[0] for row in rows.fetchall())
    for value in (number, number[1:], asker.address, asker.device):
        assert value not in text
        assert value.encode().hex() not in text
    assert f",{ticket.code}," not in text


def test_what_is_over_is_swept_away(datastore: Datastore, mark: bytes):
    long_after = later(days=400)
    for number in range(40):
        now = long_after + timedelta(hours=number)
        ask(datastore, KEYS.mark("phone", new_number()), Asker(f"sweep{number}", f"s{number}"), now)
    with datastore.connection() as connection:
        codes = connection.execute("SELECT count(*) FROM commons.one_time_code").fetchone()
        caps = connection.execute("SELECT count(*) FROM commons.cap WHERE expires_at < %s", (long_after,)).fetchone()
    assert codes == (1,)
    assert caps == (0,)
