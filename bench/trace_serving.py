"""How long an upstream trace takes through the API, against the bare SQL that fetches the same rows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from http.client import HTTPConnection
from statistics import median
from tempfile import TemporaryDirectory

from api.auth import issue_token
from api.regions import Regions
from bench.place import fresh_database
from bench.row import Row
from bench.served import serving
from bench.straight import fill
from bench.tracing import _bare as bare
from store.settings import from_environment

REGION = "yunfu"
FACTS = 100_000
LOTS = 20
SLICES = 4
TARGET = 1 / 1.5


def rows(rounds: int) -> list[Row]:
    """One region, warm; the answer is the whole history of about 250 ancestors as JSON."""
    ours: list[float] = []
    theirs: list[float] = []
    with TemporaryDirectory(prefix="suyuan-tracing-") as folder, fresh_database(REGION) as conninfo:
        lots = fill(conninfo, REGION, FACTS).deep_lots[:LOTS]
        settings = from_environment({"SUYUAN_DATA": folder, "SUYUAN_REGIONS": REGION})
        regions = Regions.open(settings, conninfo)
        token = issue_token(
            settings,
            regions.datastore,
            person="bench",
            party="9521234000006",
            party_region="commons",
            role="administrator",
        )
        regions.close()
        with serving(settings, conninfo) as port:
            for number in range(1 + rounds * SLICES):
                measured = _asked(port, token, lots), bare(conninfo, REGION, lots)
                if number:  # the first only warms up
                    ours.append(measured[0])
                    theirs.append(measured[1])
    ratio = median([their / our for our, their in zip(ours, theirs, strict=True)])
    name = f"upstream trace through the API, {FACTS // 1000}k facts, against the bare SQL"
    return [
        Row(
            name,
            round(median(ours), 2),
            "ms",
            round(median(theirs), 2),
            round(ratio, 3),
            round(TARGET, 3),
            ratio >= TARGET,
        )
    ]


def _asked(port: int, token: str, lots: Sequence[str]) -> float:
    """Milliseconds of the median answer, read to its end."""
    connection = HTTPConnection("127.0.0.1", port)
    times: list[float] = []
    for lot in (*lots[:10], *lots):
        started = time.perf_counter()
        connection.request("GET", f"/v1/trace?id={lot}&direction=up", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        content = answer.read()
        times.append(time.perf_counter() - started)
        if answer.status != 200:
            raise RuntimeError(content[:500].decode())
    connection.close()
    return median(times[10:]) * 1000
