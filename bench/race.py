"""Processes that begin at one signal, and how long the last of them takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

Runner = Callable[..., None]
"""Called with the arguments of `race`, then the barriers at which it waits before and after its work."""


def race(processes: int, run: Runner, *arguments: object) -> float:
    """Seconds from the moment when every process is ready until all have done their work."""
    context = get_context("spawn")
    start: Barrier = context.Barrier(processes + 1)
    end: Barrier = context.Barrier(processes + 1)
    runners = [context.Process(target=run, args=(*arguments, start, end)) for _ in range(processes)]
    for runner in runners:
        runner.start()
    start.wait()
    started = time.perf_counter()
    end.wait()
    elapsed = time.perf_counter() - started
    for runner in runners:
        runner.join()
    return elapsed
