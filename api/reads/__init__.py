"""What screens look up and list; every answer is a page of rows, or one thing."""

from api.reads import label_images, me, papers, registers, things, trace

routers = (trace.router, me.router, registers.router, papers.router, things.router, label_images.router)

__all__ = ["routers"]
