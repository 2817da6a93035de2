"""`suyuan erasures`: who was erased (ids alone), and the same again after a restore."""

from __future__ import annotations

import typer
from rich.table import Table

from api.cli.at_hand import regions_at_hand
from api.cli.console import Failed, answer, progress
from store.erasures import Erasures
from store.vault.ledger import LedgerDamaged

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
    """After a restore: erase again whoever was erased since the dump was made. Once more changes nothing."""
    with regions_at_hand() as regions, progress() as bars:
        task = bars.add_task("erasures", total=None)
        try:
            done = Erasures(regions.datastore, regions.settings).replay(
                lambda done, all: bars.update(task, completed=done, total=all)
            )
        except LedgerDamaged as error:
            raise Failed(str(error)) from error
    answer.print(f"{done.lines} erasures in the ledger; of {done.back} something had come back, and is gone again.")
