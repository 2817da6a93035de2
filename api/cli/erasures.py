"""`suyuan erasures`: who was erased (ids alone), and the same again after a restore."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import typer
from rich.table import Table

from api.cli.at_hand import regions_at_hand
from api.cli.console import Failed, answer, progress
from api.cli.parties import read_party
from api.policy import Actor
from api.privacy.leaving import leave_everywhere
from store.erasures import Erasures
from store.vault.ledger import LedgerDamaged

if TYPE_CHECKING:
    from api.regions import Regions

AS: Final = "operator"
"""Who ends memberships again: whoever sits at the machine."""
group = typer.Typer(help="Persons and parties that were erased.", no_args_is_help=True)


@group.command("list")
def listed() -> None:
    """Every erasure: when, on what basis, by whom; ids and no names."""
    with regions_at_hand() as regions:
        try:
            found = Erasures(regions.datastore, regions.settings).all()
        except LedgerDamaged as error:
            raise Failed(str(error)) from error
    table = Table("at", "subject", "basis", "by", "retained", box=None)
    for one in found:
        kept = sum(len(entries) for entries in one.retained.values())
        table.add_row(f"{one.at:%Y-%m-%d %H:%M}", one.subject, one.basis, one.by, str(kept))
    answer.print(table)


@group.command()
def replay() -> None:
    """After a restore: erase again whoever was erased since the dump was made, and end their memberships.

    Once more changes nothing.
    """
    with regions_at_hand() as regions, progress() as bars:
        task = bars.add_task("erasures", total=None)
        try:
            erasures = Erasures(regions.datastore, regions.settings)
            done = erasures.replay(lambda done, all: bars.update(task, completed=done, total=all))
        except LedgerDamaged as error:
            raise Failed(str(error)) from error
        left = _leave(regions, erasures)
    answer.print(f"{done.lines} erasures in the ledger; of {done.back} something had come back, and is gone again.")
    if left:
        answer.print(f"{left} memberships of persons had come back, and are ended again.")


def _leave(regions: Regions, erasures: Erasures) -> int:
    """Whoever was erased is on no list of members either; returns how many memberships there were."""
    operator, home = read_party(regions, "", "administrator")
    actor, now = Actor(AS, operator, home, "administrator"), datetime.now(UTC)
    subjects = dict.fromkeys(one.subject for one in erasures.all())
    return sum(leave_everywhere(regions, actor, subject, now) for subject in subjects)
