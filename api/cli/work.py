"""`suyuan work`: the followers alone, beside servers that run with `--no-work`."""

from __future__ import annotations

import logging

from api.cli.at_hand import database, prepare
from api.cli.console import say
from api.cli.serving.child import LOG_FORMAT
from api.cli.serving.follow import follow
from store.settings import from_environment


def command() -> None:
    """Turn recorded facts into pages and views until stopped. Several may run: leases share the work."""
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
    settings = from_environment()
    with database(settings, supervised=True) as conninfo:
        prepare(settings, conninfo)
        say(f"Following {', '.join(settings.schemas)}. Ctrl-C stops.")
        follow(conninfo, settings.schemas)
