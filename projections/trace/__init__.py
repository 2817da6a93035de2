"""Where does it come from, where did it go, and what happened to it: the trace graph of one region."""

from projections.trace.projection import Trace
from projections.trace.rows import node_of

__all__ = ["Trace", "node_of"]
