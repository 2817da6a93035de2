"""People at their phones: joining, signing in, two on one phone, passkeys, another provider, replies that get lost."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from api.main import create_app
from api.signing.provider import Provider
from projections.catalogue import PROJECTIONS
from projections.tables import ensure_tables
from projections.worker import Worker
from store.identity_provider import IdentityProvider
from store.secret import Secret
from store.settings import Settings
from tests.api.scan_server import serving
from tests.api.signing.phones import Clock, Outbox, Phone, Street
from tests.api.signing.provider_process import CLIENT, SECRET
from tests.api.story import People
from tools import chromium

expect.set_options(timeout=20_000)
PASSWORD = "three geese under a wampee"


class Town:
    """A street with browsers on it."""

    def __init__(self, address: str, street: Street) -> None:
        self.address, self.street = address, street

    def read_code(self, page: Page) -> None:
        """The message that came, typed in."""
        expect(page.locator("#with-code")).to_be_visible()
        found = re.search(r"[0-9]{6}", self.street.outbox.sent[-1][1])
        assert found is not None
        page.fill("#code", found[0])
        page.click("#with-code .button")

    def join(self, page: Page, role: str = "grower", **wanted: str) -> Phone:
        phone = Phone()
        page.goto(f"{self.address}/people/join?lang=en#{self.street.invitation(role, **wanted)}")
        page.fill("#phone", phone.number)
        page.click("#ask .button")
        self.read_code(page)
        expect(page.locator("#ready")).to_be_visible()
        return phone

    def sign_in(self, page: Page, phone: Phone) -> None:
        self.street.clock.turn(minutes=2)
        page.goto(f"{self.address}/people/sign-in?lang=en")
        page.fill("#phone", phone.number)
        page.click("#ask .button")
        self.read_code(page)
        expect(page.locator("#ready")).to_be_visible()


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.api.signing.provider_process"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture(scope="module")
def town(conninfo: str, settings: Settings, issuer: str) -> Iterator[Town]:
    app = create_app(settings, conninfo)
    with serving(app) as address, httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        at_home = address.replace("127.0.0.1", "localhost")  # passkeys belong to names
        outbox, clock, regions = Outbox(), Clock(), app.state.regions
        provider = Provider(IdentityProvider(issuer, CLIENT, Secret(SECRET.encode())), f"{at_home}/people/back")
        app.state.door = replace(app.state.door, sender=outbox, clock=clock, provider=provider)
        people = People(client, regions)
        ensure_tables(regions.datastore, regions, PROJECTIONS)
        worker = Worker(conninfo, regions)
        worker.start()
        yield Town(at_home, Street(client, people, outbox, clock))  # pyright: ignore[reportArgumentType]
        worker.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**chromium.launch_options())
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of its own."""
    made = browser.new_context(viewport={"width": 360, "height": 740}, locale="en")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, town: Town) -> Iterator[Page]:
    """A page that asks nobody but us, breaks no policy of its own and throws nothing."""
    opened, wrong = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    assert wrong == []


def test_a_grower_joins_with_a_printed_code_and_stays_signed_in(page: Page, town: Town) -> None:
    town.join(page)
    expect(page.locator("#role")).to_have_text("Grower")
    expect(page.locator("#name")).to_have_text("packer 公司")
    page.reload()
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#devices li")).to_have_count(1)
    town.street.clock.turn(days=60)
    page.reload()
    expect(page.locator("#ready")).to_be_visible()


def test_two_people_share_a_phone_each_with_a_session_of_their_own(page: Page, town: Town) -> None:
    grower = town.join(page)
    assert grower.number
    packer = town.join(page, "packer")
    assert packer.number
    expect(page.locator("#role")).to_have_text("Packhouse worker")
    page.goto(f"{town.address}/people/sign-in")
    expect(page.locator("#accounts li")).to_have_count(2)
    page.click("#accounts li:has-text('Grower') button")
    expect(page.locator("#role")).to_have_text("Grower")
    page.click("#sign-out")
    expect(page.locator("#accounts li")).to_have_count(1)
    expect(page.locator("#accounts li")).to_contain_text("Packhouse worker")


def test_a_lost_reply_signs_nobody_out(page: Page, town: Town) -> None:
    town.join(page)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    for _ in range(3):
        page.route("**/v1/people/tokens", lose, times=1)
        page.reload()
        expect(page.locator("#said")).to_contain_text("nothing was changed")
        page.reload()
        expect(page.locator("#ready")).to_be_visible()


def test_a_phone_whose_clock_is_wrong_stays_signed_in(page: Page, town: Town) -> None:
    town.join(page)
    page.add_init_script("const real = Date.now; Date.now = () => real() + 5 * 3600 * 1000")
    page.reload()
    expect(page.locator("#ready")).to_be_visible()


