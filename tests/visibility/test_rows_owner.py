"""On a server of one's own: the login owns the schemas, is no superuser, and is bound by every policy itself."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from api.cli.checks.database import look_at_login
from projections.catalogue import PROJECTIONS
from projections.follower import Follower, follow
from projections.log import Log
from projections.rebuild import Rebuild
from projections.tables import ensure_tables
from store.append import COPY_FROM
from store.datastore import Datastore
from store.errors import NotMigrated
from store.migrate import migrate
from store.recorder import Recorder
from store.rows import EVERYWHERE, READER
from store.settings import COMMONS
from tests.projections.harvests import put_harvests
from tests.visibility.reading import asked

SCHEMAS = ("yunfu", "guangzhou", COMMONS)


@pytest.fixture(scope="module")
def owned(server_conninfo: str) -> Iterator[str]:
    """A database whose owner may make databases and roles, and nothing else; every connection is the owner's."""
    owner = f"owner_{uuid4().hex[:8]}"
    with psycopg.connect(server_conninfo, autocommit=True) as connection:
        connection.execute(SQL("CREATE ROLE {} CREATEROLE").format(Identifier(owner)))
        connection.execute(SQL("CREATE DATABASE {0} OWNER {0}").format(Identifier(owner)))
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (READER,)).fetchone():
            connection.execute(SQL("GRANT {} TO {}").format(Identifier(READER), Identifier(owner)))
    address = make_conninfo(server_conninfo, dbname=owner, options=f"-c role={owner}")
    migrate(address, SCHEMAS)
    yield address
    with psycopg.connect(server_conninfo, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(owner)))
        connection.execute(SQL("DROP ROLE {}").format(Identifier(owner)))


@pytest.fixture(scope="module")
def store(owned: str) -> Iterator[Datastore]:
    made = Datastore(owned)
    yield made
    made.close()


def test_it_is_no_superuser_and_sees_nothing_without_saying_that_it_is_the_system(owned: str, store: Datastore) -> None:
    put_harvests(store, "yunfu", 1, 3)
    count = "SELECT count(*), current_setting('is_superuser') FROM yunfu.event"
    with psycopg.connect(owned) as connection:
        assert connection.execute(count).fetchone() == (0, "off")
    with store.connection() as connection:
        assert connection.execute(count).fetchone() == (3, "off")


def test_facts_are_recorded_one_by_one_and_in_bulk_projected_and_rebuilt(owned: str, store: Datastore) -> None:
    """COPY may not write a table with row-level security: rows go through one of the session."""
    put_harvests(store, "guangzhou", 1, 1)
    put_harvests(store, "guangzhou", 2, COPY_FROM + 50)
    assert Recorder(store, "guangzhou").max_notification_id() == COPY_FROM + 51
    ensure_tables(store, SCHEMAS, PROJECTIONS)
    for projection in PROJECTIONS:
        follower = Follower(store, "guangzhou", projection)
        follower.locate()
        while follow(follower, Log(store, "guangzhou")):
            pass
    with store.connection() as connection:
        assert connection.execute("SELECT count(*) FROM guangzhou.parked").fetchone() == (0,)
        steps = connection.execute("SELECT count(*) FROM guangzhou.trace_step").fetchone()
    assert steps == (COPY_FROM + 51,)
    for projection in PROJECTIONS:
        assert Rebuild(store, "guangzhou", projection).run().same

    async def lots(connection: psycopg.AsyncConnection) -> int:
        row = await (await connection.execute("SELECT count(*) FROM guangzhou.directory_lot")).fetchone()
        assert row is not None
        return row[0]

    assert asked(owned, EVERYWHERE, lots) == COPY_FROM + 51
    assert asked(owned, None, lots) == 0


def test_tables_of_an_older_version_are_guarded_in_place(owned: str, store: Datastore) -> None:
    ensure_tables(store, SCHEMAS, PROJECTIONS)
    with store.transaction() as connection:
        connection.execute("DROP POLICY system ON yunfu.directory_lot; DROP POLICY reader ON yunfu.directory_lot")
        connection.execute(f"REVOKE ALL ON yunfu.directory_lot FROM {READER}".encode())
        connection.execute("ALTER TABLE yunfu.directory_lot DISABLE ROW LEVEL SECURITY")

    async def lots(connection: psycopg.AsyncConnection) -> int:
        return len(await (await connection.execute("SELECT FROM yunfu.directory_lot")).fetchall())

    with pytest.raises(NotMigrated, match="permission denied"):
        asked(owned, EVERYWHERE, lots)
    ensure_tables(store, SCHEMAS, PROJECTIONS)
    assert asked(owned, EVERYWHERE, lots) == 0


def test_the_doctor_says_whom_no_policy_binds(server_conninfo: str) -> None:
    with psycopg.connect(server_conninfo) as connection:
        assert [one.level for one in look_at_login(connection, "development", embedded=True)] == ["well"]
        assert [one.level for one in look_at_login(connection, "production", embedded=False)] == ["wrong"]
        assert [one.level for one in look_at_login(connection, "development", embedded=False)] == ["mind"]
        connection.execute("CREATE ROLE plain; SET SESSION AUTHORIZATION plain")
        assert [one.level for one in look_at_login(connection, "production", embedded=False)] == ["well"]
        connection.execute("RESET SESSION AUTHORIZATION; ALTER ROLE plain BYPASSRLS; SET SESSION AUTHORIZATION plain")
        assert [one.level for one in look_at_login(connection, "production", embedded=False)] == ["wrong"]
        connection.rollback()
