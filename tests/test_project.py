"""What the project promises about itself: commands, locks, licences, sizes, and nothing of one machine in the tree."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tree import ROOT, own_text

PACKAGES = ("domain", "store", "projections", "api", "scanner_app", "bench")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "requirements-test.lock")
PIN = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; python_[^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "file:" + "///")
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:root|work|farm)/|/tmp/bash[_]jobs")


def test_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "make run" in readme
    assert "make test" in readme


def test_every_make_command_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {
        (str(path), name) for path, text in own_text(".md").items() for name in re.findall(r"`make ([a-z]+)", text)
    }
    assert {(path, name) for path, name in named if name not in targets} == set()


def test_ci_runs_the_readmes_test_command_and_the_checks() -> None:
    commands = re.findall(r"^make (\w+)", (ROOT / ".ci" / "run").read_text(), re.M)
    assert commands == ["lint", "test"]  # in this order: pytest's closing line is the last


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_only(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    assert lines
    assert [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []


def test_the_locks_admit_what_pyproject_asks() -> None:
    pinned = _pinned(*LOCKS)
    asked = [
        *_runtime(),
        *map(Requirement, [*PROJECT["dependency-groups"]["build"], *PROJECT["dependency-groups"]["test"]]),
    ]
    unmet = [str(one) for one in asked if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))]
    assert unmet == [], "run `make lock`"


def test_no_package_is_in_both_locks() -> None:
    assert _pinned(LOCKS[0]).keys() & _pinned(LOCKS[1]).keys() == set()


def test_every_dependency_has_a_line_with_its_reason_and_licence() -> None:
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    told = {name.strip().split(" ")[0]: row for row in rows for name in row[0].split(", ")}
    groups = PROJECT["dependency-groups"]
    names = {
        Requirement(text).name for text in [*PROJECT["project"]["dependencies"], *groups["build"], *groups["test"]]
    }
    assert names - told.keys() == set()
    assert told.keys() - names - {"package"} == set()
    assert {name for name in names if not all(told[name])} == set()


def test_what_runs_imports_only_what_is_declared() -> None:
    declared = {canonicalize_name(one.name) for one in _runtime()}
    declared |= {canonicalize_name(f"{one.name}-{extra}") for one in _runtime() for extra in one.extras}
    found = packages_distributions()
    stray: set[tuple[str, str]] = set()
    for path, text in own_text(".py").items():
        if path.parts[0] not in PACKAGES:
            continue
        for module in _imported(text) - set(PACKAGES) - set(sys.stdlib_module_names):
            if not {canonicalize_name(name) for name in found.get(module, [])} & declared:
                stray.add((str(path), module))
    assert stray == set()


def test_no_address_of_a_registry_stands_in_the_tree() -> None:
    stray = [(str(path), host) for path, text in own_text().items() for host in REGISTRIES if host in text]
    assert stray == []


def test_no_path_of_one_machine_stands_in_the_tree() -> None:
    home = f"{Path.home()}/"
    stray = [
        (str(path), number)
        for path, text in own_text().items()
        if path.suffix != ".svg"
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATH.search(line) or f"{ROOT}/" in line or (len(home) > 2 and home in line)
    ]
    assert stray == []


def test_source_files_are_small() -> None:
    sizes = {
        path: text.count("\n")
        for path, text in own_text(".py", ".js").items()
        if "vendor" not in path.parts and path.parts[0] not in ("tests", "bench")
    }
    assert {str(path): lines for path, lines in sizes.items() if lines > 300} == {}
    assert median(sizes.values()) <= 100


def _runtime() -> list[Requirement]:
    return [Requirement(text) for text in PROJECT["project"]["dependencies"]]


def _pinned(*locks: str) -> dict[str, str]:
    text = "".join((ROOT / lock).read_text() for lock in locks)
    return dict(re.findall(r"^([a-z0-9-]+)==([0-9a-z.]+)", text, re.M))


def _imported(text: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names
