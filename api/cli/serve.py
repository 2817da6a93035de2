"""`suyuan serve`: start everything and say what to open."""

from __future__ import annotations

import logging
import os
from typing import Annotated

import typer

from api.cli.serving.child import LOG_FORMAT
from api.cli.serving.listening import listen
from api.cli.serving.note import noted
from api.cli.serving.supervisor import Supervisor
from store.settings import from_environment


def command(
    host: Annotated[str | None, typer.Option(help="Address to listen on (SUYUAN_HOST); 0.0.0.0 for all.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (PORT).")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
    demo: Annotated[bool, typer.Option(help="Load the demo season into an empty embedded store.")] = True,
    work: Annotated[bool, typer.Option(help="Run the followers too; otherwise run `suyuan work` elsewhere.")] = True,
) -> None:
    """Start the database (when it is the embedded one), the server and the followers."""
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
    if host is not None:
        os.environ["SUYUAN_HOST"] = host
    if port is not None:
        os.environ["PORT"] = str(port)
    settings = from_environment()
    with listen(settings.host, settings.port) as listener, noted(settings):
        Supervisor(settings, listener, servers=workers, follow=work, demo=demo).run()
