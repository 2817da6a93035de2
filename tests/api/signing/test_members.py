"""From invitation to leaving, over HTTP: every step is a fact, every list shows it, every token follows it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api import auth, desks
from api.signing import members
from domain.membership import Membership
from tests.api.signing.phones import Phone, Street
from tests.api.story import Answer, goods, kg, uuid7


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered for some seconds is looked up each time."""
    monkeypatch.setattr(auth, "TRUSTED_SECONDS", 0.0)
    monkeypatch.setattr(desks, "TRUSTED_SECONDS", 0.0)


class Cooperative:
    """A party of its own with a manager, so that no test meets another's people."""

    def __init__(self, street: Street, kind: str = "cooperative") -> None:
        self.street = street
        people = street.people
        body = {"kind": kind, "name": "试验社", "county": "445322"}
        self.party = people.made("admin", "commons", "parties", body)["party"]
        self.lead = self.member("supervisor", by=people.tokens["admin"])

    def member(self, role: str, by: str = "", **wanted: str) -> tuple[Phone, str]:
        phone, invited = Phone(), {"party": self.party, "party_region": "commons"}
        code = self.street.invitation(role, by=by or self.lead[0].access, **invited | wanted)
        return phone, phone.signed_in(self.street.join(phone, code))["person"]

    def decide(self, what: str, person: str, by: str = "", command_id: object = None, **body: object) -> Answer:
        return self.street.decide(f"members/{person}/{what}", body, by or self.lead[0].access, command_id)

    def listed(self, at_least: Answer | None = None) -> dict[str, Any]:
        known = f"commons:{at_least.json()['position'] if at_least else self.street.people.head('commons')}"
        answer = self.street.get("members", self.lead[0].access, at_least=known)
        assert answer.status_code == 200, answer.text
        return {one["person"]: one for one in answer.json()["items"]}

    def alive(self, phone: Phone) -> int:
        headers = {"Authorization": f"Bearer {phone.access}"}
        return self.street.client.get("/v1/yunfu/sites", headers=headers).status_code


@pytest.fixture
def cooperative(street: Street) -> Cooperative:
    return Cooperative(street)


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def test_who_joins_is_listed_with_role_and_inviter(cooperative: Cooperative) -> None:
    _, person = cooperative.member("packer")
    told = cooperative.listed()
    assert told.keys() == {person, cooperative.lead[1]}
    assert (told[person]["role"], told[person]["inviter"]) == ("packer", cooperative.lead[1])
    assert told[cooperative.lead[1]]["inviter"] == "person-admin"


def test_the_fact_says_who_joined_on_which_device(cooperative: Cooperative, street: Street) -> None:
    phone, person = cooperative.member("packer")
    with street.people.regions.datastore.connection() as connection:
        rows = connection.execute(
            "SELECT c.party, c.role, c.device FROM commons.command c JOIN commons.event e ON e.command_id = c.id"
            " WHERE e.originator_id = %s",
            (Membership.stream_id(cooperative.party, person),),
        ).fetchall()
    assert rows == [(cooperative.party, "packer", phone.device)]


def test_joining_once_more_changes_nothing(cooperative: Cooperative, street: Street) -> None:
    code = street.invitation("grower", by=cooperative.lead[0].access, party_region="commons")
    other = street.invitation("grower", by=cooperative.lead[0].access, party_region="commons")
    phone = Phone()
    first = phone.signed_in(street.join(phone, code))
    head = street.people.head("commons")
    for again in (code, other):
        street.clock.turn(minutes=2)
        assert phone.signed_in(street.join(phone, again))["person"] == first["person"]
    assert street.people.head("commons") == head


def test_who_is_in_another_role_does_not_change_it_by_an_invitation(cooperative: Cooperative, street: Street) -> None:
    phone, _ = cooperative.member("packer")
    street.clock.turn(minutes=2)
    code = street.invitation("supervisor", by=cooperative.lead[0].access, party_region="commons")
    assert refusal(street.join(phone, code)) == (409, "already-a-member")


def test_a_new_role_is_a_fact_once_and_holds_with_the_next_token(cooperative: Cooperative, street: Street) -> None:
    phone, person = cooperative.member("packer")
    command_id = uuid7()
    first = cooperative.decide("roles", person, command_id=command_id, role="supervisor")
    assert (first.status_code, first.json()["role"], first.json()["region"]) == (201, "supervisor", "commons")
    assert cooperative.alive(phone) == 401
    phone.signed_in(street.refresh(phone))
    assert street.get("members", phone.access).status_code == 200
    assert cooperative.listed(first)[person]["role"] == "supervisor"
    again = cooperative.decide("roles", person, command_id=command_id, role="supervisor")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replay"] == "true"
    other = cooperative.decide("roles", person, command_id=command_id, role="grower")
    assert refusal(other) == (409, "command-reused")


def test_a_repeat_of_an_old_command_does_not_bring_its_role_back(cooperative: Cooperative, street: Street) -> None:
    phone, person = cooperative.member("packer")
    command_id = uuid7()
    for how in ({"command_id": command_id, "role": "grower"}, {"role": "market"}):
        assert cooperative.decide("roles", person, **how).status_code == 201
    assert cooperative.decide("roles", person, command_id=command_id, role="grower").status_code == 201
    assert phone.signed_in(street.refresh(phone))["works_as"]["role"] == "market"


