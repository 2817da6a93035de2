"""`suyuan demo`: load the demo season by hand."""

from __future__ import annotations

import time

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli.at_hand import regions_at_hand
from api.cli.console import answer, aside
from api.demo import load_demo
from store.errors import SettingsRefused


def command() -> None:
    """Load the demo season. The store is marked as a demo for ever; nothing in it can become real."""
    columns = (TextColumn("demo season 演示数据"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with regions_at_hand() as regions:
        if regions.settings.profile == "production":
            raise SettingsRefused("the production profile takes no demo data")
        begun = time.monotonic()
        with Progress(*columns, console=aside, transient=True) as progress:
            task = progress.add_task("", total=None)
            summary = load_demo(regions, lambda done, all: progress.update(task, completed=done, total=all))
    answer.print(f"{summary} in {time.monotonic() - begun:.1f} s")
