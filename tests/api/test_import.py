"""Files come in whole or not at all, once however often they are sent, and names stay in the vault."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from api.importing.registered import registered
from api.privacy.retention import VERSION
from api.regions import Regions
from domain.lot import Lot
from domain.party import Party
from domain.site import Site
from tests.api.ledgers import MEMBERS, bring_in, plain, workbook, wrong
from tests.api.story import People

LEDGER = ("姓名", "手机", "地块", "产品", "采收日期", "数量", "单位")


@pytest.fixture
def regions(people: People) -> Regions:
    return people.regions


@pytest.fixture(scope="module")
def members(people: People, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The cooperative's members and plots are imported."""
    path = workbook(tmp_path_factory.mktemp("members") / "members.xlsx", MEMBERS)
    assert bring_in(people.regions, "members", path, people.parties["packer"]).problems == []


def ledger(path: Path, *rows: tuple[object, ...]) -> Path:
    return workbook(path, (LEDGER, *rows))


def test_a_dry_run_records_nothing(people: People, regions: Regions, tmp_path: Path) -> None:
    before = people.head("yunfu")
    report = bring_in(
        regions, "members", workbook(tmp_path / "m.xlsx", MEMBERS), people.parties["packer"], dry_run=True
    )
    assert (report.problems, people.head("yunfu")) == ([], before)


def test_members_and_their_plots_come_in_and_their_names_go_to_the_vault(
    people: People, regions: Regions, members: None
) -> None:
    mine = [
        one for one in registered(regions["yunfu"], Party.Registered) if one.cooperative == people.parties["packer"]
    ]
    told = regions.vault("yunfu").open_all(UUID(one.vault) for one in mine)
    assert {("黄日新", "13900000001"), ("黄日新", "13900000002"), ("覃细妹", "13900000003")} <= {
        (one["name"], one["phone"]) for one in told.values()
    }
    plots = [one for one in registered(regions["yunfu"], Site.Registered) if one.party in {one.party for one in mine}]
    assert {one.area_mu for one in plots if one.area_mu} == {Decimal("3.5"), Decimal(4)}
    assert {one.name for one in plots} == {""}


def test_a_plot_has_its_exact_place_from_whoever_agreed_and_from_nobody_else(
    people: People, regions: Regions, tmp_path: Path
) -> None:
    titles = ("姓名", "县区", "地块", "纬度", "经度", "位置告知书")
    rows = (
        titles,
        ("莫北一", "郁南县", "同意园", 23.2401, 111.5302, VERSION),
        ("莫北二", "郁南县", "不语园", 23.25, 111.5, ""),
    )
    assert bring_in(regions, "members", workbook(tmp_path / "m.xlsx", rows), people.parties["rival"]).problems == []
    told = regions.vault("yunfu").open_all(
        UUID(one.vault) for one in registered(regions["yunfu"], Site.Registered) if one.vault
    )
    kept = {one["name"]: one.keys() for one in told.values()}
    assert kept["同意园"] == {"name", "point", "consent"}
    assert kept["不语园"] == {"name"}


def test_the_same_members_again_are_known(people: People, regions: Regions, members: None, tmp_path: Path) -> None:
    before = people.head("yunfu")
    report = bring_in(regions, "members", plain(tmp_path / "m.csv", MEMBERS), people.parties["packer"])
    assert (report.problems, report.recorded, report.known) == ([], 0, 3)
    assert people.head("yunfu") == before


def test_a_ledger_that_grew_adds_only_what_is_new(
    people: People, regions: Regions, members: None, tmp_path: Path
) -> None:
    packer = people.parties["packer"]
    day = date.today()  # noqa: DTZ011  as a spreadsheet knows it
    rows = [
        ("覃细妹", "", "", "无核黄皮", day, 350, "斤"),
        ("黄日新", "13900000001", "东坑3号地", "无核黄皮", day, "12", "件"),
    ]
    first = bring_in(regions, "harvest", ledger(tmp_path / "a.xlsx", *rows), packer)
    assert (first.problems, first.recorded) == ([], 2)
    twice = [*rows, rows[0]]  # a second basket of the same weight is a second harvest
    second = bring_in(regions, "harvest", ledger(tmp_path / "b.xlsx", *twice), packer)
    assert (second.problems, second.recorded, second.repeated) == ([], 1, 2)
    third = bring_in(regions, "harvest", ledger(tmp_path / "c.xlsx", *twice), packer)
    assert (third.recorded, third.repeated) == (0, 3)


def test_baskets_of_one_plot_product_and_day_are_one_lot(
    people: People, regions: Regions, members: None, tmp_path: Path
) -> None:
    rows = [("覃细妹", "", "", "无核黄皮", "2024-07-09", n, "斤") for n in (10, 20, 30)]
    report = bring_in(regions, "harvest", ledger(tmp_path / "a.xlsx", *rows), people.parties["packer"])
    assert report.problems == []
    harvested = [one for one in registered(regions["yunfu"], Lot.Harvested) if one.day == date(2024, 7, 9)]
    assert len(harvested) == 3
    assert len({one.lot for one in harvested}) == 1
    assert sum(one.quantity.amount for one in harvested) == 30


