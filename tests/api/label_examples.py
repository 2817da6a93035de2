"""Labels that a packhouse would print, and an eye that shares no code with the printer: zxing-cpp."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import zxingcpp
from PIL import Image

from api.labels import Dpi, Label, Size

SIZES: tuple[Size, ...] = ("40x30", "60x40", "100x150")
DPIS: tuple[Dpi, ...] = (203, 300)

LOT = Label(
    url="https://sy.example.cn/01/09520123456788/10/260712K7M2QX9C",
    product_zh="郁南无核黄皮",
    product_en="Yunan Seedless Wampee",
    lot="260712K7M2QX9C",
    origin="云浮郁南",
    day=date(2026, 7, 12),
    quantity="5 kg",
    party="郁南县建城黄皮专业合作社",
)
LONGEST = replace(
    LOT,
    url="https://su-yuan.example.cn/01/09520123456788/21/7KQ4M2ZX9C3DAW",
    product_zh="化橘红、春砂仁、新会陈皮广东三宝礼盒装（特大号）",
    product_en="Three Treasures of Guangdong, gift box, extra large",
    lot="WWWWWWWWWWWWWWWWWWWW",
    serial="7KQ4M2ZX9C3DAW",
    origin="广东省茂名市高州市根子镇元坝村",
    quantity="10 盒（每盒 3 罐，每罐 250 克）",
    day_kind="packed",
    party="云浮市郁南县东坝镇思磊村黄皮专业合作社联合社",
)
BAREST = Label(url="https://a.cn/01/09520123456788/10/A", product_zh="米", lot="A")
PALLET = replace(
    LOT, sscc="395201234567890123", url="https://sy.example.cn/00/395201234567890123", quantity="48 箱 240 kg"
)
SAMPLE = replace(LOT, url="http://127.0.0.1:8000/01/09520123456788/10/260712K7M2QX9C")

LABELS = {"lot": LOT, "longest": LONGEST, "barest": BAREST, "sample": SAMPLE}
PALLETS = {"pallet": PALLET, "long pallet": replace(LONGEST, sscc=PALLET.sscc, url=PALLET.url, sample=True)}


def prints() -> list[tuple[Label, Size]]:
    """Every example on every size it can be printed on."""
    lots: list[tuple[Label, Size]] = [(label, size) for label in LABELS.values() for size in SIZES]
    return [*lots, *((label, "100x150") for label in PALLETS.values())]


def picture(png: bytes) -> Image.Image:
    """The picture in shades of grey, at its own size."""
    return Image.open(BytesIO(png)).convert("L")


def read(image: Image.Image) -> list[tuple[str, str]]:
    """Symbology identifier and text of every code in the picture, sorted."""
    return sorted((code.symbology_identifier, code.text) for code in zxingcpp.read_barcodes(image))


def expected(label: Label) -> list[tuple[str, str]]:
    """What a label must read as: the address, and under an SSCC the element string of AI 00."""
    codes = [("]Q1", label.url)]
    return sorted([*codes, ("]C1", f"(00){label.sscc}")] if label.sscc else codes)
