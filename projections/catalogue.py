"""Every projection there is: what a worker follows, a rebuild accepts and the replay test compares."""

from __future__ import annotations

from projections.balance import Balance
from projections.custody import Custody
from projections.directory import Directory
from projections.flows import Flows
from projections.projection import Projection
from projections.public_page import PublicPage
from projections.trace import Trace

PROJECTIONS: tuple[Projection, ...] = (
    Balance(),
    Custody(),
    Directory(),
    Flows(),
    PublicPage(),
    Trace(),
)


def projection(name: str) -> Projection:
    """Raises KeyError for a name that is not in the catalogue."""
    return {one.name: one for one in PROJECTIONS}[name]
