"""`suyuan demo`: load the demo season by hand."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from api.cli.at_hand import regions_at_hand
from api.cli.console import Failed, answer, progress
from api.demo import DemoFailed, DemoRefused, load_demo


def command(
    agreed: Annotated[bool, typer.Option("--agree", help="Mark the database of DATABASE_URL as a demo.")] = False,
) -> None:
    """Load the demo season. The store is marked as a demo for ever; nothing in it can become real."""
    with regions_at_hand() as regions:
        begun = time.monotonic()
        with progress() as bars:
            task = bars.add_task("demo season 演示数据", total=None)
            try:
                loaded = load_demo(
                    regions, lambda done, all: bars.update(task, completed=done, total=all), agreed=agreed
                )
            except (DemoRefused, DemoFailed) as refused:
                raise Failed(str(refused)) from refused
    counts = ", ".join(f"{value} {name}" for name, value in loaded._asdict().items() if isinstance(value, int))
    answer.print(f"{counts}, {len(loaded.planted)} planted discrepancies, in {time.monotonic() - begun:.1f} s")
