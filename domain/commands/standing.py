"""The standing of parties: verified, suspended, resumed; who acts for a household. In the store of the party itself."""

from __future__ import annotations

from domain.commands.goods import Outcome
from domain.credit_code import read_credit_code
from domain.errors import NotYours, OutsideJurisdiction, OwnStanding, UnknownParty, WrongPartyKind
from domain.membership import MANAGER
from domain.party import Party
from domain.region import Desk

ADMINISTRATOR = "administrator"


def verify_party(desk: Desk, *, party: str, credit_code: str, paper: str, within: str) -> Outcome:
    """An administrator looked at the papers (实名). A household has no unified social credit code.

    `within`, here and below: the administrator's jurisdiction, a county code prefix. Raises WrongCreditCode.
    """
    found = _decided_by_authority(desk, party, within)
    if found.kind == "household":
        raise WrongPartyKind(party=party, kind=found.kind)
    code = read_credit_code(credit_code)
    found.verify(desk.act, credit_code=code, paper=paper)
    return {"party": party, "credit_code": code}


def suspend_party(desk: Desk, *, party: str, reason: str, within: str) -> Outcome:
    """From now on it moves no goods; what its phones had seen is recorded as a breach (see `Desk.must_stand_well`)."""
    _decided_by_authority(desk, party, within).suspend(desk.act, reason=reason)
    return {"party": party, "suspended": True}


def resume_party(desk: Desk, *, party: str, reason: str, within: str) -> Outcome:
    _decided_by_authority(desk, party, within).resume(desk.act, reason=reason)
    return {"party": party, "suspended": False}


def grant_acting(desk: Desk, *, party: str, cooperative: str, paper: str, within: str) -> Outcome:
    """A household agrees that a cooperative acts for it: by its own manager's word, or an administrator saw the paper.

    No cooperative takes this by its own word; it has it of households that it registered itself.
    """
    found = registered(desk, party)
    agent = desk.party(cooperative)
    if found.kind != "household" or agent.kind in ("household", "authority"):
        raise WrongPartyKind(party=cooperative, kind=agent.kind)
    if not manages(desk, found):
        _decided_by_authority(desk, party, within)
    found.grant_acting(desk.act, cooperative=cooperative, paper=paper)
    return {"party": party, "cooperative": cooperative}


def end_acting(desk: Desk, *, party: str, reason: str, within: str) -> Outcome:
    """By the household, by the cooperative itself, or by an administrator."""
    found = registered(desk, party)
    if not manages(desk, found) and not acts_for(desk, found):
        _decided_by_authority(desk, party, within)
    found.end_acting(desk.act, reason=reason)
    return {"party": party, "cooperative": ""}


def registered(desk: Desk, party: str) -> Party:
    """The party, to be told; it stands in this store. Raises UnknownParty."""
    found = desk.load(Party, party)
    if not found.party:
        raise UnknownParty(party=party)
    return found


def manages(desk: Desk, party: Party) -> bool:
    """Whether one of the party's own managers acts."""
    return desk.act.role == MANAGER and desk.act.party == party.party


def acts_for(desk: Desk, party: Party) -> bool:
    """Whether a manager of the household's cooperative acts."""
    return desk.act.role == MANAGER and desk.act.party == party.cooperative and party.kind == "household"


def administers(desk: Desk, party: Party, within: str) -> bool:
    """Whether an administrator acts, and the party lies in their area. Raises OutsideJurisdiction."""
    if desk.act.role != ADMINISTRATOR:
        return False
    if not party.county.startswith(within):
        raise OutsideJurisdiction(party=party.party)
    return True


def _decided_by_authority(desk: Desk, party: str, within: str) -> Party:
    found = registered(desk, party)
    if not administers(desk, found, within):
        raise NotYours(party=party)
    if desk.act.party == party:
        raise OwnStanding(party=party)
    return found
