"""`suyuan doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
import psycopg
import typer
from rich.table import Table
from rich.text import Text

from api.cli.at_hand import database
from api.cli.checks.database import look_at_database
from api.cli.checks.finding import Finding, wrong
from api.cli.checks.looks import look_at_looks
from api.cli.checks.machine import look_at_disk, look_at_keys, look_at_settings
from api.cli.checks.regions import look_at_followers, look_at_leases, look_at_marks, look_at_parked, look_at_vaults
from api.cli.console import answer
from api.cli.serving.note import as_served
from api.regions import Regions
from store.errors import SettingsRefused, StoreError
from store.settings import Settings, from_environment

SIGNS = {"well": Text("✓", style="green"), "mind": Text("!", style="yellow"), "wrong": Text("✗", style="bold red")}
REGIONAL = (look_at_followers, look_at_leases, look_at_parked, look_at_vaults, look_at_marks, look_at_looks)


def command(
    json: Annotated[bool, typer.Option("--json", help="One JSON array, for monitoring.")] = False,
) -> None:
    """Look at everything that commonly goes wrong. Ends with 1 when something is wrong."""
    found = list(_look())
    if json:
        answer.print(msgspec.json.encode([one._asdict() for one in found]).decode(), markup=False, soft_wrap=True)
    else:
        answer.print(_table(found))
    if any(one.level == "wrong" for one in found):
        raise typer.Exit(1)


def _look() -> Iterator[Finding]:
    try:
        settings = as_served(from_environment())
    except SettingsRefused as error:
        yield wrong("settings", str(error), "correct the environment")
        return
    yield from look_at_settings(settings)
    yield from look_at_disk(settings)
    yield from look_at_keys(settings)
    try:
        with database(settings) as conninfo:
            yield from _look_inside(settings, conninfo)
    except (StoreError, psycopg.Error) as error:
        remedy = "see pg.log beside the data" if settings.embedded else "is DATABASE_URL right, is the server running?"
        yield wrong("database", str(error).strip(), remedy)


def _look_inside(settings: Settings, conninfo: str) -> Iterator[Finding]:
    found = list(look_at_database(settings, conninfo))
    yield from found
    if any(one.subject == "migrations" and one.level == "wrong" for one in found):
        return
    regions = Regions.open(settings, conninfo)
    try:
        for look in REGIONAL:
            yield from look(regions)
    finally:
        regions.close()


def _table(found: list[Finding]) -> Table:
    table = Table.grid(padding=(0, 2))
    for column in ("", "", ""):
        table.add_column(column, overflow="fold")
    for one in found:
        said = Text(one.said)
        if one.remedy:
            said.append(f"\n→ {one.remedy}", style="cyan")
        table.add_row(SIGNS[one.level], one.subject, said)
    return table
