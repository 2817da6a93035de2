"""Papers are of the parties in them, places and lots of their party, and of the officials of the counties there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from store.rows import AREA, ASKER, MINE, PARTY

_SITES_HERE: Final = f"(SELECT s.party FROM {{schema}}.directory_site AS s WHERE s.county LIKE {AREA})"
_PARTIES_HERE: Final = f"(SELECT p.party FROM {{schema}}.directory_party AS p WHERE p.county LIKE {AREA})"
_EITHER_END: Final = f"""
    CASE kind
    WHEN 'shipment' THEN body::jsonb ->> 'to_county' LIKE {AREA}
    WHEN 'receipt' THEN body::jsonb ->> 'from_county' LIKE {AREA}
    WHEN 'handover' THEN
         EXISTS (SELECT FROM {{schema}}.directory_site AS w WHERE w.site = directory_paper.site
                    AND w.county LIKE {AREA})
         OR {{region}}.answered_in_area(id)
    ELSE false END
"""

WHOSE: Final[Mapping[str, str]] = {
    # Enterprises are a public register for whoever is signed in; a household is known to few.
    "directory_party": (
        f"(kind <> 'household' AND {ASKER} IN ('member', 'official')) OR party = {PARTY} OR cooperative = {PARTY}"
        f" OR county LIKE {AREA} OR party IN (SELECT {{region}}.givers())"
    ),
    "directory_site": f"party = ANY({MINE}) OR county LIKE {AREA}",
    "directory_product": f"{ASKER} <> ''",
    "directory_lot": f"party = ANY({MINE}) OR county LIKE {AREA}",
    "directory_roll": (f"party = ANY({MINE}) OR {AREA} = '%' OR ({AREA} IS NOT NULL AND party IN {_SITES_HERE})"),
    "directory_hold": f"{AREA} = '%' OR site IN (SELECT s.site FROM {{schema}}.directory_site AS s)",
    # Who only says that a shipment was handed to them has the row: whether they had it to give is told by its steps.
    "directory_paper": (
        f"ARRAY[party, other, third] && {MINE} OR {AREA} = '%'"
        f" OR ({AREA} IS NOT NULL AND (county LIKE {AREA} OR {_EITHER_END}))"
        f" OR ({AREA} IS NULL AND kind = 'shipment' AND id IN (SELECT {{region}}.handed()))"
    ),
    "directory_step": (
        f"party = ANY({MINE}) OR {AREA} = '%' OR EXISTS (SELECT FROM {{schema}}.directory_paper AS p"
        " WHERE p.kind IN ('shipment', 'handover', 'receipt', 'sale') AND p.id = directory_step.id)"
    ),
    "directory_member": (
        f"party = {PARTY} OR party = ANY({MINE}) OR {AREA} = '%' OR ({AREA} IS NOT NULL AND party IN {_PARTIES_HERE})"
    ),
    "directory_case": f"party = {PARTY} AND {ASKER} = 'official'",
    "directory_breach": f"party = ANY({MINE}) OR county LIKE {AREA}",
}
