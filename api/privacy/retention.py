"""How long personal values are kept, and by which law: one line for each kind of entry in the vault.

`PIPL` is 个人信息保护法, the Personal Information Protection Law of 2021.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final, NamedTuple

from store.vault import Held
from store.vault.ledger import Retained

VERSION: Final = "2026-11b"
"""Of the notice: another one with every change of its words or of TERMS; people are asked anew. Month and letter: a
spreadsheet takes it for no date."""


class Term(NamedTuple):
    """`least`: years that a law wants `fields`, whoever asks for their end; `most`: years until they go by themselves.

    Both run from the day of the record; those of standing data (`most` is None) from the day that an end is asked for.
    `consent`: the purpose without which they may not be kept; empty: it needs none.
    """

    fields: tuple[str, ...]
    least: int
    most: int | None
    law: str
    consent: str = ""


TERMS: Final = {
    # Whoever sells food wholesale records name and contact of the buyer, two years where no shelf life is stated.
    "sale": Term(("name", "phone"), 2, 2, "食品安全法 第五十三条第四款、第五十条第二款"),
    # Who carried what: kept for three years from the end of the deal.
    "freight": Term(
        ("driver", "phone", "plate"), 3, 3, "网络平台道路货物运输经营管理暂行办法 第十八条；电子商务法 第三十一条"
    ),
    # Whoever buys farm produce records name and contact of the supplier: two years after the last purchase at most.
    "party": Term(("name", "phone"), 2, None, "食品安全法 第五十条第二款"),
    # Where a household lives and grows is needed by no law to the metre: PIPL 13 (1) 1, 28, 29.
    "plot": Term(
        ("consent", "name", "outline", "point"), 0, None, "个人信息保护法 第十三条第一款第一项、第二十九条", "plot"
    ),
    # Free words beside a record: as long as the record of production is (two years), never against its writer's will.
    "note": Term(("late_reason", "note"), 0, 2, "农产品质量安全法 第二十七条；个人信息保护法 第十九条"),
    # Pictures that show what a record says, the same; whoever must keep a paper for longer keeps the paper.
    "picture": Term(("picture",), 0, 2, "农产品质量安全法 第二十七条；个人信息保护法 第十九条"),
    # The number that one signs in with: a contract with oneself, PIPL 13 (1) 2.
    "account": Term(("phone",), 0, None, "个人信息保护法 第十三条第一款第二项"),
    # Why somebody took names out: how personal information was handled is kept on record for three years.
    "export": Term(("reason",), 3, 3, "个人信息保护法 第五十六条"),
}
EXACT: Final = frozenset({"consent", "outline", "point"})
"""Fields that rest on the consent to keep exact places, and the version of the notice that was agreed to."""
SWEPT_SUBJECTS: Final = ("buyer", "driver")
"""First words of subjects that are made for one record each."""
SWEPT_FIELDS: Final = ("late_reason", "note", "picture", "plate", "reason")
SHORTEST: Final = min(term.most for term in TERMS.values() if term.most is not None)
_BY_FIELD: Final = {
    "export": {"reason"},
    "note": {"note", "late_reason"},
    "picture": {"picture"},
    "plot": {"point", "outline"},
    "freight": {"plate", "driver"},  # of stores that kept drivers under the party that sent them
}
_BY_SUBJECT: Final = {"buyer": "sale", "driver": "freight"}


def kind_of(subject: str, fields: Collection[str]) -> str:
    """Which of TERMS an entry falls under.

    >>> kind_of("buyer of 0197", {"name"}), kind_of("9521234000013", {"point"}), kind_of("9521234000013", {"name"})
    ('sale', 'plot', 'party')
    """
    first, _, rest = subject.partition(" of ")
    if rest and first in _BY_SUBJECT:
        return _BY_SUBJECT[first]
    for kind, marks in _BY_FIELD.items():
        if marks.intersection(fields):
            return kind
    return "party" if subject.isdecimal() else "account"


def retained(subject: str, one: Held, at: datetime) -> Retained | None:
    """What of an entry must outlive an erasure asked for at `at`, locked; None: nothing."""
    if one.locked_until:
        return Retained(tuple(one.fields), one.locked_until) if one.locked_until > at else None
    term = TERMS[kind_of(subject, one.fields)]
    until = years_after(one.kept_at if term.most is not None else at, term.least)
    wanted = tuple(sorted(one.fields.keys() & set(term.fields)))
    return Retained(wanted, until) if until > at and wanted else None


def over(subject: str, one: Held, now: datetime) -> bool:
    """Whether an entry may be kept no longer."""
    if one.locked_until:
        return one.locked_until <= now
    most = TERMS[kind_of(subject, one.fields)].most
    return most is not None and years_after(one.kept_at, most) <= now


def years_after(moment: datetime, years: int) -> datetime:
    """The same day, years later; the 1st of March for a 29th of February."""
    moment = moment.astimezone(UTC)
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)
