"""The home page: labels of a demo store, the other doors, an empty store; and every word in two languages."""

import re
import string
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from scanner_app.words import LANGUAGES, UnknownWord, word, words
from store.datastore import Datastore
from store.settings import COMMONS, REGIONS
from tests.api.scan_fields import Shown
from tests.api.scan_server import scan_app, season_server, serving, settings_for
from tests.projections.page_story import PAGE
from tests.projections.projected import lay

LABEL = re.compile(r'<a class="card" href="(/0[01]/[^"?#]+)"')


@pytest.fixture(scope="module")
def home(conninfo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("scan")
    with season_server(conninfo, str(folder)) as (address, _), httpx.Client(base_url=address) as client:
        yield client


def test_every_label_leads_to_its_page(home: httpx.Client) -> None:
    labels = LABEL.findall(home.get("/").text)
    assert len(labels) == 4
    assert {home.get(path).status_code for path in labels} == {200}


def test_labels_have_titles_in_the_language_asked_for(home: httpx.Client) -> None:
    assert "多户混装" in home.get("/").text
    assert "Yunan seedless wampee" in home.get("/?lang=en", headers={"Accept-Language": "en"}).text
    home.cookies.clear()


def test_one_of_the_labels_is_held_and_says_so(home: httpx.Client) -> None:
    assert "暂停销售" in Shown(home.get("/").text).text


def test_it_names_the_other_doors_and_how_to_get_tokens(home: httpx.Client) -> None:
    text = home.get("/").text
    for door in ("/views", "/people", "/docs", "/admin"):
        assert f'href="{door}"' in text
    for role in ("grower", "packer", "carrier", "market", "inspector", "administrator"):
        assert f"suyuan token --role {role}" in text


def test_an_empty_store_says_what_to_do(conninfo: str, tmp_path: Path) -> None:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        for schema in (*REGIONS, COMMONS):
            lay(conn, PAGE, schema)
        conn.execute("DELETE FROM commons.store_mark")
    datastore = Datastore(conninfo)
    with serving(scan_app(datastore, settings_for(str(tmp_path)))) as address:
        text = Shown(httpx.get(address).text).text
    datastore.close()
    assert "这里还没有任何产品" in text
    assert "演示数据" not in text


def test_while_the_demo_loads_it_says_how_far_it_is_and_looks_again(conninfo: str, tmp_path: Path) -> None:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        for schema in (*REGIONS, COMMONS):
            lay(conn, PAGE, schema)
        conn.execute("DELETE FROM commons.store_mark")
        conn.execute("INSERT INTO commons.store_mark VALUES ('demo', '2026'), ('demo_loading', '37')")
    datastore = Datastore(conninfo)
    with serving(scan_app(datastore, settings_for(str(tmp_path)))) as address:
        loading = httpx.get(address).text
        with psycopg.connect(conninfo, autocommit=True) as conn:
            conn.execute("DELETE FROM commons.store_mark WHERE key = 'demo_loading'")
        time.sleep(1.1)
        loaded = httpx.get(address).text
    datastore.close()
    assert "演示数据载入中：37 %" in loading
    assert '<progress max="100" value="37"' in loading
    assert 'http-equiv="refresh"' in loading
    assert "载入中" not in loaded
    assert "马上就来" in loaded


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    chinese, english = words("zh-CN"), words("en")
    assert chinese.keys() == english.keys()
    assert {key for key in chinese if blanks(chinese[key]) != blanks(english[key])} == set()


def test_a_word_that_is_missing_is_an_error() -> None:
    for lang in LANGUAGES:
        with pytest.raises(UnknownWord):
            word(lang, "no.such.word")
