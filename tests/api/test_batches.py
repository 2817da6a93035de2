"""The outbox of a day in one request: each command answered on its own, in order, its time put right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.forms import FORMS
from tests.api.story import Answer, People, ago, goods, kg, uuid7


def item(path: str, body: dict[str, Any] | str, *, offline: bool = True, **changes: Any) -> dict[str, Any]:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    one = {"id": str(uuid7()), "path": f"/v1/yunfu/{path}", "body": text} | ({"captured": "offline"} if offline else {})
    return one | changes


def send(
    people: People, who: str, commands: Sequence[dict[str, Any]], *, sent_at: str = "", region: str = "yunfu"
) -> Answer:
    body = {"sent_at": sent_at or ago(seconds=0), "device": "phone-1", "commands": list(commands)}
    return people.client.post(
        f"/v1/{region}/batches", json=body, headers=people.token(who) | {"Content-Type": "application/json"}
    )


def results(answer: Answer) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def harvest(people: People, **changes: Any) -> dict[str, Any]:
    body = {"lot": people.lot(), "site": people.plot, "amount": kg(5), "occurred_at": ago(hours=2)}
    return item("harvests", body | changes)


def test_each_command_is_answered_on_its_own_in_order(people: People) -> None:
    one, two = harvest(people), harvest(people)
    unclean = item("harvests", '{"lot": 1, "lot": 2}')
    nowhere = item("nowhere", {})
    elsewhere = harvest(people) | {"path": "/v1/guangzhou/harvests"}
    not_mine = item(
        "sales", {"kind": "retail", "site": people.shed, "goods": [goods(people.lot(), 1)], "occurred_at": ago(hours=1)}
    )
    sent = [one, unclean, two, nowhere, elsewhere, not_mine]
    answered = results(send(people, "grower", sent))
    assert [answer["id"] for answer in answered] == [one["id"] for one in sent]
    assert [answer["status"] for answer in answered] == [201, 400, 201, 422, 422, 403]
    assert [answer.get("problem", {}).get("type") for answer in answered] == [
        None,
        "/problems/malformed-json",
        None,
        "/problems/invalid-parameter",
        "/problems/invalid-parameter",
        "/problems/not-yours",
    ]


def test_a_batch_and_a_single_request_are_the_same_command(people: People) -> None:
    body = {"lot": people.lot(), "site": people.plot, "amount": kg(5), "occurred_at": ago(hours=2)}
    one = item("harvests", body)
    first = results(send(people, "grower", [one]))[0]["body"]
    again = people.send("grower", "yunfu", "harvests", one["body"].encode(), command_id=one["id"])
    assert again.json() == first
    assert again.headers["idempotent-replay"] == "true"
    other = results(send(people, "grower", [one | {"body": json.dumps(body | {"note": "other"})}]))[0]
    assert (other["status"], other["problem"]["type"]) == (409, "/problems/command-reused")


def test_a_batch_sent_again_changes_nothing(people: People) -> None:
    sent = [harvest(people) for _ in range(20)]
    first = results(send(people, "grower", sent))
    head = people.head("yunfu")
    again = results(send(people, "grower", sent))
    assert [one["repeated"] for one in again] == [True] * 20
    assert [one["body"] for one in again] == [one["body"] for one in first]
    assert people.head("yunfu") == head


def test_a_chain_of_facts_of_one_day_is_taken_in_its_order(people: People) -> None:
    lot, graded = people.lot(), people.lot()
    day = [
        item("harvests", {"lot": lot, "site": people.shed, "amount": kg(50), "occurred_at": ago(hours=5)}),
        item(
            "transformations",
            {
                "kind": "grade",
                "site": people.shed,
                "inputs": [goods(lot, 50)],
                "outputs": [goods(graded, 48)],
                "waste": kg(2),
                "occurred_at": ago(hours=4),
            },
        ),
        item(
            "sales", {"kind": "retail", "site": people.shed, "goods": [goods(graded, 48)], "occurred_at": ago(hours=3)}
        ),
        item("stocks/counts", {"lot": graded, "site": people.shed, "amount": kg(0), "occurred_at": ago(hours=2)}),
    ]
    answered = results(send(people, "packer", day))
    assert [one["status"] for one in answered] == [201] * 4
    assert answered[-1]["body"]["variance"] == "0.000"


def test_the_phones_clock_is_put_right_in_whole_minutes(people: People) -> None:
    """A phone that is two days behind writes two days too early; the server knows from its clock at sending."""
    claimed = ago(days=2, hours=1)
    one = harvest(people, occurred_at=claimed)
    results(send(people, "grower", [one], sent_at=ago(days=2)))
    found = people.get("grower", f"/v1/yunfu/commands/{one['id']}").json()
    skew = datetime.fromisoformat(found["at"]) - datetime.fromisoformat(found["claimed_at"])
    assert skew == timedelta(days=2)
    assert datetime.fromisoformat(found["claimed_at"]) == datetime.fromisoformat(claimed)
    assert found["observed"] is True


def test_the_device_of_an_overdraft_is_known(people: People) -> None:
    one = harvest(people)
    results(send(people, "grower", [one]))
    with people.regions.datastore.connection() as connection:
        row = connection.execute("SELECT device, observed FROM yunfu.command WHERE id = %s", (one["id"],)).fetchone()
    assert row == ("phone-1", True)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"sent_at": "yesterday"}, "/sent_at"),
        ({"sent_at": None}, "/sent_at"),
        ({"commands": []}, "/commands"),
        ({"commands": [{}]}, "/commands/0/id"),
        ({"device": "a b"}, "/device"),
        ({"more": 1}, "/more"),
    ],
)
def test_a_batch_that_does_not_fit_its_form(people: People, change: dict[str, Any], pointer: str) -> None:
    body = {"sent_at": ago(seconds=0), "commands": [harvest(people)]} | change
    answer = people.client.post("/v1/yunfu/batches", json=body, headers=people.token("grower"))
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_a_batch_of_more_than_two_hundred_is_refused(people: People) -> None:
    answer = send(people, "grower", [harvest(people)] * 201)
    assert answer.json()["errors"][0]["pointer"] == "/commands"


def test_a_batch_is_larger_than_a_command_but_not_boundless(people: People) -> None:
    long = [harvest(people, note="长" * 2000) for _ in range(120)]
    assert len(results(send(people, "grower", long))) == 120
    answer = people.client.post(
        "/v1/yunfu/batches",
        content=b" " * 2_000_001,
        headers=people.token("grower") | {"Content-Type": "application/json"},
    )
    assert answer.status_code == 413


def test_every_command_may_come_in_a_batch(people: People) -> None:
    for make in FORMS.values():
        form = make(people)
        if form.region == "yunfu":
            (answered,) = results(send(people, form.who, [item(form.path, form.body, offline=False)]))
            assert answered["status"] == 201, (form, answered)


def test_what_lies_outside_an_inspectors_jurisdiction_spoils_one_answer_only(people: People) -> None:
    lot = people.purchase(10)
    hold = {"reason": "inspection", "occurred_at": ago(hours=1)}
    abroad = item("holds", hold | {"lot": lot, "site": people.stall}) | {"path": "/v1/guangzhou/holds"}
    own = item("holds", hold | {"lot": lot, "site": people.shed}) | {"path": "/v1/guangzhou/holds"}
    answered = results(send(people, "inspector", [abroad, own], region="guangzhou"))
    assert [one["status"] for one in answered] == [403, 404]
