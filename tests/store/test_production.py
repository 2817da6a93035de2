"""The production profile refuses, saying what, everything that is insecure for the public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe

import psycopg
import pytest

from store.errors import SettingsRefused
from store.production import refuse_store
from store.settings import from_environment

KEYS = {f"SUYUAN_{name}_KEY": token_urlsafe(32) for name in ("CONTENT", "VAULT", "PEOPLE", "MESSAGE")}
PRODUCTION = KEYS | {
    "SUYUAN_PROFILE": "production",
    "DATABASE_URL": "postgresql://suyuan@127.0.0.1/suyuan",
    "SUYUAN_PUBLIC_URL": "https://sy.example.cn/",
    "SUYUAN_PROXY": "127.0.0.1, ::1",
    "SUYUAN_COMPANY_PREFIX": "6901234",
    "SUYUAN_MESSAGE_GATEWAY": "https://messages.example.cn/send",
}
REMOTE = "postgresql://suyuan:a-long-password@db.example.cn/suyuan"


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    return PRODUCTION | {"SUYUAN_DATA": str(tmp_path)}


def test_a_whole_configuration_is_accepted(told: dict[str, str], tmp_path: Path):
    settings = from_environment(told)
    assert settings.public_url == "https://sy.example.cn"
    assert settings.proxies == ("127.0.0.1/32", "::1/128")
    assert not (tmp_path / "secrets").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"DATABASE_URL": f"{REMOTE}?sslmode=verify-full"},
        {"DATABASE_URL": "postgresql:///suyuan?host=/run/postgresql"},
        {"SUYUAN_HOST": "10.0.0.7", "SUYUAN_PROXY": "10.0.0.2"},
    ],
)
def test_other_ways_to_be_secure(told: dict[str, str], change: dict[str, str]):
    assert from_environment(told | change).profile == "production"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"DATABASE_URL": ""}, "embedded server"),
        ({"DATABASE_URL": REMOTE}, "sslmode=verify-full"),
        ({"DATABASE_URL": f"{REMOTE}?sslmode=require"}, "sslmode=verify-full"),
        ({"DATABASE_URL": "postgresql://postgres@127.0.0.1/suyuan"}, "superuser postgres"),
        ({"DATABASE_URL": "postgresql://suyuan:suyuan@127.0.0.1/suyuan"}, "easily guessed"),
        ({"DATABASE_URL": "postgresql://suyuan:PASSWORD@127.0.0.1/suyuan"}, "easily guessed"),
        ({"SUYUAN_PUBLIC_URL": ""}, "SUYUAN_PUBLIC_URL"),
        ({"SUYUAN_PUBLIC_URL": "https://[::1]:8000"}, "loopback"),
        ({"SUYUAN_PUBLIC_URL": "https://localhost"}, "loopback"),
        ({"SUYUAN_PUBLIC_URL": "http://sy.example.cn"}, "https"),
        ({"SUYUAN_COMPANY_PREFIX": ""}, "SUYUAN_COMPANY_PREFIX"),
        ({"SUYUAN_MESSAGE_GATEWAY": ""}, "console"),
        ({"SUYUAN_MESSAGE_GATEWAY": "http://messages.example.cn/send"}, "SUYUAN_MESSAGE_GATEWAY"),
        ({"SUYUAN_PROXY": ""}, "SUYUAN_PROXY"),
        ({"SUYUAN_HOST": "0.0.0.0"}, "without TLS"),
        *(({name: ""}, name) for name in KEYS),
        *(({name: "c2hvcnQ"}, f"{name} must be 32 bytes") for name in KEYS),
        *(({name: "A" * 43}, f"{name} is no random key") for name in KEYS),
        ({"SUYUAN_VAULT_KEY": KEYS["SUYUAN_CONTENT_KEY"]}, "one key for several purposes"),
    ],
)
def test_one_insecure_setting_is_one_refusal(told: dict[str, str], change: dict[str, str], words: str):
    with pytest.raises(SettingsRefused, match=re.escape(words)) as refused:
        from_environment(told | change)
    assert ";" not in str(refused.value).partition(words)[0]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path):
    told = {name: value for name, value in PRODUCTION.items() if name.endswith(("_KEY", "_PROFILE"))}
    with pytest.raises(SettingsRefused) as refused:
        from_environment(told | {"SUYUAN_DATA": str(tmp_path)})
    words = ("DATABASE_URL", "COMPANY_PREFIX", "PUBLIC_URL", "GATEWAY", "SUYUAN_PROXY")
    assert [word for word in words if word not in str(refused.value)] == []


@pytest.mark.parametrize(("mode", "refused"), [(0o600, False), (0o440, False), (0o644, True), (0o602, True)])
@pytest.mark.parametrize("name", ["SUYUAN_VAULT_KEY", "DATABASE_URL", "SUYUAN_OIDC_CLIENT_SECRET"])
def test_a_secret_that_everybody_may_read_is_none(
    told: dict[str, str], tmp_path: Path, name: str, mode: int, refused: bool
):
    if name == "SUYUAN_OIDC_CLIENT_SECRET":
        told |= {"SUYUAN_OIDC_ISSUER": "https://login.example.cn", "SUYUAN_OIDC_CLIENT_ID": "suyuan"}
    path = tmp_path / "secret"
    path.write_text(told.pop(name, "of-the-provider"))
    path.chmod(mode)
    told[f"{name}_FILE"] = str(path)
    if refused:
        with pytest.raises(SettingsRefused, match=f"{name}_FILE=.* is open to everybody"):
            from_environment(told)
    else:
        assert from_environment(told).profile == "production"


@pytest.fixture
def login(conninfo: str) -> Iterator[psycopg.Connection]:
    """A login without privileges that has opened the store; nothing of this is left afterwards."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("CREATE ROLE plain_login LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA commons TO plain_login")
        connection.execute("GRANT SELECT ON commons.store_mark TO plain_login")
        yield connection
        connection.rollback()


def test_a_plain_login_of_an_unmarked_store_is_accepted(login: psycopg.Connection):
    login.execute("SET SESSION AUTHORIZATION plain_login")
    refuse_store(login)


@pytest.mark.parametrize("mark", ["demo", "demo_loading"])
def test_a_store_that_ever_held_the_demo_is_refused(login: psycopg.Connection, mark: str):
    login.execute("INSERT INTO commons.store_mark VALUES (%s, 'yes')", (mark,))
    login.execute("SET SESSION AUTHORIZATION plain_login")
    with pytest.raises(SettingsRefused, match="demo data"):
        refuse_store(login)


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS"])
def test_a_login_that_no_rule_of_rows_binds_is_refused(login: psycopg.Connection, power: str):
    login.execute(f"ALTER ROLE plain_login {power}".encode())
    login.execute("SET SESSION AUTHORIZATION plain_login")
    with pytest.raises(SettingsRefused, match="plain_login is a superuser or bypasses"):
        refuse_store(login)