def test_one_bad_row_keeps_everything_out_and_every_bad_row_is_named(
    people: People, regions: Regions, members: None, tmp_path: Path
) -> None:
    before = people.head("yunfu"), people.count("yunfu", "vault_entry")
    good = ("覃细妹", "", "", "无核黄皮", datetime(2024, 7, 8, 6, 30), 10, "斤")  # noqa: DTZ001
    path = ledger(
        tmp_path / "bad.xlsx",
        good,
        ("黄日新", "", "", "无核黄皮", "2024-07-09", 10, "斤"),
        ("没有此人", "", "", "无核黄皮", "2024-07-09", 10, "斤"),
        ("覃细妹", "", "", "榴莲", "2024-07-09", 10, "斤"),
        ("覃细妹", "", "", "无核黄皮", "7月9日", 10, "斤"),
        ("覃细妹", "", "", "无核黄皮", "2024-07-09", -10, "斤"),
        ("覃细妹", "", "", "无核黄皮", "2024-07-09", "10斤", "公斤"),
        ("覃细妹", "", "", "无核黄皮", "2024-07-09", 10, "麻袋"),
        ("覃细妹", "", "", "无核黄皮", "2999-07-09", None, None),
        ("覃细妹", "", "", "无核黄皮", "2024-07-09", 0, "斤"),
        ("覃细妹", "", "", "无核黄皮", "2024-07-09", 10, ""),
        ("覃细妹", "", "", "无核黄皮", "2024-07-09", 10, "头"),
    )
    report = bring_in(regions, "harvest", path, people.parties["packer"])
    assert wrong(report) == [
        (3, "姓名"),
        (4, "姓名"),
        (5, "产品"),
        (6, "采收日期"),
        (7, "数量"),
        (8, "单位"),
        (9, "单位"),
        (10, "采收日期"),
        (10, "数量"),
        (11, "数量"),
        (12, "单位"),
        (13, "单位"),
    ]
    assert all(problem.zh and problem.en for problem in report.problems)
    assert (people.head("yunfu"), people.count("yunfu", "vault_entry")) == before


def test_a_plot_of_another_city_and_a_repeated_row_are_refused(
    people: People, regions: Regions, tmp_path: Path
) -> None:
    rows = (
        ("姓名", "县区", "地块"),
        ("新人甲", "徐闻县", "一号"),
        ("新人乙", "罗定市", "一号"),
        ("新人乙", "罗定市", "一号"),
        ("新人丙", "城区", "一号"),
    )
    report = bring_in(regions, "members", workbook(tmp_path / "m.xlsx", rows), people.parties["packer"])
    assert wrong(report) == [(2, "县区"), (4, "姓名"), (5, "县区")]


def test_a_future_harvest_is_refused_and_an_old_one_is_not(
    people: People, regions: Regions, members: None, tmp_path: Path
) -> None:
    path = ledger(tmp_path / "f.xlsx", ("覃细妹", "", "", "无核黄皮", "2098-01-01", 1, "斤"))
    assert wrong(bring_in(regions, "harvest", path, people.parties["packer"])) == [(2, "采收日期")]
    path = ledger(tmp_path / "o.xlsx", ("覃细妹", "", "", "无核黄皮", "2001-01-01", 1, "斤"))
    assert bring_in(regions, "harvest", path, people.parties["packer"]).recorded == 1


def test_another_cooperatives_members_are_not_found(
    people: People, regions: Regions, members: None, tmp_path: Path
) -> None:
    path = ledger(tmp_path / "r.xlsx", ("覃细妹", "", "", "无核黄皮", "2024-07-09", 1, "斤"))
    assert wrong(bring_in(regions, "harvest", path, people.parties["rival"])) == [(2, "姓名")]
    rows = (("地块编号", "产品", "采收日期", "数量（斤）"), (people.plot, "无核黄皮", "2024-07-09", 1))
    assert wrong(bring_in(regions, "harvest", workbook(tmp_path / "p.xlsx", rows), people.parties["rival"])) == [
        (2, "地块编号")
    ]


def test_products_come_in_by_an_administrator(people: People, regions: Regions, tmp_path: Path) -> None:
    rows = (
        ("产品", "英文名", "类别", "包装", "月份", "需合格证", "亩产上限(吨)"),
        ("德庆贡柑", "Deqing mandarin", "水果", "件=5; 筐=10", "11-1", "是", "2.0"),
        ("无核黄皮", "Seedless wampee", "水果", "", "", "", ""),
    )
    path = plain(tmp_path / "p.csv", rows, "gb18030", "\t")
    report = bring_in(regions, "products", path, people.parties["admin"])
    assert (report.problems, report.recorded, report.known) == ([], 1, 1)
