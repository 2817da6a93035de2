"""Who may decide on the standing of a party over HTTP, and what is told to whoever may not."""

from __future__ import annotations

from typing import Any

import pytest

from api.auth import issue_token
from tests.api.forms import FORMS, new_party
from tests.api.story import Answer, People

pytestmark = pytest.mark.usefixtures("followers")
VERIFY = {"credit_code": "91350100M000100Y43", "paper": "business_licence"}
BECAUSE = {"reason": "residue_found"}
DECISIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("verifications", VERIFY),
    ("suspensions", BECAUSE),
    ("resumptions", BECAUSE),
)


@pytest.fixture(scope="module")
def officers(people: People) -> People:
    """Administrators of an area: of the city of the story, and of another one."""
    for who, area in (("city", "4453"), ("other-city", "4409")):
        people.parties[who] = new_party(people, "authority")
        people.tokens[who] = issue_token(
            people.regions.settings,
            people.regions.datastore,
            person=f"person-{who}",
            party=people.parties[who],
            party_region="commons",
            role="administrator",
            jurisdiction=area,
        )
    return people


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


@pytest.mark.parametrize(("what", "body"), DECISIONS)
def test_an_authority_decides_in_its_area_and_not_on_itself(officers: People, what: str, body: dict[str, Any]) -> None:
    party = new_party(officers)
    path = f"parties/{party}/{what}"
    for who in ("packer", "supervisor", "inspector", "carrier"):
        assert refusal(officers.send(who, "commons", path, body)) == (403, "wrong-role")
    assert refusal(officers.send("other-city", "commons", path, body)) == (403, "outside-jurisdiction")
    own = f"parties/{officers.parties['city']}/{what}"
    assert refusal(officers.send("city", "commons", own, body)) == (403, "own-standing")
    assert refusal(officers.send("city", "yunfu", path, body)) == (404, "unknown-party")
    if what == "resumptions":
        officers.made("city", "commons", f"parties/{party}/suspensions", BECAUSE)
    assert officers.send("city", "commons", path, body).status_code == 201


def test_a_wrong_code_is_refused_in_both_languages(officers: People) -> None:
    body = VERIFY | {"credit_code": "91350100M000100Y34"}
    answer = officers.send("city", "commons", f"parties/{new_party(officers)}/verifications", body)
    assert refusal(answer) == (422, "wrong-credit-code")
    assert answer.json()["errors"][0]["pointer"] == "/credit_code"
    assert "校验码" in answer.json()["detail_zh"]


def test_no_cooperative_takes_a_household_by_its_own_word(officers: People) -> None:
    ending = FORMS["end_acting"](officers)._replace(who="supervisor")
    household = ending.path.split("/")[1]
    grant = {"cooperative": officers.parties["rival"], "paper": "written_consent"}
    granting = ending.path.replace("endings", "grants")
    assert refusal(officers.send("packer", "yunfu", granting, grant)) == (403, "wrong-role")
    assert refusal(officers.send("supervisor", "yunfu", granting, grant)) == (403, "not-yours")
    assert refusal(officers.send("other-city", "yunfu", granting, grant)) == (403, "outside-jurisdiction")
    officers.made(*ending)
    assert refusal(officers.send(*ending)) == (404, "unknown-party")  # it is none of theirs any more
    assert officers.made("city", "yunfu", granting, grant)["cooperative"] == officers.parties["rival"]
    site = {"kind": "plot", "county": "445322", "party": household}
    assert refusal(officers.send("packer", "yunfu", "sites", site)) == (404, "unknown-party")
    assert officers.made("rival", "yunfu", "sites", site)["acting_for"] == [household]


def test_the_list_of_parties_says_who_was_verified_and_who_is_suspended(officers: People) -> None:
    party, other = new_party(officers), new_party(officers)
    officers.made("city", "commons", f"parties/{party}/verifications", VERIFY)
    position = officers.made("city", "commons", f"parties/{party}/suspensions", BECAUSE)["position"]
    answer = officers.get("packer", "/v1/commons/parties", limit=200, at_least=f"commons:{position}")
    listed = {one["party"]: one for one in answer.json()["items"]}
    assert listed[party]["suspended"]
    assert listed[party]["verified_at"]
    assert (listed[other]["suspended"], listed[other]["verified_at"]) == (False, None)
