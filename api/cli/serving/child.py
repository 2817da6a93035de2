"""Where a child process begins: it imports what it needs while the database still starts, then waits for its order."""

from __future__ import annotations

import gc
import logging
import sys
from importlib import import_module
from types import ModuleType

from api.cli.serving.order import receive

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def main(work: str, *arguments: str) -> None:
    """Run `api.cli.serving.{work}` until it is told to stop."""
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
    module = _imported(f"api.cli.serving.{work}")
    module.run(receive(), *arguments)


def _imported(name: str) -> ModuleType:
    """The module; what comes with it lives as long as the process, so looking for garbage in it is time lost."""
    gc.disable()
    module = import_module(name)
    gc.freeze()
    gc.enable()
    return module


if __name__ == "__main__":
    main(*sys.argv[1:])
