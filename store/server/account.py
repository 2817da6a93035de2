"""Which account PostgreSQL runs under: it refuses root, so root lends it another one."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from store.errors import SettingsRefused

PREFERRED = ("suyuan", "postgres", "nobody")
"""Accounts tried, in order, when the application runs as root. None is ever created."""


@dataclass(frozen=True, slots=True)
class Account:
    """An operating-system account."""

    uid: int
    gid: int
    name: str

    @property
    def is_me(self) -> bool:
        """True when this process already runs as this account."""
        return self.uid == os.geteuid()


def server_account(data: Path) -> Account:
    """The account that owns `data`, when it exists; else ours; else, for root, the first of PREFERRED.

    Raises SettingsRefused when `data` belongs to somebody whom we cannot become.
    """
    me = os.geteuid()
    if (data / "PG_VERSION").exists():
        owner = data.stat().st_uid
        if me not in (0, owner):
            message = f"{data} belongs to user id {owner}: run as that user, or set SUYUAN_DATA to another directory"
            raise SettingsRefused(message)
        return _account(owner)
    if me != 0:
        return _account(me)
    for name in PREFERRED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid, name)
    message = f"PostgreSQL refuses to run as root and none of {', '.join(PREFERRED)} exists: run as a normal user"
    raise SettingsRefused(message)


def reaches(account: Account, path: Path) -> bool:
    """True when `account` may pass through every directory down to `path`; judged by mode bits."""
    if account.is_me:
        return True
    path = path.resolve()
    places = [path, *path.parents] if path.is_dir() else list(path.parents)
    for place in places:
        if not place.exists():
            continue
        status = place.stat()
        shift = 6 if status.st_uid == account.uid else 3 if status.st_gid == account.gid else 0
        if not status.st_mode >> shift & 0o1:
            return False
    return True


def own_directory(path: Path, account: Account) -> None:
    """Make `path` a directory that only `account` can enter; refuses one that somebody else made."""
    if not path.exists():
        path.mkdir(mode=0o700, parents=True)
        if not account.is_me:
            os.chown(path, account.uid, account.gid)
        path.chmod(0o700)
    status = path.lstat()
    if path.is_symlink() or not path.is_dir() or status.st_uid != account.uid:
        message = f"{path} must be a directory of {account.name}: remove it or set SUYUAN_DATA to another directory"
        raise SettingsRefused(message)
    path.chmod(0o700)


def _account(uid: int) -> Account:
    try:
        found = pwd.getpwuid(uid)
    except KeyError as error:
        message = f"user id {uid} has no name on this machine, and PostgreSQL needs one: run as a named user"
        raise SettingsRefused(message) from error
    return Account(found.pw_uid, found.pw_gid, found.pw_name)
