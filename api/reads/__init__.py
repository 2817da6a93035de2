"""What screens look up and list; every answer is a page of rows, or one thing."""

from api.reads import label_images, me, papers, registers, things, trace

AREAS = (trace, me, registers, papers, things, label_images)

__all__ = ["AREAS"]
