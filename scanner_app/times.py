"""Days and times as a page shows them, from the ISO text that its fields carry."""

from __future__ import annotations

from datetime import date
from typing import Final

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def when(iso: str, lang: str, after: str = "") -> str:
    """A day, or a day and its time to the minute as the text has it; what it shares with `after` is left out.

    >>> when("2026-07-09T05:40+08:00", "zh-CN"), when("2026-07-09", "en"), when("2026-07-11", "zh-CN", "2026-07-09")
    ('2026年7月9日 05:40', '9 Jul 2026', '11日')
    """
    day = date.fromisoformat(iso[:10])
    if after and lang == "zh-CN" and iso[:4] == after[:4]:
        return f"{day.day}日" if iso[:7] == after[:7] else f"{day.month}月{day.day}日"
    text = f"{day:%Y}年{day.month}月{day.day}日" if lang == "zh-CN" else f"{day.day} {_MONTHS[day.month - 1]} {day:%Y}"
    return f"{text} {iso[11:16]}".rstrip()
