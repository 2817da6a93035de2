"""How fast a scanned page goes out: kept, against a bare ASGI answer of the same size; and put together anew."""

from __future__ import annotations

from functools import cache
from http.client import HTTPConnection
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp, Receive, Scope, Send

from api.regions import Regions
from bench.asking import answers_a_second
from bench.place import fresh_database
from bench.purchases import bought
from bench.row import Row, rate_row
from bench.served import serving
from projections.follower import Follower, follow
from projections.log import Log
from projections.public_page import PublicPage
from projections.tables import ensure_tables
from store.settings import REGIONS, Settings, from_environment

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
    lots = bought(regions, LOTS).lots
    for name in regions:
        follower, log = Follower(regions.datastore, name, PublicPage()), Log(regions.datastore, name)
        while follow(follower, log):
            pass
    regions.close()
    return lots


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
