"""Everybody who is in the town where every door is tried: real people with sessions, one for each role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import httpx

from api.regions import Regions
from api.signing.belonging import copy_member, record_joining
from api.signing.door import Door
from api.signing.sender import ConsoleSender
from store.people.devices.device_key import read_device_key
from store.people.devices.devices import register
from store.people.devices.sessions import open_session
from store.people.invitations import invite
from store.people.keys import Keys
from store.people.persons import Person, add_person
from store.people.roles import Role
from tests.api.signing.phones import Phone
from tests.api.story import People

ROLES: Final = (
    "grower", "cooperative", "packer", "carrier", "market", "buyer", "inspector", "regulator", "city_admin",
    "platform_admin", "partner", "nobody",
)  # fmt: skip
MEMBERS: Final = frozenset({"grower", "cooperative", "packer", "carrier", "market", "buyer", "partner"})


@dataclass(frozen=True)
class Works:
    """As what somebody works: for a party of the town (by name), in a role, of an area."""

    party: str
    role: str
    jurisdiction: str = ""


WORKS: Final[dict[str, Works]] = {
    "grower": Works("grower", "grower"),
    "cooperative": Works("packer", "supervisor"),
    "packer": Works("packer", "packer"),
    "carrier": Works("carrier", "carrier"),
    "market": Works("market", "market"),
    "buyer": Works("buyer", "market"),
    "inspector": Works("bureau", "inspector", "4453"),
    "regulator": Works("bureau", "regulator", "4453"),
    "city_admin": Works("bureau", "administrator", "4453"),
    "platform_admin": Works("admin", "administrator"),
}


@dataclass
class Someone:
    """A person at work. `party`: their PGLN; `plot`, `shed`: places of it in Yunfu, of members."""

    name: str
    party: str = ""
    person: str = ""
    token: str = ""
    phone: Phone = field(default_factory=Phone)
    plot: str = ""
    shed: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


class Town(People):
    """The people of the API's tests, a buyer and an authority, and whoever joins them."""

    def __init__(self, client: httpx.Client, regions: Regions) -> None:
        super().__init__(client, regions)
        self.door = Door(regions, ConsoleSender(), Keys(regions.settings.people_key))
        for name, kind, county in (("buyer", "retailer", "440111"), ("bureau", "authority", "445302")):
            body = {"kind": kind, "name": f"{name} 公司", "county": county}
            self.parties[name] = self.made("admin", "commons", "parties", body)["party"]
        operator = {"party": self.parties["admin"], "kind": "authority", "name": "溯源平台", "county": "445302"}
        self.made("admin", "commons", "parties", operator)
        self._places: dict[str, tuple[str, str]] = {}

    def someone(self, name: str) -> Someone:
        """Somebody new who works as `name`, with their party's places; nobody at all for `nobody`."""
        if name == "nobody":
            return Someone(name)
        if name == "partner":
            return self._program()
        works = WORKS[name]
        found = self.enrol(works)
        found.name = name
        if name in MEMBERS:
            found.plot, found.shed = self._places_of(works.party, found)
        return found

    def enrol(self, works: Works) -> Someone:
        """A person with a phone who joined by invitation, and signed in with two factors."""
        door, now, phone = self.door, self.door.now(), Phone(f"1{secrets.randbelow(10**9) + 3 * 10**9}")
        party, person = self.parties[works.party], str(uuid4())
        role = Role(party, "yunfu", works.role, works.jurisdiction)
        kept = self.regions.vault("yunfu").keep(person, uuid4(), {"phone": f"+86{phone.number}"})
        mark = door.keys.mark("phone", f"+86{phone.number}")
        with door.datastore.transaction() as connection:
            life = timedelta(days=1)
            invitation, _ = invite(
                connection, door.keys, role, home="yunfu", by="person-admin", most_uses=1, life=life, now=now
            )
            made = add_person(connection, Person(person, "yunfu", kept, now), mark, now)
            device = register(connection, made, read_device_key(phone.on["key"]), "红米 Note", now)
        record_joining(door, invitation, person, device.id, now)
        with door.datastore.transaction() as connection:
            copy_member(connection, self.regions, party, "yunfu", person, now)
            opened = open_session(connection, door.keys, person, device, "passkey", now, party=party, role=works.role)
        phone.refresh, phone.access, phone.device = opened.refresh, opened.access, str(device.id)
        return Someone(works.party, party, person, opened.access, phone)

    def admit(self, name: str, someone: Someone) -> None:
        """Whoever works as `name` in a form is `someone` from now on."""
        self.tokens[name], self.parties[name] = someone.token, someone.party

    def _program(self) -> Someone:
        manager = self.enrol(Works("rival", "supervisor"))
        asked = {"label": "scale", "role": "packer", "scopes": ["read", "record"]}
        made = self.client.post("/v1/people/clients", json=asked, headers=manager.headers)
        assert made.status_code == 201, made.text
        told = self.client.post("/v1/people/client-tokens", json={"key": made.json()["key"]})
        assert told.status_code == 200, told.text
        found = Someone("partner", self.parties["rival"], f"client-{made.json()['id']}", told.json()["access_token"])
        found.plot, found.shed = self._places_of("rival", found)
        return found

    def _places_of(self, party: str, someone: Someone) -> tuple[str, str]:
        if party not in self._places:
            made = [self._place(someone, kind) for kind in ("plot", "packhouse")]
            self._places[party] = made[0], made[1]
        return self._places[party]

    def _place(self, someone: Someone, kind: str) -> str:
        body: dict[str, Any] = {"kind": kind, "county": "445322", "name": "试验"}
        self.tokens["someone"] = someone.token
        return self.made("someone", "yunfu", "sites", body)["site"]
