"""Finds or fetches the Chromium that the browser tests drive: the system's, else Playwright's own, else Debian's.

    .venv/bin/python tools/chromium.py      prints its path; exits 1 with one sentence when none can be had

A test gets it so: `playwright.chromium.launch(**tools.chromium.launch_options())`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

# Playwright's own download goes beside the packages, so that `make clean` removes it and no home folder is needed.
BROWSERS = Path(__file__).resolve().parent.parent / ".venv" / "browsers"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
DOWNLOADED = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
# A test's browser talks to the server under test and to nobody else.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


class LaunchOptions(TypedDict):
    """Keyword arguments for Playwright's `chromium.launch`."""

    executable_path: str
    args: list[str]


def launch_options() -> LaunchOptions:
    """How to start the browser here; LookupError when there is none (`make test` fetches one)."""
    path = find()
    if path is None:
        raise LookupError("no Chromium on this machine: run `make test`, or install the package chromium")
    # Chromium's sandbox refuses to run as root
    return {"executable_path": path, "args": [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]}


def find() -> str | None:
    """Path of a Chromium that runs, or None."""
    candidates = [shutil.which(name) for name in NAMES]
    candidates += [str(path) for pattern in DOWNLOADED for path in sorted(BROWSERS.glob(pattern))]
    return next((path for path in candidates if path and _runs(path)), None)


def ensure() -> str:
    """Path of a Chromium that runs, fetched if need be; SystemExit with one sentence when none can be had."""
    for fetch in (None, _from_playwright, _from_debian):
        if fetch:
            fetch()
        if path := find():
            return path
    raise SystemExit(
        "The browser tests need Chromium: none is installed, Playwright could not download its own, and apt-get could "
        "not install one (or may not: it needs root). Install the package chromium and run `make test` again."
    )


def _from_playwright() -> None:
    print("No Chromium on this machine; trying Playwright's own download ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    _try(command, timeout=600, PLAYWRIGHT_BROWSERS_PATH=str(BROWSERS))


def _from_debian() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Trying apt-get install chromium ...", file=sys.stderr, flush=True)
    _try(["apt-get", "update", "-qq"], timeout=300, DEBIAN_FRONTEND="noninteractive")
    install = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", "chromium"]
    _try(install, timeout=900, DEBIAN_FRONTEND="noninteractive")


def _try(command: list[str], timeout: float, **environment: str) -> None:
    """Run it for its effect; what it says is shown only when it fails, for the next way in may still work."""
    try:
        done = subprocess.run(
            command,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        print(f"{command[0]}: gave up after {timeout:.0f} s", file=sys.stderr)
        return
    if done.returncode:
        print((done.stdout + done.stderr)[-500:].strip(), file=sys.stderr)


def _runs(path: str) -> bool:
    """False for a missing file and for the stub that some systems ship in place of a browser."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and "Chrom" in done.stdout


if __name__ == "__main__":
    print(ensure())
