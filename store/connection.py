"""A connection that can call a prepared statement in one round trip with hand-packed binary parameters.

A cursor of the driver costs 60 to 100 microseconds of Python per statement; the hot path of a save has about that
much for everything. `call` goes to libpq directly and leaves the connection as the driver expects to find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from select import POLLIN, poll
from typing import Final

import psycopg
from psycopg import BaseConnection, errors, pq
from psycopg.abc import PQGen
from psycopg.rows import TupleRow
from psycopg.sql import Composed

from store.errors import CommitNotReplicated

NOT_REPLICATED: Final = "SyncRepWaitForLSN"
"""The server's function that warns when its wait for the synchronous standby was cancelled; never translated."""

_BINARY: Final = 1
_FINE: Final = frozenset((pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK))


class StoreConnection(psycopg.Connection[TupleRow]):
    """A pooled connection in autocommit mode."""

    def prepare_store(self) -> None:
        """Called once by the pool for each new connection."""
        self.autocommit = True
        self.prepared: set[bytes] = set()
        self.unreplicated = False
        self.back_by = 0.0
        self.add_notice_handler(self._note)

    def call(self, name: bytes, statement: bytes, parameters: Sequence[bytes]) -> pq.abc.PGresult:
        """Run `statement` (prepared under `name` at first use); parameters and results are binary.

        Raises the driver's errors, or CommitNotReplicated when the server gave up waiting for its standby.
        """
        connection = self.pgconn
        if name not in self.prepared:
            self._judge(connection.prepare(name, statement))
            self.prepared.add(name)
        result = connection.exec_prepared(name, parameters, [_BINARY] * len(parameters), _BINARY)
        return self._judge(result)

    def run(self, statement: bytes) -> None:
        """Run a statement without parameters or result, such as BEGIN."""
        self._judge(self.pgconn.exec_(statement))

    def copy_in(self, statement: Composed, content: Iterable[bytes]) -> None:
        """Send `content`, in chunks, as the whole of a COPY ... FROM STDIN.

        Through the driver's own machinery: libpq's calls for COPY would hold Python's lock while they wait.
        """
        with self.cursor() as cursor, cursor.copy(statement) as sink:
            for chunk in content:
                sink.write(chunk)

    def _deallocate(self, name: bytes | None) -> PQGen[None]:
        """After a rollback or a DROP the driver drops all prepared statements of a connection, ours among them."""
        if name is None:
            self.prepared.clear()
        return super()._deallocate(name)

    def _judge(self, result: pq.abc.PGresult) -> pq.abc.PGresult:
        if result.status not in _FINE:
            raise self._error(result)
        if self.unreplicated:
            self.unreplicated = False
            message = "the server stopped waiting for its standby: the commit may be lost at a failover"
            raise CommitNotReplicated(message)
        return result

    def _error(self, result: pq.abc.PGresult) -> psycopg.Error:
        if self.pgconn.status != pq.ConnStatus.OK:
            return psycopg.OperationalError(result.get_error_message())
        return errors.error_from_result(result)

    def _note(self, notice: errors.Diagnostic) -> None:
        if notice.source_function == NOT_REPLICATED:
            self.unreplicated = True


def lost(connection: BaseConnection[TupleRow]) -> bool:
    """True when the server has said anything to this idle connection, which is always its farewell.

    Costs a microsecond and no round trip.
    """
    if connection.closed or connection.pgconn.status != pq.ConnStatus.OK:
        return True
    waiting = poll()
    waiting.register(connection.pgconn.socket, POLLIN)
    return bool(waiting.poll(0))
