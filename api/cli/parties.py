"""The party that an option names."""

from __future__ import annotations

import typer

from api.cli.called import called
from api.regions import Regions
from domain.gs1 import MalformedIdentifier, Pgln
from domain.gs1.check_digit import check_digit
from domain.party import Party
from domain.region import COMMONS


def read_party(regions: Regions, party: str, role: str) -> tuple[str, str]:
    """A registered party's PGLN and the region that it is registered in; the operator for an administrator without one.

    Raises typer.BadParameter.
    """
    if not party and role == "administrator":
        stem = regions.settings.company_prefix.ljust(12, "0")
        return stem + check_digit(stem), COMMONS
    try:
        key = Pgln(party).key
    except MalformedIdentifier as error:
        raise typer.BadParameter(f"--party: {error}") from error
    home = next((name for name, region in regions.items() if region.find(Party, key, to_tell=False)), None)
    if home is None:
        raise typer.BadParameter(f"--party {key} is not registered; `{called()} token demo` shows some")
    return key, home
