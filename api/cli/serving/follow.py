"""The followers' process: turns recorded facts into tables until it is told to stop."""

from __future__ import annotations

import signal
from threading import Event

import domain.events  # noqa: F401  registers every topic
from api.cli.serving.order import Order
from projections.worker import Worker
from store.settings import from_environment


def run(order: Order) -> None:
    """Follow every region on the database of `order`."""
    follow(order.conninfo, from_environment().schemas)


def follow(conninfo: str, schemas: tuple[str, ...]) -> None:
    """Follow until SIGTERM or SIGINT; batches at hand are finished first."""
    quit = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: quit.set())
    worker = Worker(conninfo, schemas)
    worker.start()
    quit.wait()
    worker.stop()
