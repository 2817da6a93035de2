"""From an invitation on paper to a harvest: codes, joining, signing in, and tokens that every door accepts."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from api.signing.form import MOST
from store.people.roles import end_roles
from tests.api.signing.phones import Phone, Street
from tests.api.story import kg


def test_a_grower_joins_with_a_printed_code_and_records_a_harvest(street: Street) -> None:
    phone = Phone()
    told = phone.signed_in(street.join(phone, street.invitation()))
    assert told["state"] == "active"
    assert told["works_as"]["party"] == street.people.parties["packer"]
    assert told["works_as"]["role"] == "grower"
    people = street.people
    people.tokens["joined"] = phone.access
    body = {"lot": people.lot(), "site": people.plot, "amount": kg(50)}
    made = people.made("joined", "yunfu", "harvests", body, headers={"Device": "what-the-phone-says"})
    with people.regions.datastore.connection() as connection:
        row = connection.execute(
            "SELECT person, role, device FROM yunfu.command WHERE id = %s", (made["id"],)
        ).fetchone()
    assert row == (told["person"], "grower", told["device"])


def test_who_joined_signs_in_with_a_code(street: Street) -> None:
    phone = street.member()
    street.clock.turn(minutes=2)
    again = Phone(phone.number)
    told = again.signed_in(street.sign_in(again))
    assert told["roles"] == [told["works_as"]]
    assert told["device"] != phone.device
    me = street.client.get("/v1/yunfu/parties/me", headers={"Authorization": f"Bearer {again.access}"})
    assert me.json()["person"] == told["person"]


def test_the_number_is_in_the_vault_of_the_home_region_alone(street: Street) -> None:
    phone = street.member()
    regions = street.people.regions
    with regions.datastore.connection() as connection:
        row = connection.execute(
            "SELECT p.home, p.phone FROM commons.person p JOIN commons.device d ON d.person = p.id WHERE d.id = %s",
            (phone.device,),
        ).fetchone()
        assert row is not None
        everything = "".join(
            str(connection.execute(f"SELECT t::text FROM commons.{table} AS t".encode()).fetchall())
            for table in ("person", "device", "session", "one_time_code", "cap", "invitation", "token")
        )
    assert regions.vault(row[0]).open(row[1]) == {"phone": f"+86{phone.number}"}
    assert phone.number not in everything


def test_a_known_and_an_unknown_number_are_answered_alike(street: Street) -> None:
    known, unknown = street.member(), Phone()
    street.clock.turn(minutes=2)
    answers = [street.post("codes", {"phone": one.number}) for one in (known, unknown)]
    told = [{**answer.json(), "ticket": ""} for answer in answers]
    assert told[0] == told[1] == {"ticket": "", "expires_in": 300, "again_in": 60}
    assert {answer.status_code for answer in answers} == {202}


def test_who_is_nobodys_member_is_told_to_join(street: Street) -> None:
    answer = street.sign_in(Phone())
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-a-member")


def test_asking_again_within_a_minute_is_told_when_to(street: Street) -> None:
    phone = Phone()
    street.code(phone)
    answer = street.post("codes", {"phone": phone.number})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert answer.json()["details"]["retry_after_seconds"] == int(answer.headers["Retry-After"])


def test_a_wrong_code_is_401_and_five_of_them_end_it(street: Street) -> None:
    phone = street.member()
    street.clock.turn(minutes=2)
    right = street.code(phone)
    wrong = right | {"code": "000000" if right["code"] != "000000" else "000001"}
    for body in (*[wrong] * 5, right):
        answer = street.post("sessions/by-code", body | phone.on)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/code-wrong")


def test_the_lost_answer_to_a_sign_in_may_be_asked_for_again(street: Street) -> None:
    phone = street.member()
    street.clock.turn(minutes=2)
    body = street.code(phone) | phone.on
    assert street.post("sessions/by-code", body).status_code == 201
    phone.signed_in(street.post("sessions/by-code", body))
    phone.signed_in(street.refresh(phone))
    assert street.post("sessions/by-code", body | Phone().on).status_code == 401


def test_a_code_for_signing_in_does_not_join_and_not_for_another_number(street: Street) -> None:
    phone, invitation = Phone(), street.invitation()
    body = street.code(phone) | phone.on | {"phone": phone.number, "invitation": invitation}
    assert street.post("sessions/by-invitation", body).status_code == 401
    street.clock.turn(minutes=2)
    body = street.code(phone, "join") | phone.on | {"phone": Phone().number, "invitation": invitation}
    assert street.post("sessions/by-invitation", body).status_code == 401


def test_a_used_up_invitation_lets_nobody_in(street: Street) -> None:
    invitation = street.invitation(most_uses=1)
    first = Phone()
    assert street.join(first, invitation).status_code == 201
    street.clock.turn(minutes=2)
    assert street.join(first, invitation).status_code == 201
    assert street.join(Phone(), invitation).status_code == 404
    assert street.join(Phone(), "0000-0000-0000").status_code == 404


ORPHANS = """
    SELECT count(*) FROM yunfu.vault_entry AS v WHERE subject = command_id::text
       AND NOT EXISTS (SELECT FROM commons.person AS p WHERE p.id = v.subject)
