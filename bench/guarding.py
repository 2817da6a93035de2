"""What the guards cost: the same requests with door, tokens, policy, rows and records of looks on, and with none."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryDirectory

from api.auth import issue_token
from api.regions import Regions
from bench.asking import answers_a_second
from bench.phones import seconds_taken
from bench.place import fresh_database
from bench.purchases import REGION, Bought, bought
from bench.row import Row, rate_row
from bench.served import serving
from bench.serving import PHONES, Grower
from bench.unguarded import unguarded
from projections.catalogue import PROJECTIONS
from projections.follower import Follower, follow
from projections.log import Log
from projections.tables import ensure_tables
from store.settings import COMMONS, REGIONS, from_environment

LOTS = 400
COMMANDS = 3_200
SECONDS = 1.0
SLICES = 4


def rows(rounds: int) -> list[Row]:
    """Two servers on one database take turns; every row's baseline is the one without guards."""
    with TemporaryDirectory(prefix="suyuan-guarding-") as folder, fresh_database(*REGIONS) as conninfo:
        settings = from_environment({"SUYUAN_DATA": folder})
        regions = Regions.open(settings, conninfo)
        ensure_tables(regions.datastore, regions, PROJECTIONS)
        sold = bought(regions, LOTS)
        _follow(regions)
        grower = Grower(regions)
        member = _token(regions, sold.packhouse, "packer")
        official = _token(regions, sold.packhouse, "administrator")
        regions.close()
        with serving(settings, conninfo) as guarded, serving(settings, conninfo, unguarded) as bare:
            asked = _questions(sold, member, official, grower)
            found: list[tuple[list[float], list[float]]] = [([], []) for _ in asked]
            for number in range(rounds * SLICES + 1):
                for (_, ask), rates in zip(asked, found, strict=True):
                    measured = ask(guarded), ask(bare)
                    if number:  # the first only warms up
                        rates[0].append(measured[0])
                        rates[1].append(measured[1])
    return [rate_row(name, "a second", *rates, None) for (name, _), rates in zip(asked, found, strict=True)]


def _questions(sold: Bought, member: str, official: str, grower: Grower) -> list[tuple[str, Callable[[int], float]]]:
    traces = [f"/v1/trace?id={lot}&direction=up" for lot in sold.lots[:50]]
    lists = [f"/v1/{REGION}/receipts?limit=50"]
    return [
        ("traces of a member, with guards, against none", _rate(traces, member)),
        ("traces of an official, the look recorded, against none", _rate(traces, official)),
        (f"{PHONES} phones over HTTP, with guards, against none", lambda port: _commands(port, grower)),
        ("a member's list of 50 receipts, with guards, against none", _rate(lists, member)),
    ]


def _rate(paths: list[str], token: str) -> Callable[[int], float]:
    return lambda port: answers_a_second(port, paths, connections=4, seconds=SECONDS, token=token)


def _commands(port: int, grower: Grower) -> float:
    phones = [grower.phone(COMMANDS // PHONES // SLICES) for _ in range(PHONES)]
    return sum(map(len, phones)) / seconds_taken(port, phones)


def _follow(regions: Regions) -> None:
    for name in regions:
        for projection in PROJECTIONS:
            follower, log = Follower(regions.datastore, name, projection), Log(regions.datastore, name)
            while follow(follower, log):
                pass


def _token(regions: Regions, party: str, role: str) -> str:
    return issue_token(
        regions.settings, regions.datastore, person="bench", party=party, party_region=COMMONS, role=role
    )
