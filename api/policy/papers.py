"""Papers: shipments, handovers, receipts, sales (domain 7.6, genealogy and deals)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from api.policy.actor import Actor
from api.policy.relations import NOBODY, in_area, own
from api.policy.scopes import in_scope


@dataclass(frozen=True, slots=True)
class Paper:
    """`parties`: whose dealing it is, and who carried it; `agents`: cooperatives of the households among them.

    `counties`: of both ends of a movement; of a sale the seller's alone.
    """

    kind: str
    parties: Collection[str]
    counties: Collection[str]
    agents: Collection[str] = NOBODY


def may_read_paper(actor: Actor, action: str, paper: Paper) -> bool:
    """Those whose dealing it is, and the officials of either end."""
    if action != "read" or not in_scope(actor, "papers", "read"):
        return False
    return own(actor, paper.parties, paper.agents) or in_area(actor, paper.counties)
