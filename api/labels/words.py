"""The fixed words on labels."""

from __future__ import annotations

from api.labels.label import DayKind, Label

SAMPLE = "样张"
SAMPLE_LONG = "样张 SAMPLE"
LOT = "批号"
SERIAL = "序号"
ORIGIN = "产地"
QUANTITY = "数量"
PARTY = "主体"
SCAN = "扫码看来历 Scan for its history"
DAY: dict[DayKind, str] = {"harvested": "采收", "packed": "包装"}


def headline(label: Label) -> tuple[str, str]:
    """The code that people read aloud, with its caption: the serial of an item, else the lot."""
    return (SERIAL, label.serial) if label.serial else (LOT, label.lot)
