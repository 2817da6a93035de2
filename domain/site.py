"""Site: where things happen (plot, pond, packhouse, market), named by its GLN."""

from __future__ import annotations

from decimal import Decimal

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyRegistered
from domain.values import Point

KINDS = ("plot", "pond", "house", "packhouse", "warehouse", "market", "shop", "port")
GROWING = frozenset({"plot", "pond", "house"})
"""Where produce grows and lies before it is sold for the first time."""


class Site(Aggregate):
    """A place of one party in one county. The exact point of a household's plot is in the vault."""

    KIND = "site"
    TOPIC = "site"

    class Event(Aggregate.Event):
        TOPIC = "site:event"

    class Registered(Event):
        """`point` and `outline` are WGS-84 whatever `datum` the phone claimed; both empty when kept in the vault."""

        TOPIC = "site:registered"
        site: str
        party: str
        kind: str
        name: str
        county: str
        town: str
        point: Point | None
        outline: tuple[Point, ...]
        datum: str
        area_mu: Decimal | None
        vault: str

    def __init__(self) -> None:
        self.site = ""
        self.party = ""
        self.kind = ""
        self.name = ""
        self.county = ""

    def register(
        self,
        act: Act,
        *,
        site: str,
        party: str,
        kind: str,
        name: str,
        county: str,
        town: str,
        point: Point | None,
        outline: tuple[Point, ...],
        datum: str,
        area_mu: Decimal | None,
        vault: str,
    ) -> None:
        if self.site:
            raise AlreadyRegistered(site=site)
        self.record(
            Site.Registered,
            act,
            site=site,
            party=party,
            kind=kind,
            name=name,
            county=county,
            town=town,
            point=point,
            outline=outline,
            datum=datum,
            area_mu=area_mu,
            vault=vault,
        )

    @event(Registered)
    def _registered(self, site: str, party: str, kind: str, name: str, county: str) -> None:
        self.site, self.party, self.kind, self.name, self.county = site, party, kind, name, county
