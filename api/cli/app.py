"""The commands by name; only the module of the one that is called is imported, so that serving starts fast."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Final

import typer

from api.cli.console import Failed, say
from store.errors import StoreError

COMMANDS: Final = {
    "serve": "serve",
    "work": "work",
    "migrate": "migrate",
    "demo": "demo",
    "invite": "invite",
    "token": "token",
    "import": "bring_in",
    "export": "export",
    "trace": "trace",
    "rebuild": "rebuild",
    "parked": "parked",
    "vault": "vault",
    "erasures": "erasures",
    "doctor": "doctor",
}
"""Command -> module of api.cli, which holds it as the function `command` or, with commands of its own, as `group`."""


def build(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The program with the commands `names`."""
    app = typer.Typer(
        callback=_suyuan,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in names:
        module = import_module(f"api.cli.{COMMANDS[name]}")
        if hasattr(module, "group"):
            app.add_typer(module.group, name=name)
        else:
            app.command(name)(module.command)
    return app


def run(app: typer.Typer) -> None:
    """Run the program; what the store or the domain says no to is told in a sentence, without a traceback."""
    try:
        app()
    except (StoreError, Failed) as error:
        say(f"suyuan: {error}", style="red")
        raise SystemExit(1) from None


def _suyuan() -> None:
    """溯源 Suyuan: where food comes from, and where it went. Settings come from the environment (see README.md)."""
