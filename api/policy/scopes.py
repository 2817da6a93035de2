"""What a program was let in for: all of a kind (`read`, `record`), or one area (`papers:read`, `papers:write`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from api.policy.actor import Actor

Verb = Literal["read", "record"]
WRITTEN: Final[Mapping[Verb, str]] = {"read": "read", "record": "write"}
AREAS: Final[Mapping[str, str]] = {
    "registers": "registers",
    "parties": "registers",
    "sites": "registers",
    "products": "registers",
    "papers": "papers",
    "purchases": "papers",
    "purchase-refusals": "papers",
    "receipts": "papers",
    "handovers": "papers",
    "shipments": "papers",
    "sales": "papers",
    "trace": "chain",
    "things": "chain",
    "views": "chain",
    "harvests": "chain",
    "transformations": "chain",
    "units": "chain",
    "stocks": "chain",
    "holds": "chain",
    "overdraft-resolutions": "chain",
    "corrections": "chain",
    "labels": "labels",
    "label-rolls": "labels",
    "label-bindings": "labels",
    "label-reprints": "labels",
    "label-voidings": "labels",
    "administration": "desk",
}
"""The area of an address by its tag in the description of the API; any other is of people."""
ANY: Final = "batches"
"""The tag of addresses that carry commands of any area, each of which is judged by itself."""
OWN: Final = "commands"
"""The tag of what a command was answered: told to whoever sent it."""


def in_scope(actor: Actor, area: str, verb: Verb) -> bool:
    """A person has every scope; a program only those that it was given."""
    given = actor.scopes.split()
    return not given or verb in given or f"{area}:{WRITTEN[verb]}" in given


def within(actor: Actor, tag: str, verb: Verb) -> bool:
    """Whether an address with this tag is in the actor's scope."""
    if tag == OWN:
        return True
    if tag == ANY:
        return not actor.scopes or any(verb == one or one.endswith(WRITTEN[verb]) for one in actor.scopes.split())
    return in_scope(actor, AREAS.get(tag, "people"), verb)
