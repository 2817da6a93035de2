"""A forgotten password at a browser: a code by message, a second factor where there is one, and signed in again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.api.signing.phones import Phone
from tests.journeys.town import Town, authenticator

NEW = "five ducks over a pomelo"


def begin(page: Page, town: Town, phone: Phone) -> None:
    """As far as the code that came, typed in."""
    town.street.clock.turn(minutes=2)
    page.goto(f"{town.address}/people/sign-in?lang=en")
    page.click("#other summary")
    page.fill("#phone-2", phone.number)
    page.click("text=Forgot your password?")
    expect(page.locator("#phone-3")).to_have_value(phone.number)
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.locator("#with-passkey")).to_be_hidden()
    page.click("#remembered")
    for part in ("#with-password", "#ask", "#with-passkey"):
        expect(page.locator(part)).to_be_visible()
    page.click("text=Forgot your password?")
    page.click("#forgotten .button")
    expect(page.locator("#with-new-password")).to_be_visible()
    message = town.street.outbox.sent[-1][1]
    assert "password" in message
    page.fill("#code-2", "".join(filter(str.isdigit, message))[:6])


def test_staff_set_a_new_password_and_another_device_is_signed_out(page: Page, town: Town) -> None:
    phone = Phone()
    phone.signed_in(town.street.join(phone, town.street.invitation("packer")))
    begin(page, town, phone)
    page.fill("#new", "password2024")
    page.click("#with-new-password .button")
    expect(page.locator("#said")).to_have_text("This password is too easy to guess.")
    page.fill("#new", NEW)
    page.click("#with-new-password .button")
    expect(page.locator("#role")).to_have_text("Packhouse worker")
    assert town.street.refresh(phone).json()["details"] == {"reason": "new-password"}
    town.sign_out(page)
    page.goto(f"{town.address}/people/sign-in?lang=en")
    page.click("#other summary")
    page.fill("#phone-2", phone.number)
    page.fill("#password", NEW)
    page.click("#with-password .button")
    expect(page.locator("#ready")).to_be_visible()


def test_an_inspectors_code_is_not_enough_and_a_passkey_is(page: Page, town: Town) -> None:
    authenticator(page)
    phone = town.join(page, "inspector", jurisdiction="4453")
    page.click("#add-passkey")
    expect(page.locator("#passkeys li")).to_have_count(1)
    begin(page, town, phone)
    page.fill("#new", NEW)
    page.click("#with-new-password .button")
    expect(page.locator("#said")).to_have_text("Add the code of your app, or use your passkey.")
    expect(page.locator("#second-2")).to_be_focused()
    page.click("#new-by-passkey")
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#half")).to_be_hidden()
