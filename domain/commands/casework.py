"""Cases of an authority: opened by an inspector or a regulator, closed by any of its own."""

from __future__ import annotations

from domain.case import Case
from domain.commands.goods import Outcome
from domain.errors import WrongStore
from domain.region import COMMONS, Desk


def open_case(desk: Desk, *, number: str, subject: str, reason: str, jurisdiction: str) -> Outcome:
    """`subject`: a lot, an item or a unit, by its path. In the commons alone. Raises WrongStore."""
    _case(desk, number).open(desk.act, number=number, subject=subject, reason=reason, jurisdiction=jurisdiction)
    return {"number": number, "subject": subject, "open": True}


def close_case(desk: Desk, *, number: str, outcome: str) -> Outcome:
    """From now on it opens nothing. What was looked at for it stays recorded."""
    _case(desk, number).close(desk.act, number=number, outcome=outcome)
    return {"number": number, "open": False}


def _case(desk: Desk, number: str) -> Case:
    """Of the acting authority: the numbers of others are not looked up."""
    if desk.region.region != COMMONS:
        raise WrongStore(kind="case", region=desk.region.region)
    return desk.load(Case, desk.act.party, number)
