"""With whose eyes the database answers: an actor's rows, before any policy looks at them (store/rows.py)."""

from __future__ import annotations

from api.policy.actor import Actor
from store.rows import Eyes


def eyes_of(actor: Actor) -> Eyes:
    """Officials by their area, on a case (no matter of a row) everywhere; others by the party that they work for."""
    if actor.official:
        return Eyes("official", actor.party, "" if actor.case else actor.area)
    return Eyes("member", actor.party)
