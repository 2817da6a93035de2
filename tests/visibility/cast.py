"""Who is in the story of the matrix: one person for each column, and the parties that they work for."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from starlette.testclient import TestClient

from api.auth import revoke_tokens
from api.privacy.retention import VERSION
from api.regions import Regions
from domain.act import SHANGHAI
from store.people.persons import Person, add_person
from store.people.roles import Role as Membership
from store.people.roles import grant, suspend_role
from tests.api.story import OPERATOR, People, wampee

ACTORS: Final = (
    "public", "grower", "neighbour", "cooperative", "other_cooperative", "packhouse", "next_packhouse", "supplier",
    "carrier", "other_carrier", "market", "buyer", "inspector", "other_inspector", "regulator", "regulator_case",
    "city_admin", "other_city_admin", "platform_admin", "partner", "suspended", "revoked",
)  # fmt: skip
"""The columns of the matrix, in their order."""


class Role(NamedTuple):
    """A party of the commons and the role of its person. `jurisdiction`: a county prefix, of officials."""

    kind: str
    name: str
    county: str
    role: str
    jurisdiction: str = ""


ROLES: Final[dict[str, Role]] = {
    "cooperative": Role("cooperative", "连滩果蔬合作社", "445322", "packer"),
    "other_cooperative": Role("cooperative", "罗镜果蔬合作社", "445381", "packer"),
    "packhouse": Role("packhouse", "南江果业公司", "445322", "packer"),
    "next_packhouse": Role("packhouse", "都城分拣中心", "445322", "packer"),
    "supplier": Role("enterprise", "罗平果园公司", "445381", "grower"),
    "carrier": Role("carrier", "顺路冷链物流", "445322", "carrier"),
    "other_carrier": Role("carrier", "西江货运站", "445322", "carrier"),
    "market": Role("market", "江南果菜档口", "440111", "market"),
    "buyer": Role("retailer", "珠江鲜果店", "440111", "market"),
    "inspector": Role("authority", "郁南县农业农村局", "445322", "inspector", "445322"),
    "other_inspector": Role("authority", "罗定市农业农村局", "445381", "inspector", "445381"),
    "regulator": Role("authority", "白云区市场监督管理局", "440111", "regulator", "440111"),
    "regulator_case": Role("authority", "广州市市场监督管理局稽查局", "440111", "regulator", "440111"),
    "city_admin": Role("authority", "云浮市农业农村局", "445302", "administrator", "4453"),
    "other_city_admin": Role("authority", "广州市农业农村局", "440111", "administrator", "4401"),
}


def is_official(who: str) -> bool:
    """Inspectors, regulators and administrators: who look at what is not theirs."""
    return who.startswith("regulator") or who == "platform_admin" or (who in ROLES and bool(ROLES[who].jurisdiction))


class Household(NamedTuple):
    """`agent`: the cooperative that registered it. Name and phone are personal."""

    name: str
    phone: str
    agent: str


HOUSEHOLDS: Final[dict[str, Household]] = {
    "grower": Household("黎阿嫂", "13800138000", "cooperative"),
    "neighbour": Household("莫阿叔", "13511135111", "cooperative"),
    "stranger": Household("谭阿伯", "13411134111", "other_cooperative"),
}
"""The stranger is no column: their harvest makes the county's sum more than any one's own."""


class Cast(People):
    """Everybody registered and admitted, with a place each, by the platform's administrator."""

    def __init__(self, client: TestClient, regions: Regions) -> None:
        self.client = client
        self.regions = regions
        self.tokens: dict[str, str] = {}
        self.parties: dict[str, str] = {"platform_admin": OPERATOR}
        self._admit("platform_admin", "administrator")
        operator = {"party": OPERATOR, "kind": "authority", "name": "溯源平台", "county": "445302"}
        self.made("platform_admin", "commons", "parties", operator)
        for who, one in ROLES.items():
            body = {"kind": one.kind, "name": one.name, "county": one.county}
            self.parties[who] = self.made("platform_admin", "commons", "parties", body)["party"]
            self._admit(who, one.role, one.jurisdiction)
        for who, household in HOUSEHOLDS.items():
            body = {"kind": "household", "name": household.name, "phone": household.phone, "county": "445322"}
            self.parties[who] = self.made(household.agent, "yunfu", "parties", body)["party"]
            self._admit(who, "grower")
        self.parties["revoked"] = self.parties["packhouse"]
        self._admit("revoked", "packer")
        self._suspend("suspended", "packhouse")
        self._let_in("partner", "packhouse", "registers:read papers:read papers:write")
        revoke_tokens(regions.datastore, person="person-revoked", party=self.parties["revoked"])
        self.product = self.made("platform_admin", "commons", "products", wampee())["product"]
        self.plot = self.place("grower", "plot", "445322", "屋后三亩园", town="445322104", point=POINT, consent=VERSION)
        self.neighbour_plot = self.place("neighbour", "plot", "445322", "村口园")
        self.stranger_plot = self.place("stranger", "plot", "445322", "对面坡")
        self.grove = self.place("supplier", "plot", "445381", "罗平一号园", town="445381108")
        self.shed = self.place("packhouse", "packhouse", "445322", "南江收购站")
        self.next_shed = self.place("next_packhouse", "packhouse", "445322", "都城分拣线")
        self.stall = self.place("market", "market", "440111", "江南一百号档", region="guangzhou")

    def _suspend(self, who: str, of: str) -> None:
        """A member of somebody's party whose membership is suspended."""
        self.parties[who] = self.parties[of]
        self._admit(who, "packer")
        now, role = datetime.now(SHANGHAI), Membership(self.parties[who], "yunfu", "packer")
        with self.regions.datastore.transaction() as connection:
            add_person(connection, Person(f"person-{who}", "yunfu", None, now), who.encode(), now)
            grant(connection, f"person-{who}", role, now)
            suspend_role(connection, f"person-{who}", role.party, now, suspended=True)

    def _let_in(self, who: str, of: str, scopes: str) -> None:
        """A program of somebody's party."""
        self.parties[who] = self.parties[of]
        self._admit(who, "packer")
        with self.regions.datastore.connection() as connection:
            connection.execute("UPDATE commons.token SET scopes = %s WHERE person = %s", (scopes, f"person-{who}"))

    def place(self, who: str, kind: str, county: str, name: str, *, region: str = "yunfu", **more: object) -> str:
        """A site of the party of `who`."""
        return self.made(who, region, "sites", {"kind": kind, "county": county, "name": name, **more})["site"]

    def token(self, who: str) -> dict[str, str]:
        return {} if who == "public" else super().token(who)


POINT: Final = {"lat": 23.23127, "lon": 111.53214, "accuracy_m": 8.0}
"""Of the grower's plot (WGS-84): to a metre, so that it can be recognised wherever it is told."""
