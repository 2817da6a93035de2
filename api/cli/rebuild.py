"""`suyuan rebuild`: make the tables of projections anew beside the live ones, then swap; reads go on."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import Progress

from api.cli.at_hand import regions_at_hand
from api.cli.console import Failed, answer, progress
from projections.catalogue import PROJECTIONS, projection
from projections.projection import Projection
from projections.rebuild import Rebuild, RebuildRunning, RebuildStopped, Rebuilt
from projections.tables import ensure_tables
from store.datastore import Datastore

NAMES = ", ".join(one.name for one in PROJECTIONS)


def command(
    name: Annotated[str | None, typer.Argument(metavar="[PROJECTION]", help=f"One of {NAMES}; all of them.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="Only this region; may be given again.")] = None,
) -> None:
    """Rebuild projections from the log. Nothing stops: the live tables serve until the new ones stand."""
    chosen = _chosen(name)
    with regions_at_hand() as regions, progress() as bars:
        unknown = set(region or ()) - set(regions)
        if unknown:
            raise typer.BadParameter(f"no such region: {', '.join(sorted(unknown))}")
        for where in region or list(regions):
            for one in chosen:
                built = _build(regions.datastore, where, one, bars)
                note = "the same as before" if built.same else "differs from before"
                rows = sum(table.rows for table in built.built.values())
                answer.print(f"{where}/{one.name}: {rows} rows at position {built.position}, {note}")


def _build(datastore: Datastore, region: str, one: Projection, bars: Progress) -> Rebuilt:
    task = bars.add_task(f"{region}/{one.name}", total=None)
    ensure_tables(datastore, [region], [one])
    try:
        return Rebuild(datastore, region, one).run(
            lambda done, all: bars.update(task, completed=done, total=all or None)
        )
    except (RebuildRunning, RebuildStopped) as error:
        why = "another process builds it" if isinstance(error, RebuildRunning) else str(error)
        message = f"{region}/{one.name} was not rebuilt: {why}; its live tables are as they were"
        raise Failed(message) from error
    finally:
        bars.remove_task(task)


def _chosen(name: str | None) -> tuple[Projection, ...]:
    if name is None:
        return PROJECTIONS
    try:
        return (projection(name),)
    except KeyError as error:
        raise typer.BadParameter(f"there is no projection {name}: {NAMES}") from error
