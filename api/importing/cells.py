"""One cell into one value: what people write into ledgers, read strictly; what could mean two things is refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from api.importing.table import Value
from domain.act import SHANGHAI

EXCEL_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of serial numbers after February 1900 (ECMA-376 part 1, 18.17.4.1)."""
LONGEST_NUMBER: Final = 20
_SERIALS: Final = range(36526, 73051)
"""Serial numbers of the years 2000 to 2099."""
_DAY: Final = re.compile(
    r"(20\d\d)(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d\d)(\d\d))"
    r"(?:[T ]?(\d{1,2}):(\d\d)(?::\d\d)?)?"
)
_NUMBER: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_AMOUNT: Final = re.compile(r"([0-9.,]+)\s*([^\s\d.,]\D*)?")
_MONTHS: Final = re.compile(r"\d{1,2}(?:-\d{1,2})?(?:[,、 ]\d{1,2}(?:-\d{1,2})?)*")


class CellRefused(Exception):
    """A cell cannot be read. `key` names the words `import.{key}`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def text(value: Value) -> str:
    """One line of text; digits and letters of full width are the same as others.

    >>> text(" ＡＢ１２　果场 ")
    'AB12 果场'
    """
    match value:
        case float() if value.is_integer():
            written = str(int(value))
        case float():
            written = f"{value:.15g}"  # a program keeps 15 digits and computes with more
        case _:
            written = str(value)
    return " ".join(unicodedata.normalize("NFKC", written).split())


def phone(value: Value) -> str:
    """Digits alone, without China's 86.

    >>> phone("+86 138-0000-0000")
    '13800000000'
    """
    digits = re.sub(r"[\s()-]", "", text(value))
    digits = re.sub(r"^(\+|00)86", "", digits)
    if not re.fullmatch(r"\+?\d{5,20}", digits):
        raise CellRefused("phone")
    return digits


def moment(value: Value) -> datetime:
    """A day, with its time where that is given, else at its begin: before whatever else is known of that day.

    >>> moment("2026年7月9日").isoformat()
    '2026-07-09T00:00:00+08:00'
    >>> moment(46212).date().isoformat()
    '2026-07-09'
    """
    match value:
        case datetime():
            found = value
        case date():
            found = datetime.combine(value, time())
        case _:
            found = _moment(text(value))
    if not 2000 <= found.year <= 2099:
        raise CellRefused("day_range")
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)


def _moment(written: str) -> datetime:
    if re.fullmatch(r"\d{5}(\.\d+)?", written) and int(float(written)) in _SERIALS:
        days = Decimal(written)
        return datetime.combine(EXCEL_EPOCH + timedelta(int(days)), time()) + timedelta(minutes=round(days % 1 * 1440))
    match = _DAY.fullmatch(written)
    if match is None:
        raise CellRefused("day")
    year, *rest = match.groups()
    month, day = (int(part) for part in rest[:6] if part)
    try:
        return datetime(int(year), month, day, int(rest[6] or 0), int(rest[7] or 0))  # noqa: DTZ001  set above
    except ValueError:
        raise CellRefused("day") from None


def number(value: Value) -> str:
    """A plain decimal number; commas between thousands are dropped.

    >>> number("1,200.50")
    '1200.50'
    """
    written = text(value)
    match = _NUMBER.fullmatch(written)
    if match is None or len(written) > LONGEST_NUMBER:
        raise CellRefused("number")
    return match[1].replace(",", "") + (match[2] or "")


def whole(value: Value) -> int:
    """A whole number of at most 6 digits."""
    written = number(value)
    if "." in written or len(written) > 6:
        raise CellRefused("whole_number")
    return int(written)


def degrees(value: Value) -> float:
    """Degrees with a point, as a phone shows them."""
    written = text(value)
    if not re.fullmatch(r"-?\d{1,3}\.\d{1,12}", written):
        raise CellRefused("degrees")
    return float(written)


def amount(value: Value) -> tuple[str, str]:
    """A number and, where it stands behind it, its unit.

    >>> amount("３５０斤")
    ('350', '斤')
    """
    match = _AMOUNT.fullmatch(text(value))
    if match is None:
        raise CellRefused("number")
    return number(match[1]), (match[2] or "").strip()


def yes_or_no(value: Value) -> bool:
    """是 or 否."""
    written = text(value).lower()
    if written in {"是", "有", "需要", "yes", "y", "1", "true"}:
        return True
    if written in {"否", "无", "不需要", "no", "n", "0", "false"}:
        return False
    raise CellRefused("yes_or_no")


def months(value: Value) -> list[int]:
    """Months in the order of the season.

    >>> months("12-2")
    [12, 1, 2]
    """
    written = re.sub(r"月(?:份)?", "", text(value)).replace("至", "-").replace("~", "-").replace(", ", ",")
    if not _MONTHS.fullmatch(written):
        raise CellRefused("months")
    found: list[int] = []
    for part in re.split(r"[,、 ]", written):
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        if not (1 <= start <= 12 and 1 <= end <= 12):
            raise CellRefused("months")
        found += [(start - 1 + step) % 12 + 1 for step in range((end - start) % 12 + 1)]
    return list(dict.fromkeys(found))


def packs(value: Value) -> list[dict[str, str]]:
    """Trade packs and what they hold.

    >>> packs("筐=10; 箱=2.5公斤")
    [{'name': '筐', 'kilograms': '10'}, {'name': '箱', 'kilograms': '2.5'}]
    """
    found: list[dict[str, str]] = []
    for part in re.split(r"[;；、\n]", text(value)):
        if not part.strip():
            continue
        match = re.fullmatch(r"\s*([^=:：\s]{1,20})\s*[=:]\s*([0-9.]+)\s*(?:kg|公斤|千克)?\s*", part)
        if match is None:
            raise CellRefused("packs")
        found.append({"name": match[1], "kilograms": number(match[2])})
    return found
