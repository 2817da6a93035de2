"""`suyuan invite`: the first administrator of a store comes in with an invitation that only its operator can make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from api.auth import ROLES
from api.cli.at_hand import regions_at_hand
from api.cli.called import called
from api.cli.console import answer, say
from api.cli.parties import read_party
from api.cli.serving.note import as_served
from domain.place import counties
from store.people.invitations import MOST_DAYS, MOST_USES, invite, link
from store.people.keys import Keys
from store.people.roles import Role


def command(
    role: Annotated[str, typer.Option(help=f"One of {', '.join(sorted(ROLES))}.")] = "administrator",
    party: Annotated[str, typer.Option(help="The party that they join (PGLN); the operator for administrators.")] = "",
    home: Annotated[str, typer.Option(help="The region in whose vault they are kept; that of the party.")] = "",
    jurisdiction: Annotated[str, typer.Option(help="County code or its first digits, of an official (4453).")] = "",
    uses: Annotated[int, typer.Option(min=1, max=MOST_USES, help="How many may join with it.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How long it is valid.")] = 1,
) -> None:
    """Print a link with which people join a party. It is printed once; only a mark of its code is kept."""
    if role not in ROLES:
        raise typer.BadParameter(f"--role must be one of {', '.join(sorted(ROLES))}")
    if not any(code.startswith(jurisdiction) for code in counties()):
        raise typer.BadParameter(f"--jurisdiction {jurisdiction} is no part of any county code known here")
    if not party and role != "administrator":
        raise typer.BadParameter(f"--party is needed for a {role}; `{called()} token demo` shows some")
    with regions_at_hand() as regions:
        who, region = read_party(regions, party, role)
        kept = home or region
        if kept not in regions.settings.regions:
            raise typer.BadParameter(f"--home must be one of {', '.join(regions.settings.regions)}")
        with regions.datastore.transaction() as connection:
            made, code = invite(
                connection,
                Keys(regions.settings.people_key),
                Role(who, region, role, jurisdiction),
                home=kept,
                by="operator",
                most_uses=uses,
                life=timedelta(days=days),
                now=datetime.now(UTC),
            )
        say(f"{role} for {who} ({region}), {uses} may join until {made.expires_at:%Y-%m-%d %H:%M} UTC.")
        answer.print(link(as_served(regions.settings).public_url, code), soft_wrap=True, markup=False)
