"""Where do the facts disagree? A view over balance, flows and directory; it has no tables of its own."""

from projections.discrepancies.discrepancy import KINDS, Discrepancy, Mark, Wanted
from projections.discrepancies.views import Listed, Overdrawer, by_party, discrepancies, overdrawers

__all__ = ["KINDS", "Discrepancy", "Listed", "Mark", "Overdrawer", "Wanted", "by_party", "discrepancies", "overdrawers"]
