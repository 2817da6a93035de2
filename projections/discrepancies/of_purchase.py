"""What is amiss with one region's purchases: other weights than the grower's stock had, no proof, goods sent away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.discrepancies.discrepancy import Found, Mark, Wanted
from projections.discrepancies.of_stock import local

KINDS: Final = frozenset({"purchase_difference", "purchase_without_proof", "handover_difference", "purchase_refused"})

STATEMENT = """
WITH everything AS (
    SELECT r.kind || '_difference' AS kind, r.at, r.receipt AS fact, d.lot, r.site, r.county, r.party,
           r.from_party AS other, d.product, d.expected, d.accepted AS found, r.difference AS reason, '' AS reference
      FROM {schema}.flows_receipt AS r
      JOIN {schema}.flows_received AS d USING (receipt)
      LEFT JOIN {schema}.flows_correction AS c ON c.corrects = r.receipt
     WHERE r.kind IN ('purchase', 'handover') AND d.expected <> d.accepted AND d.position = coalesce(c.position, 0)
    UNION ALL
    SELECT 'purchase_without_proof', r.at, r.receipt, d.lot, r.site, r.county, r.party, r.from_party, d.product, NULL,
           d.accepted, r.unproven, ''
      FROM {schema}.flows_receipt AS r
      JOIN {schema}.flows_received AS d USING (receipt)
      LEFT JOIN {schema}.flows_correction AS c ON c.corrects = r.receipt
     WHERE r.kind = 'purchase' AND r.proof = 'none' AND d.position = coalesce(c.position, 0)
    UNION ALL
    SELECT 'purchase_refused', f.at, f.fact, lot, f.site, f.county, f.party, f.from_party, split_part(lot, '/', 2),
           NULL, NULL, f.reason, ''
      FROM {schema}.flows_refusal AS f CROSS JOIN string_to_table(f.lots, ' ') AS lot
), keyed AS (
    SELECT *, (kind || '/' || fact || '/' || lot || '/' || site) COLLATE "C" AS key FROM everything
)
SELECT kind, at, fact, lot, site, county, party, other, product, expected, found, reason, reference, NULL::uuid,
       NULL::timestamptz
  FROM keyed
 WHERE kind = ANY(%(kinds)s) AND county LIKE %(county)s
   AND (%(party)s = '' OR ARRAY[party, other] && %(parties)s::text[])
   AND (%(product)s = '' OR product = %(product)s)
   AND (at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(from_day)s AND %(to_day)s
   AND (at, key) < (%(at)s, %(key)s)
 ORDER BY at DESC, key DESC LIMIT %(limit)s
"""


async def of_purchase(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], wanted: Wanted, before: Mark, limit: int
) -> Found:
    """The first `limit` of each region before the mark."""
    return await local(connection, regions, STATEMENT, wanted, before, limit)
