"""The two places that a command writes to: its answer, and what a person should know beside it."""

from __future__ import annotations

from rich.console import Console

answer = Console(highlight=False)
"""Standard output: what was asked for, safe to pipe."""

aside = Console(stderr=True, highlight=False)
"""Standard error: progress, remarks, what went wrong."""
