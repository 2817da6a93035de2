"""Put the personal values of many rows into the vault side by side, before their commands are recorded in one go."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from api.command import Call, CommandBody
from api.importing.rehearsal import Ready, Secret
from api.recording import Decide
from api.regions import Regions
from domain.act import Act
from domain.commands.goods import Outcome
from domain.region import Desk

SIDE_BY_SIDE: Final = 4
"""Threads: each keep is a transaction, and PostgreSQL writes those that wait together to the disk at once."""


@dataclass(slots=True)
class Given(Call):
    """A call whose personal values are in the vault already."""

    refs: dict[Secret, str] = field(default_factory=dict)

    def keep(self, subject: str, **fields: str | None) -> str:
        told = Secret.of(subject, fields)
        return self.refs[told] if told.fields else ""


class Kept(NamedTuple):
    """A command with its references."""

    act: Act
    decide: Decide


def keep_all(regions: Regions, region: str, ready: Iterable[Ready]) -> list[Kept]:
    """The commands in their order. Raises StoreError; what is in the vault by then is swept later, or found again."""
    vault = regions.vault(region)

    def kept(one: Ready) -> Kept:
        id = one.command.act.id
        refs = {secret: str(vault.keep(secret.subject, id, dict(secret.fields))) for secret in one.secrets}
        return Kept(one.command.act, _decide(regions, one, refs))

    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="vault") as pool:
        return list(pool.map(kept, ready))


def _decide(regions: Regions, one: Ready, refs: dict[Secret, str]) -> Decide:
    body: CommandBody = one.command.body

    def decide(desk: Desk) -> Outcome:
        return one.kind.function(Given(desk, one.actor, regions, refs=refs), body)

    return decide if body.note is None and body.late_reason is None else one.command.decide
