"""Requests with the ids of others: what its owner is answered with 200 tells a stranger nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from tests.visibility.cast import HOUSEHOLDS
from tests.visibility.story import BUYER, DRIVER, NEXT_DRIVER, Story

STRANGERS: Final = ("neighbour", "stranger", "other_cooperative", "other_carrier")
"""Members who had nothing to do with anything below."""
ALL_BUT: Final = (*STRANGERS, "supplier", "next_packhouse", "carrier", "market", "buyer")
"""Who have nothing to do with what the packhouse bought of the grower, and did not pass on."""
MARKED: Final = (
    "lot", "graded", "repacked", "supplier_lot", "held", "over", "purchase", "supply", "supply_receipt", "handover",
    "shipment", "trip", "receipt", "deal", "sale", "deal_voucher", "sale_voucher", "supply_voucher", "carton", "box",
    "roll", "hold", "harvest_command", "dispatch_command",
)  # fmt: skip
QUANTITIES: Final = (
    "100.375", "60.125", "108.25", "20.375", "12.345", "5.435", "28.875", "27.625", "10.875", "7.135", "9.275",
)  # fmt: skip


class Asked(NamedTuple):
    """`owner` is answered with 200, `strangers` must not be told."""

    path: str
    parameters: dict[str, Any]
    owner: str
    strangers: tuple[str, ...]


def of_story(story: Story) -> Iterator[Asked]:
    """Every kind of id in it."""
    ids = story.ids
    for region, noun, name, owner in (
        ("yunfu", "shipments", "shipment", "packhouse"),
        ("yunfu", "shipments", "trip", "carrier"),
        ("yunfu", "handovers", "handover", "next_packhouse"),
        ("yunfu", "receipts", "purchase", "grower"),
        ("yunfu", "receipts", "supply_receipt", "supplier"),
        ("yunfu", "sales", "deal", "packhouse"),
        ("yunfu", "sales", "supply", "supplier"),
        ("guangzhou", "receipts", "receipt", "market"),
        ("guangzhou", "sales", "sale", "buyer"),
        ("yunfu", "units", "carton", "market"),
        ("yunfu", "units", "box", "packhouse"),
        ("yunfu", "commands", "harvest_command", "grower"),
        ("yunfu", "commands", "dispatch_command", "packhouse"),
    ):
        yield Asked(f"/v1/{region}/{noun}/{ids[name]}", {}, owner, STRANGERS)
    yield Asked(f"/v1/yunfu/pictures/{ids['picture']}", {}, "packhouse", ALL_BUT)
    for number in (0, 10):
        label = f"/v1/yunfu/labels/{ids['serials'][number]}"
        yield Asked(label, {"product": story.product}, "packhouse", STRANGERS)
    for name in ("graded", "repacked", "supplier_lot"):
        yield from of_lot(ids[name], "next_packhouse" if name == "repacked" else "packhouse", story.shed, STRANGERS)
    for unit in ("carton", "box"):
        yield Asked("/v1/trace", {"id": f"00/{ids[unit]}"}, "packhouse", STRANGERS)
    yield Asked("/v1/trace", {"id": f"01/{story.product}/21/{ids['serials'][0]}"}, "packhouse", STRANGERS)
    for who in ("packhouse", "next_packhouse", "market"):
        for path in ("/v1/balance", "/v1/discrepancies"):
            yield Asked(path, {"party": story.parties[who]}, who, STRANGERS)


def of_lot(lot: str, owner: str, site: str, strangers: tuple[str, ...]) -> Iterator[Asked]:
    """One lot, wherever an address takes one."""
    yield Asked("/v1/trace", {"id": lot}, owner, strangers)
    yield Asked("/v1/yunfu/stocks", {"lot": lot, "site": site}, owner, strangers)
    yield Asked("/v1/balance", {"lot": lot, "by": "lot"}, owner, strangers)


def of_bought(story: Story, count: int) -> Iterator[Asked]:
    """Purchases of lots that go no further, each with its own ids."""
    for number in range(count):
        lot, _ = story.grown("grower", story.plot, f"{number + 1}.375")
        receipt = story.buy(lot, f"{number + 1}.375")
        yield Asked(f"/v1/yunfu/receipts/{receipt}", {}, "packhouse", ALL_BUT)
        yield from of_lot(lot, "packhouse", story.shed, ALL_BUT)


def judge(story: Story, some: list[Asked], at_least: int) -> None:
    """Every id has an owner whom the same request is answered; nobody else is told anything."""
    unanswered = [
        one for one in some if one.owner and story.get(one.owner, one.path, **one.parameters).status_code != 200
    ]  # fmt: skip
    assert unanswered == []
    pairs = [(one, who) for one in some for who in one.strangers]
    assert len(pairs) >= at_least
    leaks = {(one.path, str(one.parameters), who): told for one, who in pairs if (told := leaked(story, one, who))}
    assert leaks == {}, f"{len(leaks)} of {len(pairs)} requests leaked"


def leaked(story: Story, asked: Asked, who: str) -> str:
    """What of others an answer told `who`; empty: nothing, or only what was asked with."""
    answer = story.get(who, asked.path, **asked.parameters)
    if answer.status_code not in (200, 403, 404):
        return f"{answer.status_code}"
    said = f"{asked.path} {asked.parameters}"
    told = [one for one in _marks(story, who) if one in answer.text and one not in said]
    if answer.status_code == 200 and answer.json().get("items") != []:
        told.append("200")
    return ", ".join(told)


def _marks(story: Story, who: str) -> Iterator[str]:
    own = {story.parties[who], *(story.parties[one] for one, home in HOUSEHOLDS.items() if home.agent == who)}
    yield from {party for party in story.parties.values() if party not in own}
    yield from (story.ids[name] for name in MARKED)
    yield from (story.plot, story.shed, story.next_shed, story.stall, story.grove)
    yield from QUANTITIES
    yield from {*DRIVER.values(), *NEXT_DRIVER.values(), *BUYER.values()}
