"""`suyuan migrate`: the one step that changes schemas."""

from __future__ import annotations

from api.cli.at_hand import database
from api.cli.console import answer
from store import migrate
from store.datastore import translated
from store.settings import from_environment


def command() -> None:
    """Bring every region's schema up to date. Run it once, before a new version serves."""
    settings = from_environment()
    with database(settings) as conninfo, translated():
        applied = migrate.migrate(conninfo, settings.schemas)
    for name in applied:
        answer.print(name)
    answer.print(f"{len(applied)} applied." if applied else "Everything was up to date.")
