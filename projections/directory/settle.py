"""What holds after all that was said: the standing of parties, and who works for them as what."""

from __future__ import annotations

from collections.abc import Collection

import psycopg
from psycopg.rows import TupleRow

# A party's steps may come before its registration; then they hold once that is there.
_PARTIES = """
UPDATE {schema}.directory_party AS p
   SET cooperative = s.cooperative, credit_code = s.credit_code, verified_at = s.verified_at, suspended = s.suspended
  FROM (SELECT party,
               coalesce((array_agg(value ORDER BY version DESC) FILTER (WHERE what = 'acting'))[1], '') AS cooperative,
               coalesce((array_agg(value ORDER BY version DESC) FILTER (WHERE what = 'verified'))[1], '')
               AS credit_code,
               (array_agg(at ORDER BY version DESC) FILTER (WHERE what = 'verified'))[1] AS verified_at,
               coalesce((array_agg(what ORDER BY version DESC) FILTER (WHERE what IN ('suspended', 'resumed')))[1]
                        = 'suspended', false) AS suspended
          FROM {schema}.directory_standing WHERE party = ANY(%s) GROUP BY party) AS s
 WHERE p.party = s.party
"""
_MEMBERS = """
INSERT INTO {schema}.directory_member (party, person, role, jurisdiction, inviter, since, suspended, ended_at)
SELECT party, person,
       (array_agg(role ORDER BY version DESC) FILTER (WHERE role IS NOT NULL))[1],
       (array_agg(jurisdiction ORDER BY version DESC) FILTER (WHERE jurisdiction IS NOT NULL))[1],
       (array_agg(inviter ORDER BY version DESC) FILTER (WHERE inviter IS NOT NULL))[1],
       (array_agg(at ORDER BY version DESC) FILTER (WHERE what = 'joined'))[1],
       (array_agg(what ORDER BY version DESC) FILTER (WHERE what IN ('joined', 'suspended', 'resumed')))[1]
       = 'suspended',
       CASE WHEN (array_agg(what ORDER BY version DESC))[1] IN ('left', 'ended')
            THEN (array_agg(at ORDER BY version DESC))[1] END
  FROM {schema}.directory_member_step JOIN unnest(%s::text[], %s::text[]) AS t (party, person) USING (party, person)
 GROUP BY party, person HAVING bool_or(what = 'joined')
ON CONFLICT (party, person) DO UPDATE
   SET (role, jurisdiction, inviter, since, suspended, ended_at) = (excluded.role, excluded.jurisdiction,
        excluded.inviter, excluded.since, excluded.suspended, excluded.ended_at)
"""


def settle_parties(conn: psycopg.Connection[TupleRow], schema: str, parties: Collection[str]) -> None:
    """Add up the steps of these parties."""
    if parties:
        conn.execute(_in(schema, _PARTIES), [sorted(parties)])


def settle_members(conn: psycopg.Connection[TupleRow], schema: str, members: Collection[tuple[str, str]]) -> None:
    """Add up the steps of these members, (party, person)."""
    if members:
        told = sorted(members)
        conn.execute(_in(schema, _MEMBERS), [[party for party, _ in told], [person for _, person in told]])


def _in(schema: str, statement: str) -> bytes:
    return statement.replace("{schema}", f'"{schema}"').encode()
