"""The command line as a person at a terminal uses it: real processes, a real database, exit codes, clean output."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.testing import CliRunner

from api.cli.app import COMMANDS, build
from api.cli.console import Failed
from store.errors import StoreError
from store.settings import Settings
from tests.api.following import catch_up
from tests.api.ledgers import MEMBERS, plain
from tests.api.story import People, uuid7

SUYUAN = Path(sys.executable).with_name("suyuan")


class Ran(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def environment(conninfo: str, settings: Settings) -> dict[str, str]:
    """The module's database, the keys of the module's settings."""
    parts = conninfo_to_dict(conninfo)
    name = parts.pop("dbname")
    return {
        "DATABASE_URL": f"postgresql:///{name}?{urlencode(parts)}",
        "SUYUAN_DATA": str(settings.data),
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def suyuan(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, as the console script would."""
    app = build()

    def run(*arguments: str, **more: str) -> Ran:
        with monkeypatch.context() as patched:
            for name, value in (environment | more).items():
                patched.setenv(name, value)
            result = CliRunner().invoke(app, arguments)
        if isinstance(result.exception, StoreError | Failed):
            return Ran(1, result.stdout, f"suyuan: {result.exception}")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def program(environment: dict[str, str], settings: Settings) -> Run:
    """Runs the installed program."""

    def run(*arguments: str, **more: str) -> Ran:
        done = subprocess.run(
            [str(SUYUAN), *arguments],
            env={"PATH": os.environ["PATH"], "HOME": str(settings.data)} | environment | more,
            cwd=settings.data,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def test_help_lists_every_command(program: Run) -> None:
    shown = program("--help").stdout
    assert all(f" {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(suyuan: Run, name: str) -> None:
    shown = suyuan(name, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Usage: " in shown.stdout


def test_a_token_is_all_that_is_printed_and_ends_when_revoked(suyuan: Run, people: People) -> None:
    party = people.parties["packer"]
    issued = suyuan("token", "--role", "packer", "--party", party, "--person", "p-1")
    assert issued.returncode == 0
    assert re.fullmatch(r"sy_[\w-]{40,}\n", issued.stdout)
    headers = {"Authorization": f"Bearer {issued.stdout.strip()}"}
    assert people.client.get(f"/v1/yunfu/commands/{uuid7()}", headers=headers).status_code == 404
    assert "p-1" in suyuan("token", "list").stdout
    assert suyuan("token", "revoke", "--person", "p-1", "--party", party).stdout == "1 revoked.\n"
    assert "p-1" not in suyuan("token", "list").stdout
    assert suyuan("token", "revoke", "--person", "p-1", "--party", party).returncode == 1


@pytest.mark.parametrize(
    "options",
    [
        ("--role", "king"),
        ("--role", "packer"),
        ("--role", "packer", "--party", "9521234999990"),
        ("--role", "packer", "--party", "123"),
        ("--role", "inspector", "--party", "9521234000006", "--jurisdiction", "99"),
        ("--role", "packer", "--party", "9521234000006", "--days", "9999"),
    ],
)
def test_a_token_for_nobody_is_not_issued(suyuan: Run, people: People, options: tuple[str, ...]) -> None:
    refused = suyuan("token", *options)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Traceback" not in refused.stderr


def test_the_demo_needs_consent_for_a_database_of_ones_own(suyuan: Run, people: People) -> None:
    refused = suyuan("demo")
    assert refused.returncode == 1
    assert "DATABASE_URL" in refused.stderr
    assert suyuan("token", "demo").returncode == 1


def test_a_member_list_goes_in_and_a_bad_one_is_explained(suyuan: Run, people: People, tmp_path: Path) -> None:
    where = ("--region", "yunfu", "--party", people.parties["packer"])
    good = plain(tmp_path / "m.csv", MEMBERS, "gb18030")
    assert "6 new commands to record" in suyuan("import", "members", str(good), *where, "--dry-run").stdout
    done = suyuan("import", "members", str(good), *where)
    assert (done.returncode, done.stderr) == (0, "")
    assert "6 new commands recorded" in done.stdout
    assert "3 known before" in suyuan("import", "members", str(good), *where).stdout
    bad = plain(tmp_path / "b.csv", (*MEMBERS, ("=坏", "x", "无此县", "", "", "")))
    refused = suyuan("import", "members", str(bad), *where, "--report", str(tmp_path / "r.csv"))
    assert refused.returncode == 1
    assert "没有这个县区" in refused.stdout
    assert "No such county" in refused.stdout
    lines = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["5", "手机"], ["5", "县区"]]


def test_a_file_that_is_no_list_is_refused_in_both_languages(suyuan: Run, people: People, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"PK nothing")
    refused = suyuan("import", "members", str(tmp_path / "x"), "--region", "yunfu", "--party", people.parties["packer"])
    assert refused.returncode == 1
    assert "工作簿已损坏" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_template_can_be_kept() -> None:
    command = [str(SUYUAN), "import", "--template", "harvest"]
    made = subprocess.run(command, capture_output=True, timeout=60, check=True).stdout
    assert made.startswith(b"PK")


def test_a_trace_is_a_tree_or_json_once_it_is_followed(suyuan: Run, people: People) -> None:
    lot = people.purchase("100")
    for value, reason in (("1", "spoiled"), ("2", "fell_off_lorry")):
        destroyed = {"lot": lot, "site": people.shed, "amount": {"value": value, "unit": "kg"}, "reason": reason}
        people.made("packer", "yunfu", "stocks/destructions", destroyed)
    catch_up(people.regions)
    tree = suyuan("trace", lot, "--lang", "zh-CN")
    assert tree.returncode == 0, tree.stderr
    assert "变质" in tree.stdout
    assert "fell off lorry" in tree.stdout
    assert "采收  100.000 kg · 郁南县 · 农户" in tree.stdout
    assert "packer 公司" in tree.stdout
    told = json.loads(suyuan("trace", f"https://example.com/{lot}", "--json").stdout)
    assert told["lots"] == [lot]
    assert {step["kind"] for step in told["steps"]} >= {"harvested", "received"}
    early = json.loads(suyuan("trace", lot, "--json", "--recorded-as-of", "yunfu:999999").stdout)
    assert early["steps"] == told["steps"]
    assert suyuan("trace", lot, "--recorded-as-of", "2001-01-01").returncode == 1


@pytest.mark.parametrize("identity", ["nonsense", "01/09520000000011", "01/09520000000012/10/A"])
def test_what_cannot_be_traced_is_told_so(suyuan: Run, people: People, identity: str) -> None:
    catch_up(people.regions)
    refused = suyuan("trace", identity)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def test_names_leave_only_with_a_reason_which_is_kept(suyuan: Run, people: People) -> None:
    people.harvest("5")
    catch_up(people.regions)
    without = suyuan("export", "lots", "--region", "yunfu")
    assert without.returncode == 0, without.stderr
    assert "黎阿嫂" not in without.stdout
    assert suyuan("export", "lots", "--personal").returncode == 2
    named = suyuan("export", "lots", "--region", "yunfu", "--personal", "--reason", "抽检召回")
    assert "黎阿嫂" in named.stdout
    assert people.count("commons", "export_run WHERE personal AND reason IS NOT NULL AND rows > 0") == 1
    assert people.count("commons", "export_run WHERE reason::text LIKE '%召回%'") == 0
    assert people.count("commons", "look WHERE what = 'export-lots' AND basis = 'reason'") >= 1


def test_nothing_is_parked_and_a_retry_says_so(suyuan: Run, people: People) -> None:
    catch_up(people.regions)
    assert suyuan("parked", "list").stdout == "Nothing is parked.\n"
    assert suyuan("parked", "retry").stdout == "0 taken, 0 still parked.\n"


def test_a_rebuild_makes_the_same_rows_again(suyuan: Run, people: People) -> None:
    people.harvest("7")
    catch_up(people.regions)
    built = suyuan("rebuild", "trace", "--region", "yunfu")
    assert re.fullmatch(r"yunfu/trace: [1-9]\d* rows at position \d+, the same as before\n", built.stdout)


def test_an_unknown_projection_or_region_is_told(suyuan: Run) -> None:
    assert suyuan("rebuild", "nothing").returncode == 2
    assert suyuan("rebuild", "trace", "--region", "atlantis").returncode == 2


def test_the_doctor_says_what_to_do_about_followers_that_do_not_run(suyuan: Run, people: People) -> None:
    catch_up(people.regions)
    people.harvest("1")
    with people.regions.datastore.connection() as connection:
        connection.execute("UPDATE yunfu.follower SET updated_at = now() - interval '1 hour'")
    found = suyuan("doctor", "--json")
    wrong = {one["subject"]: one["remedy"] for one in json.loads(found.stdout) if one["level"] == "wrong"}
    assert found.returncode == 1
    assert wrong == {"followers": "run `suyuan serve` or `suyuan work`"}
    catch_up(people.regions)
    assert suyuan("doctor").returncode == 0


@pytest.mark.parametrize(
    ("name", "value", "subject"),
    [
        ("DATABASE_URL", "postgresql://127.0.0.1:1/nothing", "database"),
        ("DATABASE_URL", "mysql://x", "settings"),
        ("SUYUAN_REGIONS", "yunfu,atlantis", "migrations"),
        ("SUYUAN_VAULT_KEY", "A" * 43, "vault"),
        ("PORT", "0", "settings"),
    ],
)
def test_the_doctor_finds_it(suyuan: Run, people: People, name: str, value: str, subject: str) -> None:
    found = suyuan("doctor", "--json", **{name: value})
    assert found.returncode == 1, found.stderr
    assert subject in [one["subject"] for one in json.loads(found.stdout) if one["level"] == "wrong" and one["remedy"]]


def test_a_database_that_is_down_is_a_sentence(program: Run) -> None:
    refused = program("token", "list", DATABASE_URL="postgresql://127.0.0.1:1/nothing")
    assert refused.returncode == 1
    assert refused.stderr.startswith("suyuan: ")
    assert "Traceback" not in refused.stderr


def test_a_production_store_is_never_migrated_by_the_way(suyuan: Run, settings: Settings) -> None:
    production = {
        "SUYUAN_PROFILE": "production",
        "SUYUAN_REGIONS": "yunfu,atlantis",
        "SUYUAN_COMPANY_PREFIX": "6901234",
        "SUYUAN_PUBLIC_URL": "https://sy.example.cn",
        "SUYUAN_PROXY": "127.0.0.1",
        "SUYUAN_MESSAGE_GATEWAY": "https://messages.example.cn/send",
    } | {f"SUYUAN_{name}_KEY": token_urlsafe(32) for name in ("CONTENT", "VAULT", "PEOPLE", "MESSAGE")}
    refused = suyuan("token", "list", **production)
    assert refused.returncode == 1
    assert "migration" in refused.stderr
