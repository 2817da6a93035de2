"""Who belongs to a party: joining by invitation, roles, jurisdictions, suspension, leaving. In the party's own store.

A party's people are answered for by its managers; those of a household also by its cooperative, but for its managers;
officials by administrators alone. Nobody decides on themselves, save to leave.
"""

from __future__ import annotations

from uuid import UUID

from domain.commands.goods import Outcome
from domain.commands.standing import ADMINISTRATOR, acts_for, administers, manages
from domain.errors import NotYours, OutsideJurisdiction, OwnStanding, UnknownParty, WrongPartyKind
from domain.membership import MANAGER, OFFICIALS, Membership
from domain.party import Party
from domain.place import UnknownCounty, counties
from domain.region import Desk

ERASED = "erased"
"""The reason of an end that came with the end of somebody's data."""


def join_party(
    desk: Desk, *, party: str, person: str, role: str, jurisdiction: str, invitation: UUID, inviter: str
) -> Outcome:
    """The invited person's own act; what the invitation opens was judged when it was made.

    Officials work for an authority (or for the platform's operator, who need not be registered).
    """
    home = desk.load(Party, party)
    if not home.party and role not in OFFICIALS:
        raise UnknownParty(party=party)
    must_suit(home, role)
    member = desk.load(Membership, party, person)
    member.join(
        desk.act,
        party=party,
        person=person,
        role=role,
        jurisdiction=jurisdiction,
        invitation=invitation,
        inviter=inviter,
    )
    if role == MANAGER:
        home.name_manager(desk.act, person)
    return _told(member)


def change_role(desk: Desk, *, party: str, person: str, role: str, within: str) -> Outcome:
    """`within`, here and below: the jurisdiction of the administrator who acts."""
    home, member = _answered_for(desk, party, person, within, role)
    must_suit(home, role)
    before = member.role
    member.change_role(desk.act, role=role)
    if before == MANAGER:
        home.end_manager(desk.act, person, last_too=_asked_for_help(desk, party))
    if role == MANAGER:
        home.name_manager(desk.act, person)
    return _told(member)


def give_jurisdiction(desk: Desk, *, party: str, person: str, jurisdiction: str, within: str) -> Outcome:
    """No administrator gives, or takes from, what lies outside their own area. Raises UnknownCounty."""
    _, member = _answered_for(desk, party, person, within)
    if not any(code.startswith(jurisdiction) for code in counties()):
        raise UnknownCounty(jurisdiction)
    if not jurisdiction.startswith(within) or not member.jurisdiction.startswith(within):
        raise OutsideJurisdiction(jurisdiction=jurisdiction)
    member.give_jurisdiction(desk.act, jurisdiction=jurisdiction)
    return _told(member)


def suspend_member(desk: Desk, *, party: str, person: str, reason: str, within: str) -> Outcome:
    """Known, and let in nowhere until resumed."""
    _, member = _answered_for(desk, party, person, within)
    member.suspend(desk.act, reason=reason)
    return _told(member)


def resume_member(desk: Desk, *, party: str, person: str, reason: str, within: str) -> Outcome:
    _, member = _answered_for(desk, party, person, within)
    member.resume(desk.act, reason=reason)
    return _told(member)


def end_membership(desk: Desk, *, party: str, person: str, reason: str, within: str) -> Outcome:
    home, member = _answered_for(desk, party, person, within)
    if member.role == MANAGER:
        home.end_manager(desk.act, person, last_too=_asked_for_help(desk, party))
    member.end(desk.act, reason=reason)
    return _told(member)


def leave_party(desk: Desk, *, party: str) -> Outcome:
    """The person at work goes; the last manager names another one first."""
    member = _member(desk, party, desk.act.person)
    if member.role == MANAGER:
        desk.load(Party, party).end_manager(desk.act, desk.act.person, last_too=False)
    member.leave(desk.act)
    return _told(member)


def forget_member(desk: Desk, *, party: str, person: str) -> Outcome:
    """Somebody's data come to their end, and with them their work here, whoever asked for it: the last manager's too.

    Who may ask is judged where data are erased (PIPL article 47).
    """
    member = _member(desk, party, person)
    if member.role == MANAGER:
        desk.load(Party, party).end_manager(desk.act, person, last_too=True)
    if person == desk.act.person:
        member.leave(desk.act)
    else:
        member.end(desk.act, reason=ERASED)
    return _told(member)


def _answered_for(desk: Desk, party: str, person: str, within: str, role: str = "") -> tuple[Party, Membership]:
    """The party and the member, when the acting person answers for them; `role` is what the member shall be."""
    home = desk.load(Party, party)
    administered = administers(desk, home, within)
    if not (administered or manages(desk, home) or acts_for(desk, home)):
        raise NotYours(party=party)
    member = _member(desk, party, person)
    if person == desk.act.person:
        raise OwnStanding(person=person)
    roles = {member.role, role}
    if not administered and (roles & OFFICIALS or (MANAGER in roles and not manages(desk, home))):
        raise NotYours(party=party, role=member.role)
    if administered and member.role in OFFICIALS and not member.jurisdiction.startswith(within):
        raise OutsideJurisdiction(person=person)
    return home, member


def _member(desk: Desk, party: str, person: str) -> Membership:
    member = desk.load(Membership, party, person)
    member.must_be(person)
    return member


def must_suit(home: Party, role: str) -> None:
    """Officials work for an authority, and nobody else does. Raises WrongPartyKind."""
    if home.party and (home.kind == "authority") != (role in OFFICIALS):
        raise WrongPartyKind(party=home.party, kind=home.kind)


def _asked_for_help(desk: Desk, party: str) -> bool:
    """An administrator of elsewhere may end a party's last manager: somebody who died, or who is gone."""
    return desk.act.role == ADMINISTRATOR and desk.act.party != party


def _told(member: Membership) -> Outcome:
    return {
        "party": member.party,
        "person": member.person,
        "role": member.role,
        "jurisdiction": member.jurisdiction,
        "suspended": member.suspended,
    }
