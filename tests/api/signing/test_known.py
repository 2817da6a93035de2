"""By what a manager recognises people: a masked number, for who answers for them alone, kept nowhere."""

from __future__ import annotations

from psycopg.sql import SQL, Identifier

from api.policy import Actor
from api.signing.known import known
from store.erasures import Erasures
from tests.api.signing.phones import Phone, Street
from tests.api.signing.test_members import Cooperative, refusal

_TABLES = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"


def masked(phone: Phone) -> str:
    return f"{phone.number[:3]}****{phone.number[-4:]}"


def told(cooperative: Cooperative, person: str) -> tuple[str, str]:
    one = cooperative.listed()[person]
    return one["phone"], one["known_by"]


def test_a_manager_sees_the_masked_number_of_each_member_and_no_more_of_it(street: Street) -> None:
    cooperative = Cooperative(street)
    phone, person = cooperative.member("packer")
    assert told(cooperative, person) == (masked(phone), "number")
    assert told(cooperative, cooperative.lead[1]) == (masked(cooperative.lead[0]), "number")
    answer = street.get("members", cooperative.lead[0].access)
    assert phone.number not in answer.text
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_page_of_the_list_has_the_numbers_of_its_own_rows(street: Street) -> None:
    cooperative = Cooperative(street)
    cooperative.member("packer")
    everybody = cooperative.listed()
    first = street.get("members", cooperative.lead[0].access, limit="1").json()
    second = street.get("members", cooperative.lead[0].access, limit="1", page=first["next"]).json()
    assert {one["person"]: one for one in first["items"] + second["items"]} == everybody
    assert all("****" in one["phone"] for one in everybody.values())


def test_administrators_of_the_area_see_it_and_other_managers_and_members_do_not(street: Street) -> None:
    cooperative, stranger = Cooperative(street), Cooperative(street)
    phone, person = cooperative.member("packer")
    asked = {"party": cooperative.party, "region": "commons", "at_least": f"commons:{street.people.head('commons')}"}
    seen = {one["person"]: one for one in street.get("members", street.people.tokens["admin"], **asked).json()["items"]}
    assert seen[person]["phone"] == masked(phone)
    assert refusal(street.get("members", stranger.lead[0].access, **asked)) == (404, "not-recorded")
    assert refusal(street.get("members", phone.access, **asked)) == (403, "wrong-role")


def test_a_member_whose_number_is_somebody_elses_by_now_is_known_by_the_invitation(street: Street) -> None:
    cooperative = Cooperative(street)
    phone, person = cooperative.member("packer")
    street.clock.turn(days=100)
    new = Phone(phone.number)
    waiting = new.signed_in(street.sign_in(new))
    manager = cooperative.lead[0]
    manager.signed_in(street.refresh(manager))
    (listed,) = street.get("waiting-devices", manager.access).json()["items"]
    assert (listed["person"], listed["phone"], listed["known_by"]) == (person, masked(phone), "number")
    assert street.post(f"waiting-devices/{waiting['device']}/refusals", token=manager.access).status_code == 204
    assert told(cooperative, person) == ("", "invitation")


def test_an_erased_person_is_told_as_erased(street: Street) -> None:
    """As long as the end of the membership is on its way."""
    cooperative = Cooperative(street)
    _, person = cooperative.member("packer")
    regions = street.people.regions
    Erasures(regions.datastore, regions.settings).erase(person, basis="asked", by=person)
    assert told(cooperative, person) == ("", "erased")


def test_who_has_no_account_is_told_so_and_programs_have_no_numbers(street: Street) -> None:
    cooperative = Cooperative(street)
    person, regions = cooperative.lead[1], street.people.regions
    asker = Actor("person", cooperative.party, "commons", "supervisor")
    assert known(regions, asker, ["nobody"]) == {"nobody": {"phone": "", "known_by": "none"}}
    program = Actor("program", cooperative.party, "commons", "supervisor", scopes="read")
    assert known(regions, program, [person]) == {person: {"phone": "", "known_by": "number"}}


def test_neither_the_number_nor_its_mask_is_in_any_table(street: Street) -> None:
    cooperative = Cooperative(street)
    phone, person = cooperative.member("packer")
    assert told(cooperative, person) == (masked(phone), "number")
    with street.people.regions.datastore.connection() as connection:
        for schema, table in connection.execute(_TABLES).fetchall():
            if schema in ("pg_catalog", "information_schema"):
                continue
            query = SQL("SELECT count(*) FROM {} AS t WHERE position(%s in t::text) + position(%s in t::text) > 0")
            found = connection.execute(query.format(Identifier(schema, table)), (phone.number, masked(phone)))
            assert found.fetchone() == (0,), table
