"""`suyuan vault`: change the master key of the vault, clear away what may be kept no longer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.at_hand import regions_at_hand
from api.cli.console import answer, progress
from api.privacy.sweeping import sweep
from store.secret import read_secret
from store.vault.rewrapping import rewrap

group = typer.Typer(help="The vault of personal values.", no_args_is_help=True)


@group.command("rewrap")
def change_master_key(
    to: Annotated[Path, typer.Option(help="File with the new master key: 32 random bytes in URL-safe base64.")],
) -> None:
    """Wrap the key of every person by a new master key. Then put it in the place of SUYUAN_VAULT_KEY, and restart."""
    with regions_at_hand() as regions, progress() as bars:
        settings = regions.settings
        new = read_secret(
            {"SUYUAN_NEW_VAULT_KEY_FILE": str(to)}, "SUYUAN_NEW_VAULT_KEY", settings.data, production=True
        )
        task = bars.add_task("keys", total=None)
        count = rewrap(
            regions.datastore,
            settings.vault_key,
            new,
            lambda done, all: bars.update(task, completed=done, total=all),
        )
    answer.print(
        f"{count} keys are wrapped by the new master key. Make it SUYUAN_VAULT_KEY now; the old one opens none."
    )


@group.command("sweep")
def clear_away() -> None:
    """Delete what may be kept no longer (docs/privacy.md), and what no command ever came for. Run it every day."""
    with regions_at_hand() as regions, progress() as bars:
        task = bars.add_task("regions", total=len(regions))
        for region in regions:
            done = sweep(regions, region, datetime.now(UTC))
            bars.advance(task)
            if any(done):
                answer.print(f"{region}: {done.over} entries over their time, {done.unrecorded} without a record")
