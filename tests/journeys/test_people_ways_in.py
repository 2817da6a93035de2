"""The doors of people at a browser, where something is missing: no provider, no passkey, an address without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.api.signing.phones import Phone
from tests.journeys.town import Town, authenticator


def test_a_whole_invitation_code_can_be_read_at_360_pixels(page: Page, town: Town) -> None:
    page.goto(f"{town.address}/people/join?lang=en")
    page.fill("#invitation", "WMWM-WMWM-WMWM")
    assert page.evaluate("(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(invitation)")


def test_the_words_on_this_device_end_as_their_language_does(page: Page, town: Town) -> None:
    for lang, stop in (("zh-CN", "。"), ("en", ". ")):
        page.goto(f"{town.address}/people/sign-in?lang={lang}")
        expect(page.locator("#device")).not_to_be_empty()
        said = page.locator("p:has(#device)").inner_text()
        assert page.locator("#device").inner_text() + stop in said


@pytest.fixture
def alone(town: Town) -> Iterator[None]:
    """As it is started: without an identity provider."""
    before = town.app.state.door
    town.app.state.door = replace(before, provider=None)
    yield
    town.app.state.door = before


def test_without_a_provider_all_the_rest_of_the_page_works(page: Page, town: Town, alone: None) -> None:
    phone = town.join(page)
    page.goto(f"{town.address}/people/sign-in?lang=en")
    expect(page.locator("#accounts li")).to_have_count(1)
    expect(page.locator("#device")).not_to_be_empty()
    page.click("#other summary")
    expect(page.locator("#with-password")).to_be_visible()
    expect(page.locator("#with-provider")).to_be_hidden()
    town.street.clock.turn(minutes=2)
    page.fill("#phone", phone.number)
    page.click("#ask .button")
    page.click("#again")
    expect(page.locator("#ask")).to_be_visible()
    page.goto(f"{town.address}/people/sign-in?to=/people/desk&lang=en")
    expect(page.locator("#to-desk")).to_be_visible()
    expect(page.locator("#ask")).to_be_hidden()


def test_whoever_asks_too_often_is_told_in_words_how_long_to_wait(page: Page, town: Town) -> None:
    page.goto(f"{town.address}/people/sign-in?lang=en")
    page.fill("#phone", Phone().number)
    page.click("#ask .button")
    page.click("#again")
    page.click("#ask .button")
    told = re.compile(r"^Too many attempts\. Wait a while, then try again\. In [0-9]+ seconds\.$")
    expect(page.locator("#said")).to_have_text(told)


def test_by_the_number_of_an_address_passkeys_say_by_which_name_to_come(page: Page, town: Town) -> None:
    page.goto(f"{town.address.replace('localhost', '127.0.0.1')}/people/sign-in?lang=en")
    page.click("#other summary")
    page.click("#with-passkey")
    expect(page.locator("#said")).to_contain_text("localhost")


def test_a_passkey_that_does_not_come_is_told_and_so_is_one_that_is_there(page: Page, town: Town) -> None:
    session = authenticator(page)
    town.join(page)
    page.click("#add-passkey")
    expect(page.locator("#passkeys li")).to_have_count(1)
    page.click("#add-passkey")
    expect(page.locator("#said")).to_have_text("This device has a passkey of yours already.")
    session.send("WebAuthn.disable")
    page.add_init_script(
        "navigator.credentials.get = () => Promise.reject(new DOMException('cancelled', 'NotAllowedError'))"
    )
    page.goto(f"{town.address}/people/sign-in?lang=en")
    page.click("#other summary")
    page.click("#with-passkey")
    expect(page.locator("#said")).to_contain_text("No passkey came")


def test_a_browser_without_passkeys_is_offered_none(page: Page, town: Town) -> None:
    page.add_init_script("delete window.PublicKeyCredential")
    town.join(page)
    expect(page.locator("#add-passkey")).to_be_hidden()
    page.goto(f"{town.address}/people/sign-in?lang=en")
    page.click("#other summary")
    expect(page.locator("#with-password")).to_be_visible()
    expect(page.locator("#with-passkey")).to_be_hidden()
