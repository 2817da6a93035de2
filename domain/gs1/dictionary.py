"""GS1's own table of application identifiers: how long each value is, of which characters, what may stand with it.

The table is GS1's Barcode Syntax Dictionary (Apache-2.0), kept verbatim in `domain/data/`. Of its linters those are
run that can tell a misread code or a wrong date; tables of countries, currencies and pack types are not consulted, for
they change and no identity depends on them. `req` is not judged: it speaks of all carriers on one thing together.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from domain.gs1.character_set import CHARACTER_SET_82
from domain.gs1.check_digit import DIGITS, check_digit
from domain.gs1.malformed import MalformedIdentifier, WrongCheckDigit

SOURCE = Path(__file__).parent.parent / "data" / "gs1-syntax-dictionary.txt"
_CHARACTERS = {
    "N": DIGITS,
    "X": CHARACTER_SET_82,
    "Y": frozenset("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "Z": frozenset("-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"),
}
_LINE = re.compile(r"(?P<first>\d{2,4})(?:-(?P<last>\d{2,4}))?\s+(?P<rest>[^#]+)")
_FLAGS = re.compile(r"[*?]+")
_COMPONENT = re.compile(r"(?P<optional>\[)?(?P<kind>[NXYZ])(?P<variable>\.\.)?(?P<length>\d+)\]?(?P<linters>(?:,\w+)*)")


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a value: `kind` is N, X, Y or Z; lengths in characters."""

    kind: str
    shortest: int
    longest: int
    optional: bool
    linters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One application identifier. `qualifiers` is None when it is no Digital Link key, else the allowed sequences."""

    ai: str
    predefined_length: bool
    link_attribute: bool
    components: tuple[Component, ...]
    qualifiers: tuple[tuple[str, ...], ...] | None
    excluded: re.Pattern[str] | None

    def excludes(self, ai: str) -> bool:
        """Whether `ai` may never stand on the same thing."""
        return self.excluded is not None and ai != self.ai and self.excluded.fullmatch(ai) is not None

    @property
    def longest(self) -> int:
        return sum(component.longest for component in self.components)

    def check(self, value: str) -> None:
        """Raises MalformedIdentifier or WrongCheckDigit when `value` is not one that this identifier may have."""
        rest = value
        for component in self.components:
            if component.optional and not rest:
                break
            part, rest = rest[: component.longest], rest[component.longest :]
            if len(part) < component.shortest:
                raise MalformedIdentifier(value, f"the value of ({self.ai}) is too short")
            if not _CHARACTERS[component.kind].issuperset(part):
                raise MalformedIdentifier(value, f"the value of ({self.ai}) has a character that may not stand there")
            for linter in component.linters:
                _lint(self.ai, linter, part)
        if rest:
            raise MalformedIdentifier(value, f"the value of ({self.ai}) is too long")


@cache
def dictionary() -> dict[str, Entry]:
    """Every application identifier by its digits."""
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    return {entry.ai: entry for line in lines if (match := _LINE.match(line)) for entry in _entries(match)}


def _entries(line: re.Match[str]) -> list[Entry]:
    words = line["rest"].split()
    flags = words.pop(0) if _FLAGS.fullmatch(words[0]) else ""
    components = tuple(_component(match) for word in words if (match := _COMPONENT.fullmatch(word)))
    attributes = words[len(components) :]
    qualifiers = [word for word in attributes if word.partition("=")[0] == "dlpkey"]
    first, last = line["first"], line["last"] or line["first"]
    return [
        Entry(
            ai=str(number).zfill(len(first)),
            predefined_length="*" in flags,
            link_attribute="?" in flags,
            components=components,
            qualifiers=_sequences(qualifiers[0]) if qualifiers else None,
            excluded=_excluded(next((word[3:] for word in attributes if word.startswith("ex=")), "")),
        )
        for number in range(int(first), int(last) + 1)
    ]


def _component(match: re.Match[str]) -> Component:
    length = int(match["length"])
    linters = tuple(match["linters"].split(",")[1:])
    return Component(match["kind"], 1 if match["variable"] else length, length, bool(match["optional"]), linters)


def _sequences(attribute: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sequence.split(",")) for sequence in attribute.partition("=")[2].split("|") if sequence)


def _excluded(patterns: str) -> re.Pattern[str] | None:
    """'01,37,310n' as an expression; an 'n' is any digit."""
    return re.compile(patterns.replace(",", "|").replace("n", "[0-9]")) if patterns else None


def _lint(ai: str, linter: str, part: str) -> None:
    match linter:
        case "csum":
            if part[-1] != (expected := check_digit(part[:-1])):
                raise WrongCheckDigit(part, found=part[-1], expected=expected)
        case "zero":
            if part.strip("0"):
                raise MalformedIdentifier(part, f"the first digit of ({ai}) must be 0")
        case "nonzero":
            if not part.strip("0"):
                raise MalformedIdentifier(part, f"a part of ({ai}) may not be zero")
        case "yymmdd" | "yymmd0" | "yyyymmdd":
            _lint_date(ai, part, day_may_be_zero=linter == "yymmd0")
        case "hhmi":
            if int(part[:2]) > 23 or int(part[2:]) > 59:
                raise MalformedIdentifier(part, f"({ai}) holds no time of day")
        case _:
            pass


def _lint_date(ai: str, part: str, *, day_may_be_zero: bool) -> None:
    """A day, as YYMMDD or YYYYMMDD; day 00 means the month where allowed. Centuries only matter for 29 February."""
    year, month, day = int(part[:-4]), int(part[-4:-2]), int(part[-2:])
    try:
        date(year + 2000 if len(part) == 6 else year, month, day or int(day_may_be_zero))
    except ValueError:
        raise MalformedIdentifier(part, f"({ai}) holds no day") from None
