"""Papers are private: to somebody who may not read one, it is as if it were not there (404, not 403)."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from api.command import Call
from api.policy import Actor, can
from api.policy.papers import Paper
from api.policy.registers import Household
from api.recording import recorder
from domain.aggregate import Aggregate
from domain.errors import NotYours, Unknown, UnknownFact, UnknownHandover, UnknownParty, UnknownShipment
from domain.handover import Handover
from domain.party import Party
from domain.receipt import Receipt
from domain.region import Region
from domain.sale import Sale
from domain.shipment import Shipment
from domain.transformation import Transformation
from projections.reach.households import took_goods
from store.errors import NotMigrated

PAPERS: dict[str, type[Aggregate]] = {
    "receipt": Receipt,
    "sale": Sale,
    "dispatch": Shipment,
    "transformation": Transformation,
}
"""What a correction of a kind corrects, when that is a paper."""
_PARTIES = ("party", "from_party", "to_party", "carrier", "buyer")


@contextmanager
def hidden(call: Call, kind: type[Aggregate], paper: UUID) -> Generator[None]:
    """What is refused as another's is not found by who may not read the paper either."""
    try:
        yield
    except NotYours:
        if can(call.actor, "read", _paper(call, kind, paper)):
            raise
        raise _unknown(kind, paper) from None


@contextmanager
def hidden_household(call: Call, party: str) -> Generator[None]:
    """That a key is a household's is known to itself, its cooperative, and who took its goods."""
    try:
        yield
    except NotYours:
        if is_hidden(call.desk.region, call.actor, party):
            raise UnknownParty(party=party) from None
        raise


def is_hidden(region: Region, actor: Actor, party: str) -> bool:
    """Whether `party` is a household of which the actor may not even know that it is one."""
    one = region.find(Party, party, to_tell=False)
    if one is None or one.kind != "household":
        return False
    known = Household(party, one.county, one.cooperative)
    if can(actor, "read", known):
        return False
    return not can(actor, "read", replace(known, granted=_took_goods(region, actor.party, party)))


def _took_goods(region: Region, party: str, household: str) -> bool:
    try:
        with recorder(region).datastore.connection() as connection:
            return took_goods(connection, region.region, party, household)
    except NotMigrated:
        return False  # no directory was ever built here: it knows of no grant


def _paper(call: Call, kind: type[Aggregate], paper: UUID) -> Paper:
    """As a member may read it: whose dealing it is, by its facts."""
    told: Any
    parties: set[str] = set()
    for told in islice(call.desk.region.events.get(kind.stream_id(paper)), 100):
        parties.update(getattr(told, name, "") for name in _PARTIES)
    parties.discard("")
    known = [call.desk.region.find(Party, party, to_tell=False) for party in parties]
    return Paper(kind.KIND, parties, (), {one.cooperative for one in known if one and one.cooperative})


def _unknown(kind: type[Aggregate], paper: UUID) -> Unknown:
    if kind is Shipment:
        return UnknownShipment(shipment=paper)
    return UnknownHandover(handover=paper) if kind is Handover else UnknownFact(fact=paper)
