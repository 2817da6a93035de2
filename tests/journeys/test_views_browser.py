"""The views on a phone and on a desk: nothing sticks out, every word of a picture can be read, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.main import create_app
from store.settings import Settings
from tests.api.scan_server import serving
from tests.api.views_season import fill, season
from tools import chromium

YEAR = "from_day=2026-01-01&to_day=2026-12-31"
READABLE = 10
"""CSS pixels of a letter's height, with its line."""
TEXTS = """() => [...document.querySelectorAll('figure svg text')]
    .filter(text => text.getClientRects().length)
    .map(text => [text.textContent, text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()])
    .map(([text, box, frame]) => ({
        text, height: box.height,
        inside: box.left >= frame.left - 1 && box.right <= frame.right + 1 && box.bottom <= frame.bottom + 1,
    }))"""


@pytest.fixture(scope="module")
def address(conninfo: str, settings: Settings) -> Iterator[str]:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        fill(connection, season(days=3))
    with serving(create_app(settings, conninfo)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**chromium.launch_options())
        yield started
        started.close()


@pytest.fixture(params=[(390, "zh-CN", "light"), (390, "en", "dark"), (1280, "zh-CN", "dark"), (1280, "en", "light")])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    width, lang, scheme = request.param
    opened = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme, java_script_enabled=False)
    opened.goto(f"{address}/views?lang={lang}&{YEAR}")
    yield opened
    opened.close()


def test_nothing_sticks_out(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_word_of_every_picture_can_be_read(page: Page) -> None:
    texts = page.evaluate(TEXTS)
    assert len(texts) > 40
    assert [text["text"] for text in texts if text["height"] < READABLE] == []
    assert [text["text"] for text in texts if not text["inside"]] == []


def test_one_diagram_is_shown_the_one_that_fits(page: Page) -> None:
    assert [diagram.is_visible() for diagram in page.locator("svg.stream").all()].count(True) == 1


def test_the_form_asks_the_server(page: Page) -> None:
    page.select_option("select[name=city]", "440900")
    page.click("form.ask button")
    assert "city=440900" in page.url
    assert page.locator("svg.stream").count() == 2
