"""The configuration of one process, read once from the environment; insecure production settings are refused."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from store.errors import SettingsRefused
from store.identity_provider import IdentityProvider, read_identity_provider
from store.production import refuse_settings
from store.secret import Secret, read_private, read_secret

REGIONS: Final = (
    "yunfu",
    "zhanjiang",
    "maoming",
    "zhaoqing",
    "yangjiang",
    "guangzhou",
    "shenzhen",
    "elsewhere",
)
"""Regions with a store of their own: five pilot cities, two receiving cities, and places without a store."""

COMMONS: Final = "commons"
"""The store of enterprises, products and the rulebook."""

KEYS: Final = "keys"
"""The schema of the vault's keys: no region, and no part of an ordinary dump."""

EXAMPLE_PREFIX: Final = "9521234"
"""A GS1 company prefix within 952, which GS1 keeps for demonstrations and examples."""

Profile = Literal["development", "production"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a process may be told. Names of environment variables stand in `from_environment`."""

    profile: Profile
    data: Path
    """Directory of the embedded server, generated secrets and documents."""
    database_url: str | None = field(repr=False)
    """A libpq address; None means the embedded server."""
    host: str
    port: int
    proxies: tuple[str, ...]
    """Networks of the TLS proxy, whose word is taken for where a request came from; empty: nobody's."""
    public_url: str
    """Base of the addresses on labels, without a trailing slash."""
    company_prefix: str
    """GS1 company prefix under which keys are made for parties without one."""
    regions: tuple[str, ...]
    """Regions in use, `commons` not among them."""
    content_key: Secret
    """Key of the HMAC over the content of a command (32 bytes)."""
    vault_key: Secret
    """Master key that wraps the vault's key of each person (32 bytes)."""
    people_key: Secret
    """Key of the marks, codes, refresh tokens and sealed secrets with which people sign in (32 bytes)."""
    message_gateway: str
    """Where codes are POSTed to for sending; empty: they are printed on the console."""
    message_key: Secret | None
    """Key of the HMAC by which the gateway knows us (32 bytes); None without a gateway."""
    identity_provider: IdentityProvider | None
    """By which people may sign in too."""
    command_connections: int
    read_connections: int

    @property
    def embedded(self) -> bool:
        """True when the store is the embedded server under `data`."""
        return self.database_url is None

    @property
    def schemas(self) -> tuple[str, ...]:
        """PostgreSQL schemas that hold a store: every region, then `commons`."""
        return (*self.regions, COMMONS)

    @property
    def public_is_loopback(self) -> bool:
        """True when labels would carry an address that only this machine can open."""
        return _is_loopback(self.public_url)


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and judge the settings; raises SettingsRefused with what is wrong and what to do."""
    env = environment
    profile = _profile(env.get("SUYUAN_PROFILE", "development"))
    data = Path(env.get("SUYUAN_DATA") or "var").expanduser().absolute()
    production = profile == "production"
    port = _number(env, "PORT", 8000, 1, 65535)
    gateway = env.get("SUYUAN_MESSAGE_GATEWAY", "").strip()
    settings = Settings(
        profile=profile,
        data=data,
        database_url=_database_url(env, production=production),
        host=env.get("SUYUAN_HOST") or "127.0.0.1",
        port=port,
        proxies=_proxies(env.get("SUYUAN_PROXY", "")),
        public_url=_public_url(env.get("SUYUAN_PUBLIC_URL") or f"http://127.0.0.1:{port}"),
        company_prefix=_prefix(env.get("SUYUAN_COMPANY_PREFIX") or EXAMPLE_PREFIX),
        regions=_regions(env.get("SUYUAN_REGIONS", "")),
        content_key=read_secret(env, "SUYUAN_CONTENT_KEY", data, production=production),
        vault_key=read_secret(env, "SUYUAN_VAULT_KEY", data, production=production),
        people_key=read_secret(env, "SUYUAN_PEOPLE_KEY", data, production=production),
        message_gateway=gateway,
        message_key=read_secret(env, "SUYUAN_MESSAGE_KEY", data, production=production) if gateway else None,
        identity_provider=read_identity_provider(env, production=production),
        command_connections=_number(env, "SUYUAN_COMMAND_CONNECTIONS", 8, 1, 200),
        read_connections=_number(env, "SUYUAN_READ_CONNECTIONS", 8, 1, 200),
    )
    refuse_dangerous_flags(env)
    if production:
        refuse_settings(settings)
    return settings


def refuse_dangerous_flags(env: Mapping[str, str]) -> None:
    """Refuse flags of the event sourcing library that make followers lose events (measured: 11-28 % missed)."""
    for name, value in env.items():
        if name.endswith("POSTGRES_ENABLE_DB_FUNCTIONS") and value.strip().lower() not in ("", "0", "n", "no", "f"):
            message = f"{name}={value} makes tailing readers miss events: unset it. Nothing here needs it."
            raise SettingsRefused(message)


def _profile(value: str) -> Profile:
    match value:
        case "development" | "production":
            return value
        case _:
            message = f"SUYUAN_PROFILE={value!r} is unknown: use development or production"
            raise SettingsRefused(message)


def _database_url(env: Mapping[str, str], *, production: bool) -> str | None:
    url = read_private(env, "DATABASE_URL", production=production)
    if not url:
        return None
    if urlsplit(url).scheme not in ("postgresql", "postgres"):
        message = "DATABASE_URL must start with postgresql://; unset it to use the embedded server"
        raise SettingsRefused(message)
    from psycopg import ProgrammingError  # it takes a tenth of a second, which a start without an address has not
    from psycopg.conninfo import conninfo_to_dict

    try:
        conninfo_to_dict(url)
    except ProgrammingError:  # which would tell a part of the password
        message = "DATABASE_URL cannot be read: in a password blanks, @, / and the like are written as %20, %40, %2F"
        raise SettingsRefused(message) from None
    return url


def _proxies(value: str) -> tuple[str, ...]:
    try:
        found = [ip_network(one.strip(), strict=False) for one in value.split(",") if one.strip()]
    except ValueError:
        found = [ip_network("0.0.0.0/0")]
    if any(one.prefixlen == 0 for one in found):
        message = f"SUYUAN_PROXY={value!r} must be addresses of the TLS proxy, like 127.0.0.1 or 10.0.0.0/24"
        raise SettingsRefused(message)
    return tuple(map(str, found))


def _public_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        message = f"SUYUAN_PUBLIC_URL={url!r} must be like https://sy.example.cn"
        raise SettingsRefused(message)
    return url.rstrip("/")


def _prefix(prefix: str) -> str:
    if not re.fullmatch(r"[0-9]{6,10}", prefix):
        message = f"SUYUAN_COMPANY_PREFIX={prefix!r} must be a GS1 company prefix of 6 to 10 digits"
        raise SettingsRefused(message)
    return prefix


def _regions(value: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(",") if name.strip()) or REGIONS
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9]{1,30}", name) or name in (COMMONS, KEYS, "public", "people"):
            message = f"SUYUAN_REGIONS: {name!r} is not a region name (lower case letters and digits)"
            raise SettingsRefused(message)
    if len(set(names)) != len(names):
        message = "SUYUAN_REGIONS names a region twice"
        raise SettingsRefused(message)
    return names


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        message = f"{name}={value!r} must be a whole number from {low} to {high}"
        raise SettingsRefused(message)
    return int(value)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
