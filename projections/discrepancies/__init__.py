"""Where do the facts disagree? A view over balance, flows and directory; it has no tables of its own."""

from projections.discrepancies.discrepancy import KINDS, Discrepancy, Mark, Wanted
from projections.discrepancies.views import Listed, Overdrawer, discrepancies, overdrawers

__all__ = ["KINDS", "Discrepancy", "Listed", "Mark", "Overdrawer", "Wanted", "discrepancies", "overdrawers"]
