"""The worker as a process: follows what others record, and ends cleanly when told to; waiting for what one wrote."""

import asyncio
import os
import signal
import subprocess
import sys
import time

from psycopg.conninfo import conninfo_to_dict

from projections.standing import standings, wait_until
from store.datastore import Datastore
from tests.projections.harvests import put_harvests


def test_a_worker_process_follows_and_ends_at_sigterm(datastore, conninfo, tmp_path):
    parts = conninfo_to_dict(conninfo)
    url = f"postgresql:///{parts['dbname']}?" + "&".join(
        f"{name}={parts[name]}" for name in ("host", "port", "user") if parts.get(name)
    )
    environment = os.environ | {"DATABASE_URL": url, "SUYUAN_DATA": str(tmp_path), "SUYUAN_REGIONS": "yunfu"}
    worker = subprocess.Popen([sys.executable, "-m", "projections"], env=environment, stderr=subprocess.PIPE)
    put_harvests(datastore, "yunfu", 0, 10)
    asyncio.run(read(conninfo))
    worker.send_signal(signal.SIGTERM)
    _, said = worker.communicate(timeout=20)
    assert worker.returncode == 0, said.decode()
    with datastore.connection() as conn:
        assert conn.execute("SELECT count(*) FROM yunfu.lease").fetchone() == (0,)


async def read(conninfo: str) -> None:
    reading = Datastore(conninfo)
    await reading.open_reads()
    assert await wait_until(reading, "trace", "yunfu", 10, seconds=30)
    standing = [one for one in await standings(reading, ["yunfu"]) if one.projection == "trace"]
    assert [(one.build, one.position, one.head, one.behind, one.parked) for one in standing] == [("live", 10, 10, 0, 0)]
    started = time.monotonic()
    assert not await wait_until(reading, "trace", "yunfu", 11, seconds=0.2)
    assert time.monotonic() - started < 2
    await reading.close_reads()
    reading.close()
