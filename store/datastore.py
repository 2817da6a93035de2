"""The pools of one process: synchronous connections for commands, asynchronous ones for reads, for all regions."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from threading import Lock, local
from typing import Final, ParamSpec, TypeVar

import msgspec
import psycopg
from psycopg import AsyncConnection, errors
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from store.connection import StoreConnection, lost
from store.errors import NotMigrated, StoreFull, StoreUnavailable
from store.limits import limited
from store.rows import READER, Eyes, seen
from store.settings import Settings
from store.wakeup import Wakeup
from store.wire import Types
from store.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")
PATIENCE: Final = 2.0
"""Seconds to wait for a connection before the store counts as unavailable."""
WARM: Final = 60.0
"""Seconds until a connection goes back to the pool, which replaces old ones, whoever might use it next."""


class Datastore:
    """Connections to one PostgreSQL. Everything in a process shares one; close it at the end.

    The synchronous pool opens at once and in the background: a database that is down does not stop the process
    from starting. The asynchronous pool belongs to an event loop: `await open_reads()` in it.
    """

    def __init__(self, conninfo: str, *, command_connections: int = 8, read_connections: int = 8) -> None:
        self.conninfo = limited(conninfo, "-c suyuan.asker=system")
        self._reader_conninfo = limited(conninfo, f"-c role={READER}")
        self.pool: ConnectionPool[StoreConnection] = ConnectionPool(
            self.conninfo,
            connection_class=StoreConnection,
            configure=StoreConnection.prepare_store,
            min_size=min(2, command_connections),
            max_size=command_connections,
            timeout=PATIENCE,
            reconnect_timeout=1.0,  # short: every request then starts a new attempt, so a recovery is seen at once
            name="commands",
            open=True,
        )
        self._read_connections = read_connections
        self._reads: AsyncConnectionPool[AsyncConnection[TupleRow]] | None = None
        self._lock = Lock()
        self._asking = 0
        """Threads that wait for a connection of the pool."""
        self._warm: StoreConnection | None = None
        """The connection that was used last. The pool would take the one used longest ago, whose server process has
        to be woken, with nothing of ours in the processor's caches: that doubled the time of a lone append."""
        self._here = _Here()
        self._writers: dict[str, Writer] = {}
        self._types: dict[str, Types] = {}
        self.wakeup = Wakeup(self.conninfo)

    @classmethod
    def of(cls, settings: Settings, conninfo: str) -> Datastore:
        """A datastore at `conninfo` with the pool sizes of `settings`."""
        return cls(
            conninfo,
            command_connections=settings.command_connections,
            read_connections=settings.read_connections,
        )

    def at_hand(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work` without waiting for the database: when it asks for a connection, WouldWait is raised."""
        self._here.at_hand = True
        try:
            return work(*args, **kwargs)
        finally:
            self._here.at_hand = False

    def connection(self) -> Borrowed:
        """A synchronous connection in autocommit mode, known to be open; raises StoreUnavailable, StoreFull ..."""
        return Borrowed(self)

    @contextmanager
    def transaction(self) -> Generator[StoreConnection]:
        """A synchronous connection inside a transaction, committed at the end."""
        with self.connection() as connection, connection.transaction():
            yield connection

    async def open_reads(self) -> None:
        """Open the asynchronous pool in the running event loop."""
        self._reads = AsyncConnectionPool(
            self._reader_conninfo,
            kwargs={"autocommit": True},
            configure=_read_json_fast,
            min_size=min(2, self._read_connections),
            max_size=self._read_connections,
            timeout=PATIENCE,
            reconnect_timeout=1.0,
            name="reads",
            open=False,
        )
        await self._reads.open()

    async def close_reads(self) -> None:
        """Close the asynchronous pool in the event loop that opened it."""
        if self._reads is not None:
            await self._reads.close()
            self._reads = None

    @asynccontextmanager
    async def reading(self, eyes: Eyes | None = None) -> AsyncGenerator[AsyncConnection[TupleRow]]:
        """An asynchronous connection that has the rows of `eyes`; without, nobody's. Raises StoreUnavailable."""
        if self._reads is None:
            message = "the pool for reads is not open: await open_reads() first"
            raise StoreUnavailable(message)
        with translated():
            connection = await self._take_for_reading(self._reads)
            try:
                if eyes is None:
                    yield connection
                else:
                    async with seen(connection, eyes):
                        yield connection
            finally:
                await self._reads.putconn(connection)

    def writer(self, region: str) -> Writer:
        """The one writer of `region` in this process."""
        with self._lock:
            if region not in self._writers:
                self._writers[region] = Writer(self, region)
            return self._writers[region]

    def types(self, region: str, connection: StoreConnection) -> Types:
        """The numbers by which this server knows the append function's argument types in `region`."""
        known = self._types.get(region)
        if known is None:
            known = self._types[region] = Types.look_up(connection, region)
        return known

    def close(self) -> None:
        """Finish the waiting saves, then close every synchronous connection."""
        with self._lock:
            writers = list(self._writers.values())
            self._writers.clear()
        for writer in writers:
            writer.close()
        self.wakeup.close()
        self.pool.close()
        if warm := self._warm_one():
            self.pool.putconn(warm)  # which closes it too

    def take(self) -> StoreConnection:
        """A connection of the pool, known to be open, for `give_back`; raises the pool's errors."""
        if self._here.at_hand:
            raise WouldWait
        deadline = time.monotonic() + PATIENCE
        while True:
            connection = self._warm_one() or self._pooled(deadline - time.monotonic())
            if not lost(connection):
                return connection
            connection.close()  # the pool replaces it
            self.pool.putconn(connection)

    def _warm_one(self) -> StoreConnection | None:
        with self._lock:
            connection, self._warm = self._warm, None
            return connection

    def _pooled(self, patience: float) -> StoreConnection:
        with self._lock:
            self._asking += 1
        try:
            connection = self.pool.getconn(patience)
        finally:
            with self._lock:
                self._asking -= 1
        connection.back_by = time.monotonic() + WARM
        return connection

    def give_back(self, connection: StoreConnection) -> None:
        """End what `take` began."""
        if connection.pgconn.transaction_status == TransactionStatus.IDLE and time.monotonic() < connection.back_by:
            with self._lock:
                if self._warm is None and not self._asking and not self.pool.closed:
                    self._warm = connection
                    return
        self.pool.putconn(connection)

    async def _take_for_reading(
        self, pool: AsyncConnectionPool[AsyncConnection[TupleRow]]
    ) -> AsyncConnection[TupleRow]:
        deadline = time.monotonic() + PATIENCE
        while True:
            connection = await pool.getconn(deadline - time.monotonic())
            if not lost(connection):
                return connection
            await connection.close()  # the pool replaces it
            await pool.putconn(connection)


class WouldWait(Exception):
    """The database is needed where nothing may wait for it (`Datastore.at_hand`): ask again in a thread."""


class _Here(local):
    """What each thread may do."""

    at_hand = False


async def _read_json_fast(connection: AsyncConnection[TupleRow]) -> None:
    """A trace has a proof in each of hundreds of rows: the standard library takes 8 % of its time for them."""
    set_json_loads(msgspec.json.decode, connection)


class Borrowed:
    """A connection for the time of a `with`; the driver's errors leave it as the store's. Every save has one."""

    __slots__ = ("_connection", "_datastore")

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def __enter__(self) -> StoreConnection:
        try:
            self._connection = self._datastore.take()
        except (psycopg.Error, PoolTimeout, PoolClosed, TooManyRequests) as error:
            raise translate(error) from error
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        self._datastore.give_back(self._connection)
        if error is not None and (ours := translate(error)) is not error:
            raise ours from error


@contextmanager
def translated() -> Generator[None]:
    """Turn the driver's errors into the store's own."""
    try:
        yield
    except Exception as error:
        if (ours := translate(error)) is error:
            raise
        raise ours from error


def translate(error: BaseException) -> BaseException:
    """The store's own error for one of the driver's; others as they are."""
    match error:
        case errors.DiskFull() | errors.ReadOnlySqlTransaction():
            return StoreFull(str(error))
        case errors.UndefinedTable() | errors.UndefinedFunction() | errors.InvalidSchemaName():
            return NotMigrated(str(error))
        case errors.InsufficientPrivilege():  # a table that nobody guarded yet, a role that nobody made
            return NotMigrated(str(error))
        case PoolTimeout() | PoolClosed() | TooManyRequests() | psycopg.OperationalError() | psycopg.InterfaceError():
            return StoreUnavailable(str(error))
        case _:
            return error


_installed: list[Datastore] = []


def install(datastore: Datastore) -> None:
    """Make `datastore` the one that applications of this process use."""
    _installed[:] = [datastore]


def uninstall(datastore: Datastore) -> None:
    """Forget `datastore`, if it is the installed one."""
    if datastore in _installed:
        _installed.remove(datastore)


def installed() -> Datastore:
    """The process-wide datastore; raises StoreUnavailable when none was installed."""
    if not _installed:
        message = "no datastore is installed in this process: call store.datastore.install first"
        raise StoreUnavailable(message)
    return _installed[0]
