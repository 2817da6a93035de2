"""Whose is a row? For each table of a projection what makes a row one that the asker may read, in SQL.

`{schema}` is where a build's tables are, `{region}` where the functions of migration 0004 are. A table that is not
named here is read by its projection alone. Who may do what with which thing stays the policy's; this is below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from projections.whose import balance, custody, directory, flows, public_page, trace

WHOSE: Final[Mapping[str, str]] = {
    **balance.WHOSE,
    **custody.WHOSE,
    **directory.WHOSE,
    **flows.WHOSE,
    **public_page.WHOSE,
    **trace.WHOSE,
}
