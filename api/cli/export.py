"""`suyuan export`: facts as sheets and as lines, without personal values unless an administrator says why."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Annotated

import typer

from api.cli.at_hand import asked as ask
from api.cli.at_hand import regions_at_hand
from api.cli.console import Failed, say
from api.cli.trace import NOT_BUILT
from api.exporting.asked import Asked, Form, Line, What
from api.exporting.errors import TooManyRows
from api.exporting.facts import facts
from api.exporting.lines import lines
from api.exporting.official import recorded
from api.exporting.runs import count, remember
from api.exporting.trace_sheet import sheet, walked
from api.exporting.writing import write
from api.policy import Actor
from api.regions import Regions
from domain.gs1 import MalformedIdentifier, Pgln
from domain.region import COMMONS
from projections.trace.named import NotTraceable


def command(
    what: Annotated[What, typer.Argument(help="lots; movements; the trace of one --lot; facts as recorded.")],
    region: Annotated[list[str] | None, typer.Option(help="Only this region; may be given again.")] = None,
    party: Annotated[str, typer.Option(help="Only this party's, and its households' (PGLN).")] = "",
    lot: Annotated[str, typer.Option(help="For a trace: the lot, in any GS1 form.")] = "",
    from_day: Annotated[str, typer.Option("--from", help="First day, 2026-07-01.")] = "",
    to_day: Annotated[str, typer.Option("--to", help="Last day.")] = "",
    form: Annotated[Form, typer.Option("--format", help="Of the file.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="The file; standard output when not given.")] = None,
    personal: Annotated[bool, typer.Option("--personal", help="With names and phones of households.")] = False,
    reason: Annotated[str, typer.Option(help="Why personal values are needed; it is kept.")] = "",
    person: Annotated[str, typer.Option(help="Your id, for the list of exports.")] = "",
) -> None:
    """Take facts out. Every export is noted; cells that a spreadsheet could calculate with are made harmless."""
    if personal and len(reason.strip()) < 4:
        raise typer.BadParameter("--personal needs --reason: why, in a sentence that an auditor understands")
    if (what == "trace") != bool(lot):
        raise typer.BadParameter("--lot names the lot of a trace, and belongs to nothing else")
    with regions_at_hand() as regions:
        wanted = Asked(
            what, _regions(regions, region), _party(party), lot, _day(from_day), _day(to_day), personal=personal
        )
        rows = _lines(regions, wanted)
        who = person or getpass.getuser()
        run = remember(regions, wanted, person=who, reason=reason.strip())
        rows = recorded(regions, Actor(who, "", "", "administrator"), what, run, rows)
        try:
            with _file(out, form) as file:
                written = write(rows, form, file)
        except TooManyRows as error:
            raise Failed("more rows than a sheet holds: take --format csv, or fewer days") from error
        count(regions.datastore, run, written)
    say(f"{written} rows{f' in {out}' if out else ''}.")


def _lines(regions: Regions, wanted: Asked) -> Iterator[Line]:
    match wanted.what:
        case "facts":
            return facts(regions, wanted)
        case "trace":
            try:
                history = ask(regions, lambda connection: walked(connection, regions, wanted), wanted.eyes)
            except (MalformedIdentifier, NotTraceable) as error:
                raise typer.BadParameter(f"--lot: {error}") from error
            except LookupError as error:
                raise Failed(NOT_BUILT) from error
            if not history.nodes:
                raise Failed(f"nothing is recorded of {wanted.lot}")
            return sheet(regions, wanted, history)
        case _:
            return lines(regions, wanted)


@contextmanager
def _file(out: Path | None, form: Form) -> Iterator[IO[bytes]]:
    """The file appears when it is whole; nobody else may read it."""
    if out is None:
        if form == "xlsx" and sys.stdout.isatty():
            raise typer.BadParameter("a workbook is no text: give --out FILE.xlsx")
        yield sys.stdout.buffer
        return
    draft = out.with_name(f".{out.name}.part")
    draft.touch(mode=0o600)
    try:
        with draft.open("wb") as file:
            yield file
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _regions(regions: Regions, named: list[str] | None) -> tuple[str, ...]:
    cities = tuple(name for name in regions if name != COMMONS)
    if unknown := set(named or ()) - set(cities):
        raise typer.BadParameter(f"no such region: {', '.join(sorted(unknown))}; there are {', '.join(cities)}")
    return tuple(named) if named else cities


def _party(party: str) -> str:
    try:
        return Pgln(party).key if party else ""
    except MalformedIdentifier as error:
        raise typer.BadParameter(f"--party: {error}") from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day: write 2026-07-01") from error
