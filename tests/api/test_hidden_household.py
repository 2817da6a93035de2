"""That a key is a household's is private; a repeat is answered as the first time, also where nothing is projected."""

from __future__ import annotations

from typing import Any

import pytest

from api.auth import issue_token
from tests.api.story import Answer, People, uuid7

ENDING = {"reason": "own_phone"}


@pytest.fixture(scope="module")
def managers(people: People) -> People:
    """Of the household's cooperative (`supervisor`), and of another one."""
    people.tokens["stranger"] = issue_token(
        people.regions.settings,
        people.regions.datastore,
        person="person-stranger",
        party=people.parties["rival"],
        party_region="yunfu",
        role="supervisor",
    )
    return people


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def decide(people: People, who: str, what: str, **body: Any) -> Answer:
    """On a member of the household."""
    headers = people.token(who) | {"Idempotency-Key": str(uuid7())}
    asked = body | {"party": people.parties["grower"], "party_region": "yunfu"}
    return people.client.post(f"/v1/people/members/nobody/{what}", json=asked, headers=headers)


def test_a_stranger_does_not_learn_that_it_is_a_household(managers: People) -> None:
    path = f"parties/{managers.parties['grower']}/acting-endings"
    assert refusal(managers.send("stranger", "yunfu", path, ENDING)) == (404, "unknown-party")
    for what, body in (("endings", ENDING), ("roles", {"role": "grower"}), ("suspensions", ENDING)):
        assert refusal(decide(managers, "stranger", what, **body)) == (404, "unknown-party")


def test_who_acts_for_it_is_told_who_works_there(managers: People) -> None:
    assert refusal(decide(managers, "supervisor", "endings", **ENDING)) == (404, "unknown-member")


def test_a_repeat_by_who_no_longer_acts_is_answered_as_the_first_time(managers: People) -> None:
    household = {"kind": "household", "name": "谭阿伯", "phone": "13411134111", "county": "445322"}
    party = managers.made("packer", "yunfu", "parties", household)["party"]
    command_id, path = uuid7(), f"parties/{party}/acting-endings"
    first = managers.send("supervisor", "yunfu", path, ENDING, command_id=command_id)
    again = managers.send("supervisor", "yunfu", path, ENDING, command_id=command_id)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert refusal(managers.send("supervisor", "yunfu", path, ENDING)) == (404, "unknown-party")
