"""One lot's page: its own steps everywhere, its ancestors' steps on the way to it, its origin and its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.public_page.fragment import RECEIPTS, WORK
from projections.public_page.names import Names, Veil, names_of, unnamed
from projections.public_page.reading import Chain, Status, chain_of
from projections.public_page.rows import ProductTold
from projections.public_page.stages import Mention, Stage, proof_of, stages_of

INCOMING: Final = frozenset({"harvested", "taken_over", *RECEIPTS, *WORK})
JOURNEY: Final = frozenset({"dispatched", "sent_back", "handed_over", "arrived"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when it was grown: `lots` harvest lots; `town` only where all are of one."""

    counties: tuple[str, ...]
    town: str
    first_day: date
    last_day: date
    lots: int
    marked: bool
    """True when the product has a mark of origin (地理标志) and every harvest was inside its area (R6)."""


@dataclass(frozen=True, slots=True)
class LotPage:
    """What a buyer sees of a lot. `state`: normal, transit or held; `state_counties`: where it is held or goes to.

    `proof` as in `Stage`, or not_required.
    """

    lot: str
    product: ProductTold | None
    state: str
    state_counties: tuple[str, ...]
    origin: Origin | None
    proof: str
    stages: tuple[Stage, ...]
    corrected: bool
    complete: bool
    updated_at: datetime
    demo: bool
    behind: bool


async def lot_page(
    conn: AsyncConnection[TupleRow], regions: Sequence[str], lot: str, veil: Veil = unnamed
) -> LotPage | None:
    """The page of a lot by its canonical path; None when no region knows it. `veil` names its households."""
    chain = await chain_of(conn, regions, lot)
    if chain is None:
        return None
    mentions = _mentions(chain, lot)
    names = await names_of(
        conn,
        products=[product_of(lot)],
        parties={mention.step.party for mention in mentions},
        sites={(mention.region, mention.step.site) for mention in mentions}
        | {(status.region, status.site) for status in chain.statuses},
        regions={region for region, _ in chain.fragments},
        veil=veil,
    )
    return _put_together(lot, chain, mentions, names)


def product_of(lot: str) -> str:
    """The GTIN in a canonical path, 01/{gtin}/..."""
    return lot.split("/", 2)[1]


def _put_together(lot: str, chain: Chain, mentions: Sequence[Mention], names: Names) -> LotPage:
    own = [status for status in chain.statuses if status.lot == lot]
    corrections = frozenset(status.ref for status in chain.statuses if status.kind == "corrected")
    product = names.products.get(product_of(lot))
    state, counties = _state(lot, mentions, own, names)
    return LotPage(
        lot=lot,
        product=product,
        state=state,
        state_counties=counties,
        origin=_origin(mentions, names, product),
        proof=_proof(mentions, product),
        stages=stages_of(mentions, corrections, names),
        corrected=any(status.kind == "corrected" for status in own)
        or any(mention.step.activity in corrections for mention in mentions),
        complete=chain.complete,
        updated_at=max([chain.updated_at, *(status.updated_at for status in own)]),
        demo=names.demo,
        behind=names.behind,
    )


def _mentions(chain: Chain, lot: str) -> list[Mention]:
    """All steps of the lot itself; of an ancestor only what brought it to where it was used."""
    chosen: list[Mention] = []
    for (region, _), fragment in sorted(chain.fragments.items()):
        journeys = _answered(chain, fragment.lot)
        for step in fragment.steps:
            on_the_way = step.kind in INCOMING or (step.kind in JOURNEY and str(step.activity) in journeys)
            if fragment.lot == lot or on_the_way:
                chosen.append(Mention(region, fragment.lot, step))
    return chosen


def _answered(chain: Chain, lot: str) -> frozenset[str]:
    """The journeys of a lot that a receiver has answered for."""
    return frozenset(
        step.reference
        for (_, one), fragment in chain.fragments.items()
        for step in fragment.steps
        if one == lot and step.kind in RECEIPTS
    )


def _state(lot: str, mentions: Sequence[Mention], own: Sequence[Status], names: Names) -> tuple[str, tuple[str, ...]]:
    """Held anywhere is held: a code cannot tell which box is in the hand. Then: on the way; then normal."""
    held = [status for status in own if status.kind == "held"]
    if held:
        sites = [names.sites.get((status.region, status.site)) for status in held]
        return "held", tuple(sorted({site.county for site in sites if site}))
    steps = [mention.step for mention in mentions if mention.lot == lot]
    ended = {step.reference for step in steps} | {str(step.activity) for step in steps if step.kind == "arrived"}
    going = {
        step.to_county for step in steps if step.kind in ("dispatched", "sent_back") and str(step.activity) not in ended
    }
    return ("transit", tuple(sorted(going))) if going else ("normal", ())


def _origin(mentions: Sequence[Mention], names: Names, product: ProductTold | None) -> Origin | None:
    harvests = [mention for mention in mentions if mention.step.kind == "harvested"]
    days = [mention.step.day for mention in harvests if mention.step.day]
    if not days:
        return None
    counties = sorted({mention.step.county for mention in harvests})
    sites = [names.sites.get((mention.region, mention.step.site)) for mention in harvests]
    towns = {(site.county, site.town) if site else ("", "") for site in sites}
    return Origin(
        counties=tuple(counties),
        town=towns.pop()[1] if len(towns) == 1 else "",
        first_day=min(days),
        last_day=max(days),
        lots=len({mention.lot for mention in harvests}),
        marked=bool(product and product.origin_mark) and all(_within(county, product) for county in counties),
    )


def _within(county: str, product: ProductTold | None) -> bool:
    """Whether a county lies in the product's area, itself a county or a whole prefecture (code ending in 00)."""
    area = product.county if product else ""
    return bool(area) and county.startswith(area.removesuffix("00"))


def _proof(mentions: Sequence[Mention], product: ProductTold | None) -> str:
    found = proof_of(mention.step for mention in mentions)
    if found in ("", "missing") and product and not product.certificate:
        return "not_required"
    return found or "missing"
