"""The identity provider of others by which people may sign in, when one is configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from store.errors import SettingsRefused
from store.secret import Secret, read_private


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """One of OpenID Connect. `issuer`: its name, which is also its address; what we are there, and our secret."""

    issuer: str
    client_id: str
    secret: Secret = field(repr=False)


def read_identity_provider(env: Mapping[str, str], *, production: bool = False) -> IdentityProvider | None:
    """From SUYUAN_OIDC_ISSUER, SUYUAN_OIDC_CLIENT_ID and SUYUAN_OIDC_CLIENT_SECRET (or its _FILE); None without one.

    Raises SettingsRefused.
    """
    issuer, client_id = env.get("SUYUAN_OIDC_ISSUER", "").strip(), env.get("SUYUAN_OIDC_CLIENT_ID", "").strip()
    secret = read_private(env, "SUYUAN_OIDC_CLIENT_SECRET", production=production)
    given = {"SUYUAN_OIDC_ISSUER": issuer, "SUYUAN_OIDC_CLIENT_ID": client_id, "SUYUAN_OIDC_CLIENT_SECRET": secret}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return None
    if missing:
        message = f"an identity provider needs {', '.join(missing)} too"
        raise SettingsRefused(message)
    _must_be_encrypted(issuer)
    return IdentityProvider(issuer, client_id, Secret(secret.encode()))


def _must_be_encrypted(issuer: str) -> None:
    parts = urlsplit(issuer)
    try:
        here = parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
    except ValueError:
        here = False
    if parts.query or parts.fragment or not parts.hostname or parts.scheme not in ("https", "http" if here else ""):
        message = f"SUYUAN_OIDC_ISSUER={issuer!r} must be like https://login.example.cn"
        raise SettingsRefused(message)
