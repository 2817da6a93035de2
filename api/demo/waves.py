"""Orders commands that do not depend on each other side by side, so that many are recorded in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from uuid import UUID

from api.demo.plan import Step
from domain.commands.goods import Goods
from domain.commands.receiving import Arrival

SSCC_LENGTH: Final = 18


def in_waves(steps: Iterable[Step]) -> list[Step]:
    """The same steps: first those that touch nothing that an earlier one touches, then those that touch these, ...

    What touches the same lot, unit, shipment or label roll keeps its order; who is named is registered before.
    """
    last: dict[str, int] = {}
    registered: dict[str, int] = {}
    waves: list[list[Step]] = []
    for step in steps:
        touched = set(_touched(step))
        named = set(_named(step))
        wave = max(*(last.get(name, -1) for name in touched), *(registered.get(name, -1) for name in named), -1) + 1
        last.update(dict.fromkeys(touched, wave))
        if new := _registered(step):
            registered[new] = wave
        if wave == len(waves):
            waves.append([])
        waves[wave].append(step)
    return [step for wave in waves for step in wave]


def _touched(step: Step) -> Iterator[str]:
    values = step.command.keywords
    yield str(step.act.id)
    match step.command.func.__name__:
        case "issue_labels" | "bind_labels" | "reprint_labels" | "void_labels":
            yield values["product"]
        case "record_harvest":
            yield values["site"]  # whose lot may get another code than was asked for
        case "receive_purchase":
            yield values["from_site"]
        case "offer_handover":
            yield values["site"]
        case _:
            pass
    yield from _names(values)


def _registered(step: Step) -> str | None:
    """The party or site that is new with this step."""
    values = step.command.keywords
    match step.command.func.__name__:
        case "register_party":
            return values["party"]
        case "register_site":
            return values["site"]
        case _:
            return None


def _named(step: Step) -> Iterator[str]:
    """Parties and sites."""
    yield step.act.party
    for keyword in ("party", "site", "from_party", "from_site", "to_party", "to_site"):
        if name := step.command.keywords.get(keyword):
            yield name


def _names(value: object) -> Iterator[str]:
    match value:
        case Goods() | Arrival():
            yield from _names((value.lot, value.unit))
        case str() if value.startswith("01/") or (len(value) == SSCC_LENGTH and value.isdecimal()):
            yield value
        case UUID():
            yield str(value)
        case Mapping():
            yield from _names([*value, *value.values()])
        case list() | tuple():
            for one in value:
                yield from _names(one)
        case _:
            pass
