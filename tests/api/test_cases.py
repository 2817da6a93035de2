"""A case opens its chain to the officials of its authority while it is open, and every look names it."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import quote

import pytest

from api.auth import issue_token
from tests.api import forms
from tests.api.story import Answer, People, ago, goods, new_unit

pytestmark = pytest.mark.usefixtures("followers")
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def lot(people: People) -> str:
    """Grown and bought in Yunan, sent to Guangzhou; inspectors of there and of another city look at it."""
    for who, role, area, party in (
        ("abroad", "inspector", "4408", "inspector"),
        ("there", "regulator", "440111", "inspector"),
        ("of another authority", "inspector", "4408", "rival"),
    ):
        people.tokens[who] = issue_token(
            people.regions.settings,
            people.regions.datastore,
            person=f"person-{who}",
            party=people.parties[party],
            party_region="commons",
            role=role,
            jurisdiction=area,
        )
    lot = people.purchase(50)
    people.dispatch(lot, 20)
    return lot


def traced(people: People, who: str, lot: str, **more: str) -> Answer:
    return people.get(who, "/v1/trace", id=lot, at_least=f"yunfu:{people.head('yunfu')}", **more)


def opened(people: People, subject: str, who: str = "abroad", **more: Any) -> str:
    """The number of a new case."""
    people.get(who, "/v1/trace", id=subject, at_least=f"yunfu:{people.head('yunfu')}")
    number = f"粤市监稽〔2026〕{next(_numbers)}号"
    people.made(who, "commons", "cases", {"number": number, "subject": subject, "reason": "complaint", **more})
    return number


def looks(people: People, case: str) -> list[tuple[object, ...]]:
    query = "SELECT person, role, jurisdiction, basis, asked FROM commons.look WHERE reference = %s"
    with people.regions.datastore.connection() as connection:
        return connection.execute(query, (case,)).fetchall()


def kinds(answer: Answer) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {step["kind"] for step in answer.json()["steps"]}


def test_an_inspector_of_elsewhere_needs_a_case(people: People, lot: str) -> None:
    assert traced(people, "abroad", lot).status_code == 403
    assert kinds(traced(people, "abroad", lot, case=opened(people, lot))) == {"harvested", "received", "dispatched"}


def test_without_a_case_one_sees_the_steps_with_an_end_in_the_area(people: People, lot: str) -> None:
    assert kinds(traced(people, "there", lot)) == {"dispatched"}
    assert kinds(traced(people, "there", lot, case=opened(people, lot))) == {"harvested", "received", "dispatched"}
    assert kinds(traced(people, "inspector", lot)) == {"harvested", "received", "dispatched"}


def test_a_look_for_a_case_names_it(people: People, lot: str) -> None:
    number = opened(people, lot)
    assert traced(people, "abroad", lot, case=number).status_code == 200
    assert looks(people, number) == [("person-abroad", "inspector", "4408", "case", lot)]


def test_a_number_that_nobody_opened_opens_nothing(people: People, lot: str) -> None:
    answer = traced(people, "there", lot, case="case-that-nobody-opened")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-recorded")


def test_another_authoritys_case_opens_nothing(people: People, lot: str) -> None:
    number = opened(people, lot)
    assert traced(people, "of another authority", lot, case=number).status_code == 404
    people.made("of another authority", "commons", "cases", {"number": number, "subject": lot, "reason": "complaint"})
    assert traced(people, "of another authority", lot, case=number).status_code == 200


def test_a_closed_case_opens_nothing_from_then_on(people: People, lot: str) -> None:
    number = opened(people, lot)
    assert traced(people, "abroad", lot, case=number).status_code == 200
    people.made("there", "commons", f"cases/{quote(number)}/closings", {"outcome": "unfounded"})
    assert traced(people, "abroad", lot, case=number).status_code == 404
    again = people.send("there", "commons", f"cases/{quote(number)}/closings", {"outcome": "warned"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/case-closed")


def test_a_case_opens_its_own_chain_alone(people: People, lot: str) -> None:
    other = people.purchase(10)
    number = opened(people, other)
    assert traced(people, "abroad", lot, case=number).status_code == 403
    assert kinds(traced(people, "there", lot, case=number)) == {"dispatched"}
    assert kinds(traced(people, "abroad", other, case=number)) == {"harvested", "received"}
    assert looks(people, number) == [("person-abroad", "inspector", "4408", "case", other)]


@pytest.mark.parametrize("noun", ["lots", "stocks", "sites", "parties", "label-rolls", "receipts", "shipments"])
def test_lists_have_what_belongs_to_the_case_while_it_is_open(people: People, lot: str, noun: str) -> None:
    """Each look names the case; a number that is not open is not found anywhere."""
    who, other = "of another authority", people.purchase(10)
    number = opened(people, lot, who)
    known = {"limit": 200, "at_least": f"yunfu:{people.head('yunfu')}"}
    people.get(who, f"/v1/yunfu/{noun}", **known)
    without = people.get(who, f"/v1/yunfu/{noun}", **known).json()["items"]
    answer = people.get(who, f"/v1/yunfu/{noun}", case=number, **known)
    assert answer.status_code == 200
    assert other not in answer.text
    more = [one for one in answer.json()["items"] if one not in without]
    assert more or noun == "label-rolls"
    assert bool(looks(people, number)) == bool(more)
    people.made(who, "commons", f"cases/{quote(number)}/closings", {"outcome": "unfounded"})
    assert people.get(who, f"/v1/yunfu/{noun}", case=number).status_code == 404


def test_a_case_opens_nothing_to_a_party_and_nothing_is_recorded(people: People, lot: str) -> None:
    number = opened(people, lot)
    assert traced(people, "rival", lot, case=number).status_code == 404
    assert looks(people, number) == []


@pytest.mark.parametrize("who", ["admin", "packer", "grower", "supervisor", "carrier"])
def test_only_inspectors_and_regulators_open_cases(people: People, lot: str, who: str) -> None:
    body = {"number": "case-1", "subject": lot, "reason": "complaint"}
    assert people.send(who, "commons", "cases", body).status_code == 403


def test_the_free_text_of_a_case_is_in_the_vault(people: People, lot: str) -> None:
    number = opened(people, lot, note="黎阿嫂家来电举报")
    with people.regions.datastore.connection() as connection:
        query = "SELECT convert_from(state, 'UTF8') FROM commons.event WHERE topic = 'case:opened'"
        states = [row[0] for row in connection.execute(query.encode()).fetchall()]
    (state,) = [one for one in states if number in one]
    assert "黎阿嫂" not in state
    assert '"note":""' not in state


@pytest.mark.parametrize("case", ["", "1", "a case", "x" * 41, "../etc"])
def test_what_is_no_case_number_is_refused(people: People, lot: str, case: str) -> None:
    assert traced(people, "abroad", lot, case=case).status_code == 422


def listed(people: People, who: str, **asked: object) -> list[dict[str, Any]]:
    at = f"commons:{people.head('commons')}"
    answer = people.get(who, "/v1/people/cases", at_least=at, **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_an_authority_lists_its_open_cases_the_newest_first(people: People, lot: str) -> None:
    first, second = opened(people, lot), opened(people, lot, "there", reason="sampling")
    found = listed(people, "abroad")
    assert [one["number"] for one in found[:2]] == [second, first]
    assert {name: found[0][name] for name in ("subject", "reason", "jurisdiction", "closed_at", "outcome")} == {
        "subject": lot, "reason": "sampling", "jurisdiction": "440111", "closed_at": None, "outcome": "",
    }  # fmt: skip
    assert found == listed(people, "there")


def test_a_closed_case_moves_to_those_that_were_closed(people: People, lot: str) -> None:
    number = opened(people, lot)
    people.made("there", "commons", f"cases/{quote(number)}/closings", {"outcome": "warned"})
    assert number not in {one["number"] for one in listed(people, "abroad")}
    (found,) = [one for one in listed(people, "abroad", closed=True) if one["number"] == number]
    assert (found["outcome"], found["closed_at"] >= found["opened_at"]) == ("warned", True)


def test_another_authority_lists_its_own_alone(people: People, lot: str) -> None:
    number, own = opened(people, lot), opened(people, lot, "of another authority")
    found = {one["number"] for one in listed(people, "of another authority")}
    assert (number in found, own in found) == (False, True)


def test_the_list_has_pages(people: People, lot: str) -> None:
    numbers = [opened(people, lot) for _ in range(3)]
    first = people.get("abroad", "/v1/people/cases", at_least=f"commons:{people.head('commons')}", limit=2).json()
    rest = people.get("abroad", "/v1/people/cases", limit=2, page=first["next"]).json()
    assert [one["number"] for one in (*first["items"], *rest["items"])][:3] == numbers[::-1]


@pytest.mark.parametrize("who", ["admin", "packer", "grower", "supervisor", "carrier"])
def test_the_list_is_for_those_who_have_cases(people: People, lot: str, who: str) -> None:
    assert people.get(who, "/v1/people/cases").status_code == 403


def test_the_looks_of_a_case_are_told_to_its_authority(people: People, lot: str) -> None:
    number = opened(people, lot)
    assert traced(people, "there", lot, case=number).status_code == 200
    for who, count in (("abroad", 1), ("there", 1), ("of another authority", 0), ("packer", 0), ("admin", 0)):
        found = people.get(who, "/v1/people/looks", case=number).json()["items"]
        assert [(one["what"], one["reference"]) for one in found] == [("trace", number)] * count, who


@pytest.mark.parametrize("kind", ["lot", "item", "unit"])
def test_a_case_on_goods_that_nobody_recorded_is_refused_on_the_screen(people: People, kind: str) -> None:
    """Someone mistyped. A form that had closed is recorded: its goods may be told of by a phone that is still away."""
    item = f"01/{people.product}/21/ZZZZ2345"
    subject = {"lot": people.lot(), "item": item, "unit": f"00/{new_unit()}"}[kind]
    body = {"number": f"粤市监稽〔2026〕{next(_numbers)}号", "subject": subject, "reason": "complaint"}
    refused = people.send("inspector", "commons", "cases", body)
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/unknown")
    body["occurred_at"] = ago(minutes=5)
    taken = people.send("inspector", "commons", "cases", body, headers={"Captured": "offline"})
    assert taken.status_code == 201, taken.text


def test_a_case_may_be_on_an_item_on_a_unit_and_on_a_lot_that_only_an_outbox_told_of(people: People) -> None:
    unit = people.made(*forms.pack_unit(people))["unit"]
    label = forms.bind_labels(people)
    people.made(*label)
    sold = people.lot()
    sale = {"kind": "retail", "site": people.shed, "goods": [goods(sold, 1)], "occurred_at": ago(minutes=5)}
    people.made("packer", "yunfu", "sales", sale, headers={"Captured": "offline"})
    people.get("inspector", "/v1/trace", id=sold, at_least=f"yunfu:{people.head('yunfu')}")
    for subject in (f"00/{unit}", f"01/{people.product}/21/{label.body['first']}", sold):
        body = {"number": f"粤市监稽〔2026〕{next(_numbers)}号", "subject": subject, "reason": "complaint"}
        assert people.made("inspector", "commons", "cases", body)["open"] is True
