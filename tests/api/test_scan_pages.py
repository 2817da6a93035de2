"""What a scanned code opens, for people and for programs: the same fields, in two languages."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.scan_fields import Shown, json_fields, same_fields
from tests.api.scan_server import season_server
from tests.api.scan_story import CARTON, MARKED, PALLET, SERIALS, Season

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def served(conninfo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Season]]:
    folder: Path = tmp_path_factory.mktemp("scan")
    with season_server(conninfo, str(folder)) as (address, season), httpx.Client(base_url=address) as client:
        yield client, season


def paths(season: Season) -> dict[str, str]:
    return {
        "mixed": f"/{season.mixed}",
        "single": f"/{season.single}",
        "held": f"/{season.held}",
        "going": f"/{season.going}",
        "corrected": f"/{season.corrected}",
        "item": f"/01/{MARKED}/21/{SERIALS[0]}",
        "unused": f"/01/{MARKED}/21/{SERIALS[3]}",
        "void": f"/01/{MARKED}/21/{SERIALS[2]}",
        "product": f"/01/{MARKED}",
        "carton": f"/00/{CARTON}",
        "pallet": f"/00/{PALLET}",
        "plot": f"/414/{season.growers[0][1]}",
        "shed": f"/414/{season.shed}",
        "unknown": f"/01/{MARKED}/10/NOBODYKNOWS",
        "malformed": "/01/12/10/A",
        "misread": f"/01/{MARKED[:-1]}0/10/A",
    }


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(
    "page",
    ["mixed", "single", "held", "going", "corrected", "item", "unused", "void", "product", "carton", "pallet", "plot",
     "shed", "unknown", "malformed", "misread"],
)  # fmt: skip
def test_html_and_json_have_exactly_the_same_fields(served: tuple[httpx.Client, Season], page: str, lang: str) -> None:
    client, season = served
    path = paths(season)[page]
    html = client.get(path, headers={"Accept-Language": lang})
    said = client.get(path, headers={**JSON, "Accept-Language": lang})
    assert html.status_code == said.status_code
    assert f'<html lang="{lang}">' in html.text
    same_fields(Shown(html.text), said.json())


def test_the_page_tells_product_origin_steps_proof_and_state(served: tuple[httpx.Client, Season]) -> None:
    client, season = served
    text = Shown(client.get(f"/{season.single}").text).text
    for words in (
        "郁南无核黄皮",
        "地理标志",
        "云浮市郁南县",
        "建城镇",
        "2026年7月6日",
        "已提供（承诺达标合格证）",
        "状态正常",
        "农户",
    ):
        assert words in text


def test_many_origins_are_summarised(served: tuple[httpx.Client, Season]) -> None:
    client, season = served
    said = client.get(f"/{season.mixed}", headers=JSON).json()
    assert said["origin"]["summary"] == "来自 3 个县 12 个采收批次"
    assert "mark" not in said["origin"], "mixed with other counties, the mark of origin is lost (R6)"
    assert said["proof"]["code"] == "partly"
    kinds = [step["kind"]["code"] for step in said["steps"]]
    assert kinds == [
        "harvested", "harvested", "harvested", "purchased", "merge", "packed", "dispatched", "handed_over", "received",
        "sold_retail",
    ]  # fmt: skip
    assert said["steps"][3]["proof"]["code"] == "partly"


def test_states_are_told_in_words(served: tuple[httpx.Client, Season]) -> None:
    client, season = served
    held = client.get(f"/{season.held}", headers=JSON).json()
    assert (held["state"]["text"], "广州市白云区" in held["state_more"]) == ("暂停销售", True)
    going = client.get(f"/{season.going}", headers=JSON).json()
    assert (going["state"]["code"], "广州市白云区" in going["state_more"]) == ("transit", True)


def test_a_corrected_record_says_so(served: tuple[httpx.Client, Season]) -> None:
    client, season = served
    said = client.get(f"/{season.corrected}", headers=JSON).json()
    assert said["steps"][0]["corrected"] == "已更正"


def test_an_item_label_opens_its_lot(served: tuple[httpx.Client, Season]) -> None:
    client, season = served
    said = client.get(f"/01/{MARKED}/21/{SERIALS[0]}", headers=JSON).json()
    assert said["label"]["code"] == "item"
    assert said["serial"] == SERIALS[0]
    lot = client.get(f"/{season.mixed}", headers=JSON).json()
    without = {"serial", "label"}
    assert {k: v for k, v in said.items() if k not in without} == {k: v for k, v in lot.items() if k not in without}


def test_a_label_may_be_void_or_not_yet_in_use(served: tuple[httpx.Client, Season]) -> None:
    client, _ = served
    unused = client.get(f"/01/{MARKED}/21/{SERIALS[3]}")
    assert (unused.status_code, "标签尚未启用" in unused.text) == (200, True)
    void = client.get(f"/01/{MARKED}/21/{SERIALS[2]}")
    assert (void.status_code, "标签已作废" in void.text) == (410, True)


def test_a_unit_lists_products_and_units_but_no_quantities(served: tuple[httpx.Client, Season]) -> None:
    client, season = served
    carton = client.get(f"/00/{CARTON}", headers=JSON).json()
    assert [one["lot"] for one in carton["contents"]] == [season.mixed.rsplit("/", 1)[1]]
    assert carton["state"]["code"] == "here"
    pallet = client.get(f"/00/{PALLET}", headers=JSON).json()
    assert pallet["units"] == [CARTON]
    assert pallet["state"]["code"] == "here", "its only carton was received, though nobody scanned the pallet"
    assert not {"50", "50.000", "5", "5.000", "600"} & {value for value, _ in json_fields(carton).values()}


def test_every_page_of_a_demo_store_says_so(served: tuple[httpx.Client, Season]) -> None:
    client, season = served
    for path in ("/", *paths(season).values()):
        assert "演示数据" in Shown(client.get(path).text).text, path


def test_failures_help_with_the_right_status(served: tuple[httpx.Client, Season]) -> None:
    client, season = served
    known = paths(season)
    for page, status, words in (
        ("unknown", 404, "没有查到这个编码"),
        ("malformed", 400, "这个编码无法识别"),
        ("misread", 400, "编码里可能有一位数字不对"),
    ):
        answer = client.get(known[page])
        assert (answer.status_code, words in answer.text) == (status, True)
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/01/%FF%FE/10/A", 400),
        ("/01/09520000000059/10/" + "A" * 21, 400),
        ("/01/09520000000059/10/%00", 400),
        ("/01/09520000000059/10/A/99/B", 400),
        ("/01/", 400),
        ("/00/1", 400),
        ("/414/9520000000000", 400),
        ("/01/" + "9" * 3000, 400),
        ("/01/09520000000059/10/<script>", 404),
        ("/01/09520000000059/22/X", 200),
    ],
)
def test_no_path_is_ever_an_error_of_ours(served: tuple[httpx.Client, Season], path: str, status: int) -> None:
    client, _ = served
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == status
    assert "<script" not in answer.text


def test_planted_personal_values_are_on_no_page(served: tuple[httpx.Client, Season]) -> None:
    """A phone number as a certificate's, a garden with a person's name, buyers, carriers, households' keys."""
    client, season = served
    private = ["13800138000", "李四", "江南市场档口", "顺路物流", *(household for household, _ in season.growers)]
    for path in paths(season).values():
        for headers in ({}, JSON):
            text = client.get(path, headers=headers).text
            found = [value for value in private if value in text]
            assert found == [], path
