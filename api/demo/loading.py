"""Carry the plan out: the commons first, then the cities side by side, each in the order in which it learns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from threading import Lock
from typing import Final

from api.demo.plan import Step
from api.demo.waves import in_waves
from api.recording import Decide, Done, carry_out_all
from api.regions import Regions
from domain.act import Act
from domain.region import COMMONS

BATCH: Final = 1000
"""Commands that are ordered and recorded together; within a batch the order in time is kept only where it matters."""
SIDE_BY_SIDE: Final = 3
"""Cities at once: while one waits for the disk, another decides."""

Progress = Callable[[int, int], None]


class DemoFailed(Exception):
    """A command of the demo was refused: the store holds something else than the demo."""


def carry_out_plan(regions: Regions, steps: Sequence[Step], progress: Progress) -> None:
    """Record every step. Safe to repeat: what is recorded stays as it is. Raises DemoFailed, StoreError."""
    by_region = {name: list(group) for name, group in groupby(sorted(steps, key=_order), key=lambda one: one.region)}
    counted = _Counted(progress, len(steps))
    _carry_out_region(regions, COMMONS, by_region.pop(COMMONS, []), counted)
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="demo") as pool:
        largest_first = sorted(by_region, key=lambda name: -len(by_region[name]))
        for done in [pool.submit(_carry_out_region, regions, name, by_region[name], counted) for name in largest_first]:
            done.result()


def _order(step: Step) -> tuple[object, ...]:
    return step.region, step.arrives, step.act.id


def _carry_out_region(regions: Regions, name: str, steps: Sequence[Step], counted: _Counted) -> None:
    region = regions[name]
    for start in range(0, len(steps), BATCH):
        batch = in_waves(steps[start : start + BATCH])
        answers = carry_out_all(region, _with_references(regions, name, batch))
        for step, answer in zip(batch, answers, strict=True):
            if not isinstance(answer, Done):
                message = f"{step.command.func.__name__} of {step.act.at} in {name}: {answer!r}"
                raise DemoFailed(message) from answer
        counted.add(len(batch))


def _with_references(regions: Regions, name: str, steps: Iterable[Step]) -> list[tuple[Act, Decide]]:
    """The commands, told what the vault keeps for them."""
    vault = regions.vault(name)
    commands: list[tuple[Act, Decide]] = []
    for step in steps:
        command = step.command
        if mine := step.personal:
            subject = mine.subject.format(command=step.act.id)
            command = partial(command, **{mine.keyword: str(vault.keep(subject, step.act.id, mine.fields))})
        commands.append((step.act, command))
    return commands


class _Counted:
    """Tells the caller how far all the cities together are, one call at a time."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done, self._lock = progress, total, 0, Lock()

    def add(self, count: int) -> None:
        with self._lock:
            self._done += count
            self._progress(self._done, self._total)
