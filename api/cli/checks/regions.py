"""The regions: their followers, what is parked, their vaults, the demo mark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from psycopg.sql import SQL, Identifier

from api.cli.checks.finding import Finding, mind, well, wrong
from api.regions import Regions
from domain.region import COMMONS
from projections.catalogue import PROJECTIONS
from projections.parking import parked
from projections.tables import outdated
from store.erasures import Erasures
from store.errors import VaultKeyWrong
from store.vault.keys import must_be_ours
from store.vault.ledger import LedgerDamaged

QUIET = timedelta(seconds=30)
"""A follower that is behind and has not moved for so long does not run."""


def look_at_followers(regions: Regions) -> Iterator[Finding]:
    """Lag, leases, builds of another version."""
    behind: list[str] = []
    stuck: list[str] = []
    missing: list[str] = []
    now = datetime.now(UTC)
    for name in regions:
        query = SQL(
            "SELECT f.projection, f.updated_at, h.position - f.position FROM {0}.head AS h"
            " LEFT JOIN {0}.follower AS f ON f.build = 'live'"
        ).format(Identifier(name))
        with regions.datastore.connection() as connection:
            found = {row[0]: row[1:] for row in connection.execute(query)}
            missing += [f"{name}/{one.name}" for one in PROJECTIONS if one.name not in found]
            for one in PROJECTIONS:
                if one.name in found and outdated(connection, name, one):
                    missing.append(f"{name}/{one.name} (of another version)")
        for projection, (updated_at, lag) in found.items():
            if projection and lag:
                (stuck if now - updated_at > QUIET else behind).append(f"{name}/{projection}: {lag} facts")
    if stuck:
        yield wrong("followers", f"behind and not moving: {_some(stuck)}", "run `suyuan serve` or `suyuan work`")
    if missing:
        yield mind("read models", f"not built yet: {_some(missing)}", "`suyuan serve` or `suyuan work` builds them")
    if behind:
        yield mind("followers", f"catching up: {_some(behind)}", "wait")
    if not (stuck or missing or behind):
        yield well("followers", "everything recorded is in the read models")


def look_at_leases(regions: Regions) -> Iterator[Finding]:
    """A lease that ran out belongs to a worker that was killed; the next one takes it."""
    stale: list[str] = []
    live: set[str] = set()
    for name in regions:
        query = SQL("SELECT name, holder, expires_at < clock_timestamp() FROM {}.lease").format(Identifier(name))
        with regions.datastore.connection() as connection:
            for lease, holder, expired in connection.execute(query):
                if expired:
                    stale.append(f"{name}/{lease}")
                else:
                    live.add(holder)
    if stale and not live:
        yield mind("leases", f"left behind by a worker that is gone: {_some(stale)}", "the next worker takes them")
    elif live:
        yield well("leases", f"held by {', '.join(sorted(live))}")


def look_at_parked(regions: Regions) -> Iterator[Finding]:
    """Facts that no projection could take."""
    found = [one for name in regions for one in parked(regions.datastore, name)]
    if found:
        said = _some([f"{one.region}/{one.projection} at {one.position}: {one.reason}" for one in found])
        yield wrong("parked", f"{len(found)} facts: {said}", "mend the cause, then `suyuan parked retry`")
    else:
        yield well("parked", "nothing")


def look_at_vaults(regions: Regions) -> Iterator[Finding]:
    """Does the key fit what is kept?"""
    try:
        with regions.datastore.transaction() as connection:
            must_be_ours(connection, regions.settings.vault_key)
    except VaultKeyWrong as error:
        yield wrong("vault", str(error), "give back the SUYUAN_VAULT_KEY of this store")
        return
    yield well("vault", "the key fits")
    try:
        back = Erasures(regions.datastore, regions.settings).back()
    except LedgerDamaged as error:
        yield wrong("erasures", str(error), "mend the ledger, then `suyuan erasures replay`")
        return
    if back:
        yield wrong("erasures", f"{back} erased persons or parties are back", "run `suyuan erasures replay`")
    else:
        yield well("erasures", "nobody who was erased can be read")


def look_at_marks(regions: Regions) -> Iterator[Finding]:
    """Is this a demo?"""
    with regions.datastore.connection() as connection:
        found = dict(connection.execute(f"SELECT key, value FROM {COMMONS}.store_mark".encode()).fetchall())
    if "demo_loading" in found:
        yield mind("demo", f"the season is {found['demo_loading']} % loaded", "`suyuan serve` or `suyuan demo` goes on")
    if "demo" in found:
        yield mind("demo", "this store holds demo data and says so for ever", "start real work in an empty store")
    else:
        yield well("demo", "no demo data")


def _some(names: list[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
