"""The two places that a command writes to: its answer, and what a person should know beside it."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

WIDE = 200
"""Columns of a table that nobody looks at in a terminal: nothing is cut off in a file or a pipe."""

answer = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
"""Standard output: what was asked for, safe to pipe."""

aside = Console(stderr=True, highlight=False)
"""Standard error: progress, remarks, what went wrong."""


class Failed(Exception):
    """A command cannot do what was asked; the message says why, to a person."""


def say(remark: str, *, style: str | None = None) -> None:
    """One plain line to the person at the terminal, beside the answer."""
    aside.print(remark, style=style, markup=False, soft_wrap=True)


def progress() -> Progress:
    """A bar for long work, gone when it is done; nothing at all where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=aside, transient=True, disable=not aside.is_terminal)
