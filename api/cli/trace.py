"""`suyuan trace`: where something came from and where it went, in the terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
import typer
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from api.cli.at_hand import asked, regions_at_hand
from api.cli.console import Failed, answer, say
from api.cli.names import Names, own_language
from api.cli.tree import draw
from domain.act import SHANGHAI
from domain.gs1 import Identity, MalformedIdentifier, parse
from domain.region import COMMONS
from projections.trace.answers import History
from projections.trace.named import NotTraceable
from projections.walk import trace
from scanner_app.words import word

NOT_BUILT = "the trace is not built yet in every region: `suyuan serve` or `suyuan work` builds it"
Direction = Literal["up", "down", "both"]


def command(
    identity: Annotated[str, typer.Argument(help="A lot, an item or a unit, in any GS1 form, or its label's address.")],
    direction: Annotated[Direction, typer.Option(help="Where to look.")] = "both",
    as_of: Annotated[str, typer.Option(help="As things stood then: 2026-07-09 or 2026-07-09T12:00+08:00.")] = "",
    recorded_as_of: Annotated[
        str, typer.Option(help="As they were known then: a time, or positions (yunfu:120,guangzhou:7).")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="The answer of GET /v1/trace.")] = False,
    steps: Annotated[bool, typer.Option("--steps", help="Every lot's steps, however many.")] = False,
    lang: Annotated[Literal["zh-CN", "en"] | None, typer.Option(help="Of the tree.")] = None,
) -> None:
    """Follow a thing upstream and downstream over all regions."""
    what, then, known = _identity(identity), _moment(as_of, "--as-of"), _recorded(recorded_as_of)
    with regions_at_hand() as regions:
        cities = [name for name in regions if name != COMMONS]

        async def walk(connection: AsyncConnection[TupleRow]) -> History:
            return await trace(connection, cities, what, direction, as_of=then, recorded_as_of=known)

        try:
            found = asked(regions, walk)
        except NotTraceable as error:
            raise typer.BadParameter(str(error)) from error
        except LookupError as error:
            raise Failed(NOT_BUILT) from error
        if not found.nodes or not (found.steps or found.edges):
            raise Failed(f"nothing is recorded of {what.path}")
        if json:
            answer.print(msgspec.json.encode(found).decode(), markup=False, soft_wrap=True)
            return
        names = Names(regions, lang or own_language())
        for tree in draw(found, names, steps=steps):
            answer.print(tree)
        places = {node.region for node in found.nodes}
        lots = {node.lot for node in found.nodes}
        say(word(names.lang, "cli.counts", lots=len(lots), steps=len(found.steps), regions=len(places)))
        if found.truncated:
            say(word(names.lang, "cli.more"), style="yellow")


def _identity(text: str) -> Identity:
    try:
        return parse(text.strip().lstrip("/"))
    except MalformedIdentifier as error:
        raise typer.BadParameter(f"no GS1 identity: {error}") from error


def _moment(text: str, option: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} must be like 2026-07-09T12:00+08:00") from error
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def _recorded(text: str) -> datetime | dict[str, int] | None:
    pairs = [part.partition(":") for part in text.split(",")]
    if all(name.isalnum() and position.isdecimal() for name, _, position in pairs) and not text[:1].isdecimal():
        return {name: int(position) for name, _, position in pairs}
    return _moment(text, "--recorded-as-of")
