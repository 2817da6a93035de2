"""The plan of the season: every command that somebody gave, in the order in which the stores learn of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from api.demo.chance import Chance, Keys
from api.demo_label import DemoLabel
from domain.act import SHANGHAI, Act
from domain.aggregate import NAMESPACE
from domain.commands.goods import Amount, Outcome

DEMO_CLOCK: Final = datetime(2026, 11, 16, 12, 0, tzinfo=SHANGHAI)
"""When the demo's supervisor wrote the season up."""

Command = Callable[..., Outcome]


class Personal(NamedTuple):
    """What goes to the vault before the command; the command gets the reference as its argument `keyword`.

    `subject` is a party, or a person without a key, named by "{command}".
    """

    keyword: str
    subject: str
    fields: dict[str, str]


class How(NamedTuple):
    """`offline`: from a phone without signal, told when it `arrives`; others are told at once."""

    offline: bool = False
    arrives: datetime | None = None
    role: str = "supervisor"
    personal: Personal | None = None


ONLINE: Final = How()


class Step(NamedTuple):
    """One command; `arrives` is later than its time when a phone was offline."""

    region: str
    arrives: datetime
    act: Act
    command: partial[Outcome]
    personal: Personal | None


class Planted(NamedTuple):
    """A discrepancy that was put in on purpose: what kind, and the fact, lot and site where it shows."""

    kind: str
    region: str
    fact: UUID
    lot: str
    site: str


class DemoRole(NamedTuple):
    """Somebody whom a visitor may play: a token is made for this person, party and role of `api.auth`."""

    name: str
    person: str
    party: str
    party_region: str
    role: str
    jurisdiction: str
    label: str


class Plan:
    """Steps in the order in which they were thought of; `Plan.of` of a region sorts them."""

    def __init__(self) -> None:
        self.keys = Keys()
        self.steps: list[Step] = []
        self.planted: list[Planted] = []
        self.labels: list[DemoLabel] = []
        self.roles: list[DemoRole] = []
        self._chance = Chance("commands")

    def tell(
        self,
        region: str,
        party: str,
        at: datetime,
        command: Command,
        how: How = ONLINE,
        /,
        **values: object,
    ) -> UUID:
        """`party` gives `command` in `region` at `at`; returns its id."""
        at = at.replace(microsecond=0)
        on_the_day = how.role not in ("supervisor", "administrator")
        act = Act(
            id=self._chance.command(at),
            party=party,
            person=person_of(party),
            at=at,
            received_at=at if on_the_day else max(DEMO_CLOCK, at),
            claimed_at=at,
            role=how.role,
            device=f"demo-{party[-6:-1]}",
            observed=how.offline,
            late_reason="demo",
        )
        self.steps.append(Step(region, how.arrives or at, act, partial(command, **values), how.personal))
        return act.id

    def plant(self, kind: str, region: str, fact: UUID, *, lot: str = "", site: str = "") -> None:
        self.planted.append(Planted(kind, region, fact, lot, site))


@cache
def person_of(party: str) -> str:
    """The one who works for a party in the demo: an id that tells no name."""
    return str(uuid5(NAMESPACE, f"demo person|{party}"))


def kg(quantity: Decimal) -> Amount:
    return Amount(f"{quantity:f}", "kg")


def entered(quantity: Decimal, unit: str) -> Amount:
    """`quantity` (kilograms, or pieces) as a person would write it who thinks in `unit`."""
    match unit:
        case "jin":
            return Amount(f"{(quantity * 2).normalize():f}", "jin")
        case "dan":
            return Amount(f"{(quantity / 50).normalize():f}", "dan")
        case "yu":
            return Amount(f"{int(quantity)}", "yu")
        case _:
            return Amount(f"{quantity.normalize():f}", "kg")
