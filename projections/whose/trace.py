"""Of a chain a member has the steps that it took part in. Officials have all of it: theirs is judged by the chain.

A chain is an official's when it passed the area somewhere, or for a case: that is no matter of a row, and a walk that
saw the area's rows alone would end at the border. So here the policy above (`api/policy/chain.py`) stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from store.rows import ASKER, MINE

_OFFICIAL: Final = f"{ASKER} = 'official'"
_WHOLE: Final = f"{ASKER} = 'whole'"
_OWN: Final = f"ARRAY[party, other_party] && {MINE}"


def _of_node(node: str) -> str:
    return f"EXISTS (SELECT FROM {{schema}}.trace_step AS s WHERE s.node = {node})"


WHOSE: Final[Mapping[str, str]] = {
    "trace_node": f"{_OFFICIAL} OR {_of_node('trace_node.id')}",
    "trace_edge": (
        f"{_OFFICIAL} OR EXISTS (SELECT FROM {{schema}}.trace_step AS s"
        f" WHERE s.about = trace_edge.about AND s.party = ANY({MINE}))"
    ),
    # A carrier is named in the legs of a journey, not in its dispatch.
    "trace_step": (
        f"{_OFFICIAL} OR ARRAY[party, other_party, carrier] && {MINE}"
        " OR (kind IN ('dispatched', 'offered') AND {region}.went_along(about))"
    ),
    "trace_leg": (
        f"{_OFFICIAL} OR {_OWN} OR EXISTS (SELECT FROM {{schema}}.trace_step AS s WHERE s.about = trace_leg.journey)"
    ),
    # A code on goods was perhaps put there in another region: what it names is looked up, and told to who had that.
    "trace_unit": f"{_OFFICIAL} OR {_WHOLE} OR party = ANY({MINE})",
    "trace_label": f"{_OFFICIAL} OR {_WHOLE}",
}
