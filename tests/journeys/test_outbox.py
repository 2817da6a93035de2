"""Any duplication and any interleaving of several phones' outboxes gives the same history, each command once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.logistic_unit import LogisticUnit
from domain.shipment import Shipment
from domain.stock import Stock
from tests.api.story import People, ago
from tests.journeys.outbox_day import PHONES, Day

pytestmark = pytest.mark.usefixtures("followers")

VOLATILE = {"asserted", "withdrawn", "ordinal", "line", "position", "positions", "recorded_at", "region_position"}
"""What tells when something arrived, not what happened."""
TABLES = {
    "balance_stock": "lot",
    "directory_lot": "lot",
    "directory_paper": "id::text",
    "directory_step": "id::text",
}
REGIONS = ("yunfu", "guangzhou")

Sending = tuple[str, int, int]
"""A phone sends so many commands again and so many new ones, in one batch."""
sendings = st.lists(st.tuples(st.sampled_from(PHONES), st.integers(0, 4), st.integers(0, 6)), max_size=14)


@pytest.fixture(scope="module")
def expected(people: People) -> dict[str, Any]:
    """The end of a day whose facts arrive in the order in which they happened."""
    day = Day(people)
    for one in sorted((one for outbox in day.outboxes.values() for one in outbox), key=lambda one: one["id"]):
        deliver(people, next(phone for phone in PHONES if one in day.outboxes[phone]), [one])
    assert overdrafts(day) == 0
    return end_of(day)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(sendings)
def test_any_order_of_arrival_gives_the_same_day(
    people: People, expected: dict[str, Any], sendings: list[Sending]
) -> None:
    assert_same_day(people, expected, sendings)


@pytest.mark.drill
@settings(max_examples=1_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(sendings)
def test_a_thousand_orders_of_arrival_give_the_same_day(
    people: People, expected: dict[str, Any], sendings: list[Sending]
) -> None:
    assert_same_day(people, expected, sendings)


def test_an_overdraft_that_arose_from_the_order_alone_closes_by_itself(
    people: People, expected: dict[str, Any]
) -> None:
    day = Day(people)
    for phone in reversed(PHONES):
        deliver(people, phone, day.outboxes[phone])
    assert overdrafts(day) > 0
    assert end_of(day) == expected


def assert_same_day(people: People, expected: dict[str, Any], sendings: Sequence[Sending]) -> None:
    day = Day(people)
    sent: dict[str, int] = dict.fromkeys(PHONES, 0)
    for phone, again, new in (*sendings, *((phone, 2, 200) for phone in PHONES)):
        outbox = day.outboxes[phone]
        deliver(people, phone, outbox[max(0, sent[phone] - again) : sent[phone] + new])
        sent[phone] = min(len(outbox), sent[phone] + new)
    assert recorded_once(day)
    assert end_of(day) == expected


def deliver(people: People, phone: str, commands: Sequence[dict[str, Any]]) -> None:
    if not commands:
        return
    region = "guangzhou" if phone == "market" else "yunfu"
    body = {"sent_at": ago(seconds=0), "commands": list(commands)}
    answer = people.client.post(f"/v1/{region}/batches", json=body, headers=people.token(phone))
    assert [one["status"] for one in answer.json()["results"]] == [201] * len(commands), answer.text


def recorded_once(day: Day) -> bool:
    ids = [one["id"] for outbox in day.outboxes.values() for one in outbox]
    query = " UNION ALL ".join(f"SELECT id FROM {region}.command WHERE id = ANY(%(ids)s)" for region in REGIONS)
    with day.people.regions.datastore.connection() as connection:
        found = connection.execute(query.encode(), {"ids": ids}).fetchall()
    return sorted(str(row[0]) for row in found) == sorted(ids)


def overdrafts(day: Day) -> int:
    """How often a stock of this day was said to be overdrawn."""
    query = " UNION ALL ".join(
        f"SELECT state FROM {region}.event WHERE topic = 'stock:overdrawn' AND command_id = ANY(%(ids)s)"
        for region in REGIONS
    )
    ids = [one["id"] for outbox in day.outboxes.values() for one in outbox]
    with day.people.regions.datastore.connection() as connection:
        return len(connection.execute(query.encode(), {"ids": ids}).fetchall())


def end_of(day: Day) -> dict[str, Any]:
    """Stock, custody and trace as they stand, with this day's own ids put into words."""
    found = {"stock": stock(day), "custody": custody(day), "trace": traces(day), "rows": rows(day)}
    text = json.dumps(found, ensure_ascii=False, default=str)
    for made, name in day.names.items():
        text = text.replace(made, name)
    return settled(json.loads(text))


def stock(day: Day) -> list[Any]:
    people, found = day.people, []
    for region, sites in (("yunfu", (people.plot, people.shed)), ("guangzhou", (people.stall,))):
        for name, lot in day.lots.items():
            for site in sites:
                one = people.regions[region].find(Stock, lot, site, to_tell=False)
                if one is not None:
                    assert one.overdraft == 0
                    found.append([name, site, one.on_hand, one.loose])
    return found


def custody(day: Day) -> list[Any]:
    regions, found = day.people.regions, []
    for region in REGIONS:
        for unit in (day.carton, day.pallet):
            one = regions[region].find(LogisticUnit, unit, to_tell=False)
            if one is not None:
                found.append([region, unit, one.site, one.party, one.parent, sorted(one.contents.items())])
    for made, name in day.names.items():
        if name.startswith("command"):
            one = regions["yunfu"].find(Shipment, made, to_tell=False)
            if one is not None:
                found.append([name, one.carrier, one.to_party, one.arrived])
    return found


def traces(day: Day) -> list[Any]:
    people = day.people
    at_least = ",".join(f"{region}:{people.head(region)}" for region in REGIONS)
    found = []
    for lot in day.lots.values():
        answer = people.get("admin", "/v1/trace", id=lot, at_least=at_least)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
    return found


def rows(day: Day) -> list[Any]:
    people, found = day.people, []
    names = list(day.names)
    for region in REGIONS:
        head = people.head(region)
        for projection in ("balance", "directory"):
            answer = people.get(
                "admin",
                f"/v1/{region}/{'stocks' if projection == 'balance' else 'lots'}",
                limit=1,
                at_least=f"{region}:{head}",
            )
            assert answer.status_code == 200, answer.text
        with people.regions.datastore.connection() as connection:
            for table, key in TABLES.items():
                query = f"SELECT row_to_json(t) FROM {region}.{table} AS t WHERE {key} = ANY(%s)"
                found += [[table, row[0]] for row in connection.execute(query.encode(), (names,)).fetchall()]
    return found


def settled(value: Any) -> Any:
    """Without what is volatile, and lists as sets."""
    if isinstance(value, dict):
        return {name: settled(one) for name, one in value.items() if name not in VOLATILE}
    if isinstance(value, list):
        return sorted((settled(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value
