"""Clear away what may be kept no longer: each subject that has such entries gets a new key, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg.sql import SQL, Identifier

from store.datastore import Datastore
from store.vault.vault import Held, Vault

_DUE: Final = SQL("""
    SELECT DISTINCT subject FROM {}.vault_entry
     WHERE locked_until <= %(now)s
        OR (kept_at <= %(before)s AND (split_part(subject, ' of ', 1) = ANY(%(subjects)s) OR fields && %(fields)s
                                  OR fields = '{{}}'))
     ORDER BY subject
""")


@dataclass(frozen=True, slots=True)
class Due:
    """Where to look for what is over: what is locked and due, and what is older than `before` with such a subject
    (its first word) or such a field, or whose fields are not known: kept before their names were."""

    now: datetime
    before: datetime
    subjects: Sequence[str]
    fields: Sequence[str]


def expire(datastore: Datastore, region: str, vault: Vault, due: Due, over: Callable[[str, Held], bool]) -> int:
    """Delete the entries of a region that are `over`; returns how many."""
    wanted = {
        "now": due.now, "before": due.before, "subjects": list(due.subjects), "fields": list(due.fields)
    }  # fmt: skip
    with datastore.connection() as connection:
        subjects = [row[0] for row in connection.execute(_DUE.format(Identifier(region)), wanted).fetchall()]
    gone = 0
    for subject in subjects:
        with datastore.transaction() as connection:
            held = vault.taken(connection, subject)
            stays = [one for one in held if not over(subject, one)]
            if len(stays) < len(held):
                gone += vault.keep_only(connection, subject, stays)
    return gone
