"""Signing in once more: after a lost answer, on a phone that has a session, as what one is in a second role."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from store.people.roles import end_roles
from tests.api.signing.phones import Phone
from tests.journeys.town import Town, authenticator


def lose(route: Route) -> None:
    assert route.fetch().ok
    route.abort()


def ask_code(page: Page, phone: Phone) -> None:
    page.fill("#phone", phone.number)
    page.click("#ask .button")


@pytest.mark.parametrize("way", ["by-code", "by-invitation"])
def test_whose_answer_was_lost_presses_again_and_has_one_device(page: Page, town: Town, way: str) -> None:
    if way == "by-code":
        phone = Phone()
        phone.signed_in(town.street.join(phone, town.street.invitation()))
        assert town.street.post("sessions/current", token=phone.access, method="DELETE").status_code == 204
        town.street.clock.turn(minutes=2)
        page.goto(f"{town.address}/people/sign-in?lang=en")
    else:
        phone = Phone()
        page.goto(f"{town.address}/people/join?lang=en#{town.street.invitation(most_uses=1)}")
    ask_code(page, phone)
    page.route(f"**/v1/people/sessions/{way}", lose, times=1)
    town.read_code(page)
    expect(page.locator("#said")).to_contain_text("No network")
    page.click("#with-code .button")
    expect(page.locator("#ready")).to_be_visible()
    before = 1 if way == "by-code" else 0
    expect(page.locator("#devices li")).to_have_count(before + 1)


def test_signing_in_anew_after_months_on_ones_own_phone_needs_nobody_else(page: Page, town: Town) -> None:
    phone = town.join(page)
    town.street.clock.turn(days=100)
    town.sign_in(page, phone)
    expect(page.locator("#devices li")).to_have_count(1)
    page.reload()
    expect(page.locator("#ready")).to_be_visible()


def test_an_administrator_in_a_second_role_opens_the_desk(page: Page, town: Town) -> None:
    assert authenticator(page)
    phone = town.join(page)
    town.street.clock.turn(minutes=2)
    page.goto(f"{town.address}/people/join?lang=en#{town.street.invitation('administrator')}")
    ask_code(page, phone)
    town.read_code(page)
    expect(page.locator("#half")).to_be_visible()
    page.click("#add-passkey")
    expect(page.locator("#passkeys li")).to_have_count(1)
    town.sign_out(page)
    page.goto(f"{town.address}/people/sign-in?to=/people/desk")
    page.click("#with-passkey")
    expect(page).to_have_url(f"{town.address}/admin")


def test_a_switch_to_what_one_is_no_longer_signs_nobody_out(page: Page, town: Town) -> None:
    people = town.street.people
    elsewhere = {"party": people.parties["rival"], "party_region": "commons", "by": people.tokens["admin"]}
    phone = town.join(page)
    town.street.clock.turn(minutes=2)
    town.street.join(phone, town.street.invitation("supervisor", **elsewhere))
    for _ in range(2):  # roles are told with a refresh, and shown by the page after it
        page.reload()
        expect(page.locator("#ready")).to_be_visible()
    row = page.locator("#roles li", has_text="Supervisor")
    expect(row).to_be_visible()
    person = page.evaluate(WHO)
    with people.regions.datastore.transaction() as connection:
        assert end_roles(connection, person, people.parties["rival"], town.street.clock()) == 1
    row.locator("button").click()
    expect(page.locator("#said")).to_be_visible()
    page.reload()
    expect(page.locator("#ready")).to_be_visible()
    expect(page).to_have_url(re.compile("/people/me"))


WHO = """async () => {
  const asked = indexedDB.open("suyuan-people");
  await new Promise((done) => { asked.onsuccess = done; });
  const rows = asked.result.transaction("accounts").objectStore("accounts").getAll();
  await new Promise((done) => { rows.onsuccess = done; });
  asked.result.close();
  return rows.result[0].person;
}"""
