"""Whoever is erased works for nobody any more: that is a fact too, recorded before the data go."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import uuid4

from api.policy import Actor
from api.recording import carry_out
from api.regions import Regions
from domain import commands
from domain.act import Act
from domain.errors import UnknownMember
from domain.membership import Membership
from domain.region import Region
from store.people.held import parties_of


def leave_everywhere(regions: Regions, actor: Actor, person: str, now: datetime) -> int:
    """End every membership of `person`, as `actor` asked; returns how many there were. Raises StoreError.

    First, so that who asks again after a failure finds done what was done, and the rest is done then.
    """
    with regions.datastore.connection() as connection:
        parties = parties_of(connection, person)
    left = 0
    for party in dict.fromkeys(parties):
        for region in filter(lambda one: _works(one, party, person), regions.values()):
            try:
                carry_out(
                    region,
                    _act(regions, actor, party, person, now),
                    lambda desk, party=party: commands.forget_member(desk, party=party, person=person),
                )
                left += 1
            except UnknownMember:
                continue  # somebody else was faster
    return left


def _works(region: Region, party: str, person: str) -> bool:
    """As it stands now: another process may have ended it."""
    region.forget([Membership.stream_id(party, person)])
    member = region.find(Membership, party, person, to_tell=False)
    return member is not None and bool(member.role)


def _act(regions: Regions, actor: Actor, party: str, person: str, now: datetime) -> Act:
    """An erasure has no command of a client: each membership's end has an id of ours."""
    id = uuid4()
    key = regions.settings.content_key.reveal()
    return Act(
        id=id,
        party=actor.party,
        person=actor.person,
        at=now,
        received_at=now,
        claimed_at=now,
        content_hash=hmac.digest(key, f"forget|{id}|{party}|{person}".encode(), "sha256"),
        role=actor.role,
        device=actor.device,
    )
