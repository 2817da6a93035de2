"""`suyuan parked`: facts that a projection could not take, and another try after a fix."""

from __future__ import annotations

import typer
from rich.table import Table
from rich.text import Text

from api.cli.at_hand import regions_at_hand
from api.cli.console import answer
from projections.catalogue import PROJECTIONS
from projections.parking import parked, unpark

group = typer.Typer(help="Facts that a projection could not take.", no_args_is_help=True)


@group.command("list")
def listed() -> None:
    """Every parked fact with its reason."""
    with regions_at_hand() as regions:
        found = [one for region in regions for one in parked(regions.datastore, region)]
    if not found:
        answer.print("Nothing is parked.")
        return
    table = Table("region", "projection", "build", "position", "event", "since", "reason", box=None)
    for one in found:
        texts = (one.region, one.projection, one.build, str(one.position), one.topic)
        table.add_row(*map(Text, texts), f"{one.parked_at:%Y-%m-%d %H:%M}", Text(one.reason))
    answer.print(table)
    raise typer.Exit(1)


@group.command()
def retry() -> None:
    """Try all of them again; what still fails stays, with its new reason."""
    taken, left = 0, 0
    with regions_at_hand() as regions:
        for region in regions:
            for one in PROJECTIONS:
                done, waiting = unpark(regions.datastore, region, one)
                taken, left = taken + done, left + len(waiting)
    answer.print(f"{taken} taken, {left} still parked.")
    if left:
        raise typer.Exit(1)
