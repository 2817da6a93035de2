"""Cells that choose one of a few: counties, kinds of sites, categories, measures, datums."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from api.importing.cells import CellRefused, text
from api.importing.table import Value
from domain.place.county import counties

SITE_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("地块", "田", "果园", "菜地", "大棚", "plot"), "plot"),
        **dict.fromkeys(("水塘", "鱼塘", "塘", "池塘", "海区", "pond"), "pond"),
        **dict.fromkeys(("栏舍", "鸡舍", "猪舍", "圈舍", "house"), "house"),
        **dict.fromkeys(("包装厂", "包装场", "分拣场", "packhouse"), "packhouse"),
        **dict.fromkeys(("仓库", "冷库", "warehouse"), "warehouse"),
        **dict.fromkeys(("市场", "档口", "market"), "market"),
        **dict.fromkeys(("门店", "商店", "shop"), "shop"),
        **dict.fromkeys(("港口", "码头", "port"), "port"),
    }
)
CATEGORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "水果": "fruit",
        "蔬菜": "vegetable",
        "粮食": "grain",
        "谷物": "grain",
        "水产": "aquatic",
        "水生植物": "aquatic_plant",
        "家禽": "poultry",
        "禽蛋": "egg",
        "家畜": "livestock",
        "药材": "herb",
        "中药材": "herb",
        "香料": "spice",
        "茶叶": "tea",
        "加工品": "processed",
    }
)
MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("公斤", "千克", "重量", "斤", "kg"), "kg"),
        **dict.fromkeys(("个", "只", "头", "羽", "数量", "piece"), "piece"),
    }
)
DATUMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("wgs-84", "wgs84", "gps", "北斗", "cgcs2000"), "WGS-84"),
        **dict.fromkeys(("gcj-02", "gcj02", "高德", "腾讯", "火星坐标"), "GCJ-02"),
    }
)


def site_kind(value: Value) -> str:
    """A kind of site."""
    return _chosen(value, SITE_KINDS)


def measure(value: Value) -> str:
    """kg or piece."""
    return _chosen(value, MEASURES)


def datum(value: Value) -> str:
    """The datum of a position; maps of Gaode and Tencent show GCJ-02."""
    return _chosen(value, DATUMS)


def category(value: Value) -> str:
    """A category by its Chinese name, or a code."""
    written = text(value)
    code = CATEGORIES.get(written, written.lower())
    if not (code.isascii() and code.replace("_", "a").isalnum()):
        raise CellRefused("choice", choices="、".join(CATEGORIES))
    return code


def county(value: Value) -> str:
    """A county's code from the code, or from its name alone or after its city's and province's.

    >>> county("广东省云浮市郁南县"), county("郁南"), county("445322")
    ('445322', '445322', '445322')
    """
    written = text(value).replace(" ", "").removeprefix("广东省").removeprefix("广东")
    codes = _codes().get(written, frozenset())
    if len(codes) != 1:
        raise CellRefused("county" if not codes else "county_ambiguous")
    return next(iter(codes))


@cache
def _codes() -> Mapping[str, frozenset[str]]:
    """Every way to write a county -> the codes that it may mean."""
    found: dict[str, set[str]] = {}
    for one in counties().values():
        city = counties().get(one.prefecture)
        stems = {one.name_zh, one.name_zh[:-1] if len(one.name_zh) > 2 else one.name_zh, one.name_en, one.code}
        cities = {city.name_zh, city.name_zh.removesuffix("市")} if city and city is not one else set[str]()
        for name in stems | {before + one.name_zh for before in cities}:
            found.setdefault(name, set()).add(one.code)
    return MappingProxyType({name: frozenset(codes) for name, codes in found.items()})


def _chosen(value: Value, choices: Mapping[str, str]) -> str:
    found = choices.get(text(value).lower())
    if found is None:
        raise CellRefused("choice", choices="、".join(name for name in choices if not name.isascii()))
    return found
