"""The demo season's process: loads it while the server answers already, and says how far it is."""

from __future__ import annotations

import sys
import time

from api.cli.console import say
from api.cli.serving.order import Order
from api.cli.serving.progress import NONE
from api.cli.serving.store_mark import say_loaded, say_loading
from api.demo import DemoRefused, load_demo
from api.regions import Regions
from store.settings import from_environment

EVERY = 0.25
"""Seconds between two lines."""


def run(order: Order) -> None:
    """Load the season. Each line on standard output is `done all`; pages read the percentage from the store."""
    regions = Regions.open(from_environment(), order.conninfo)
    try:
        load_demo(regions, Telling(order.conninfo))
    except DemoRefused as refused:
        say(f"No demo season: {refused}.")
        raise SystemExit(NONE) from refused
    finally:
        regions.close()
    say_loaded(order.conninfo)


class Telling:
    """Passes on how far the work is: to the supervisor a few times a second, to the store by the percent."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._at = 0.0
        self._percent = 0

    def __call__(self, done: int, all: int) -> None:
        now = time.monotonic()
        if now - self._at < EVERY and done < all:
            return
        self._at = now
        sys.stdout.write(f"{done} {all}\n")
        sys.stdout.flush()
        if (percent := 100 * done // max(all, 1)) > self._percent:
            self._percent = percent
            say_loading(self._conninfo, percent)