def test_nobody_raises_themselves_and_no_stranger_decides(cooperative: Cooperative, street: Street) -> None:
    packer, person = cooperative.member("packer")
    stranger = Cooperative(street).lead[0].access
    assert refusal(cooperative.decide("roles", person, packer.access, role="supervisor")) == (403, "wrong-role")
    lead = cooperative.lead[1]
    assert refusal(cooperative.decide("roles", lead, role="grower")) == (403, "own-standing")
    theirs = {"party": cooperative.party, "party_region": "commons"}
    assert refusal(cooperative.decide("roles", person, stranger, role="grower", **theirs)) == (403, "not-yours")
    assert refusal(cooperative.decide("endings", person, stranger, reason="x", **theirs)) == (403, "not-yours")
    assert refusal(cooperative.decide("roles", person, role="inspector")) == (403, "not-yours")
    assert refusal(cooperative.decide("roles", "nobody", role="grower")) == (404, "unknown-member")
    assert street.get("members", stranger, party=cooperative.party, region="commons").status_code == 404
    assert street.get("standing", stranger, party=cooperative.party, region="commons").status_code == 404
    assert street.get("members", packer.access).status_code == 403


def test_who_is_sent_away_is_out_and_the_old_invitation_opens_no_more(cooperative: Cooperative, street: Street) -> None:
    code = street.invitation("packer", by=cooperative.lead[0].access, party_region="commons", most_uses=9)
    phone = Phone()
    person = phone.signed_in(street.join(phone, code))["person"]
    assert cooperative.alive(phone) == 200
    ended = cooperative.decide("endings", person, reason="season_over")
    assert (ended.status_code, ended.json()["role"]) == (201, "")
    assert cooperative.alive(phone) == 401
    assert refusal(street.refresh(phone)) == (401, "session-ended")
    assert person not in cooperative.listed(ended)
    street.clock.turn(minutes=2)
    assert refusal(street.sign_in(phone)) == (403, "not-a-member")
    street.clock.turn(minutes=2)
    assert refusal(street.join(phone, code)) == (404, "invitation-unknown")
    street.clock.turn(minutes=2)
    fresh = street.invitation("grower", by=cooperative.lead[0].access, party_region="commons")
    assert phone.signed_in(street.join(phone, fresh))["works_as"]["role"] == "grower"
    assert cooperative.listed()[person]["role"] == "grower"


def test_the_last_manager_names_another_one_before_leaving(cooperative: Cooperative, street: Street) -> None:
    phone, person = cooperative.member("packer")
    lead = cooperative.lead[0]
    assert refusal(street.decide("departures", {}, lead.access)) == (409, "last-manager")
    cooperative.decide("roles", person, role="supervisor")
    assert street.decide("departures", {}, lead.access).status_code == 201
    assert cooperative.alive(lead) == 401
    phone.signed_in(street.refresh(phone))
    assert refusal(street.decide("departures", {}, phone.access)) == (409, "last-manager")


def test_of_two_managers_who_leave_at_once_one_stays(cooperative: Cooperative, street: Street) -> None:
    other, _ = cooperative.member("supervisor")
    tokens = [cooperative.lead[0].access, other.access]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda token: street.decide("departures", {}, token), tokens))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


