"""How this program was called, short enough to type again."""

from __future__ import annotations

import sys
from pathlib import Path


def called() -> str:
    """`.venv/bin/suyuan` after `make run`, `suyuan` when it is on the path."""
    program = Path(sys.argv[0])
    if program.name != "suyuan" or program.parent == Path():
        return "suyuan"
    return str(short(program))


def short(path: Path) -> Path:
    """`path` as seen from here, when it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
