"""How a trace is described to those who ask for it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from projections.trace.answers import History

REF: Final = "#/components/schemas/{name}"
_SCHEMAS: Final = msgspec.json.schema_components([History], ref_template=REF)
SCHEMAS: Final = _SCHEMAS[1]
"""Of the classes of a trace, for the description of the API."""
ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The trace", "content": {"application/json": {"schema": _SCHEMAS[0][0]}}}
}
