"""Secrets: given by the environment or a file, and in development made once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from pathlib import Path

from store.errors import SettingsRefused

LENGTH = 32
"""Bytes of a key: AES-256 and HMAC-SHA-256."""


class Secret:
    """Key bytes that do not show in logs or error pages."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def reveal(self) -> bytes:
        """The key itself; never put it into a message."""
        return self._key

    def __repr__(self) -> str:
        return "Secret(***)"


def read_secret(env: Mapping[str, str], name: str, data: Path, *, production: bool) -> Secret:
    """The key in `name`, in the file `name`_FILE, or (in development) in `data`/secrets, made at first use.

    A key is 32 bytes in URL-safe base64. Raises SettingsRefused when it is not, or is missing in production.
    """
    if value := read_private(env, name, production=production):
        return _decoded(name, value)
    if production:
        message = f"{name} has no default in production: set {name} or {name}_FILE to 32 random bytes in base64"
        raise SettingsRefused(message)
    return _decoded(name, _made_once(data / "secrets" / name.lower()))


def read_private(env: Mapping[str, str], name: str, *, production: bool) -> str:
    """The value of `name`, or what is in the file `name`_FILE; empty for neither.

    Raises SettingsRefused for a file that cannot be read, or that everybody may read in production.
    """
    path = env.get(f"{name}_FILE")
    if not path:
        return env.get(name, "").strip()
    try:
        with Path(path).open() as file:
            if production and os.fstat(file.fileno()).st_mode & 0o007:
                raise SettingsRefused(f"{name}_FILE={path} is open to everybody on this machine: chmod o-rwx {path}")
            return file.read().strip()
    except OSError as error:
        message = f"{name}_FILE={path} cannot be read: {error.strerror}"
        raise SettingsRefused(message) from error


def _decoded(name: str, text: str) -> Secret:
    try:
        key = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        key = b""
    if len(key) != LENGTH:
        message = f"{name} must be {LENGTH} bytes in URL-safe base64"
        raise SettingsRefused(message)
    return Secret(key)


def _made_once(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(urlsafe_b64encode(secrets.token_bytes(LENGTH)).decode())
    try:
        os.link(draft, path)  # atomic: of two processes that start at once, one key wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
