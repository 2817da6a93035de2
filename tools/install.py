"""Makes .venv hold exactly what the locks say, and our own packages; does nothing when it already does.

Needs the standard library only, for it runs before anything is installed.

    python3 tools/install.py [--test]
"""

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".venv"
PYTHON = PLACE / "bin" / "python"
RUNTIME, TEST = ROOT / "requirements.lock", ROOT / "requirements-test.lock"


def install(locks: list[Path]) -> None:
    """Install `locks` and this project into .venv; raise SystemExit with one sentence where that cannot be done."""
    stamp = PLACE / f"installed-{locks[-1].stem}"
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in [*locks, ROOT / "pyproject.toml"])).hexdigest()
    usable = PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    if usable and stamp.exists() and stamp.read_text() == wanted:
        return
    if not usable:
        _create()
    print(f"Installing {' and '.join(path.name for path in locks)} into .venv ...", flush=True)
    _pip("--require-hashes", *(argument for path in locks for argument in ("-r", str(path))))
    # hatchling came with the lock: building in place asks no index
    _pip("--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(wanted)


def _create() -> None:
    if PLACE.exists():
        shutil.rmtree(PLACE)
    try:
        venv.create(PLACE, with_pip=True)
    except (subprocess.CalledProcessError, ModuleNotFoundError) as error:
        shutil.rmtree(PLACE, ignore_errors=True)
        raise SystemExit(
            "This Python cannot make a virtual environment with pip; on Debian: apt-get install python3-venv"
        ) from error


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise SystemExit("pip could not install what the lock names (its own words stand above)")


if __name__ == "__main__":
    install([RUNTIME, TEST] if "--test" in sys.argv[1:] else [RUNTIME])
