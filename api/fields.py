"""The values that bodies and addresses are made of: GS1 identities in any form, amounts, times, points."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Literal, LiteralString, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from domain import values
from domain.commands.goods import Amount, Goods
from domain.gs1 import Gln, Gtin, Identity, Lgtin, MalformedIdentifier, Pgln, Sgln, Sgtin, Sscc, parse
from domain.place import Place, UnknownCounty, county
from scanner_app.words import word

_HIDDEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]")
"""Control characters (C0, C1) and those that turn the direction of writing: what they do is not what one reads."""
_OUR_LOT = re.compile(r"01/([0-9]{14})/10/([0-9A-Z]{1,20})")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC) - timedelta(days=1)


class WrongKind(MalformedIdentifier):
    """An identifier of another kind of thing than is asked for here."""


class Body(BaseModel):
    """A JSON object: nothing unknown in it, nothing of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def _identified(
    wanted: type[Identity] | tuple[type[Identity], ...], digits: Callable[[str], Identity], lengths: tuple[int, ...]
) -> Callable[[str], str]:
    kinds = wanted if isinstance(wanted, tuple) else (wanted,)

    @lru_cache(maxsize=4096)  # a phone names the same site, product and lot again and again
    def read(text: str) -> str:
        plain = len(text) in lengths and text.isascii() and text.isdecimal()
        found = digits(text) if plain else parse(text)
        if not isinstance(found, kinds):
            names = " or ".join(_NAMES[kind] for kind in kinds)
            raise WrongKind(text, f"names a {_NAMES[type(found)]}, not a {names}")
        return found.path if isinstance(wanted, tuple) else found.key

    return read


def as_moment(given: object) -> datetime:
    """An aware time from ISO 8601; years that are no year of ours, and numbers, are refused."""
    try:
        moment = datetime.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        raise _wrong("time_form") from None
    if moment.tzinfo is None or not timedelta(hours=-15) < (moment.utcoffset() or timedelta()) < timedelta(hours=15):
        raise _wrong("time_offset")
    if not EARLIEST.replace(tzinfo=None) <= moment.replace(tzinfo=None) <= LATEST.replace(tzinfo=None):
        raise _wrong("time_range")
    return moment


def as_v7(found: UUID) -> UUID:
    """RFC 9562: the version that a client can make alone and that sorts by time."""
    if found.version != 7:
        raise _wrong("uuid_v7")
    return found


def _as_county(code: str) -> str:
    try:
        return county(code).code
    except UnknownCounty:
        raise _wrong("county") from None


def one_line(text: str) -> str:
    """Refuses what cannot be seen, line breaks among it."""
    if _HIDDEN.search(text):
        raise _wrong("control_characters")
    return text


def _lines(text: str) -> str:
    one_line(text.replace("\n", ""))
    return text


