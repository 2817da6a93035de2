"""Show how far the demo season is: a bar in a terminal, a few lines in a log."""

from __future__ import annotations

from collections.abc import Iterator

from api.cli.console import aside, progress, say
from api.cli.serving.children import Child

TITLE = "demo season 演示数据"
NONE = 3
"""The exit code of `season` for a store that takes no demo."""
STEP = 25
"""Percent between two lines in a log."""


def show(season: Child) -> None:
    """Follow what the child says until it ends, then say how that went."""
    if aside.is_terminal:
        _bar(season)
    else:
        _lines(season)
    code = season.wait()
    if code == 0:
        say("The demo season is loaded.")
    elif code > 0 and code != NONE:
        say("The demo season is not complete; it goes on at the next start. Why stands above.", style="red")


def _bar(season: Child) -> None:
    with progress() as bars:
        task = bars.add_task(TITLE, total=None)
        for done, all in _steps(season):
            bars.update(task, completed=done, total=all)


def _lines(season: Child) -> None:
    say(f"Loading the {TITLE} ...")
    said = 0
    for done, all in _steps(season):
        percent = 100 * done // max(all, 1)
        if percent >= said + STEP:
            said = percent
            say(f"{TITLE}: {percent} %")


def _steps(season: Child) -> Iterator[tuple[int, int]]:
    assert season.output is not None
    for line in season.output:
        done, _, all = line.partition(b" ")
        if done.isdigit() and all.strip().isdigit():
            yield int(done), int(all)
