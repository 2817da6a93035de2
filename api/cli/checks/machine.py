"""This machine: settings, address, keys, disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from api.cli.checks.finding import Finding, mind, well, wrong
from store.settings import Settings

LITTLE, TOO_LITTLE = 2_000_000_000, 300_000_000
"""Bytes free on the disk of the data."""


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    """What the environment says."""
    yield well("profile", settings.profile)
    yield well("regions", ", ".join(settings.regions))
    if settings.public_is_loopback:
        said = f"labels carry {settings.public_url}, which only this machine can open; they print 样张 (sample)"
        yield mind("public address", said, "set SUYUAN_PUBLIC_URL to the address that buyers' phones open")
    elif not settings.public_url.startswith("https://"):
        yield mind("public address", f"{settings.public_url} is not encrypted", "put a TLS proxy in front: deploy/")
    else:
        yield well("public address", settings.public_url)
    if settings.company_prefix.startswith("952"):
        said = f"keys are made under {settings.company_prefix}, which GS1 keeps for examples"
        yield mind("company prefix", said, "set SUYUAN_COMPANY_PREFIX to your own before real goods are labelled")
    else:
        yield well("company prefix", settings.company_prefix)


def look_at_disk(settings: Settings) -> Iterator[Finding]:
    """Room and rights where the data are."""
    free = shutil.disk_usage(_nearest(settings.data)).free
    said = f"{free / 1e9:.1f} GB free for {settings.data}"
    if free < TOO_LITTLE:
        yield wrong("disk", said, "make room: writing stops soon (reading goes on)")
    elif free < LITTLE:
        yield mind("disk", said, "make room")
    else:
        yield well("disk", said)
    if not os.access(_nearest(settings.data), os.W_OK):
        yield wrong("data folder", f"{settings.data} cannot be written", "choose another with SUYUAN_DATA, or chown it")


def look_at_keys(settings: Settings) -> Iterator[Finding]:
    """Who can read the keys that were made here."""
    folder = settings.data / "secrets"
    if not folder.exists():
        yield well("keys", "given from outside")
        return
    open_to_others = [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077]
    if open_to_others:
        said = f"others can read {', '.join(open_to_others)} in {folder}"
        yield wrong("keys", said, f"chmod 600 {folder}/*")
    else:
        said = f"{folder}: without them nobody can read the vault"
        yield mind("keys", said, "keep a copy somewhere else") if any(folder.iterdir()) else well("keys", said)


def _nearest(path: Path) -> Path:
    """`path`, or the folder above that exists."""
    return next(one for one in (path, *path.parents) if one.exists())
