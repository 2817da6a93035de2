"""Codes, times and places in words; every coded value of a page is told as code and text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.act import SHANGHAI
from domain.place import counties
from scanner_app.words import word, words

Coded = dict[str, str]
"""`{"code": ..., "text": ...}`: the code for programs, the text for people."""


def coded(lang: str, family: str, code: str, **values: object) -> Coded:
    """The code with the words of `{family}.{code}`."""
    return {"code": code, "text": word(lang, f"{family}.{code}", **values)}


def known(lang: str, family: str, code: str) -> Coded | None:
    """As `coded`; None for a code that has no words, since what a person typed may say more than is public."""
    return coded(lang, family, code) if f"{family}.{code}" in words(lang) else None


def place(lang: str, code: str) -> Coded:
    """A county with its city: 云浮市郁南县. An empty code stands for several places."""
    if not code:
        return {"code": "", "text": word(lang, "scan.many_places")}
    return {"code": code, "text": _county(lang, code) or word(lang, "scan.unknown_place")}


def town(name: str) -> str | None:
    """A town's name; None where only its code is known, which tells a buyer nothing."""
    return None if name.isdecimal() else name


def listed(lang: str, codes: Iterable[str]) -> str:
    """Several counties in one sentence."""
    return ("、" if lang == "zh-CN" else ", ").join(dict.fromkeys(place(lang, code)["text"] for code in codes))


def _county(lang: str, code: str) -> str:
    all_counties = counties()
    found = all_counties.get(code)
    if found is None:
        return ""
    city = all_counties.get(found.prefecture, found)
    names = [city] if city is found else [city, found]
    if lang == "zh-CN":
        return "".join(one.name_zh for one in names)
    return ", ".join(one.name_en for one in reversed(names))


def moment(at: datetime) -> str:
    """To the minute, in Shanghai: 2026-07-09T05:40+08:00."""
    return at.astimezone(SHANGHAI).isoformat(timespec="minutes")


def without_nothing(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that have a value: what is not known is left out, not null."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
