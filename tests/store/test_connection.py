"""A pooled connection: what was prepared by hand is there after whatever the driver does to its own statements."""

import pytest
from psycopg import Rollback

from store.datastore import Datastore


@pytest.mark.parametrize("then", ["SELECT 1", "DROP TABLE IF EXISTS commons.no_such_table"])
def test_a_statement_prepared_by_hand_outlives_a_rollback(datastore: Datastore, then: str):
    with datastore.connection() as connection:
        for _ in range(2):
            assert connection.call(b"by_hand", b"SELECT 7", []).get_value(0, 0) == (7).to_bytes(4)
            for _ in range(10):  # often enough for the driver to prepare it itself
                connection.execute("SELECT 8 WHERE %s", (True,))
            with connection.transaction():
                connection.execute(then.encode())
                raise Rollback