def test_a_repeat_mends_what_a_crash_cut_off(
    cooperative: Cooperative, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, person = cooperative.member("packer")

    def crash(*_: object) -> None:
        raise SystemError

    command_id = uuid7()
    with monkeypatch.context() as patched:
        patched.setattr(members, "copy_member", crash)
        assert cooperative.decide("endings", person, command_id=command_id, reason="x").status_code == 500
    assert cooperative.alive(phone) == 200
    assert cooperative.decide("endings", person, command_id=command_id, reason="x").status_code == 201
    assert cooperative.alive(phone) == 401
    again, person = cooperative.member("packer")
    with monkeypatch.context() as patched:
        patched.setattr(members, "copy_member", crash)
        assert cooperative.decide("endings", person, reason="x").status_code == 500
    assert refusal(cooperative.decide("endings", person, reason="x")) == (404, "unknown-member")
    assert cooperative.alive(again) == 401


def test_whoever_asks_in_the_wrong_store_signs_nobody_out(cooperative: Cooperative, street: Street) -> None:
    household = {"party": street.people.parties["grower"], "party_region": "yunfu"}
    phone = street.member("grower", **household)
    person = phone.signed_in(street.refresh(phone))["person"]
    astray = household | {"reason": "x", "party_region": "guangzhou"}
    admin = street.people.tokens["admin"]
    assert refusal(cooperative.decide("endings", person, admin, **astray)) == (404, "unknown-member")
    assert cooperative.alive(phone) == 200


def test_a_suspended_member_is_known_and_let_in_nowhere(cooperative: Cooperative, street: Street) -> None:
    phone, person = cooperative.member("packer")
    assert cooperative.decide("suspensions", person, reason="under_review").status_code == 201
    people = street.people
    people.tokens["stopped"] = phone.access
    assert refusal(people.get("stopped", "/v1/yunfu/sites")) == (403, "membership-suspended")
    harvest = {"lot": people.lot(), "site": people.plot, "amount": kg(1)}
    assert refusal(people.send("stopped", "yunfu", "harvests", harvest)) == (403, "membership-suspended")
    assert people.get("stopped", "/v1/flows").status_code == 200  # as the public sees it
    assert street.get("devices", phone.access).status_code == 200
    phone.signed_in(street.refresh(phone))
    people.tokens["stopped"] = phone.access
    assert refusal(people.get("stopped", "/v1/yunfu/sites")) == (403, "membership-suspended")
    resumed = cooperative.decide("resumptions", person, reason="cleared")
    assert cooperative.alive(phone) == 200
    assert not cooperative.listed(resumed)[person]["suspended"]


def test_an_administrator_gives_a_jurisdiction_inside_the_own_one(street: Street) -> None:
    admin = street.people.tokens["admin"]
    phone = Phone()
    person = phone.signed_in(street.join(phone, street.invitation("inspector", by=admin, jurisdiction="4453")))[
        "person"
    ]
    give = f"members/{person}/jurisdictions"
    told = street.decide(give, {"jurisdiction": "445322"}, admin)
    assert (told.status_code, told.json()["jurisdiction"]) == (201, "445322"), told.text
    assert phone.signed_in(street.refresh(phone))["works_as"]["jurisdiction"] == "445322"
    assert street.decide(give, {"jurisdiction": "99"}, admin).status_code == 422
    supervisor = street.people.tokens["supervisor"]
    assert street.decide(give, {"jurisdiction": "44"}, supervisor).status_code == 404


def test_a_command_about_people_needs_a_key(cooperative: Cooperative, street: Street) -> None:
    _, person = cooperative.member("packer")
    body = {"role": "grower"}
    assert street.post(f"members/{person}/roles", body, cooperative.lead[0].access).status_code == 422
    assert street.decide(f"members/{person}/roles", body, cooperative.lead[0].access, "x").status_code == 422


def test_the_standing_of_a_party_is_read_by_its_manager(cooperative: Cooperative, street: Street) -> None:
    verify = {"credit_code": "91350100M000100Y43", "paper": "business_licence"}
    made = street.people.made("admin", "commons", f"parties/{cooperative.party}/verifications", verify)
    told = street.get("standing", cooperative.lead[0].access, at_least=f"commons:{made['position']}").json()
    assert (told["party"], told["kind"], told["suspended"]) == (cooperative.party, "cooperative", False)
    assert (told["credit_code"], told["verified_at"] is not None) == (verify["credit_code"], True)


def test_a_suspended_party_sells_nothing_and_its_outbox_is_a_discrepancy(street: Street) -> None:
    people, lot = street.people, street.people.purchase(50)
    sale = {"kind": "retail", "site": people.shed, "goods": [goods(lot, 1)]}
    party = f"parties/{people.parties['packer']}"
    people.made("admin", "commons", f"{party}/suspensions", {"reason": "residue_found"})
    answer = people.send("packer", "yunfu", "sales", sale)
    assert refusal(answer) == (409, "party-suspended")
    assert answer.json()["detail_zh"].startswith("该主体已被暂停")
    seen = {"headers": {"Captured": "offline"}}
    made = people.made("packer", "yunfu", "sales", sale | {"occurred_at": people.now()}, **seen)
    people.made("admin", "commons", f"{party}/resumptions", {"reason": "mended"})
    known = {"kind": "while_suspended", "county": "4453"}
    people.get("packer", "/v1/yunfu/parties", at_least=f"yunfu:{made['position']}")
    (listed,) = people.get("inspector", "/v1/discrepancies", **known).json()["items"]
    assert (listed["fact"], listed["party"], listed["site"]) == (made["id"], people.parties["packer"], people.shed)
    people.made("packer", "yunfu", "sales", sale)


def test_who_acts_for_a_household_says_so(street: Street) -> None:
    people = street.people
    harvest = {"lot": people.lot(), "site": people.plot, "amount": kg(2)}
    told = people.made("packer", "yunfu", "harvests", harvest)
    assert told["acting_for"] == [people.parties["grower"]]
    assert "acting_for" not in people.made("grower", "yunfu", "harvests", harvest)


def test_an_administrator_who_lists_a_partys_people_looked_at_them(cooperative: Cooperative, street: Street) -> None:
    _, person = cooperative.member("packer")
    known = {"party": cooperative.party, "region": "commons", "at_least": f"commons:{street.people.head('commons')}"}
    listed = street.get("members", street.people.tokens["admin"], **known)
    assert listed.status_code == 200
    (look,) = street.get("looks", cooperative.lead[0].access).json()["items"]
    assert (look["what"], look["role"], look["person"]) == ("members", "administrator", "")
    assert look["seen"] == [{"party": cooperative.party, "ids": sorted([person, cooperative.lead[1]])}]
