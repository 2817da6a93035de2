"""Who looked: an owner learns it of what is theirs, officials of themselves and their authority, others nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.visibility.story import Story

LOOKS = "/v1/people/looks"


@pytest.fixture(scope="module")
def seen(story: Story) -> Story:
    """The inspector lists receipts and traces the grower's lot; Guangzhou's administrator reads a shipment."""
    story.get("inspector", "/v1/yunfu/receipts", limit=200)
    story.get("inspector", "/v1/trace", id=story.ids["lot"])
    story.get("other_city_admin", f"/v1/yunfu/shipments/{story.ids['shipment']}")
    return story


def told(story: Story, who: str, **asked: Any) -> list[dict[str, Any]]:
    answer = story.get(who, LOOKS, **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_the_owner_learns_who_looked_at_what_of_theirs(seen: Story) -> None:
    trace, listed, *_ = told(seen, "grower")
    grower, lot = seen.parties["grower"], seen.ids["lot"]
    assert (trace["what"], trace["seen"]) == ("trace", [{"party": grower, "ids": [lot]}])
    assert (trace["role"], trace["authority"]) == ("inspector", seen.parties["inspector"])
    assert (trace["authority_name"], trace["basis"], trace["jurisdiction"]) == ("郁南县农业农村局", "area", "445322")
    assert seen.ids["purchase"] in listed["seen"][0]["ids"]
    assert listed["at"] < trace["at"]


def test_the_owner_does_not_learn_which_person_it_was(seen: Story) -> None:
    answer = seen.get("grower", LOOKS)
    assert {one["person"] for one in answer.json()["items"]} == {""}
    assert "person-inspector" not in answer.text


def test_the_owner_learns_nothing_of_others_that_were_looked_at(seen: Story) -> None:
    for who in ("grower", "packhouse", "market", "supplier", "carrier"):
        mine = {seen.parties[who]}
        assert {one["party"] for look in told(seen, who) for one in look["seen"]} == mine, who


def test_a_cooperative_learns_it_for_the_households_that_it_acts_for(seen: Story) -> None:
    whose = {one["party"] for look in told(seen, "cooperative") for one in look["seen"]}
    assert seen.parties["grower"] in whose
    assert whose <= {seen.parties[who] for who in ("grower", "neighbour", "cooperative")}


def test_who_was_not_looked_at_has_an_empty_list(seen: Story) -> None:
    assert told(seen, "other_carrier") == []


def test_officials_have_their_own_looks_and_those_of_their_authority(seen: Story) -> None:
    assert {one["person"] for one in told(seen, "inspector")} == {"person-inspector"}
    assert {one["party"] for one in told(seen, "inspector")[0]["seen"]} > {seen.parties["grower"]}
    assert told(seen, "regulator") == []


def test_administrators_have_the_looks_of_the_officials_of_their_area(seen: Story) -> None:
    assert {one["person"] for one in told(seen, "city_admin")} == {"person-inspector"}
    assert {one["person"] for one in told(seen, "other_city_admin")} == {"person-other_city_admin"}
    everybody = {one["person"] for one in told(seen, "platform_admin")}
    assert everybody == {"person-inspector", "person-other_city_admin"}


def test_looking_at_the_looks_is_no_look_at_anybodys_data(seen: Story) -> None:
    before = told(seen, "platform_admin")
    assert told(seen, "platform_admin") == before


def test_pages_follow_each_other_without_a_gap(seen: Story) -> None:
    whole = told(seen, "platform_admin", limit=200)
    pages: list[int] = []
    token: dict[str, str] = {}
    while True:
        answer = seen.get("platform_admin", LOOKS, limit=2, **token).json()
        pages += [one["id"] for one in answer["items"]]
        if answer["next"] is None:
            break
        token = {"page": answer["next"]}
    assert pages == [one["id"] for one in whole] == sorted(pages, reverse=True)


@pytest.mark.parametrize(("who", "status"), [("public", 401), ("revoked", 401), ("suspended", 403), ("partner", 403)])
def test_nobody_else_is_told(seen: Story, who: str, status: int) -> None:
    assert seen.get(who, LOOKS).status_code == status


def test_a_token_of_another_list_is_refused(seen: Story) -> None:
    token = seen.get("platform_admin", "/v1/yunfu/lots", limit=1).json()["next"]
    assert token
    assert seen.get("grower", LOOKS, page=token).status_code == 422
