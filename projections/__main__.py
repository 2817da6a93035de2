"""The worker as a process of its own: `python -m projections` follows every region until it is told to stop."""

from __future__ import annotations

import logging
import signal
from threading import Event

from projections.worker import Worker
from store.embedded import EmbeddedServer
from store.settings import Settings, from_environment


def main() -> None:
    """Run until SIGTERM or SIGINT; the settings come from the environment."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = from_environment()
    if settings.database_url:
        work(settings, settings.database_url)
        return
    server = EmbeddedServer(settings.data)
    conninfo = server.start()
    server.supervise()
    try:
        work(settings, conninfo)
    finally:
        server.stop()


def work(settings: Settings, conninfo: str) -> None:
    """Follow all regions at `conninfo`; returns after SIGTERM or SIGINT, with the batches at hand finished."""
    quit = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: quit.set())
    worker = Worker(conninfo, settings.schemas)
    worker.start()
    logging.getLogger(__name__).info("following %s as %s", ", ".join(settings.schemas), worker.holder)
    quit.wait()
    worker.stop()


if __name__ == "__main__":
    main()
