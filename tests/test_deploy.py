"""The deploy recipe names files that are there, and its command line has every secret that the services have."""

from __future__ import annotations

import re

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
