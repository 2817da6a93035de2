"""Where the cluster of a data folder is: below it, or, where the server's account cannot get there, in its stead."""

from __future__ import annotations

from pathlib import Path

from store.errors import SettingsRefused
from store.server.account import Account, reaches, server_account
from store.server.binaries import LENT


def cluster_of(data: Path, digest: str) -> tuple[Path, Account]:
    """`data`/pg, or LENT/`digest`/pg; a cluster that was made in either place stays the one that is used.

    Raises SettingsRefused when it is below `data` and its account can no longer get there: an empty one elsewhere
    would look as if every record were lost.
    """
    here, lent = data / "pg", LENT / digest / "pg"
    if _made(lent) and not _made(here):
        return lent, server_account(lent)
    account = server_account(here)
    if reaches(account, data):
        return here, account
    if _made(here):
        message = f"{here} holds the records, and {account.name}, whose they are, cannot get there any more: let others"
        raise SettingsRefused(f"{message} pass through every folder above it (chmod o+x)")
    LENT.mkdir(mode=0o755, parents=True, exist_ok=True)
    lent.parent.mkdir(mode=0o755, exist_ok=True)
    return lent, server_account(lent)


def _made(cluster: Path) -> bool:
    return (cluster / "PG_VERSION").exists()
