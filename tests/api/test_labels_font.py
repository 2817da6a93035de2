"""The font that is shipped: what it holds, that it is the one its checksum names, its licence beside it."""

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from api.labels.font import FONT_FILE, missing_glyphs

PRODUCTS = """
云浮 郁南无核黄皮 郁南无核沙糖桔 罗定稻米 罗定肉桂 桂通 桂碎 新兴 肉鸡 温氏模式 新兴香荔 贡柑 黄皮饼
湛江 徐闻菠萝 曲界 愚公楼 巴厘 台农16/17 金钻 廉江红橙 遂溪火龙果 覃斗芒果 雷州 对虾 生蚝 金鲳鱼 剑麻 霞山
茂名 高州荔枝 3月红 白糖罂 妃子笑 桂味 糯米糍 化橘红 罗非鱼 香蕉 高州桂圆肉 根子
肇庆 德庆贡柑 四会沙糖桔 肇实 鼎湖 阳江 程村蚝 阳西 春砂仁 阳春 豆豉 新会陈皮 广东三宝 岭南 佛手 何首乌 怀集
斤 公斤 担 吨 筐 件 箱 条 头 羽 打 亩 泡沫箱 罐 盒 kg g ℃ ‰ % ² · （）「」、，。≤ ≥ − × ÷ ± °
广州 深圳 香港 江南果菜批发市场 滘 塱 埗 氹 冼 禤
"""


def test_every_character_of_the_five_cities_products_has_a_glyph():
    assert missing_glyphs(PRODUCTS) == ""


def test_every_gb2312_character_has_a_glyph():
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    assert missing_glyphs("".join(pair.decode("gb2312", errors="ignore") for pair in rows)) == ""


def test_font_is_the_one_its_checksum_names():
    digest, name = Path(f"{FONT_FILE}.sha256").read_text().split()
    assert (digest, name) == (hashlib.sha256(FONT_FILE.read_bytes()).hexdigest(), FONT_FILE.name)


def test_licence_lies_beside_the_font():
    licence = (FONT_FILE.parent / "OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Copyright 2014-2021 Adobe" in licence


@pytest.mark.parametrize("name_id", [1, 4, 6])
def test_subset_does_not_bear_the_trademark(name_id: int):
    with TTFont(FONT_FILE) as font:
        assert "Noto" not in (font["name"].getDebugName(name_id) or "Noto")
