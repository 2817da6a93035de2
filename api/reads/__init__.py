"""What screens look up and list; every answer is a page of rows, or one thing."""

from api.reads import commands, label_images, me, papers, registers, rolls, things, trace

AREAS = (trace, me, registers, rolls, papers, things, commands, label_images)

__all__ = ["AREAS"]
