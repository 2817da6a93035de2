"""Memberships: facts in the store of the party; sign-in asks a copy of them, which is made anew from the facts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from api.errors import UnknownRegion
from api.recording import carry_out
from api.regions import Regions
from api.signing.door import Door
from domain import commands
from domain.act import Act
from domain.commands.goods import Outcome
from domain.errors import AlreadySo
from domain.membership import Membership
from domain.party import Party
from domain.region import COMMONS, Desk
from store.connection import StoreConnection
from store.people.invitations import Invitation
from store.people.persons import find_person
from store.people.roles import Role, change_role, end_roles, grant, suspend_role


def home_of(regions: Regions, party: str, region: str) -> str:
    """The store that has a party's people: where it is registered; the commons for an operator who is not.

    Raises UnknownRegion.
    """
    if region not in regions:
        raise UnknownRegion(region=region[:40])
    found = region != COMMONS and regions[region].find(Party, party, to_tell=False)
    return region if found else COMMONS


def record_joining(door: Door, invitation: Invitation, person: str, device: UUID, now: datetime) -> None:
    """Once for each invitation and person, whatever answers were lost. Raises AlreadyAMember, UnknownParty ..."""
    act = Act(
        id=uuid5(invitation.id, person),
        party=invitation.party,
        person=person,
        at=now,
        received_at=now,
        claimed_at=now,
        content_hash=door.keys.mark("joining", invitation.id.bytes, person),
        role=invitation.role,
        device=str(device),
    )

    def decide(desk: Desk) -> Outcome:
        return commands.join_party(
            desk,
            party=invitation.party,
            person=person,
            role=invitation.role,
            jurisdiction=invitation.jurisdiction,
            invitation=invitation.id,
            inviter=invitation.made_by,
        )

    try:
        carry_out(door.regions[home_of(door.regions, invitation.party, invitation.party_region)], act, decide)
    except AlreadySo:
        return  # with another invitation, into the same role


def copy_member(
    connection: StoreConnection, regions: Regions, party: str, party_region: str, person: str, now: datetime
) -> None:
    """What sign-in asks, as the facts are now: in whichever order copies are made, the last one is right."""
    if find_person(connection, person) is None:
        return  # of the command line: no copy, no session
    region = regions[home_of(regions, party, party_region)]
    region.forget([Membership.stream_id(party, person)])
    member = region.find(Membership, party, person, to_tell=False)
    if member is None:
        return  # somebody asked in the wrong store
    if not member.role:
        end_roles(connection, person, party, now)
        return
    role = Role(party, party_region, member.role, member.jurisdiction)
    if not change_role(connection, person, role, now):
        grant(connection, person, role, now)
    suspend_role(connection, person, party, now, suspended=member.suspended)
