"""Journeys and receipts are of both ends; public sums are made of everybody's, and hide what fewer than five made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from store.rows import AREA, ASKER, MINE

_WHOLE: Final = f"{ASKER} = 'whole'"
_SHIPMENT: Final = "EXISTS (SELECT FROM {schema}.flows_shipment AS s WHERE s.shipment = "
_RECEIPT: Final = "EXISTS (SELECT FROM {schema}.flows_receipt AS r WHERE r.receipt = "

WHOSE: Final[Mapping[str, str]] = {
    "flows_site": _WHOLE,
    "flows_party": _WHOLE,
    "flows_product": f"{ASKER} <> ''",
    "flows_shipment": (
        f"{_WHOLE} OR ARRAY[party, to_party, carrier] && {MINE} OR from_county LIKE {AREA} OR to_county LIKE {AREA}"
    ),
    "flows_shipped": f"{_WHOLE} OR {_SHIPMENT} flows_shipped.shipment)",
    "flows_receipt": (
        f"{_WHOLE} OR ARRAY[party, from_party] && {MINE} OR county LIKE {AREA} OR from_county LIKE {AREA}"
    ),
    "flows_received": f"{_WHOLE} OR {_RECEIPT} flows_received.receipt)",
    "flows_correction": (
        f"{_WHOLE} OR {_SHIPMENT} flows_correction.corrects) OR {_RECEIPT} flows_correction.corrects)"
    ),
    "flows_refusal": f"{_WHOLE} OR ARRAY[party, from_party] && {MINE} OR county LIKE {AREA}",
    "flows_seal": _WHOLE,
}
