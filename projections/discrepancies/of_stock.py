"""What one region's stocks disagree about: overdrafts, counts, transformations, lot codes, labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask
from projections.discrepancies.discrepancy import Discrepancy, Found, Mark, Wanted

KINDS: Final = frozenset({"overdraft", "count_variance", "unbalanced", "code_collision", "label_without_goods"})

# An overdraft lasts from the first Overdrawn after a closing to the next closing; its size is what was said last.
# A count matters when it is off by more than 2 %. A corrected transformation is judged anew, as the domain judges.
STATEMENT = """
WITH told AS (
    SELECT *, count(*) FILTER (WHERE quantity IS NULL)
              OVER (PARTITION BY lot, site ORDER BY version ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS episode
      FROM {schema}.balance_overdraft
), overdraft AS (
    SELECT lot, site,
           (array_agg(fact ORDER BY version) FILTER (WHERE quantity IS NOT NULL))[1] AS fact,
           (array_agg(at ORDER BY version) FILTER (WHERE quantity IS NOT NULL))[1] AS at,
           (array_agg(quantity ORDER BY version DESC) FILTER (WHERE quantity IS NOT NULL))[1] AS quantity,
           (array_agg(fact ORDER BY version) FILTER (WHERE quantity IS NULL))[1] AS resolved,
           (array_agg(at ORDER BY version) FILTER (WHERE quantity IS NULL))[1] AS resolved_at,
           coalesce((array_agg(how ORDER BY version) FILTER (WHERE quantity IS NULL))[1], '') AS how
      FROM told GROUP BY lot, site, episode HAVING count(quantity) > 0
), work AS (
    SELECT w.*, c.fact AS corrected, c.at AS corrected_at, coalesce(c.went_in, w.went_in) AS now_in,
           coalesce(c.came_out, w.came_out) AS now_out, coalesce(c.waste, w.waste) AS now_waste
      FROM {schema}.balance_work AS w LEFT JOIN {schema}.balance_work_correction AS c USING (work)
     WHERE NOT w.balanced OR c.fact IS NOT NULL
), judged AS (
    SELECT *, corrected IS NOT NULL
              AND now_out + CASE WHEN keeps THEN now_waste ELSE 0 END BETWEEN low * now_in AND high * now_in
              AND now_out + now_waste <= now_in * greatest(high, 1) AS mended
      FROM work
), everything AS (
    SELECT 'overdraft' AS kind, o.at, o.fact, o.lot, o.site, coalesce(p.county, '') AS county,
           coalesce(s.party, '') AS party, '' AS other, split_part(o.lot, '/', 2) AS product, 0::numeric AS expected,
           -o.quantity AS found, o.how AS reason, '' AS reference, o.resolved, o.resolved_at
      FROM overdraft AS o LEFT JOIN {schema}.balance_site AS p USING (site)
      LEFT JOIN {schema}.balance_stock AS s USING (lot, site)
    UNION ALL
    SELECT 'count_variance', c.at, c.fact, c.lot, c.site, coalesce(p.county, ''), c.party, '',
           split_part(c.lot, '/', 2), c.expected, c.counted, '', '', NULL, NULL
      FROM {schema}.balance_count AS c LEFT JOIN {schema}.balance_site AS p USING (site)
     WHERE c.expected <> c.counted AND abs(c.counted - c.expected) > 0.02 * abs(c.expected)
    UNION ALL
    SELECT 'unbalanced', at, work, lot, site, county, party, '', product, now_in, now_out + now_waste,
           kind || ' ' || step, '', CASE WHEN mended THEN corrected END, CASE WHEN mended THEN corrected_at END
      FROM judged WHERE NOT (balanced AND mended)
    UNION ALL
    SELECT 'code_collision', c.at, c.fact, c.lot, coalesce(m.site, ''), coalesce(p.county, ''), coalesce(m.party, ''),
           '', split_part(c.lot, '/', 2), NULL, NULL, '', c.wanted, NULL, NULL
      FROM {schema}.balance_collision AS c
      LEFT JOIN {schema}.balance_move AS m ON (m.lot, m.fact, m.cause) = (c.lot, c.fact, 'harvested')
      LEFT JOIN {schema}.balance_site AS p USING (site)
    UNION ALL
    SELECT 'label_without_goods', b.at, b.fact, b.lot, b.site, coalesce(p.county, ''), b.party, '',
           split_part(b.lot, '/', 2), NULL, b.labels, '', '', NULL, NULL
      FROM {schema}.balance_binding AS b LEFT JOIN {schema}.balance_site AS p USING (site)
     WHERE b.party <> '' AND NOT EXISTS (SELECT FROM {schema}.balance_move AS m
                                          WHERE m.lot = b.lot AND (m.site = b.site OR b.site = '' AND m.party = b.party)
                                            AND m.quantity > 0)
), keyed AS (
    SELECT *, (kind || '/' || fact || '/' || lot || '/' || site) COLLATE "C" AS key FROM everything
)
SELECT kind, at, fact, lot, site, county, party, other, product, expected, found, reason, reference, resolved,
       resolved_at
  FROM keyed
 WHERE kind = ANY(%(kinds)s) AND county LIKE %(county)s AND (%(party)s = '' OR party = ANY(%(parties)s))
   AND (%(product)s = '' OR product = %(product)s) AND NOT (%(open_only)s AND resolved IS NOT NULL)
   AND (at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(from_day)s AND %(to_day)s
   AND (at, key) < (%(at)s, %(key)s)
 ORDER BY at DESC, key DESC LIMIT %(limit)s
"""


async def of_stock(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], wanted: Wanted, before: Mark, limit: int
) -> Found:
    """The first `limit` of each region before the mark."""
    return await local(connection, regions, STATEMENT, wanted, before, limit)


async def local(
    connection: AsyncConnection[TupleRow],
    regions: Sequence[str],
    statement: str,
    wanted: Wanted,
    before: Mark,
    limit: int,
) -> Found:
    """What a statement finds that needs one region only; it answers the columns of Discrepancy but the region."""
    some: list[Discrepancy] = []
    reached: Mark | None = None
    for region, rows in await ask(connection, regions, statement, wanted.values(before, limit), Discrepancy):
        some += [row._replace(region=region) for row in rows]
        if len(rows) == limit:
            reached = max(reached or rows[-1].mark, rows[-1].mark)
    return Found(some, reached)
