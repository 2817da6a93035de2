"""Stocks are their party's, and the officials' of the county where they lie; sums are made of everybody's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from store.rows import AREA, ASKER, MINE

_WHOLE: Final = f"{ASKER} = 'whole'"
_HERE: Final = (
    f"{AREA} = '%' OR ({AREA} IS NOT NULL AND site IN ("
    f"SELECT s.site FROM {{schema}}.balance_site AS s WHERE s.county LIKE {AREA}))"
)
_STOCK: Final = f"party = ANY({MINE}) OR {_HERE}"

WHOSE: Final[Mapping[str, str]] = {
    "balance_site": f"{_WHOLE} OR party = ANY({MINE}) OR county LIKE {AREA}",
    "balance_move": f"{_WHOLE} OR {_STOCK}",
    "balance_stock": f"{_WHOLE} OR {_STOCK}",
    "balance_count": _STOCK,
    "balance_binding": _STOCK,
    "balance_overdraft": f"{AREA} = '%' OR site IN (SELECT s.site FROM {{schema}}.balance_site AS s)",
    "balance_work": f"{_WHOLE} OR party = ANY({MINE}) OR county LIKE {AREA}",
    "balance_work_correction": (
        f"{_WHOLE} OR EXISTS (SELECT FROM {{schema}}.balance_work AS w WHERE w.work = balance_work_correction.work)"
    ),
    "balance_collision": (
        f"{AREA} = '%' OR EXISTS (SELECT FROM {{schema}}.balance_move AS m"
        " WHERE m.lot = balance_collision.lot AND m.fact = balance_collision.fact)"
    ),
}
