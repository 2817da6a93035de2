"""Officials at their browsers: an authenticator app, the administrators' desk, the cases of an authority."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Page, Response, expect
from pyotp.totp import TOTP

from api.auth import issue_token
from tests.api.signing.phones import Phone
from tests.api.story import OPERATOR
from tests.journeys.town import Town, authenticator

PASSWORD = "three geese under a wampee"


def joined(page: Page, town: Town, role: str, jurisdiction: str = "") -> Phone:
    """An official with the code of a phone alone."""
    phone = Phone()
    invitation = town.street.invitation(role, jurisdiction=jurisdiction)
    page.goto(f"{town.address}/people/join?lang=en#{invitation}")
    page.fill("#phone", phone.number)
    page.click("#ask .button")
    town.read_code(page)
    expect(page.locator("#half")).to_be_visible()
    return phone


def enrol(page: Page, town: Town) -> TOTP:
    """A password and an authenticator app, with its first code."""
    page.click("details:has(#password) summary")
    page.fill("#new", PASSWORD)
    page.click("#password .button")
    expect(page.locator("#said")).to_have_text("Kept.")
    page.click("details:has(#begin-app) summary")
    page.click("#begin-app")
    expect(page.locator("#app-picture")).to_be_visible()
    assert page.evaluate("document.querySelector('#app-picture').decode().then(() => true)")
    app = TOTP(page.locator("#app-secret").inner_text())
    expect(page.locator("#app-address")).to_have_attribute("href", re.compile(f"^otpauth://totp/.*{app.secret}"))
    page.fill("#app-code", wrong(app, town))
    page.click("#confirm-app .button")
    expect(page.locator("#said")).to_have_text("The number, the password or the second code is wrong.")
    page.fill("#app-code", app.at(town.street.clock()))
    page.click("#confirm-app .button")
    expect(page.locator("#recovery li")).to_have_text([re.compile("^[0-9A-Za-z-]{8,}$")] * 10)
    town.street.clock.turn(minutes=1)  # a code is good once
    return app


def wrong(app: TOTP, town: Town) -> str:
    """Six digits that the app does not show around now."""
    now = town.street.clock()
    near = {app.at(now + timedelta(seconds=30 * step)) for step in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222") if code not in near)


def with_password(page: Page, phone: Phone, second: str) -> None:
    page.fill("#phone-2", phone.number)
    page.fill("#with-password #password", PASSWORD)
    page.fill("#second", second)
    page.click("#with-password .button")


def at_desk(page: Page, town: Town) -> None:
    expect(page).to_have_url(f"{town.address}/admin")
    expect(page.locator("h1")).to_have_text("Administration")
    expect(page.locator("#regions")).to_be_visible()


def through_a_passkey(page: Page, town: Town, role: str, to: str, jurisdiction: str = "") -> None:
    """An official with a passkey, signed in by it."""
    assert authenticator(page)
    joined(page, town, role, jurisdiction)
    page.click("#add-passkey")
    expect(page.locator("#passkeys li")).to_have_count(1)
    town.sign_out(page)
    by_passkey(page, town, to)


def by_passkey(page: Page, town: Town, to: str) -> None:
    page.goto(f"{town.address}/people/sign-in?to={to}")
    if not page.locator("#with-passkey").is_visible():
        page.click("#other summary")
    page.click("#with-passkey")
    expect(page).to_have_url(f"{town.address}{'/admin' if to == '/people/desk' else to}")


def status(answer: Response | None) -> int:
    assert answer is not None
    return answer.status


def test_an_administrator_enrols_an_app_and_works_at_the_desk(page: Page, town: Town) -> None:
    phone = joined(page, town, "administrator")
    app = enrol(page, town)
    page.goto(f"{town.address}/admin")
    page.click("text=Sign in")
    expect(page.locator("#to-desk")).to_be_visible()
    page.click("nav a[hreflang=zh-CN]")
    expect(page.locator("h1")).to_have_text("登录")
    page.click("nav a[hreflang=en]")
    expect(page.locator("#to-desk")).to_be_visible()
    with_password(page, phone, wrong(app, town))
    expect(page.locator("#said")).to_have_text("The number, the password or the second code is wrong.")
    with_password(page, phone, "")
    expect(page.locator("#said")).to_have_text("Your role needs a second factor: a passkey, or a password with a code.")
    with_password(page, phone, app.at(town.street.clock()))
    at_desk(page, town)
    (cookie,) = [one for one in page.context.cookies() if one.get("name") == "suyuan_desk"]
    assert (cookie.get("httpOnly"), cookie.get("sameSite"), cookie.get("path")) == (True, "Strict", "/")
    page.click("text=Sign out")
    expect(page.locator("text=The desk closes after 15 minutes")).to_be_visible()
    assert page.context.cookies() == []
    page.goto(f"{town.address}/people/me")
    expect(page.locator("#said")).to_contain_text("This session is over. Sign in again.")
    page.click("#said a")
    expect(page).to_have_url(f"{town.address}/people/sign-in?to=/people/me")


def test_a_passkey_opens_the_desk_and_idleness_closes_it(page: Page, town: Town) -> None:
    through_a_passkey(page, town, "administrator", "/people/desk")
    at_desk(page, town)
    town.street.clock.turn(minutes=16)
    assert status(page.reload()) == 401
    page.goto(f"{town.address}/people/desk")
    expect(page.locator("#anew")).to_be_visible()
    expect(page.locator("#said")).to_have_text("You signed in too long ago for this. Sign in again with both factors.")
    page.click("#anew .button")
    page.click("#with-passkey")
    at_desk(page, town)


def test_signing_in_again_replaces_what_this_browser_was(page: Page, town: Town) -> None:
    through_a_passkey(page, town, "administrator", "/people/me")
    for _ in range(2):
        by_passkey(page, town, "/people/me")
        expect(page.locator("#devices li")).to_have_count(1)


def test_a_revoked_browser_is_out_of_the_desk(page: Page, town: Town, another: Callable[[], Page]) -> None:
    phone = joined(page, town, "administrator")
    app = enrol(page, town)
    lost = another()
    for where in (page, lost):
        where.goto(f"{town.address}/people/sign-in?to=/people/desk")
        with_password(where, phone, app.at(town.street.clock()))
        at_desk(where, town)
        town.street.clock.turn(minutes=1)
    page.goto(f"{town.address}/people/me")
    page.locator("#devices .revoke").locator("visible=true").click()
    expect(page.locator("#devices li")).to_have_count(1)
    assert status(lost.reload()) == 401
    assert status(page.goto(f"{town.address}/admin")) == 200


def test_one_factor_does_not_open_the_desk(page: Page, town: Town) -> None:
    joined(page, town, "administrator")
    page.goto(f"{town.address}/people/desk")
    expect(page.locator("#factors")).to_be_visible()
    assert page.context.cookies() == []


def test_the_desk_is_for_administrators(page: Page, town: Town) -> None:
    town.join(page, "supervisor")
    page.goto(f"{town.address}/people/desk")
    expect(page.locator("#nobody")).to_be_visible()
    assert page.context.cookies() == []


def test_an_administrator_invites_an_inspector_and_gives_another_area(page: Page, town: Town) -> None:
    through_a_passkey(page, town, "administrator", "/people/members")
    expect(page.locator("#ready")).to_be_visible()
    page.select_option("#as", "inspector")
    page.fill("#area", "4453")
    page.click("#invite .button")
    expect(page.locator("#made-picture")).to_be_visible()
    code = page.locator("#made-code").inner_text()
    phone = Phone()
    phone.signed_in(town.street.join(phone, code))
    page.reload()
    row = page.locator("#members > li", has=page.locator("strong", has_text="Inspector (agriculture)")).last
    row.locator("summary").click()
    row.locator("[name=jurisdiction]").fill("445322")
    row.locator(".change .button").click()
    expect(page.locator("#members .area", has_text="445322")).to_be_visible()


def test_an_inspector_opens_a_case_sees_who_looked_and_closes_it(page: Page, town: Town) -> None:
    people = town.street.people
    lot = people.purchase(40)
    through_a_passkey(page, town, "inspector", "/people/me", "4453")
    page.click("#cases")
    expect(page.locator("[data-none=cases]")).to_be_visible()
    number = "粤农监〔2026〕17号"
    page.fill("#number", number)
    page.fill("#subject", "not a code")
    page.click("#open .button")
    expect(page.locator("#said")).to_be_visible()
    expect(page.locator("#cases > li")).to_have_count(0)
    page.fill("#subject", f"https://sy.example.cn/{lot}")
    page.select_option("#reason", "complaint")
    page.fill("#note", "匿名来电")
    page.click("#open .button")
    expect(page.locator("#said")).to_have_text("The case is open.")
    case = page.locator("#cases > li", has_text=number)
    expect(case).to_contain_text("a complaint")
    expect(case.locator(".address")).to_have_attribute("href", f"/{lot}")
    look_for(town, number, lot)
    case.locator(".looks summary").click()
    expect(case.locator(".looked li")).to_have_count(1)
    expect(case.locator(".looked li")).to_contain_text("trace")
    case.locator("summary", has_text="Close this case").click()
    case.locator("select").select_option("warned")
    case.locator(".closing button").click()
    expect(page.locator("#said")).to_have_text("The case is closed.")
    expect(page.locator("#cases > li")).to_have_count(0)
    page.locator("summary", has_text="Closed cases").click()
    expect(page.locator("#closed li", has_text=number)).to_contain_text("warned")


def look_for(town: Town, number: str, lot: str) -> None:
    """A colleague's look, by a program of theirs."""
    people = town.street.people
    token = issue_token(
        people.regions.settings, people.regions.datastore,
        person="colleague", party=OPERATOR, party_region="commons", role="inspector", jurisdiction="4453",
    )  # fmt: skip
    asked = {"id": lot, "case": number, "at_least": f"yunfu:{people.head('yunfu')}"}
    answer = httpx.get(
        f"{town.address}/v1/trace", params=asked, headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_pages_of_officials_are_named_for_all_and_fit_320_pixels(page: Page, town: Town, lang: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    through_a_passkey(page, town, "administrator", "/people/desk")
    at_desk(page, town)
    for path in ("/admin", "/people/me", "/people/members", "/people/sign-in?to=/people/desk"):
        fits_and_is_named(page, town, path, lang)
    page.context.clear_cookies()
    fits_and_is_named(page, town, "/admin", lang)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_page_of_cases_is_named_for_all_and_fits_320_pixels(page: Page, town: Town, lang: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    through_a_passkey(page, town, "inspector", "/people/me", "4453")
    expect(page.locator("#ready")).to_be_visible()
    fits_and_is_named(page, town, "/people/cases", lang)


def fits_and_is_named(page: Page, town: Town, path: str, lang: str) -> None:
    """Nothing sticks out; what is filled in has a label, what is pressed a name, an id stands once, a heading first."""
    page.goto(f"{town.address}{path}{'&' if '?' in path else '?'}lang={lang}")
    page.wait_for_load_state("networkidle")
    for summary in page.locator("summary:visible").all():
        if summary.evaluate("one => !one.parentElement.open"):
            summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert page.evaluate(UNNAMED) == [], path


UNNAMED = """() => {
  const seen = [...document.querySelectorAll("input, select, textarea, button, a[href], img, summary")]
    .filter((one) => one.checkVisibility());
  const name = (one) => (one.labels && [...one.labels].map((label) => label.textContent).join(" "))
    || one.getAttribute("aria-label") || one.getAttribute("alt") || one.textContent;
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return [
    ...seen.filter((one) => !name(one).trim()).map((one) => one.outerHTML),
    ...ids.filter((id, place) => ids.indexOf(id) !== place),
    ...(document.documentElement.lang && document.querySelector("main h1") ? [] : ["no language or heading"]),
  ];
}"""


def test_the_keyboard_alone_signs_in(page: Page, town: Town) -> None:
    phone = town.join(page)
    town.sign_out(page)
    town.street.clock.turn(minutes=2)
    page.goto(f"{town.address}/people/sign-in?lang=en")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "phone":
            break
    page.keyboard.type(phone.number)
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_focused()
    found = re.search(r"[0-9]{6}", town.street.outbox.sent[-1][1])
    assert found is not None
    page.keyboard.type(found[0])
    page.keyboard.press("Enter")
    expect(page.locator("#ready")).to_be_visible()