"""
KEYS = """
    SELECT count(*) FROM keys.vault_key AS k WHERE region = 'yunfu'
       AND NOT EXISTS (SELECT FROM yunfu.vault_entry AS v WHERE v.subject = k.subject)
"""
BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'commons.person'::regclass"


def counted(street: Street, query: str) -> int:
    with street.people.regions.datastore.connection() as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def left(street: Street) -> tuple[int, int]:
    """Numbers and keys in the vault that belong to nobody."""
    return counted(street, ORPHANS), counted(street, KEYS)


def test_a_refused_join_leaves_no_number_behind(street: Street) -> None:
    invitation, before = street.invitation(most_uses=1), left(street)
    assert street.join(Phone(), invitation).status_code == 201
    assert street.join(Phone(), invitation).status_code == 404
    assert left(street) == before


def test_two_joins_of_one_number_at_a_time_are_one_person(street: Street) -> None:
    phone, invitation, before = Phone(), street.invitation(most_uses=2), left(street)
    bodies = list[object]()
    for device in (phone, Phone(phone.number)):
        bodies.append(street.code(phone, "join") | device.on | {"phone": phone.number, "invitation": invitation})
        street.clock.turn(seconds=61)
    with ThreadPoolExecutor(2) as threads:
        with street.people.regions.datastore.transaction() as connection:
            connection.execute(b"LOCK TABLE commons.person IN SHARE MODE")
            answers = [threads.submit(street.post, "sessions/by-invitation", body) for body in bodies]
            until = time.monotonic() + 20
            while counted(street, BLOCKED) < 2 and time.monotonic() < until:
                time.sleep(0.05)
        told = [one.result() for one in answers]
    assert [one.status_code for one in told] == [201, 201]
    assert len({one.json()["person"] for one in told}) == 1
    assert left(street) == before


def test_who_works_for_nobody_and_whose_device_waits_joins_elsewhere_as_somebody_new(street: Street) -> None:
    phone = street.member()
    street.clock.turn(days=100)
    waiting = Phone(phone.number).signed_in(street.sign_in(Phone(phone.number)))
    assert waiting["state"] == "waiting"
    phone.signed_in(street.refresh(phone))
    with street.people.regions.datastore.transaction() as connection:
        assert end_roles(connection, waiting["person"], street.people.parties["packer"], street.clock()) == 1
    street.clock.turn(minutes=2)
    new = Phone(phone.number)
    told = new.signed_in(street.join(new, street.invitation()))
    assert told["state"] == "active"
    assert told["person"] != waiting["person"]


def test_a_number_handed_on_joins_as_somebody_new_after_the_cooperatives_word(street: Street) -> None:
    old = street.member()
    street.clock.turn(days=100)
    new = Phone(old.number)
    waiting = street.join(new, street.invitation()).json()
    assert (waiting["state"], waiting["access_token"]) == ("waiting", None)
    supervisor = street.people.tokens["supervisor"]
    listed = street.get("waiting-devices", supervisor).json()["items"]
    assert waiting["device"] in [one["id"] for one in listed]
    assert street.get("waiting-devices", street.people.tokens["packer"]).status_code == 403
    assert street.post(f"waiting-devices/{waiting['device']}/refusals", token=supervisor).status_code == 204
    street.clock.turn(minutes=2)
    told = Phone(old.number).signed_in(street.join(Phone(old.number), street.invitation()))
    assert told["state"] == "active"
    assert told["person"] != waiting["person"]
    assert old.signed_in(street.refresh(old))["person"] == waiting["person"]


def test_a_cooperative_confirms_a_new_phone_of_somebody_long_unseen(street: Street) -> None:
    old = street.member()
    street.clock.turn(days=100)
    new = Phone(old.number)
    told = new.signed_in(street.sign_in(new))
    assert told["state"] == "waiting"
    answer = street.refresh(new)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/device-waits")
    elsewhere = {"party": street.people.parties["rival"], "party_region": "commons"}
    stranger = street.member("supervisor", by=street.people.tokens["admin"], **elsewhere)
    path = f"waiting-devices/{told['device']}/confirmations"
    assert street.post(path, token=stranger.access).status_code == 404
    assert street.post(path, token=street.people.tokens["supervisor"]).status_code == 204
    assert new.signed_in(street.refresh(new))["state"] == "active"


def test_bad_bodies_are_told_where(street: Street) -> None:
    for body, pointer in (
        ({"phone": "12"}, "/phone"),
        ({"phone": "abcdefgh"}, "/phone"),
        ({"phone": "13800138000", "purpose": "x"}, "/purpose"),
        ({"phone": "13800138000", "more": 1}, "/more"),
        ({}, "/phone"),
    ):
        answer = street.post("codes", body)
        assert answer.status_code == 422, answer.text
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert street.post("codes", {"phone": "1" * (MOST + 1)}).status_code == 413
    body = {"ticket": str(uuid4()), "code": "123456", "label": "x", "key": {"kty": "EC"}}
    assert street.post("sessions/by-code", body).json()["type"] == "/problems/key-refused"
