"""The command line `suyuan`: run it, feed it, look into it, and learn what is wrong."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the console script."""
    from api.cli.app import COMMANDS, build, run

    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    run(build([asked] if asked in COMMANDS else COMMANDS))
