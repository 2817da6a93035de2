"""One thing that was looked at, how it is, and what to do about it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["well", "mind", "wrong"]


class Finding(NamedTuple):
    """`remedy` is empty when all is well. Something `wrong` makes the command fail; something to `mind` does not."""

    subject: str
    level: Level
    said: str
    remedy: str = ""


def well(subject: str, said: str) -> Finding:
    return Finding(subject, "well", said)


def mind(subject: str, said: str, remedy: str) -> Finding:
    return Finding(subject, "mind", said, remedy)


def wrong(subject: str, said: str, remedy: str) -> Finding:
    return Finding(subject, "wrong", said, remedy)
