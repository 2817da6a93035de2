"""Who guesses codes gets slower and is stopped; the phones beside them, behind one address, notice nothing of it."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from api.door.keeper import (
    SLOWER,
    TOKEN,
    UNHURRIED,
    UNKNOWN_BY_ADDRESS,
    UNKNOWN_BY_BROWSER,
    Doorkeeper,
)
from api.door.visitor import Visitor, visitor_of
from domain.gs1 import Sgtin, parse
from store.datastore import Datastore
from tests.api.scan_server import scan_app, serving, settings_for
from tests.api.scan_story import MARKED, SERIALS, Season

ATTACKER = {"User-Agent": "guesser"}
BUYER = {"User-Agent": "MicroMessenger"}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Street(NamedTuple):
    client: httpx.Client
    season: Season
    keeper: Doorkeeper
    clock: Clock

    def guess(self, number: int, headers: dict[str, str] = ATTACKER) -> httpx.Response:
        return self.client.get(f"/01/{MARKED}/10/260701{number:06}", headers=headers)


@pytest.fixture(scope="module")
def season(conninfo: str) -> Season:
    made = Season()
    made.seed(conninfo)
    return made


@contextmanager
def street_of(season: Season, conninfo: str, folder: Path, *proxies: str) -> Iterator[Street]:
    datastore, clock = Datastore(conninfo), Clock()
    settings = settings_for(str(folder))
    keeper = Doorkeeper(settings, clock)
    with serving(scan_app(datastore, settings, keeper), proxies) as address, httpx.Client(base_url=address) as client:
        yield Street(client, season, keeper, clock)
    datastore.close()


@pytest.fixture
def street(season: Season, conninfo: str, tmp_path: Path) -> Iterator[Street]:
    with street_of(season, conninfo, tmp_path, "127.0.0.1") as made:
        yield made


def exhaust(street: Street, headers: dict[str, str] = ATTACKER) -> None:
    """All that one browser may guess, as if it had done so one after the other."""
    address = headers.get("X-Forwarded-For", "127.0.0.1")
    scope = {"client": (address, 1)}
    said = {b"user-agent": headers["User-Agent"].encode()}
    for _ in range(UNKNOWN_BY_BROWSER.most):
        street.keeper.unknown(visitor_of(scope, said), "", guessed=False)


def test_a_guesser_gets_slower_and_is_stopped_and_told_when_to_come_back(street: Street) -> None:
    guesser = visitor_of({"client": ("127.0.0.1", 1)}, {b"user-agent": b"guesser"})
    for number in range(UNHURRIED):
        assert street.keeper.pause(guesser) == 0
        assert street.guess(number).status_code == 404
    for number in range(4):
        began = time.monotonic()
        assert street.guess(number).status_code == 404
        assert time.monotonic() - began >= number * SLOWER
    exhaust(street)
    for lang, words in (("en", "Too many unknown codes"), ("zh-CN", "过于频繁")):
        stopped = street.guess(
            99, ATTACKER | {"Accept": "text/html", "Accept-Language": "en"} | {"Cookie": f"lang={lang}"}
        )
        assert stopped.status_code == 404  # another language is another browser, of the same address
        told = street.client.get(f"/01/{MARKED}/10/260701000000?lang={lang}", headers=ATTACKER)
        assert (told.status_code, words in told.text) == (429, True)
        assert 0 < int(told.headers["retry-after"]) <= 3600


def test_a_program_is_told_as_a_problem_in_both_languages(street: Street) -> None:
    exhaust(street)
    told = street.guess(1, ATTACKER | {"Accept": "application/json"})
    assert (told.status_code, told.headers["content-type"]) == (429, "application/problem+json")
    problem = told.json()
    assert problem["type"] == "/problems/cap-reached"
    assert problem["detail_en"].startswith("Too many attempts")
    assert problem["detail_zh"].startswith("尝试次数太多")
    assert problem["details"]["retry_after_seconds"] == int(told.headers["retry-after"])


def test_time_gives_guesses_back(street: Street) -> None:
    exhaust(street)
    assert street.guess(1).status_code == 429
    street.clock.now += UNKNOWN_BY_BROWSER.every * UNKNOWN_BY_BROWSER.most
    assert street.guess(1).status_code == 404


def test_the_buyer_beside_a_guesser_opens_pages_at_once(street: Street) -> None:
    exhaust(street)
    began = time.monotonic()
    assert street.client.get(f"/{street.season.mixed}", headers=BUYER).status_code == 200
    assert street.client.get(f"/{street.season.single}", headers=BUYER).status_code == 200
    assert time.monotonic() - began < 2


def test_a_label_in_the_hand_and_a_page_that_is_kept_open_even_for_a_guesser(street: Street) -> None:
    assert street.client.get(f"/{street.season.mixed}", headers=BUYER).status_code == 200
    exhaust(street)
    assert street.client.get(f"/{street.season.single}", headers=ATTACKER).status_code == 429
    assert street.client.get(f"/{street.season.mixed}", headers=ATTACKER).status_code == 200
    for serial in SERIALS[:2]:
        assert street.client.get(f"/01/{MARKED}/21/{serial}", headers=ATTACKER).status_code == 200
    assert street.client.get(f"/01/{MARKED}/21/NOSUCH123456", headers=ATTACKER).status_code == 429


def test_who_changes_browsers_is_stopped_at_the_cap_of_the_address(street: Street) -> None:
    def guess(number: int) -> int:
        return street.guess(number, {"User-Agent": f"guesser {number}"}).status_code

    with ThreadPoolExecutor(16) as threads:
        found = Counter(threads.map(guess, range(UNKNOWN_BY_ADDRESS.most + 200)))
    assert found == {404: UNKNOWN_BY_ADDRESS.most, 429: 200}
    assert street.guess(1, {"User-Agent": "x", "X-Forwarded-For": "203.0.113.9"}).status_code == 404


def test_a_crowd_of_phones_behind_one_address_is_never_refused(street: Street) -> None:
    """An hour at a market: 40 scans a second of lots that are no longer kept, one in a hundred copied wrongly."""
    keeper, refused = street.keeper, 0
    for number in range(40 * 3600):
        street.clock.now += 1 / 40
        phone = Visitor(0, "203.0.113.7", (b"phone %d" % (number % 400), b"zh-CN"))
        refused += bool(keeper.admit(phone, "/01/x") or keeper.guess(phone))
        if number % 300:
            keeper.known(phone)
        else:
            keeper.unknown(phone, MARKED, guessed=True)
    assert refused == 0


def test_the_proxys_word_is_taken_for_an_address_and_a_clients_own_is_not(street: Street) -> None:
    told = ATTACKER | {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    exhaust(street, ATTACKER | {"X-Forwarded-For": "203.0.113.9"})
    assert street.guess(1, told).status_code == 429
    assert street.guess(1, told | {"X-Forwarded-For": "203.0.113.9, 198.51.100.1"}).status_code == 404


def test_without_a_proxy_in_the_settings_nobodys_word_is_taken(season: Season, conninfo: str, tmp_path: Path) -> None:
    with street_of(season, conninfo, tmp_path) as street:
        exhaust(street)
        assert street.guess(1, ATTACKER | {"X-Forwarded-For": "203.0.113.9"}).status_code == 429


def test_one_line_an_hour_is_written_without_an_address(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    exhaust(street)
    with caplog.at_level(logging.WARNING):
        for number in range(5):
            assert street.guess(number).status_code == 429
    lines = [record.getMessage() for record in caplog.records if record.name == "api.door.alarms"]
    assert len(lines) == 1
    assert "codes" in lines[0]
    assert "127.0.0.1" not in lines[0]
    (alarm,) = street.keeper.alarms.recent()
    assert (alarm.kind, alarm.times) == ("codes", 5)
    assert alarm.who in lines[0]


def test_a_product_whose_lots_are_guessed_by_many_is_noticed(street: Street) -> None:
    item = parse(f"/01/{MARKED}/21/NOSUCH")
    assert isinstance(item, Sgtin)
    for number in range(60):
        assert street.guess(number, {"User-Agent": f"one of many {number}"}).status_code == 404
    assert [(one.kind, one.who) for one in street.keeper.alarms.recent()] == [("product", item.gtin.key)]


def test_one_token_cannot_take_all_the_capacity(tmp_path: Path) -> None:
    clock = Clock()
    keeper = Doorkeeper(settings_for(str(tmp_path)), clock)
    phone = Visitor(7, "203.0.113.7", (b"", b""))
    keeper.answered(phone, "/v1/x", 200)
    went = 0
    for _ in range(60_000):
        clock.now += 1 / 1000
        went += keeper.admit(phone, "/v1/x") == 0
    assert TOKEN.most <= went <= TOKEN.most + 60 / TOKEN.every + 1
