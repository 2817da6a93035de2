"""`suyuan token`: who may do what, for pilots and demos; the production profile takes no such tokens."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.auth import MOST_DAYS, ROLES, issue_token, revoke_tokens
from api.cli.at_hand import regions_at_hand
from api.cli.called import called
from api.cli.console import answer, say
from api.cli.parties import ROLE_OF_KIND, example_parties, home_of
from api.regions import Regions
from domain.errors import UnknownParty
from domain.gs1 import MalformedIdentifier, Pgln
from domain.gs1.check_digit import check_digit
from domain.place import UnknownCounty, county
from domain.region import COMMONS

group = typer.Typer(help="Issue, list and revoke bearer tokens.", invoke_without_command=True)

Party = Annotated[str, typer.Option(help="The party that the person works for (PGLN, 13 digits).")]


@group.callback()
def issue(
    context: typer.Context,
    role: Annotated[str, typer.Option(help=f"One of {', '.join(sorted(ROLES))}.")] = "",
    party: Party = "",
    person: Annotated[str, typer.Option(help="The person's id; never a name. Made when not given.")] = "",
    jurisdiction: Annotated[str, typer.Option(help="County code or its first digits, of an inspector (4453).")] = "",
    label: Annotated[str, typer.Option(help="What it is for; shown by `list`.")] = "",
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How long it is valid.")] = 90,
) -> None:
    """Issue a token. It is printed once, alone on standard output; only its SHA-256 is kept."""
    if context.invoked_subcommand:
        return
    if role not in ROLES:
        raise typer.BadParameter(f"--role must be one of {', '.join(sorted(ROLES))}")
    _judge(jurisdiction)
    with regions_at_hand() as regions:
        who, home = _party(regions, party, role)
        token = issue_token(
            regions.settings,
            regions.datastore,
            person=person or f"{role}-{secrets.token_hex(4)}",
            party=who,
            party_region=home,
            role=role,
            jurisdiction=jurisdiction,
            label=label,
            days=days,
        )
    say(f"{role} for {who} ({home}), {days} days. Send it as: Authorization: Bearer <token>")
    answer.print(token, soft_wrap=True, markup=False)


@group.command("list")
def listed() -> None:
    """Every token that is valid now; the tokens themselves are not kept."""
    query = f"""
        SELECT person, party, party_region, role, jurisdiction, label, expires_at FROM {COMMONS}.token
         WHERE revoked_at IS NULL AND expires_at > clock_timestamp() ORDER BY role, party, created_at
    """
    with regions_at_hand() as regions, regions.datastore.connection() as connection:
        rows = connection.execute(query.encode()).fetchall()
    table = Table("person", "party", "home", "role", "jurisdiction", "label", "until", box=None)
    for *texts, until in rows:
        table.add_row(*map(Text, texts), f"{until:%Y-%m-%d}")
    answer.print(table if rows else "No valid tokens.")


@group.command()
def revoke(person: Annotated[str, typer.Option(help="The person's id, as `list` shows it.")], party: Party) -> None:
    """End every token of a person in a party; it takes a few seconds to reach every server."""
    with regions_at_hand() as regions:
        count = revoke_tokens(regions.datastore, person=person, party=party)
    answer.print(f"{count} revoked.")
    if not count:
        raise typer.Exit(1)


@group.command()
def demo() -> None:
    """One command for each role, with a party of this store that suits it."""
    with regions_at_hand() as regions:
        found = example_parties(regions)
    table = Table("role", "party", "command", box=None)
    for example in found:
        options = f" --jurisdiction {example.county[:4]}" if example.role == "inspector" else ""
        party = f" --party {example.party}" if example.party else ""
        who = example.name or ("" if example.party else "operator")
        table.add_row(example.role, Text(who), Text(f"{called()} token --role {example.role}{party}{options}"))
    answer.print(table, soft_wrap=True)
    if len(found) < len(ROLE_OF_KIND):
        say("Roles without a suitable party are left out: load the demo season with `suyuan demo`.")


def _party(regions: Regions, party: str, role: str) -> tuple[str, str]:
    """A registered party and where it is registered; the operator itself for an administrator without one."""
    if not party and role == "administrator":
        stem = regions.settings.company_prefix.ljust(12, "0")
        return stem + check_digit(stem), COMMONS
    try:
        key = Pgln(party).key
    except MalformedIdentifier as error:
        raise typer.BadParameter(f"--party: {error}") from error
    try:
        return key, home_of(regions, key)
    except UnknownParty as error:
        raise typer.BadParameter(f"--party {key} is not registered; `{called()} token demo` shows some") from error


def _judge(jurisdiction: str) -> None:
    if not jurisdiction:
        return
    try:
        county(jurisdiction.ljust(6, "0"))
    except UnknownCounty as error:
        raise typer.BadParameter(f"--jurisdiction {jurisdiction} is no county or prefecture known here") from error
