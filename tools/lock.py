"""Turns the ranges in pyproject.toml into requirements.lock (runtime, build) and requirements-test.lock (tests).

A lock holds names, versions and the hashes of every file of a release, so one lock serves every processor and Python;
it holds no addresses: where packages come from is the business of the machine that installs them. Resolving is uv's
work (installed for the occasion into a temporary environment); uv reads neither pip's configuration nor local wheels,
so the hashes are those of the public releases.

    .venv/bin/python tools/lock.py [--upgrade]
"""

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, TEST = ROOT / "requirements.lock", ROOT / "requirements-test.lock"
BLOCK = re.compile(
    r"^(?P<pin>(?P<name>[a-z0-9-]+)==\S+)(?: ; (?P<marker>[^\\\n]+?))? \\\n(?P<hashes>(?: +--hash=\S+.*\n)+)", re.M
)
OPTIONS = (
    "pip compile pyproject.toml --quiet --no-config --universal --fork-strategy fewest --python-version 3.11 "
    "--generate-hashes --no-annotate --no-header --no-emit-index-url"
)
SYSTEMS = [
    {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "sys_platform": system.lower(),
        "platform_system": system,
        "platform_machine": machine,
    }
    for version in ("3.11", "3.12", "3.13", "3.14")
    for system in ("Linux", "Darwin")
    for machine in ("x86_64", "aarch64", "arm64")
]


def lock(upgrade: bool) -> None:
    """Write both lock files; a pin stays unless `upgrade`, or a range in pyproject.toml, says otherwise."""
    with tempfile.TemporaryDirectory() as place:
        uv = _install_uv(Path(place))
        output = Path(place) / "requirements.txt"
        if not upgrade:  # uv prefers the versions that it finds in its output file
            output.write_text("".join(path.read_text() for path in (RUNTIME, TEST) if path.exists()))
        everything = _resolve(uv, output, ["build", "test"])
        runtime = _resolve(uv, output, ["build"]).keys()
        RUNTIME.write_text("".join(lines for name, lines in everything.items() if name in runtime))
        TEST.write_text("".join(lines for name, lines in everything.items() if name not in runtime))
    for path in (RUNTIME, TEST):
        print(f"{path.name}: {path.read_text().count('==')} packages")


def _resolve(uv: Path, output: Path, groups: list[str]) -> dict[str, str]:
    """Package name -> its lines in the lock, in alphabetical order."""
    command = [str(uv), *OPTIONS.split()]
    command += [argument for group in groups for argument in ("--group", group)]
    environment = {key: value for key, value in os.environ.items() if key != "UV_FIND_LINKS"}
    subprocess.run([*command, "--output-file", str(output)], cwd=ROOT, env=environment, check=True)
    return _blocks(output.read_text())


def _blocks(text: str) -> dict[str, str]:
    blocks: dict[str, str] = {}
    for match in BLOCK.finditer(text):
        wanted = [not match["marker"] or Marker(match["marker"]).evaluate(system) for system in SYSTEMS]
        if any(wanted):  # what only Windows or PyPy needs is left out
            marker = "" if all(wanted) else f" ; {match['marker']}"
            # a package appears twice where no one version serves every Python
            blocks[match["name"]] = blocks.get(match["name"], "") + f"{match['pin']}{marker} \\\n{match['hashes']}"
    return blocks


def _install_uv(place: Path) -> Path:
    venv.create(place, with_pip=True)
    subprocess.run([place / "bin" / "pip", "install", "--quiet", "uv"], check=True)
    return place / "bin" / "uv"


if __name__ == "__main__":
    lock(upgrade="--upgrade" in sys.argv[1:])
