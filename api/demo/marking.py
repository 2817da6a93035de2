"""A store that ever held the demo says so forever (D15); the marks are in the commons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from psycopg.sql import SQL, Identifier

from api.regions import Regions
from domain.region import COMMONS

MARK: Final = "demo"


class DemoRefused(Exception):
    """The demo season may not be loaded into this store; the message says why."""


def marks(regions: Regions) -> dict[str, str]:
    """All marks on the store, by key."""
    with regions.datastore.connection() as connection:
        rows = connection.execute(f"SELECT key, value FROM {COMMONS}.store_mark").fetchall()
    return dict(rows)


def mark(regions: Regions, values: Mapping[str, str]) -> None:
    """Write marks that are not there yet; nothing changes one."""
    with regions.datastore.transaction() as connection:
        for key, value in values.items():
            connection.execute(f"INSERT INTO {COMMONS}.store_mark VALUES (%s, %s) ON CONFLICT DO NOTHING", (key, value))


def must_be_loadable(regions: Regions, needed: frozenset[str], *, agreed: bool) -> None:
    """Raise DemoRefused: in production; without a city's store; with facts that are not the demo's own.

    A database of the caller's (`DATABASE_URL`) is taken only when the caller agreed to it.
    """
    if regions.settings.profile == "production":
        raise DemoRefused("the production profile takes no demo data")
    if missing := sorted(needed - set(regions)):
        raise DemoRefused(f"the demo needs the regions {', '.join(missing)}: unset SUYUAN_REGIONS")
    if not regions.settings.embedded and not agreed:
        raise DemoRefused("DATABASE_URL names a database of yours: a demo mark on it would stay forever")
    if MARK not in marks(regions) and facts(regions):
        raise DemoRefused("the store holds facts already")


def facts(regions: Regions) -> int:
    """How many facts all regions hold."""
    with regions.datastore.connection() as connection:
        heads = [
            connection.execute(SQL("SELECT position FROM {}.head").format(Identifier(name))).fetchone()
            for name in regions
        ]
    return sum(row[0] for row in heads if row)
