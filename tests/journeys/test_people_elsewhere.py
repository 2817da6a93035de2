"""Another party's page of members, as an administrator opens it: nothing on it is the administrator's own party's."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.test_people_desk import through_a_passkey
from tests.journeys.town import Town


def test_another_partys_page_shows_nothing_of_ones_own(page: Page, town: Town) -> None:
    through_a_passkey(page, town, "administrator", "/people/members")
    expect(page.locator("#ready")).to_be_visible()
    page.select_option("#as", "inspector")
    page.click("#invite .button")
    expect(page.locator("#invitations li button").first).to_be_visible()
    expect(page.locator("#own")).to_be_visible()
    page.goto(f"{town.address}/people/members?party={town.street.people.parties['packer']}&region=yunfu")
    expect(page.locator("#ready")).to_be_visible()
    page.select_option("#as", "packer")
    page.click("#invite .button")  # to the other party
    expect(page.locator("#made")).to_be_visible()
    expect(page.locator("#invitations li")).to_have_count(0)
    expect(page.locator("#own")).to_be_hidden()
