"""How fast a scanned page goes out: kept, against a bare ASGI answer of the same size; and put together anew."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from http.client import HTTPConnection
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from starlette.types import ASGIApp, Receive, Scope, Send

from api.recording import carry_out, carry_out_all
from api.regions import Regions
from bench.asking import answers_a_second
from bench.place import fresh_database
from bench.row import Row, rate_row
from bench.served import serving
from domain import commands
from domain.act import Act
from domain.commands.goods import Amount, Goods
from domain.gs1 import mint_gtin
from domain.lot_code import mint_lot_code
from domain.region import COMMONS, Region
from domain.values import Proof
from projections.follower import Follower, follow
from projections.log import Log
from projections.public_page import PublicPage
from projections.tables import ensure_tables
from store.settings import REGIONS, Settings, from_environment

REGION, COUNTY = "yunfu", "445322"
PRODUCT = mint_gtin("952", 0, 7).digits
SECONDS = 1.0
SLICES = 4
"""Short measures and their baselines take turns often, so that what else the machine does hits both alike."""
LOTS = 1_200
TARGET = 0.7


def rows(rounds: int) -> list[Row]:
    """The scan's rows of design section 5; bare, kept and anew in turn, by one server and one client process."""
    kept: list[float] = []
    bare: list[float] = []
    anew: list[float] = []
    with TemporaryDirectory(prefix="suyuan-scan-") as folder, fresh_database(*REGIONS) as conninfo:
        settings = from_environment({"SUYUAN_DATA": folder})
        lots = _harvest(settings, conninfo)
        with serving(from_environment({"SUYUAN_DATA": folder}), conninfo, _with_bare) as port:
            size = _size(port, f"/{lots[0]}")
            for _ in range(rounds):
                for _ in range(SLICES):
                    bare.append(answers_a_second(port, [f"/bare/{size}"], seconds=SECONDS))
                    kept.append(answers_a_second(port, [f"/{lots[0]}"], seconds=SECONDS))
                anew.append(answers_a_second(port, [f"/{lot}" for lot in lots[1:]]))
    page = f"scan page of {size / 1000:.0f} KB"
    return [
        rate_row(f"{page}, kept, against a bare ASGI answer", "pages/s", kept, bare, TARGET),
        rate_row(f"{page}, put together anew from {len(REGIONS)} regions", "pages/s", anew, bare[::SLICES], None),
    ]


def _harvest(settings: Settings, conninfo: str) -> list[str]:
    """Lots that a packhouse bought from a household, and their pages."""
    regions = Regions.open(settings, conninfo)
    ensure_tables(regions.datastore, regions, [PublicPage()])
    lots = _bought(regions)
    for name in regions:
        follower, log = Follower(regions.datastore, name, PublicPage()), Log(regions.datastore, name)
        while follow(follower, log):
            pass
    regions.close()
    return lots


def _bought(regions: Regions) -> list[str]:
    commons, region = regions[COMMONS], regions[REGION]
    product = {
        "prefix": "952", "name_zh": "郁南无核黄皮", "name_en": "Yunan seedless wampee", "category": "fruit",
        "measure": "kg", "county": COUNTY, "origin_mark": "郁南无核黄皮", "packs": (), "yields": (), "season": (7,),
        "certificate": True, "keeping_days": 12, "cap_per_mu": None, "demo": False,
    }  # fmt: skip
    carry_out(
        commons, _act("", "administrator"), lambda desk: commands.register_product(desk, product=PRODUCT, **product)
    )
    packhouse = _register_party(commons, "packhouse", "云浮市南江果业有限公司", "")
    household = _register_party(region, "household", "", packhouse)
    plot, shed = _register_site(region, household, "plot"), _register_site(region, packhouse, "packhouse")
    day = datetime.now(UTC).date()
    lots = [f"01/{PRODUCT}/10/{mint_lot_code(day, number)}" for number in range(LOTS)]
    amount = Amount("100", "kg")
    proof = Proof("certificate_number", "1")
    carry_out_all(
        region,
        [
            (_act(household), lambda desk, lot=lot: commands.record_harvest(desk, lot=lot, site=plot, amount=amount))
            for lot in lots
        ],
    )
    carry_out_all(
        region,
        [
            (
                _act(packhouse),
                lambda desk, lot=lot: commands.receive_purchase(
                    desk, site=shed, from_party=household, from_site=plot, goods=[Goods(lot, amount)], proof=proof,
                    difference="",
                ),
            )
            for lot in lots
        ],
    )  # fmt: skip
    return lots


def _register_party(region: Region, kind: str, name: str, cooperative: str) -> str:
    party = {"prefix": "952", "kind": kind, "name": name, "county": COUNTY, "credit_code": "", "vault": ""}
    done = carry_out(
        region,
        _act("", "administrator"),
        lambda desk: commands.register_party(desk, party="", cooperative=cooperative, **party),
    )
    return str(done.outcome["party"])


def _register_site(region: Region, party: str, kind: str) -> str:
    site = {
        "prefix": "952",
        "kind": kind,
        "name": "",
        "county": COUNTY,
        "town": "建城镇",
        "datum": "wgs84",
        "vault": "",
    }
    done = carry_out(
        region,
        _act(party),
        lambda desk: commands.register_site(desk, site="", party=party, point=None, outline=(), area_mu=None, **site),
    )
    return str(done.outcome["site"])


def _act(party: str, role: str = "member") -> Act:
    now = datetime.now(UTC)
    return Act(
        id=UUID(int=uuid4().int), party=party, person="bench", at=now, received_at=now, claimed_at=now, role=role
    )


def _size(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept": "text/html"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return len(body)


def _with_bare(app: ASGIApp) -> ASGIApp:
    """`app`, and /bare/{size}: as little as ASGI can do to send that many bytes."""

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/bare/"):
            start, body = _bare(int(scope["path"][6:]))
            await send(start)
            await send(body)
        else:
            await app(scope, receive, send)

    return either


@cache
def _bare(size: int) -> tuple[dict[str, object], dict[str, object]]:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(size).encode())]
    return (
        {"type": "http.response.start", "status": 200, "headers": headers},
        {"type": "http.response.body", "body": b"x" * size},
    )
