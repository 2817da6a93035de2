"""How a scan behaves as HTTP: tags, languages, formats, other spellings of a code, and freshness."""

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from api.scan.app import FRESH_SECONDS
from api.scan.wanted import LONGEST, MOST, Choices, wanted
from scanner_app.assets import assets
from store.datastore import Datastore
from tests.api.scan_server import scan_app, season_server, serving, settings_for
from tests.api.scan_story import MARKED, SERIALS, Season
from tests.projections.page_story import PAGE, hold
from tests.projections.projected import facts_of, project

JSON = {"Accept": "application/json"}
Served = tuple[httpx.Client, Season]


@pytest.fixture(scope="module")
def served(conninfo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("scan")
    with season_server(conninfo, str(folder)) as (address, season), httpx.Client(base_url=address) as client:
        yield client, season


def test_the_same_bytes_are_not_sent_twice(served: Served) -> None:
    client, season = served
    first = client.get(f"/{season.single}")
    again = client.get(f"/{season.single}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-length" not in again.headers
    assert again.headers["cache-control"] == first.headers["cache-control"] == "no-cache"
    assert client.get(f"/{season.single}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_representation_has_a_tag_of_its_own(served: Served) -> None:
    client, season = served
    tags = {
        client.get(
            f"/{season.single}", headers={"Accept-Encoding": encoding, "Accept-Language": lang, **accept}
        ).headers["etag"]
        for encoding in ("gzip", "identity")
        for lang in ("zh", "en")
        for accept in ({}, JSON)
    }
    assert len(tags) == 8
    assert client.get(f"/{season.single}").headers["vary"] == "Accept, Accept-Language, Accept-Encoding, Cookie"


def test_head_has_the_headers_and_no_body(served: Served) -> None:
    client, season = served
    whole, head = client.get(f"/{season.single}"), client.head(f"/{season.single}")
    assert head.content == b""
    assert (head.status_code, head.headers["etag"], head.headers["content-length"]) == (
        200,
        whole.headers["etag"],
        whole.headers["content-length"],
    )


def test_other_methods_are_told_which_there_are(served: Served) -> None:
    client, season = served
    answer = client.post(f"/{season.single}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_page_is_private_strict_and_not_for_search_engines(served: Served) -> None:
    client, season = served
    answer = client.get(f"/{season.single}")
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert re.findall(r"https?://(?!www\.w3\.org/)[^\"' <]+", answer.text) == []


@pytest.mark.parametrize(
    ("query", "accept_language", "cookie", "lang"),
    [
        ("", "", "", "zh-CN"),
        ("", "en-GB,en;q=0.9", "", "en"),
        ("", "fr, zh-HK;q=0.3, en;q=0.1", "", "zh-CN"),
        ("", "en", "lang=zh-CN", "zh-CN"),
        ("lang=en", "zh", "lang=zh-CN", "en"),
        ("lang=xx", "en;q=0", "", "zh-CN"),
        ("17=261231&lang=en", "", 'broken"; lang=zh-CN', "en"),
    ],
)
def test_language_by_query_then_cookie_then_browser(query: str, accept_language: str, cookie: str, lang: str) -> None:
    assert wanted(query.encode(), b"", accept_language.encode(), cookie.encode()).lang == lang


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", True),
        ("application/json, */*;q=0.5", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("text/html;q=0.2, application/*", True),
        ("application/json;q=0", False),
        ("image/png", False),
    ],
)
def test_json_only_where_it_is_preferred(accept: str, json: bool) -> None:
    assert wanted(b"", accept.encode(), b"", b"").json == json


def test_headers_are_remembered_within_bounds() -> None:
    choices = Choices()
    for number in range(MOST + 1):
        assert choices[b"", b"", b"en", b"a=%d" % number].lang == "en"
    assert 0 < len(choices) <= MOST
    before = len(choices)
    assert choices[b"", b"", b"en", b"a" * LONGEST].lang == "en"
    assert len(choices) == before


def test_a_language_that_was_asked_for_is_remembered(served: Served) -> None:
    client, season = served
    answer = client.get(f"/{season.single}?lang=en")
    assert '<html lang="en">' in answer.text
    assert answer.headers["set-cookie"].startswith("lang=en; Path=/")
    client.cookies.clear()


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("/01/9520000000059/10/{lot}", "/01/{gtin}/10/{lot}"),
        ("/01/{gtin}/10/{lot}/", "/01/{gtin}/10/{lot}"),
        ("/01/{gtin}/10/{small}", "/01/{gtin}/10/{lot}"),
        ("/01/{gtin}/10/{lot}/21/{serial}", "/01/{gtin}/21/{serial}"),
        ("/01/{gtin}/21/{small_serial}", "/01/{gtin}/21/{serial}"),
        ("/01/{gtin}/10/%3{first}{rest}", "/01/{gtin}/10/{lot}"),
    ],
)
def test_other_spellings_lead_to_the_one_address(served: Served, asked: str, known: str) -> None:
    client, season = served
    lot = season.single.rsplit("/", 1)[1]
    names = {
        "gtin": MARKED, "lot": lot, "small": lot.lower(), "serial": SERIALS[0], "small_serial": SERIALS[0].lower(),
        "first": lot[0], "rest": lot[1:],
    }  # fmt: skip
    answer = client.get(asked.format(**names) + "?17=261231")
    assert answer.status_code == 308
    assert answer.headers["location"].split("?")[0] == known.format(**names)
    assert client.get(answer.headers["location"]).status_code == 200


def test_a_lot_and_a_serial_of_somebody_else_lead_to_the_lot(served: Served) -> None:
    client, season = served
    answer = client.get(f"/{season.single}/21/THEIRS", follow_redirects=True)
    assert answer.status_code == 200
    assert str(answer.url).endswith(f"/{season.single}")


def test_query_attributes_of_a_label_do_no_harm(served: Served) -> None:
    client, season = served
    plain = client.get(f"/{season.single}")
    assert client.get(f"/{season.single}?17=261231&linkType=gs1:traceability&x=%FF").content == plain.content


def test_static_files_are_kept_forever_and_others_are_not_there(served: Served) -> None:
    client, _ = served
    for address, asset in assets().items():
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (200, asset.content)
        assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/app.000000000000.css").status_code == 404
    assert client.get("/static/../words.py").status_code == 404
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_a_hold_is_visible_within_five_seconds(served: Served, conninfo: str) -> None:
    client, season = served
    path = f"/{season.going}"
    before = client.get(path, headers=JSON)
    assert before.json()["state"]["code"] == "transit"
    hold(season, season.mixed)
    with psycopg.connect(conninfo, autocommit=True) as conn:
        project(conn, PAGE, "guangzhou", facts_of(season.guangzhou)[-1:])
    written = time.monotonic()
    mixed = f"/{season.mixed}"
    while client.get(mixed, headers=JSON).json()["state"]["code"] != "held":
        assert time.monotonic() - written < 5
        time.sleep(0.05)


def test_a_kept_answer_costs_no_database(conninfo: str, tmp_path: Path) -> None:
    """With the pool for reads closed the kept answer still goes out; when it is no longer fresh, it is 503."""

    async def run() -> list[int]:
        datastore = Datastore(conninfo)
        app = scan_app(datastore, settings_for(str(tmp_path)))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://scan") as client:
            await datastore.open_reads()
            path = f"/01/{MARKED}"
            statuses = [(await client.get(path)).status_code]
            await datastore.close_reads()
            statuses.append((await client.get(path)).status_code)
            await asyncio.sleep(FRESH_SECONDS + 0.1)
            down = await client.get(path)
            assert "暂时查不到" in down.text
            assert down.headers["retry-after"] == "5"
            statuses.append(down.status_code)
        datastore.close()
        return statuses

    assert asyncio.run(run()) == [200, 200, 503]


def test_many_who_ask_at_once_wait_for_one_look(
    served: Served, conninfo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, season = served
    looks: list[str] = []
    datastore = Datastore(conninfo)
    reading = datastore.reading
    monkeypatch.setattr(datastore, "reading", lambda *eyes: looks.append("look") or reading(*eyes))

    async def run() -> set[int]:
        await datastore.open_reads()
        transport = httpx.ASGITransport(scan_app(datastore, settings_for(str(tmp_path))))
        async with httpx.AsyncClient(transport=transport, base_url="http://scan") as client:
            answers = await asyncio.gather(*(client.get(f"/{season.mixed}") for _ in range(50)))
        await datastore.close_reads()
        return {answer.status_code for answer in answers}

    assert asyncio.run(run()) == {200}
    datastore.close()
    assert len(looks) == 1


def test_a_page_and_everything_it_needs_is_below_30_kilobytes(served: Served) -> None:
    client, season = served
    icon = len(client.get("/favicon.ico").content)
    for path in (season.mixed, season.single, season.held):
        raw = client.get(f"/{path}", headers={"Accept-Encoding": "identity"})
        assert len(raw.content) + icon < 30_000


def test_a_store_without_demo_data_shows_no_lots_for_browsing(conninfo: str, tmp_path: Path) -> None:
    season = Season()
    season.seed(conninfo, demo=False)
    datastore = Datastore(conninfo)
    with serving(scan_app(datastore, settings_for(str(tmp_path)))) as address:
        text = httpx.get(f"{address}/").text
        assert "/10/" not in re.sub(r"/10/ ", "", text)
        assert "演示数据" not in text
        assert "演示数据" not in httpx.get(f"{address}/{season.single}").text
    datastore.close()
