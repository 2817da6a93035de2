"""Which papers does somebody see? Members those of their dealings, officials those with an end in their area."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.shipment import Given, in_hand
from projections.ask import ask
from projections.directory import Mark, Paper, Scope
from projections.reach.households import MINE
from store.rows import as_whole

# A movement has two ends: the officials of either see it. A sale has one, the seller's.
OF_LOTS: Final = """EXISTS (
                SELECT FROM jsonb_path_query(body::jsonb, '$.lines[*].lot') AS l WHERE l #>> '{}' = ANY(%(lots)s))"""
"""Papers of the lots of a case; a refused purchase has none: nothing changed hands."""
PAPERS: Final = f"""
    SELECT kind, id, at, party, other, third, site, county, to_region, reference, body,
           coalesce((SELECT json_agg(json_build_object('what', s.what, 'at', s.at, 'party', s.party, 'fact', s.fact,
                                                       'body', s.body::json) ORDER BY s.at, s.fact)
                       FROM {{schema}}.directory_step AS s WHERE s.id = p.id), '[]')
      FROM {{schema}}.directory_paper AS p
     WHERE kind = %(kind)s AND (at, id) < (%(at)s::timestamptz, %(id)s::uuid)
       AND (%(one)s::uuid IS NULL OR id = %(one)s::uuid)
       AND (%(party)s = '' OR party = ANY(%(mine)s) OR other = ANY(%(mine)s) OR third = ANY(%(mine)s)
            OR id IN (SELECT s.id FROM {{schema}}.directory_step AS s
                       WHERE s.party = ANY(%(mine)s) AND s.what = 'handed_over')
            OR ARRAY[party, other, third] && ARRAY({MINE}))
       AND (%(party)s <> '' OR %(county)s = '%%' OR county LIKE %(county)s
            OR (cardinality(%(lots)s::text[]) > 0 AND {OF_LOTS})
            OR CASE kind WHEN 'shipment' THEN body::jsonb ->> 'to_county' LIKE %(county)s
                         WHEN 'receipt' THEN body::jsonb ->> 'from_county' LIKE %(county)s
                         WHEN 'handover' THEN
                              EXISTS (SELECT FROM {{schema}}.directory_site AS w
                                       WHERE w.site = p.site AND w.county LIKE %(county)s)
                              OR EXISTS (SELECT FROM {{schema}}.directory_step AS s
                                          WHERE s.id = p.id AND s.body::jsonb ->> 'county' LIKE %(county)s)
                         ELSE false END)
       AND (%(to_region)s = '' OR (to_region = %(to_region)s AND CASE WHEN %(party)s = ''
            THEN body::jsonb ->> 'to_county' LIKE %(county)s
            ELSE other = ANY(%(mine)s) OR other IN ({MINE}) END))
     ORDER BY at DESC, id DESC LIMIT %(limit)s
"""
_RECEIVED: Final = "SELECT reference FROM {schema}.custody_delivery WHERE reference = ANY(%(references)s)"


class _Reference(NamedTuple):
    reference: str


async def papers(
    conn: AsyncConnection[TupleRow],
    regions: Sequence[str],
    kind: str,
    scope: Scope,
    *,
    before: Mark,
    to_region: str = "",
    one: UUID | None = None,
    limit: int,
) -> list[tuple[str, Paper]]:
    """(region of the paper, paper), newest first. `to_region`: only those on their way there, to the party or area.

    A shipment that somebody says was handed to the party is among them: whether they had it to give is told by `hands`.
    """
    values = scope.values() | {
        "mine": [scope.party],
        "kind": kind,
        "at": before.first,
        "id": before.second,
        "to_region": to_region,
        "one": one,
        "limit": limit,
    }
    found = [(region, row) for region, rows in await ask(conn, regions, PAPERS, values, Paper) for row in rows]
    return sorted(found, key=lambda pair: (pair[1].at, pair[1].id), reverse=True)[:limit]


def hands(paper: Paper) -> frozenset[str]:
    """Who had a shipment: who sent it, its carrier, and those to whom one of them handed it over."""
    first = {paper.party, paper.third} - {""}
    given = [
        Given(datetime.fromisoformat(step["at"]), UUID(step["fact"]), step["body"]["from_party"], step["party"])
        for step in paper.steps
        if step["what"] == "handed_over"
    ]
    return frozenset(first | {one.to_party for one in in_hand(first, given)})


async def received(
    conn: AsyncConnection[TupleRow], regions: Sequence[str], shipments: Collection[UUID]
) -> frozenset[str]:
    """Those of the shipments that some region has a receipt of."""
    references = {"references": [str(one) for one in shipments]}
    if not shipments:
        return frozenset()
    async with as_whole(conn):
        found = await ask(conn, regions, _RECEIVED, references, _Reference)
    return frozenset(row.reference for _, rows in found for row in rows)
