"""What screens look up and list; every answer is a page of rows, or one thing."""

from api.reads import me, papers, registers, things

routers = (registers.router, papers.router, things.router, me.router)

__all__ = ["routers"]