def distinct(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Refuses a key that is named twice."""
    if len(set(keys)) < len(keys):
        raise _wrong("repeated")
    return keys


def _wrong(code: LiteralString) -> PydanticCustomError:
    """The words of `invalid.{code}` say what is wrong."""
    return PydanticCustomError(code, "{words}", {"words": word("en", f"invalid.{code}")})


_NAMES: dict[object, str] = {
    Gtin: "product (GTIN)",
    Lgtin: "lot (GTIN and lot)",
    Sgtin: "labelled item (GTIN and serial)",
    Sscc: "logistic unit (SSCC)",
    Gln: "site (GLN)",
    Sgln: "spot inside a site (SGLN)",
    Pgln: "party (PGLN)",
}
_ID = Field(min_length=1, max_length=2000)


def _text_schema(description: str, example: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "minLength": 1, "maxLength": 2000, "description": description, "examples": [example]}
    )


_read_lot = _identified(Lgtin, parse, ())


def _as_lot(text: str) -> str:
    """The form that our own screens write is read without the general parser: it is nearly all there is."""
    ours = _OUR_LOT.fullmatch(text)
    return Lgtin(Gtin(ours[1]), ours[2]).key if ours else _read_lot(text)


LotId = Annotated[
    str,
    _ID,
    AfterValidator(_as_lot),
    _text_schema("A lot, as Digital Link, its path, EPC URN or element string", "01/09520000000011/10/26070100000009"),
]
ProductId = Annotated[
    str,
    _ID,
    AfterValidator(_identified(Gtin, Gtin.padded, (8, 12, 13, 14))),
    _text_schema("A product: GTIN digits, or any GS1 form", "09520000000011"),
]
SiteId = Annotated[
    str,
    _ID,
    AfterValidator(_identified(Gln, Gln, (13,))),
    _text_schema("A site: GLN digits, or any GS1 form", "9521234000013"),
]
PartyId = Annotated[
    str,
    _ID,
    AfterValidator(_identified(Pgln, Pgln, (13,))),
    _text_schema("A party: PGLN digits, or any GS1 form", "9521234000020"),
]
UnitId = Annotated[
    str,
    _ID,
    AfterValidator(_identified(Sscc, Sscc, (18,))),
    _text_schema("A logistic unit: SSCC digits, or any GS1 form", "095212340000000019"),
]
TracedId = Annotated[
    str,
    _ID,
    AfterValidator(_identified((Lgtin, Sgtin, Sscc), Sscc, (18,))),
    _text_schema("A lot, an item or a logistic unit, in any GS1 form", "01/09520000000011/10/26070100000009"),
]
Moment = Annotated[
    datetime,
    PlainValidator(as_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "With an offset"}),
]
CommandId = Annotated[
    UUID,
    AfterValidator(as_v7),
    WithJsonSchema({"type": "string", "format": "uuid", "description": "A UUID of version 7, made by the client"}),
]
CountyCode = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{6}$"), AfterValidator(_as_county), Field(examples=["445322"])
]
TownCode = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{9}(?:[0-9]{3})?$"),
    AfterValidator(lambda code: code[:9]),
    Field(description="A town's 9 digits; of a code of 12, which names a village, the first 9", examples=["445322104"]),
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
"""A reason or a step: a code that the form offers, never free text."""
CaseNumber = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff〔〕()（）/._-]{2,39}$")
]
"""As authorities write them: 粤市监稽〔2026〕17号."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(one_line)]
Note = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_lines)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[0-9A-Za-z._/-]+$")]
"""A number on a paper or a seal."""
RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,30}$")]


class AmountBody(Body):
    """A number as a person entered it, in a unit of theirs."""

    value: Annotated[str, StringConstraints(min_length=1, max_length=40), Field(examples=["12.5"])]
    unit: Annotated[str, StringConstraints(min_length=1, max_length=20), Field(examples=["kg", "jin", "件"])]

    def read(self) -> Amount:
        return Amount(self.value, self.unit)


class GoodsBody(Body):
    """So much of one lot; `unit`: the logistic unit that it is in."""

    lot: LotId
    amount: AmountBody
    unit: UnitId | None = None

    def read(self) -> Goods:
        return Goods(self.lot, self.amount.read(), self.unit or "")


class PointBody(Body):
    """A position as the phone gives it, in the datum that it claims."""

    lat: float
    lon: float
    accuracy_m: float | None = None
    datum: Literal["WGS-84", "GCJ-02"] = "WGS-84"

    @model_validator(mode="after")
    def _is_on_earth(self) -> Self:
        self.read()
        return self

    def read(self) -> Place:
        return Place.read(self.lat, self.lon, self.accuracy_m, self.datum)

    def as_value(self) -> values.Point:
        here = self.read()
        return values.Point(here.lat, here.lon, here.accuracy_m or 0)


def whole(goods: tuple[GoodsBody, ...]) -> list[Goods]:
    """The goods as the domain takes them."""
    return [one.read() for one in goods]
