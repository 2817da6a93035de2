"""Names for the parties of a sheet: enterprises by their name, households as the one in whose name it is may see."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from api.exporting.asked import Asked, Line
from api.importing.registered import registered
from api.looks.cases import OnCase
from api.policy import Actor, fields
from api.policy.fields import masked_name, shown
from api.policy.registers import Household
from api.regions import Regions
from domain.party import Party

COLUMNS = ("party", "other_party")


class Known(NamedTuple):
    """A household, with what the vault of its region has of it."""

    household: Household
    name: str
    phone: str


class People:
    """Looks parties up once. Without `personal` a household has its full name for itself and its cooperative alone."""

    def __init__(self, regions: Regions, asked: Asked) -> None:
        self._regions = regions
        self._personal = asked.personal
        # A sheet of everybody's is an administrator's: taken out on the machine.
        machine = Actor("", asked.party, "", "supervisor" if asked.party else "administrator")
        self._asking = asked.asking or OnCase(machine, machine)
        self._names: dict[str, str] = {}
        self._households: dict[str, dict[str, Known]] = {}

    def told(self, region: str, line: Line) -> Line:
        """`line` with a name behind each party, and a phone behind its own."""
        asker = self._asking.to(str(line["lot"]))
        found: Line = {}
        for title, value in line.items():
            found[title] = value
            if title in COLUMNS:
                party = str(value or "")
                known = self._household(region).get(party)
                found[f"{title}_name"] = self._household_name(asker, known) if known else self._name(party)
                if self._personal:
                    found[f"{title}_phone"] = known.phone if known else ""
        return found

    def _household_name(self, asker: Actor, known: Known) -> str:
        if self._personal:
            return known.name
        return shown(fields.household_name(asker, known.household), known.name, masked_name(known.name))

    def _name(self, party: str) -> str:
        if party and party not in self._names:
            known = self._regions.commons.find(Party, party, to_tell=False)
            self._names[party] = known.name if known else ""
        return self._names.get(party, "")

    def _household(self, region: str) -> dict[str, Known]:
        if region not in self._households:
            events = [one for one in registered(self._regions[region], Party.Registered) if one.vault]
            opened = self._regions.vault(region).open_all(UUID(one.vault) for one in events)
            self._households[region] = {
                one.party: Known(
                    Household(one.party, one.county, one.cooperative),
                    (values := opened.get(UUID(one.vault), {})).get("name", ""),
                    values.get("phone", ""),
                )
                for one in events
            }
        return self._households[region]
