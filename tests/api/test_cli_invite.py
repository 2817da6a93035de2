"""`suyuan invite`: an operator at the machine lets the first administrator in, and no way else is needed."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.testing import CliRunner, Result

from api.cli.app import build
from store.settings import Settings
from tests.api.signing.phones import Clock, Outbox, Phone, Street
from tests.api.story import OPERATOR, People


@pytest.fixture
def run(conninfo: str, settings: Settings, monkeypatch: pytest.MonkeyPatch):
    parts = conninfo_to_dict(conninfo)
    name = parts.pop("dbname")
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///{name}?{urlencode(parts)}")
    monkeypatch.setenv("SUYUAN_DATA", str(settings.data))

    def invite(*arguments: str) -> Result:
        return CliRunner().invoke(build(["invite", "token"]), ["invite", *arguments])

    return invite


def test_the_first_administrator_joins_with_the_link(run, people: People, app, client) -> None:
    printed = run("--home", "yunfu")
    assert printed.exit_code == 0, printed.output
    found = re.fullmatch(r"http://127\.0\.0\.1:8000/people/join#([0-9A-Z-]{14})\n", printed.stdout)
    assert found is not None
    door = app.state.door
    street = Street(client, people, Outbox(), Clock())
    app.state.door = type(door)(door.regions, street.outbox, door.keys)
    told = Phone().signed_in(street.join(Phone(), found[1]))
    app.state.door = door
    assert (told["works_as"]["role"], told["works_as"]["party"]) == ("administrator", OPERATOR)
    assert told["second_factor_missing"] is True


@pytest.mark.parametrize(
    "arguments",
    [
        ("--role", "king", "--home", "yunfu"),
        ("--home", "atlantis"),
        (),  # the operator is of the commons, which keeps nobody
        ("--role", "inspector", "--home", "yunfu"),  # of which authority?
        ("--jurisdiction", "99", "--home", "yunfu"),
    ],
)
def test_what_makes_no_sense_is_refused(run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_grower_is_invited_by_some_party_and_it_says_so(run) -> None:
    printed = run("--role", "grower")
    assert printed.exit_code == 2
    assert "--party is needed for a grower" in " ".join(printed.stderr.replace("│", " ").split())