def test_a_revoked_phone_is_out(page: Page, town: Town, browser: Browser) -> None:
    phone = town.join(page)
    lost = browser.new_context(locale="en").new_page()
    town.sign_in(lost, phone)
    page.reload()
    expect(page.locator("#devices li")).to_have_count(2)
    page.locator("#devices .revoke").locator("visible=true").click()
    expect(page.locator("#devices li")).to_have_count(1)
    lost.reload()
    expect(lost.locator("#said")).to_be_visible()
    expect(lost.locator("#ready")).to_be_hidden()
    lost.context.close()


def authenticator(page: Page) -> Any:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_an_inspector_adds_a_passkey_and_is_an_inspector_with_it_alone(page: Page, town: Town) -> None:
    kept = authenticator(page)
    phone = Phone()
    page.goto(f"{town.address}/people/join?lang=en#{town.street.invitation('inspector', jurisdiction='4453')}")
    page.fill("#phone", phone.number)
    page.click("#ask .button")
    town.read_code(page)
    expect(page.locator("#said")).to_be_visible()  # a code alone opens nothing but what adds a factor
    page.click("#add-passkey")
    expect(page.locator("#passkeys li")).to_have_count(1)
    page.click("#sign-out")
    page.goto(f"{town.address}/people/sign-in")
    page.click("summary")
    page.click("#with-passkey")
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#role")).to_have_text("Inspector (agriculture)")
    expect(page.locator("#looks")).to_be_attached()
    assert kept


def test_staff_sign_in_with_a_password(page: Page, town: Town) -> None:
    phone = town.join(page, "packer")
    page.click("details:has(#password) summary")
    page.fill("#new", PASSWORD)
    page.click("#password .button")
    expect(page.locator("#said")).to_have_text("Kept.")
    page.click("#sign-out")
    page.goto(f"{town.address}/people/sign-in")
    page.click("summary")
    page.fill("#phone-2", phone.number)
    page.fill("#with-password #password", "something else entirely")
    page.click("#with-password .button")
    expect(page.locator("#said")).to_be_visible()
    page.fill("#with-password #password", PASSWORD)
    page.click("#with-password .button")
    expect(page.locator("#ready")).to_be_visible()


def test_staff_link_their_organisation_and_sign_in_by_it(page: Page, town: Town) -> None:
    town.join(page, "packer")
    page.click("#add-link")
    page.fill("#as", "chen@market")
    page.click("button")
    expect(page.locator("#links li")).to_have_count(1)
    page.click("#sign-out")
    page.goto(f"{town.address}/people/sign-in")
    page.click("summary")
    page.click("#with-provider")
    page.fill("#as", "chen@market")
    page.click("button")
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#role")).to_have_text("Packhouse worker")


def test_a_supervisor_invites_and_lets_go(page: Page, town: Town, browser: Browser) -> None:
    town.join(page, "supervisor")
    page.click("#members")
    expect(page.locator("#ready")).to_be_visible()
    page.select_option("#as", "packer")
    page.click("#invite .button")
    expect(page.locator("#made")).to_be_visible()
    link = page.locator("#made-link").get_attribute("href")
    assert link is not None
    expect(page.locator("#invitations li").first).to_contain_text("Packhouse worker")
    other = browser.new_context(locale="en").new_page()
    other.goto(f"{town.address}/people/join?lang=en#{link.partition('#')[2]}")
    other.fill("#phone", Phone().number)
    other.click("#ask .button")
    town.read_code(other)
    expect(other.locator("#role")).to_have_text("Packhouse worker")
    page.reload()
    newest = page.locator("#members li", has_text="Packhouse worker").last
    newest.locator("button.stop").click()
    expect(newest.locator(".suspended")).to_be_visible()
    other.context.close()


def test_a_grower_sees_corrects_takes_along_and_ends_what_is_held(page: Page, town: Town) -> None:
    phone = town.join(page)
    page.click("text=What is held on me")
    expect(page.locator("#ready")).to_be_visible()
    page.click("#missing li:has-text('I have read the notice') button")
    expect(page.locator("#consents li")).to_have_count(1)
    page.click("#consents button")
    expect(page.locator("#consents .withdrawn")).to_be_visible()
    expect(page.locator("#entries")).to_contain_text(phone.number)
    with page.expect_download() as copy:
        page.click("#download")
    assert phone.number in copy.value.path().read_text()
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#erase")
    expect(page.locator("#gone")).to_be_visible()
    page.goto(f"{town.address}/people/me")
    expect(page).to_have_url(re.compile("/people/sign-in"))


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("name", ["sign-in", "join", "me", "members", "held"])
def test_nothing_sticks_out_at_320_pixels(page: Page, town: Town, name: str, lang: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    town.join(page, "supervisor")
    page.goto(f"{town.address}/people/{name}?lang={lang}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
