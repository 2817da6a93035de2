"""Who may invite whom, and the programs of partners with keys and assertions."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from api import auth
from api.privacy.notices import VERSION
from tests.api.signing.phones import Phone, Street
from tests.api.story import kg


def refused(street: Street, who: str, **asked: Any) -> int:
    return street.post("invitations", {"home": "yunfu"} | asked, street.people.tokens[who]).status_code


def test_an_invitation_is_a_link_whose_code_no_server_sees(street: Street) -> None:
    told = street.post("invitations", {"home": "yunfu"}, street.people.tokens["supervisor"]).json()
    assert told["link"] == f"http://127.0.0.1:8000/people/join#{told['code']}"
    assert told["made_by"] == "person-supervisor"


def test_a_supervisor_lists_and_ends_invitations_of_the_own_party(street: Street) -> None:
    token = street.people.tokens["supervisor"]
    made = street.post("invitations", {"home": "yunfu", "most_uses": 30}, token).json()
    phone = Phone()
    assert street.join(phone, made["code"]).status_code == 201
    listed = {one["id"]: one for one in street.get("invitations", token).json()["items"]}
    assert listed[made["id"]]["uses"] == 1
    assert "code" not in listed[made["id"]]
    assert (
        street.post(f"invitations/{made['id']}", token=street.people.tokens["admin"], method="DELETE").status_code
        == 404
    )
    assert street.post(f"invitations/{made['id']}", token=token, method="DELETE").status_code == 204
    assert street.join(Phone(), made["code"]).status_code == 404


def test_a_supervisor_invites_members_into_the_own_party_only(street: Street) -> None:
    rival = street.people.parties["rival"]
    assert refused(street, "supervisor", role="packer") == 201
    assert refused(street, "supervisor", role="inspector") == 403
    assert refused(street, "supervisor", role="administrator") == 403
    assert refused(street, "supervisor", party=rival, party_region="commons") == 403
    assert refused(street, "supervisor", jurisdiction="4453") == 403
    for who in ("packer", "grower", "carrier", "inspector"):
        assert refused(street, who) == 403


def test_an_administrator_invites_the_first_supervisor_of_a_party(street: Street) -> None:
    rival = street.people.parties["rival"]
    asked = {"role": "supervisor", "party": rival, "party_region": "commons"}
    phone = street.member(by=street.people.tokens["admin"], **asked)
    me = street.client.get("/v1/yunfu/parties/me", headers={"Authorization": f"Bearer {phone.access}"}).json()
    assert (me["party"], me["role"]) == (rival, "supervisor")
    assert refused(street, "admin", role="king") == 422
    assert refused(street, "admin", party="9521234009993", party_region="commons") == 404
    assert refused(street, "admin", party=rival, party_region="atlantis") == 404
    assert refused(street, "admin", role="administrator", home="commons") == 422
    assert refused(street, "admin", role="grower") == 404  # the operator grows nothing
    assert refused(street, "admin", role="inspector", party=rival, party_region="commons") == 422


@pytest.mark.parametrize("asked", [{"most_uses": 0}, {"most_uses": 2001}, {"days": 0}, {"days": 91}, {"x": 1}])
def test_no_invitation_is_without_bounds(street: Street, asked: dict[str, int]) -> None:
    assert refused(street, "supervisor", **asked) == 422


def program(street: Street, **asked: Any) -> dict[str, Any]:
    wanted = {"label": "收购系统", "role": "grower", "scopes": ["read", "record"]}
    answer = street.post("clients", wanted | asked, street.people.tokens["supervisor"])
    assert answer.status_code == 201, answer.text
    return answer.json()


def token_of(street: Street, made: dict[str, Any]) -> str:
    answer = street.post("client-tokens", {"key": made["key"]})
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def test_a_program_records_with_its_key(street: Street) -> None:
    people = street.people
    people.tokens["program"] = token_of(street, made := program(street))
    people.made("program", "yunfu", "harvests", {"lot": people.lot(), "site": people.plot, "amount": kg(5)})
    me = people.get("program", "/v1/yunfu/parties/me").json()
    assert me["person"] == f"client-{made['id']}"
    assert me["party"] == people.parties["packer"]


def test_a_program_agrees_to_nothing(street: Street) -> None:
    token = token_of(street, program(street, scopes=["read", "record"]))
    assert street.post("me/consents", {"purpose": "notice", "version": VERSION}, token).status_code == 404


@pytest.mark.parametrize(("scope", "reads", "records"), [("read", 200, 403), ("record", 403, 201)])
def test_a_program_does_no_more_than_its_scopes(street: Street, scope: str, reads: int, records: int) -> None:
    people = street.people
    people.tokens["narrow"] = token_of(street, program(street, scopes=[scope]))
    for _ in range(2):  # the second time from memory
        assert people.get("narrow", "/v1/yunfu/parties/me").status_code == reads
        body = {"lot": people.lot(), "site": people.plot, "amount": kg(5)}
        assert people.send("narrow", "yunfu", "harvests", body).status_code == records


def test_a_program_signs_who_it_is(street: Street) -> None:
    private = ECKey.generate_key("P-256", private=True)
    made = program(street, public_key=private.as_dict(private=False))
    assert made["key"] == ""
    claims = {"iss": made["id"], "sub": made["id"], "aud": "http://testserver/v1/people/client-tokens"}
    claims |= {"exp": int(street.clock().timestamp()) + 240, "jti": str(uuid4())}
    body = {"assertion": jws.serialize_compact({"alg": "ES256"}, json.dumps(claims), private)}
    told = street.post("client-tokens", body)
    assert told.status_code == 200, told.text
    assert (told.json()["token_type"], told.json()["expires_in"], told.json()["scope"]) == (
        "Bearer",
        600,
        "read record",
    )
    assert street.post("client-tokens", body).status_code == 401


def test_a_revoked_program_is_out(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "TRUSTED_SECONDS", 0.0)
    supervisor = street.people.tokens["supervisor"]
    street.people.tokens["ended"] = token_of(street, made := program(street))
    assert made["id"] in [one["id"] for one in street.get("clients", supervisor).json()["items"]]
    assert street.post(f"clients/{made['id']}", token=supervisor, method="DELETE").status_code == 204
    assert street.people.get("ended", "/v1/yunfu/parties/me").status_code == 401
    assert street.post("client-tokens", {"key": made["key"]}).status_code == 401
    assert street.post(f"clients/{made['id']}", token=supervisor, method="DELETE").status_code == 404


def test_a_program_is_no_person(street: Street) -> None:
    token = token_of(street, program(street))
    assert street.post("totp", token=token).json()["type"] == "/problems/not-a-member"
    assert street.get("devices", token).json() == {"items": []}


@pytest.mark.parametrize("name", ["%00", "x", "0" * 17, "%F0%28"])
def test_a_name_that_no_program_has_is_a_problem(street: Street, name: str) -> None:
    answer = street.post(f"clients/{name}", token=street.people.tokens["supervisor"], method="DELETE")
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize(
    "asked", [{"role": "inspector"}, {"role": "supervisor"}, {"scopes": []}, {"scopes": ["all"]}, {"days": 367}]
)
def test_a_program_is_no_official_and_has_an_end(street: Street, asked: dict[str, Any]) -> None:
    wanted = {"label": "x", "role": "grower", "scopes": ["read"]} | asked
    assert street.post("clients", wanted, street.people.tokens["supervisor"]).status_code == 422


def test_a_cooperative_invites_its_households_people_and_its_first_manager_by_name(street: Street) -> None:
    theirs = {"party": street.people.parties["grower"], "party_region": "yunfu"}
    assert refused(street, "supervisor", role="grower", most_uses=5, **theirs) == 201
    assert refused(street, "supervisor", role="supervisor", most_uses=5, **theirs) == 403
    code = street.invitation("supervisor", by=street.people.tokens["supervisor"], **theirs)
    head = Phone()
    assert head.signed_in(street.join(head, code))["works_as"]["party"] == theirs["party"]
    assert refused(street, "supervisor", role="supervisor", **theirs) == 403
    rival = street.member(
        "supervisor", by=street.people.tokens["admin"], party=street.people.parties["rival"], party_region="commons"
    )
    street.people.tokens["rival-lead"] = rival.access
    assert refused(street, "rival-lead", role="grower", **theirs) == 403
