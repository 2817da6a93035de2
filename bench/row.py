"""One line of the benchmark's table: a measured value beside its baseline from the same run."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """`ratio` says how well we do: value / baseline where more is better, baseline / value where less is better.

    `target` is the ratio to reach, None where nothing was promised; `met` is None then.
    """

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    target: float | None
    met: bool | None


def rate_row(name: str, unit: str, ours: list[float], baseline: list[float], target: float | None) -> Row:
    """A row from rates of interleaved rounds (more is better): medians, and the median of the rounds' ratios."""
    ratio = median([our / theirs for our, theirs in zip(ours, baseline, strict=True)])
    return Row(
        name, round(median(ours), 1), unit, round(median(baseline), 1), round(ratio, 3), target, _met(ratio, target)
    )


def _met(ratio: float, target: float | None) -> bool | None:
    return None if target is None else ratio >= target
