"""Where is everything now, in transit too; who holds it, since when."""

from projections.custody.projection import Custody
from projections.custody.views import Consigned, Held, Mark, Transit, consigned, holdings, in_transit

__all__ = ["Consigned", "Custody", "Held", "Mark", "Transit", "consigned", "holdings", "in_transit"]
