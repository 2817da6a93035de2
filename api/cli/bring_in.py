"""`suyuan import`: members, sites, products and harvest ledgers from spreadsheets."""

from __future__ import annotations

import csv
import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.auth import Actor
from api.cli.at_hand import regions_at_hand
from api.cli.console import answer, progress, say
from api.cli.parties import read_party
from api.demo import demo_roles
from api.exporting.safe import safe
from api.importing.carrying import Import
from api.importing.columns import Kind
from api.importing.found import Problem, Report, said
from api.importing.runs import remember
from api.importing.table import FileRefused
from api.importing.template import template as template_of
from api.regions import Regions
from domain.region import COMMONS

SHOWN = 40
"""Problems shown in the terminal; `--report` writes all of them."""
AS = "import"
"""The person of an import's commands: the same whoever runs it, so that a second run finds the first."""


def command(
    kind: Annotated[Kind | None, typer.Argument(help="What the file holds.")] = None,
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="XLSX or CSV.")] = None,
    region: Annotated[str, typer.Option(help="The city's region, such as yunfu.")] = "",
    party: Annotated[str, typer.Option(help="The cooperative in whose name (PGLN); a demo store has its own.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, record nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write every bad row to this CSV.")] = None,
    person: Annotated[str, typer.Option(help="Your id, for the list of imports.")] = "",
    template: Annotated[Kind | None, typer.Option(help="Write an empty workbook to standard output.")] = None,
) -> None:
    """Import a spreadsheet: all of it, or a list of every bad row and nothing. Running it again adds nothing twice."""
    if template is not None:
        _write(template_of(template))
        return
    if kind is None or file is None:
        raise typer.BadParameter("say what to import and the file, such as: suyuan import members members.xlsx")
    with regions_at_hand() as regions:
        if kind != "products" and (region not in regions or region == COMMONS):
            raise typer.BadParameter(f"--region must be one of {', '.join(regions.settings.regions)}")
        role = "administrator" if kind == "products" else "supervisor"
        who, home = read_party(regions, party or _of_the_demo(regions, role), role)
        actor = Actor(AS, who, home, role)
        with progress() as bars:
            task = bars.add_task(kind, total=None)
            work = Import(regions, kind, region, actor, lambda done, all: bars.update(task, completed=done, total=all))
            try:
                found = work.run(file, dry_run=dry_run)
            except FileRefused as refused:
                for sentence in said(refused.key, **refused.values):
                    say(f"{file.name}: {sentence}", style="red")
                raise typer.Exit(1) from refused
        if not dry_run:
            remember(regions.datastore, found, party=who, person=person or getpass.getuser())
    _tell(found, report)
    if found.problems:
        raise typer.Exit(1)


def _of_the_demo(regions: Regions, role: str) -> str:
    """The demo's operator or packhouse; empty in a store without a demo."""
    wanted = role if role == "administrator" else "packer"
    return next((one.party for one in demo_roles(regions) if one.role == wanted), "")


def _tell(found: Report, report: Path | None) -> None:
    if found.ignored:
        say(f"忽略的列 Columns left out: {', '.join(found.ignored)}", style="yellow")
    if found.problems:
        answer.print(_table(found.problems[:SHOWN]))
        if len(found.problems) > SHOWN:
            say(f"… {len(found.problems) - SHOWN} more; --report FILE.csv writes all of them.")
        if report is not None:
            _write_report(report, found.problems)
    rows = len({problem.row for problem in found.problems})
    if found.interrupted:
        say(f"{rows} of {found.rows} rows were refused while recording; the others are in. 其余已导入。", style="red")
    elif found.problems:
        say(f"{rows} of {found.rows} rows are wrong; nothing was recorded. 有误，未导入任何数据。", style="red")
    else:
        did = "to record 可导入" if found.dry_run else "recorded 已导入"
        known = found.repeated + found.known
        answer.print(f"{found.rows} rows 行: {found.recorded} new commands {did}, {known} known before 已有")


def _table(problems: list[Problem]) -> Table:
    table = Table("行 row", "列 column", "内容 value", "原因 reason", box=None)
    for problem in problems:
        row = (str(problem.row), problem.column, problem.value, f"{problem.zh}\n{problem.en}")
        table.add_row(*map(Text, row))
    return table


def _write_report(path: Path, problems: list[Problem]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("行", "列", "内容", "原因", "reason"))
        writer.writerows([(one.row, *map(safe, one[1:])) for one in problems])
    say(f"Every bad row stands in {path}.")


def _write(content: bytes) -> None:
    if sys.stdout.isatty():
        raise typer.BadParameter("a workbook is no text: send it to a file, --template members > members.xlsx")
    sys.stdout.buffer.write(content)
