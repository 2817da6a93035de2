"""Change the master key: every subject's key is wrapped anew, in one transaction; no entry is touched."""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest
from typing import Final

from store.datastore import Datastore
from store.secret import Secret
from store.settings import KEYS
from store.vault.keys import mark_of, must_be_ours
from store.vault.sealing import seal, unseal

AT_ONCE: Final = 1_000
_LOCK: Final = f"LOCK TABLE {KEYS}.vault_key, {KEYS}.master IN SHARE ROW EXCLUSIVE MODE".encode()
_ALL: Final = f"SELECT region, subject, wrapped FROM {KEYS}.vault_key".encode()
_PUT: Final = f"UPDATE {KEYS}.vault_key SET wrapped = %s WHERE region = %s AND subject = %s".encode()
_MARK: Final = f"UPDATE {KEYS}.master SET mark = %s".encode()
_WRAPPED_BY: Final = f"SELECT mark FROM {KEYS}.master".encode()


def rewrap(datastore: Datastore, old: Secret, new: Secret, progress: Callable[[int, int], None]) -> int:
    """Wrap by `new` what `old` wraps; tells `progress` how many of how many; returns how many there were.

    Once more changes nothing. From the commit on a process with `old` opens nothing and makes no key. Raises
    VaultKeyWrong when `old` is not the master key; then nothing has changed.
    """
    with datastore.transaction() as connection:
        connection.execute(_LOCK)
        found = connection.execute(_WRAPPED_BY).fetchone()
        if found is not None and compare_digest(found[0], mark_of(new)):
            return 0
        must_be_ours(connection, old)
        rows = connection.execute(_ALL).fetchall()
        for start in range(0, len(rows), AT_ONCE):
            some = [
                (seal(new.reveal(), unseal(old.reveal(), wrapped, region, subject), region, subject), region, subject)
                for region, subject, wrapped in rows[start : start + AT_ONCE]
            ]
            with connection.cursor() as cursor:
                cursor.executemany(_PUT, some)
            progress(start + len(some), len(rows))
        connection.execute(_MARK, (mark_of(new),))
    return len(rows)
