"""Where a child process begins: it imports what it needs while the database still starts, then waits for its order."""

from __future__ import annotations

import gc
import logging
import sys
from importlib import import_module
from types import ModuleType

from api.cli.serving.order import receive

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
SELDOM = 50_000


def main(work: str, *arguments: str) -> None:
    """Run `api.cli.serving.{work}` until it is told to stop."""
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
    module = _imported(f"api.cli.serving.{work}")
    module.run(receive(), *arguments)


def settle() -> None:
    """What was imported lives as long as the process: looking for garbage in it is time lost.

    Later it is looked for when SELDOM things more are alive than the last time. Python's 700 are there several times
    in each answer, and took a seventh of a server's time.
    """
    gc.freeze()
    gc.set_threshold(SELDOM, 10, 10)


def _imported(name: str) -> ModuleType:
    gc.disable()
    module = import_module(name)
    settle()
    gc.enable()
    return module


if __name__ == "__main__":
    main(*sys.argv[1:])
