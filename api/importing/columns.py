"""The columns that each kind of file may have, and the titles under which people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from api.importing import cells, choices
from api.importing.table import Value
from api.privacy.retention import VERSION

Kind = Literal["members", "sites", "products", "harvest"]


@dataclass(frozen=True, slots=True)
class Column:
    """`key`: its name in code and in the words `import.column.{key}`. `title`: in templates; `also` is understood."""

    key: str
    title: str
    also: tuple[str, ...] = ()
    read: Callable[[Value], Any] = cells.text
    required: bool = False
    example: str = ""


_NAME = Column("name", "姓名", ("农户", "户主", "成员姓名", "社员", "种植户", "养殖户", "name"), example="黄日新")
_PHONE = Column(
    "phone", "手机", ("手机号", "手机号码", "电话", "联系电话", "phone", "mobile"), cells.phone, example="12000000000"
)
_PARTY = Column("party", "主体编码", ("农户编码", "成员编码", "pgln", "party"), example="9521234000020")
_COUNTY = Column("county", "县区", ("县", "区县", "县市区", "所在县", "county"), choices.county, example="郁南县")
_TOWN = Column("town", "乡镇", ("镇", "街道", "镇街", "town"), example="建城镇")
_PLOT = Column("plot", "地块", ("地块名称", "基地", "塘口", "场所", "名称", "plot", "site name"), example="东坑3号地")
_SITE = Column("site", "地块编号", ("场所编码", "地块编码", "gln", "site"), example="9521234000013")
_KIND = Column("kind", "类型", ("场所类型", "地块类型", "kind"), choices.site_kind, example="地块")
_AREA = Column("area", "面积", ("面积亩", "亩数", "种植面积", "area", "area mu"), cells.number, example="3.5")
_LAT = Column("lat", "纬度", ("latitude", "lat"), cells.degrees, example="23.2401")
_LON = Column("lon", "经度", ("longitude", "lon", "lng"), cells.degrees, example="111.5302")
_CONSENT = Column("consent", "位置告知书", ("告知书版本", "同意书版本", "consent"), example=VERSION)
_DATUM = Column("datum", "坐标系", ("datum",), choices.datum, example="WGS-84")
_PLACE = (_COUNTY, _TOWN, _KIND, _AREA, _LAT, _LON, _DATUM, _CONSENT)


def _must(column: Column) -> Column:
    return Column(column.key, column.title, column.also, column.read, True, column.example)


COLUMNS: Final[Mapping[Kind, tuple[Column, ...]]] = MappingProxyType(
    {
        "members": (_must(_NAME), _PHONE, _must(_COUNTY), _TOWN, _PARTY, _PLOT, _KIND, _AREA, *_PLACE[4:]),
        "sites": (_NAME, _PHONE, _PARTY, _must(_PLOT), _SITE, _must(_COUNTY), *_PLACE[1:]),
        "products": (
            Column("name_zh", "产品", ("产品名称", "品名", "中文名", "product"), required=True, example="郁南无核黄皮"),
            Column("name_en", "英文名", ("english", "name en", "english name"), required=True, example="Yunan wampee"),
            Column("category", "类别", ("分类", "品类", "category"), choices.category, required=True, example="水果"),
            Column("measure", "计量", ("计量方式", "measure"), choices.measure, example="公斤"),
            Column("product", "产品编码", ("商品条码", "条码", "gtin"), example="09521234000006"),
            Column("county", "产地县区", ("产地", "县区", "origin county"), choices.county, example="郁南县"),
            Column("origin_mark", "地理标志", ("地标", "origin mark"), example="郁南无核黄皮"),
            Column("packs", "包装", ("包装规格", "规格", "packs"), cells.packs, example="筐=10; 箱=2.5"),
            Column("season", "月份", ("上市月份", "季节", "season", "months"), cells.months, example="6-8"),
            Column("certificate", "需合格证", ("合格证", "certificate"), cells.yes_or_no, example="是"),
            Column("keeping_days", "保质期", ("保质期天", "保存天数", "keeping days"), cells.whole, example="12"),
            Column("cap_per_mu", "亩产上限", ("亩产上限吨", "cap per mu"), cells.number, example="1.0"),
        ),
        "harvest": (
            _NAME,
            _PHONE,
            _PARTY,
            _PLOT,
            _SITE,
            Column(
                "product",
                "产品",
                ("产品名称", "品名", "品种", "农产品", "产品编码", "gtin", "product"),
                required=True,
                example="郁南无核黄皮",
            ),
            Column(
                "day",
                "采收日期",
                ("日期", "采收时间", "采摘日期", "收获日期", "捕捞日期", "出栏日期", "day", "date"),
                cells.moment,
                required=True,
                example="2026-07-09",
            ),
            Column(
                "amount",
                "数量",
                ("采收数量", "产量", "重量", "采收量", "收获量", "amount", "quantity"),
                cells.amount,
                required=True,
                example="350",
            ),
            Column("unit", "单位", ("计量单位", "unit"), example="斤"),
            Column("lot", "批次号", ("批次", "采收批次", "lot"), example=""),
            Column("note", "备注", ("说明", "note", "remark", "remarks"), example=""),
        ),
    }
)
"""In the order of the template."""
