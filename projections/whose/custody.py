"""What lies where is its party's; what is on its way is of both ends, of who has it, and of the counties there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from store.rows import AREA, ASKER, MINE

WHOSE: Final[Mapping[str, str]] = {
    "custody_holding": f"party = ANY({MINE}) OR {AREA} = '%'",
    "custody_consignment": (
        f"ARRAY[party, holder, to_party] && {MINE}"
        f" OR from_county LIKE {AREA} OR to_county LIKE {AREA} OR county LIKE {AREA}"
    ),
    # Whether a shipment has come is matched with shipments of other regions.
    "custody_delivery": f"{ASKER} = 'whole'",
}
