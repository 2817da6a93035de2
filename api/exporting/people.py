"""Names for the parties of a sheet: enterprises by their name, households only when an administrator may see them."""

from __future__ import annotations

from uuid import UUID

from api.exporting.asked import Line
from api.importing.registered import registered
from api.regions import Regions
from domain.party import Party

COLUMNS = ("party", "other_party")


class People:
    """Looks parties up once. With `personal`, households' names and phones come from their region's vault."""

    def __init__(self, regions: Regions, *, personal: bool) -> None:
        self._regions = regions
        self._personal = personal
        self._names: dict[str, str] = {}
        self._households: dict[str, dict[str, dict[str, str]]] = {}

    def told(self, region: str, line: Line) -> Line:
        """`line` with a name behind each party, and a phone behind its own."""
        found: Line = {}
        for title, value in line.items():
            found[title] = value
            if title in COLUMNS:
                party = str(value or "")
                household = self._household(region, party) if self._personal else {}
                found[f"{title}_name"] = household.get("name") or self._name(party)
                if self._personal:
                    found[f"{title}_phone"] = household.get("phone", "")
        return found

    def _name(self, party: str) -> str:
        if party and party not in self._names:
            known = self._regions.commons.find(Party, party, to_tell=False)
            self._names[party] = known.name if known else ""
        return self._names.get(party, "")

    def _household(self, region: str, party: str) -> dict[str, str]:
        if region not in self._households:
            events = [one for one in registered(self._regions[region], Party.Registered) if one.vault]
            opened = self._regions.vault(region).open_all(UUID(one.vault) for one in events)
            self._households[region] = {one.party: opened.get(UUID(one.vault), {}) for one in events}
        return self._households[region].get(party, {})
