"""The parameters that the views share, checked once."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import AfterValidator, StringConstraints

from api.errors import InvalidParameter
from api.fields import PartyId, ProductId
from domain.act import SHANGHAI

DEFAULT_DAYS: Final = timedelta(days=365)
MOST_DAYS: Final = timedelta(days=5 * 366)


def _sensible(day: date) -> date:
    if not 2000 <= day.year < 2200:
        raise ValueError("must lie between the years 2000 and 2199")
    return day


Day = Annotated[date, AfterValidator(_sensible), Query(description="In Asia/Shanghai, included")]
FormDay = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"), Query()]
"""A day as a form sends it: empty when nobody chose one."""
PlacePrefix = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{0,6}$"),
    Query(description="The first digits of GB/T 2260 county codes: 44 a province, 4453 a city, 445322 a county"),
]
ProductAsked = Annotated[ProductId | None, Query(description="GTIN")]
PartyAsked = Annotated[PartyId | None, Query(description="PGLN")]
Limit = Annotated[int, Query(ge=1, le=500)]
PageToken = Annotated[str, Query(alias="page", max_length=500, description="`next` of the page before")]


def days(from_day: date | None, to_day: date | None) -> tuple[date, date]:
    """The days asked for; the last year when none are. Raises InvalidParameter."""
    last = to_day or datetime.now(SHANGHAI).date()
    first = from_day or last - DEFAULT_DAYS
    if first > last or last - first > MOST_DAYS:
        raise InvalidParameter(parameter="from_day", code="days")
    return first, last


def form_day(asked: str) -> date | None:
    """Raises InvalidParameter."""
    try:
        return _sensible(date.fromisoformat(asked)) if asked else None
    except ValueError:
        raise InvalidParameter(parameter="from_day", code="days") from None


def token(*parts: str) -> str:
    """An opaque page token."""
    return urlsafe_b64encode("\n".join(parts).encode()).decode().rstrip("=")


def untoken(text: str, parts: int) -> list[str]:
    """What `token` was made of. Raises InvalidParameter."""
    try:
        found = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("\n")
    except (binascii.Error, UnicodeError, ValueError):
        found = []
    if len(found) != parts or not all(part.isprintable() for part in found):
        raise InvalidParameter(parameter="page", code="page")
    return found
