"""The deploy recipe names files that are there, and its command line has every secret that the services have."""

from __future__ import annotations

import re
from pathlib import Path
from secrets import token_urlsafe

from api.door.headers import ENCRYPTED_ONLY
from store.settings import from_environment
from tests.tree import ROOT

DEPLOY = ROOT / "deploy"


def test_readme_tells_of_every_file_and_names_none_that_is_missing() -> None:
    readme = (DEPLOY / "README.md").read_text()
    told = set(re.findall(r"^\| `([^`]+)` \|", readme, re.M))
    here = {path.relative_to(DEPLOY).as_posix() for path in DEPLOY.rglob("*") if path.is_file()} - {"README.md"}
    assert told == here
    assert {name for name in re.findall(r"deploy/([\w.-]+\w)", readme) if not any(DEPLOY.glob(f"{name}*"))} == set()


def test_the_command_line_has_the_settings_and_secrets_of_the_services() -> None:
    shared = (DEPLOY / "suyuan-.service.d" / "10-common.conf").read_text()
    wrapper = (DEPLOY / "suyuan").read_text()
    secrets = dict(re.findall(r"^LoadCredential=(\w+):(\S+)", shared, re.M))
    given = dict(re.findall(r"^Environment=(\w+_FILE)=%d/(\w+)", shared, re.M))
    assert set(given.values()) == set(secrets)
    assert dict(re.findall(r"^(\w+_FILE)=(\S+)", wrapper, re.M)) == {name: secrets[key] for name, key in given.items()}
    assert re.findall(r"^EnvironmentFile=(\S+)", shared, re.M) == re.findall(r"^\. (\S+)", wrapper, re.M)


def test_the_example_is_accepted_once_it_is_filled_in(tmp_path: Path) -> None:
    lines = re.findall(r"^(\w+)=(.*)$", (DEPLOY / "suyuan.env.example").read_text(), re.M)
    shared = (DEPLOY / "suyuan-.service.d" / "10-common.conf").read_text()
    files = {name: tmp_path / key for name, key in re.findall(r"^Environment=(\w+_FILE)=%d/(\w+)", shared, re.M)}
    for path in files.values():
        path.touch(mode=0o600)
        path.write_text(token_urlsafe(32))
    files["DATABASE_URL_FILE"].write_text("postgresql://suyuan:a-long-password@127.0.0.1/suyuan")
    filled = {"SUYUAN_COMPANY_PREFIX": "6901234", "SUYUAN_MESSAGE_GATEWAY": "https://messages.example.cn/send"}
    settings = from_environment(dict(lines) | filled | {name: str(path) for name, path in files.items()})
    assert (settings.profile, settings.proxies) == ("production", ("127.0.0.1/32",))


def test_proxy_and_program_say_the_same_of_encryption() -> None:
    proxy = (DEPLOY / "Caddyfile").read_text()
    assert f'header ?Strict-Transport-Security "{ENCRYPTED_ONLY[1].decode()}"' in proxy
    assert "protocols tls1.2 tls1.3" in proxy
    assert "@private path /metrics /readyz" in proxy
