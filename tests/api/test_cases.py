"""A look for a case: the whole chain, and what was looked at is remembered first."""

from __future__ import annotations

import pytest

from api.auth import issue_token
from tests.api.story import Answer, People

pytestmark = pytest.mark.usefixtures("followers")
CASE = "粤市监稽〔2026〕17号"


@pytest.fixture(scope="module")
def lot(people: People) -> str:
    """Grown and bought in Yunan, sent to Guangzhou; inspectors of there and of another city look at it."""
    for who, role, area in (("abroad", "inspector", "4408"), ("there", "regulator", "440111")):
        people.tokens[who] = issue_token(
            people.regions.settings,
            people.regions.datastore,
            person=f"person-{who}",
            party=people.parties["inspector"],
            party_region="commons",
            role=role,
            jurisdiction=area,
        )
    lot = people.purchase(50)
    people.dispatch(lot, 20)
    return lot


def traced(people: People, who: str, lot: str, **more: str) -> Answer:
    return people.get(who, "/v1/trace", id=lot, at_least=f"yunfu:{people.head('yunfu')}", **more)


def looks(people: People, case: str) -> list[tuple[object, ...]]:
    query = "SELECT person, role, jurisdiction, basis, asked FROM commons.look WHERE reference = %s"
    with people.regions.datastore.connection() as connection:
        return connection.execute(query, (case,)).fetchall()


def kinds(answer: Answer) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {step["kind"] for step in answer.json()["steps"]}


def test_an_inspector_of_elsewhere_needs_a_case(people: People, lot: str) -> None:
    assert traced(people, "abroad", lot).status_code == 403
    assert kinds(traced(people, "abroad", lot, case="case-1")) == {"harvested", "received", "dispatched"}


def test_without_a_case_one_sees_the_steps_with_an_end_in_the_area(people: People, lot: str) -> None:
    assert kinds(traced(people, "there", lot)) == {"dispatched"}
    assert kinds(traced(people, "there", lot, case="case-1")) == {"harvested", "received", "dispatched"}
    assert kinds(traced(people, "inspector", lot)) == {"harvested", "received", "dispatched"}


def test_a_look_for_a_case_is_remembered(people: People, lot: str) -> None:
    assert traced(people, "abroad", lot, case=CASE).status_code == 200
    assert looks(people, CASE) == [("person-abroad", "inspector", "4408", "case", lot)]


def test_a_case_opens_nothing_to_a_party_and_nothing_is_remembered(people: People, lot: str) -> None:
    assert traced(people, "rival", lot, case="case-of-a-rival").status_code == 404
    assert looks(people, "case-of-a-rival") == []


@pytest.mark.parametrize("case", ["", "1", "a case", "x" * 41, "../etc"])
def test_what_is_no_case_number_is_refused(people: People, lot: str, case: str) -> None:
    assert traced(people, "abroad", lot, case=case).status_code == 422
