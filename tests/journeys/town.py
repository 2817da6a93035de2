"""A street with browsers on it: the real application, a real Chromium, messages that are read here."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

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


class Town:
    """A street with browsers on it."""

    def __init__(self, address: str, street: Street, app: FastAPI) -> None:
        self.address, self.street, self.app = address, street, app

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

    def sign_out(self, page: Page) -> None:
        page.click("#sign-out")
        expect(page).to_have_url(re.compile(f"^{re.escape(self.address)}/(people/sign-in)?$"))


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
        yield Town(at_home, Street(client, people, outbox, clock), app)  # pyright: ignore[reportArgumentType]
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
    watch(opened, wrong)
    yield opened
    assert wrong == []


@pytest.fixture
def another(browser: Browser, town: Town) -> Iterator[Callable[[], Page]]:
    """Further phones, as strict as `page`."""
    made, wrong = list[BrowserContext](), list[str]()

    def on_another() -> Page:
        made.append(browser.new_context(locale="en"))
        opened = made[-1].new_page()
        watch(opened, wrong)
        return opened

    yield on_another
    for context in made:
        context.close()
    assert wrong == []


def watch(page: Page, wrong: list[str]) -> None:
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)


def authenticator(page: Page) -> Any:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session
