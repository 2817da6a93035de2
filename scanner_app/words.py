"""Every word that a person reads, by language and key; Chinese first, English second."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

LANGUAGES: Final = ("zh-CN", "en")
DEFAULT: Final = "zh-CN"
FOLDER: Final = Path(__file__).parent / "words"


class UnknownWord(LookupError):
    """No catalogue has this key in this language."""


def word(lang: str, key: str, **values: object) -> str:
    """The words of `key`, with `{name}` filled from `values`. Raises UnknownWord."""
    try:
        text = words(lang)[key]
    except KeyError:
        raise UnknownWord(f"{key} in {lang}") from None
    return text.format_map(values) if values else text


@cache
def words(lang: str) -> Mapping[str, str]:
    """All catalogues of a language in one: the files words/*.{lang}.json, each a flat object of key and text.

    A file whose keys another file has already is a mistake: ValueError.
    """
    merged: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"*.{lang}.json")):
        found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        if twice := merged.keys() & found.keys():
            raise ValueError(f"{path.name} says again: {sorted(twice)}")
        merged.update(found)
    return MappingProxyType(merged)


def choose(asked: str | None, remembered: str | None, accepted: str | None) -> str:
    """The language to answer in: `?lang=`, else the cookie `lang`, else Accept-Language, else Chinese.

    >>> choose(None, None, "en-GB,en;q=0.9,zh;q=0.1")
    'en'
    >>> choose("zh-CN", None, "en")
    'zh-CN'
    """
    for wanted in (asked, remembered):
        if wanted in LANGUAGES:
            return wanted
    return next(filter(None, map(_spoken, _by_preference(accepted or ""))), DEFAULT)


def _spoken(tag: str) -> str | None:
    """The language of ours that a tag means: any Chinese is served our Chinese."""
    primary = tag.split("-")[0].lower()
    return next((lang for lang in LANGUAGES if lang.split("-")[0] == primary), None)


def _by_preference(header: str) -> list[str]:
    """Language tags of an Accept-Language header, most wanted first (RFC 9110 section 12.5.4); q=0 is not wanted."""
    ranges: list[tuple[float, int, str]] = []
    for place, one in enumerate(header.split(",")[:20]):
        tag, _, parameter = one.strip().partition(";")
        weight = parameter.strip().removeprefix("q=") or "1"
        if tag and weight.replace(".", "", 1).isdecimal() and float(weight) > 0:
            ranges.append((-float(weight), place, tag.strip()))
    return [tag for _, _, tag in sorted(ranges)]
