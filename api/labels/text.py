"""Fitting words into a width: wrapped, made smaller down to a limit, and cut with … only when nothing else helps."""

from __future__ import annotations

from api.labels.font import width

ELLIPSIS = "…"
_NO_START, _NO_END = "，。、；：！？）》」』】·,.;:!?)", "（《「『【(￥"


def wrap(words: str, em: int, room: int, lines: int) -> list[str]:
    """`words` in at most `lines` lines of at most `room` dots; the last one ends in … when words are left over."""
    found: list[str] = []
    rest = words
    while rest and len(found) < lines - 1 and width(rest, em) > room:
        cut = _break(rest, em, room)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, shorten(rest, em, room)] if rest else found


def shorten(words: str, em: int, room: int) -> str:
    """`words`, or as much of them as leaves room for …"""
    if width(words, em) <= room:
        return words
    kept = words
    while kept and width(kept + ELLIPSIS, em) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS if kept else ""


def fitting_em(words: str, room: int, largest: int, smallest: int) -> int:
    """The largest em of `largest` down to `smallest` at which `words` fit on one line; `smallest` when none does."""
    natural = width(words, largest)
    return largest if natural <= room else max(smallest, int(largest * room / natural))


def _break(words: str, em: int, room: int) -> int:
    """Where to break: after the last space that fits, else between characters (no line opens with a closing mark)."""
    cut = max(1, next((n - 1 for n in range(1, len(words) + 1) if width(words[:n], em) > room), len(words)))
    if words[cut - 1].isascii() and words[cut : cut + 1].isascii():
        space = words.rfind(" ", 0, cut + 1)
        if space > 0:
            return space + 1
    while cut > 1 and (words[cut : cut + 1] in _NO_START or words[cut - 1] in _NO_END):
        cut -= 1
    return cut
