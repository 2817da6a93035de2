"""What moved from where to where, by product, county and day, and what the two ends of a journey say differently."""

from projections.flows.projection import Flows

__all__ = ["Flows"]
