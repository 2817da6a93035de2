"""Add up the movements of the stocks that a batch touched: a pure function of all their facts, in order of time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg

# The order is that of the stock itself (domain.stock.Movement): time, fact, signed quantity, counts after movements.
# A count starts a run; in a run quantities add up; what stood before a count is what one expected to find.
SETTLE = """
WITH touched AS (
    SELECT DISTINCT * FROM unnest(%(lots)s::text[], %(sites)s::text[]) AS t (lot, site)
), effective AS (
    SELECT m.lot, m.site, m.fact, m.ordinal, m.at, m.counted, m.party, m.quantity AS recorded, m.unit,
           CASE WHEN t.fact IS NULL THEN m.cause
                WHEN m.cause = 'received' THEN 'bought'
                WHEN m.cause = 'sold' THEN 'traded' ELSE m.cause END AS cause,
           CASE WHEN c.corrects IS NULL THEN m.quantity
                WHEN m.quantity < 0 THEN -c.quantity ELSE c.quantity END AS quantity
      FROM touched JOIN {schema}.balance_move AS m USING (lot, site)
      LEFT JOIN {schema}.balance_correction AS c
             ON (c.lot, c.site, c.corrects, c.unit) = (m.lot, m.site, m.fact, m.unit)
      LEFT JOIN {schema}.balance_trade AS t ON (t.lot, t.site, t.fact) = (m.lot, m.site, m.fact)
), run AS (
    SELECT *, count(*) FILTER (WHERE counted) OVER w AS run
      FROM effective WHERE quantity IS NOT NULL
    WINDOW w AS (PARTITION BY lot, site ORDER BY at, fact, recorded, counted, unit, ordinal)
), standing AS (
    SELECT *, sum(quantity) OVER (PARTITION BY lot, site, run ORDER BY at, fact, recorded, counted, unit, ordinal)
              AS stands
      FROM run
), step AS (
    SELECT *, coalesce(lag(stands) OVER w, 0) AS stood, row_number() OVER w AS step
      FROM standing
    WINDOW w AS (PARTITION BY lot, site ORDER BY at, fact, recorded, counted, unit, ordinal)
), gone AS (
    DELETE FROM {schema}.balance_count AS c USING touched AS t
     WHERE (c.lot, c.site) = (t.lot, t.site)
       AND NOT EXISTS (SELECT FROM step AS s WHERE s.counted
                          AND (s.lot, s.site, s.fact, s.ordinal) = (c.lot, c.site, c.fact, c.ordinal))
), counts AS (
    INSERT INTO {schema}.balance_count (lot, site, fact, ordinal, party, at, expected, counted)
    SELECT lot, site, fact, ordinal, party, at, stood, quantity FROM step WHERE counted
    ON CONFLICT (lot, site, fact, ordinal) DO UPDATE SET expected = excluded.expected, counted = excluded.counted
), emptied AS (
    DELETE FROM {schema}.balance_stock AS s USING touched AS t
     WHERE (s.lot, s.site) = (t.lot, t.site)
       AND NOT EXISTS (SELECT FROM step WHERE (step.lot, step.site) = (s.lot, s.site))
), sums AS (
    SELECT lot, site,
           (array_agg(party ORDER BY step DESC))[1] AS party,
           min(at) AS first_at,
           max(at) AS last_at,
           coalesce(sum(quantity) FILTER (WHERE cause = 'harvested'), 0) AS harvested,
           coalesce(sum(quantity) FILTER (WHERE cause = 'received'), 0) AS received,
           coalesce(sum(quantity) FILTER (WHERE cause = 'bought'), 0) AS bought,
           coalesce(sum(quantity) FILTER (WHERE cause = 'accepted'), 0) AS accepted,
           coalesce(sum(quantity) FILTER (WHERE cause = 'produced'), 0) AS produced,
           coalesce(sum(quantity) FILTER (WHERE cause = 'returned' AND quantity > 0), 0) AS taken_back,
           coalesce(sum(quantity) FILTER (WHERE cause = 'found'), 0) AS found,
           coalesce(-sum(quantity) FILTER (WHERE cause = 'consumed'), 0) AS consumed,
           coalesce(-sum(quantity) FILTER (WHERE cause = 'dispatched'), 0) AS dispatched,
           coalesce(-sum(quantity) FILTER (WHERE cause = 'handed_over'), 0) AS handed_over,
           coalesce(-sum(quantity) FILTER (WHERE cause = 'sold'), 0) AS sold,
           coalesce(-sum(quantity) FILTER (WHERE cause = 'traded'), 0) AS traded,
           coalesce(-sum(quantity) FILTER (WHERE cause = 'destroyed'), 0) AS destroyed,
           coalesce(-sum(quantity) FILTER (WHERE cause = 'returned' AND quantity < 0), 0) AS given_back,
           (array_agg(stands ORDER BY step DESC))[1]
               - coalesce(sum(quantity) FILTER (WHERE NOT counted), 0) AS variance,
           (array_agg(stands ORDER BY step DESC))[1] AS on_hand,
           round(-sum(quantity * extract(epoch FROM at) / 3600) FILTER (WHERE NOT counted), 3) AS lain
      FROM step GROUP BY lot, site
)
INSERT INTO {schema}.balance_stock
SELECT lot, site, party, split_part(lot, '/', 2), first_at, last_at, harvested, received, bought, accepted, produced,
       taken_back, found, consumed, dispatched, handed_over, sold, traded, destroyed, given_back, variance, on_hand,
       CASE WHEN on_hand = 0 AND variance = 0 THEN lain END
  FROM sums
ON CONFLICT (lot, site) DO UPDATE SET (
       party, product, first_at, last_at, harvested, received, bought, accepted, produced,
       taken_back, found, consumed, dispatched, handed_over, sold, traded, destroyed, given_back, variance, on_hand,
       lain
   ) = (
       excluded.party, excluded.product, excluded.first_at, excluded.last_at, excluded.harvested, excluded.received,
       excluded.bought, excluded.accepted, excluded.produced, excluded.taken_back, excluded.found, excluded.consumed,
       excluded.dispatched, excluded.handed_over, excluded.sold, excluded.traded, excluded.destroyed,
       excluded.given_back, excluded.variance, excluded.on_hand, excluded.lain)
"""


def settle(conn: psycopg.Connection[Any], schema: str, stocks: Collection[tuple[str, str]]) -> None:
    """Write the sums and counts of `stocks` (lot, site) anew from all that is known of their movements."""
    if stocks:
        lots, sites = zip(*sorted(stocks), strict=True)
        statement = SETTLE.format(schema=schema).encode()
        conn.execute(statement, {"lots": list(lots), "sites": list(sites)})
