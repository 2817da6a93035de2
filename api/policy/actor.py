"""Who asks: a person at work for a party, in a role, perhaps through a program or for a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

MEMBER_ROLES: Final = frozenset({"grower", "packer", "carrier", "market", "supervisor"})
"""Who work for parties of the chain, and trade. Officials do not: administrators keep registers, imports, the desk."""
OFFICIAL_ROLES: Final = frozenset({"inspector", "regulator", "administrator"})
ROLES: Final = MEMBER_ROLES | OFFICIAL_ROLES
"""inspector: of agriculture, of an area (农业农村). regulator: of markets, of an area (市场监管). administrator: of an
area, or of everything."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work for a party. `jurisdiction`: a county code prefix, of officials; empty: everywhere.

    `session` and `device`: where they signed in; none for tokens of the command line. `scopes`: of programs, words
    with a blank between them; empty: no narrower than the role. `case`: the number of the case that a look is for.
    """

    person: str
    party: str
    party_region: str
    role: str
    jurisdiction: str = ""
    session: UUID | None = None
    device: str = ""
    scopes: str = ""
    case: str = ""

    @property
    def member(self) -> bool:
        """Works for a party of the chain."""
        return self.role in MEMBER_ROLES

    @property
    def official(self) -> bool:
        """Looks at what is not theirs, in an area."""
        return self.role in OFFICIAL_ROLES

    @property
    def area(self) -> str:
        """A county prefix, of officials; empty: everywhere."""
        return self.jurisdiction
