"""The production profile: everything that is insecure for the public is refused, in one sentence for each."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from store.errors import SettingsRefused

if TYPE_CHECKING:
    from store.secret import Secret
    from store.settings import Settings

ENCRYPTED: Final = ("verify-full", "verify-ca")
SHORTEST_PASSWORD: Final = 12
FEWEST_BYTES: Final = 16
"""Different ones among the 32 of a key: of random keys one in 10^13 has fewer."""
_MARKED: Final = "SELECT 1 FROM commons.store_mark WHERE key IN ('demo', 'demo_loading')"
_LOGIN: Final = "SELECT rolname FROM pg_roles WHERE rolname = session_user AND (rolsuper OR rolbypassrls)"


def refuse_settings(settings: Settings) -> None:
    """Raises SettingsRefused with all that is wrong."""
    if found := list(_faults(settings)):
        raise SettingsRefused("the production profile refuses: " + "; ".join(found))


def refuse_store(connection: psycopg.Connection) -> None:
    """Raises SettingsRefused for a migrated store that ever held the demo, and for a login no rule of rows binds."""
    if connection.execute(_MARKED).fetchone():
        raise SettingsRefused("the production profile refuses: this store held demo data once; begin an empty one")
    if login := connection.execute(_LOGIN).fetchone():
        message = f"the production profile refuses: the database login {login[0]} is a superuser or bypasses row"
        raise SettingsRefused(f"{message} security; let DATABASE_URL name one that owns its database and no more")


def _faults(settings: Settings) -> Iterator[str]:
    if settings.embedded:
        yield "the embedded server is for one machine and demos: set DATABASE_URL"
    else:
        yield from _faults_of_database(settings.database_url or "")
    if settings.company_prefix.startswith("952"):
        yield "952 is GS1's example prefix: set SUYUAN_COMPANY_PREFIX to yours"
    if settings.public_is_loopback:
        yield "labels would carry a loopback address: set SUYUAN_PUBLIC_URL to what buyers' phones can open"
    if not settings.public_url.startswith("https://"):
        yield "labels must carry an https address: set SUYUAN_PUBLIC_URL=https://..."
    if not settings.message_gateway.startswith("https://"):
        yield "sign-in codes would be printed on the console or sent in clear: set SUYUAN_MESSAGE_GATEWAY=https://..."
    yield from _faults_of_proxy(settings)
    yield from _faults_of_keys(settings)


def _faults_of_proxy(settings: Settings) -> Iterator[str]:
    if not settings.proxies:
        yield "everybody would seem to come from the TLS proxy: set SUYUAN_PROXY to its address, like 127.0.0.1"
    elif not _is_here(settings.host) and all(ip_network(one).is_loopback for one in settings.proxies):
        yield f"{settings.host} is open to others without TLS: set SUYUAN_HOST=127.0.0.1, where the proxy is"


def _faults_of_database(url: str) -> Iterator[str]:
    told = conninfo_to_dict(url)
    hosts = str(told.get("host") or "").split(",")
    if told.get("sslmode") not in ENCRYPTED and not all(_is_here(host) for host in hosts):
        yield "the database is on another machine: add sslmode=verify-full to DATABASE_URL"
    if told.get("user") == "postgres":
        yield "DATABASE_URL names the superuser postgres: let it name a login that owns its database and no more"
    password = unquote(urlsplit(url).password or "")
    if password and (len(password) < SHORTEST_PASSWORD or password == told.get("user")):
        yield f"the database's password is easily guessed: give it {SHORTEST_PASSWORD} characters or more"


def _faults_of_keys(settings: Settings) -> Iterator[str]:
    named: dict[str, Secret | None] = {
        "SUYUAN_CONTENT_KEY": settings.content_key,
        "SUYUAN_VAULT_KEY": settings.vault_key,
        "SUYUAN_PEOPLE_KEY": settings.people_key,
        "SUYUAN_MESSAGE_KEY": settings.message_key,
    }
    keys = {name: secret.reveal() for name, secret in named.items() if secret is not None}
    for name, key in keys.items():
        if len(set(key)) < FEWEST_BYTES:
            yield f"{name} is no random key: make it of 32 bytes of the system's generator"
    if len(set(keys.values())) < len(keys):
        yield f"one key for several purposes: give {', '.join(keys)} a key each"


def _is_here(host: str) -> bool:
    """A socket in the file system, or a loopback address."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
