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
from api.cli.parties import read_party
from api.demo import demo_roles
from domain.place import counties
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
    """Issue a token. It is printed once, alone on standard output; only its SHA-256 is kept.

    In a demo store a role without a party is played by the demo's own.
    """
    if context.invoked_subcommand:
        return
    if role not in ROLES:
        raise typer.BadParameter(f"--role must be one of {', '.join(sorted(ROLES))}")
    _judge(jurisdiction)
    with regions_at_hand() as regions:
        if not party and (example := next((one for one in demo_roles(regions) if one.role == role), None)):
            party, person = example.party, person or example.person
            jurisdiction = jurisdiction or example.jurisdiction
        who, home = read_party(regions, party, role)
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
    """Every token of the command line that is valid now; the tokens themselves are not kept."""
    query = f"""
        SELECT person, party, party_region, role, jurisdiction, label, expires_at FROM {COMMONS}.token
         WHERE session IS NULL AND revoked_at IS NULL AND expires_at > clock_timestamp()
         ORDER BY role, party, created_at
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
    """One command for each role of the demo season."""
    with regions_at_hand() as regions:
        roles = demo_roles(regions)
    if not roles:
        say(f"This store holds no demo season; `{called()} demo` loads it.")
        raise typer.Exit(1)
    for one in roles:
        where = f" --jurisdiction {one.jurisdiction}" if one.jurisdiction else ""
        options = f"--role {one.role} --party {one.party} --person {one.person}{where}"
        answer.print(f"# {one.name}: {one.label}", markup=False, soft_wrap=True)
        answer.print(f"{called()} token {options}", markup=False, soft_wrap=True)


def _judge(jurisdiction: str) -> None:
    """A county, a prefecture or a province: the first digits of a county that is known here."""
    if not any(code.startswith(jurisdiction) for code in counties()):
        raise typer.BadParameter(f"--jurisdiction {jurisdiction} is no part of any county code known here")
