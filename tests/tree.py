"""The project's own files, as a fresh clone would have them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MADE = {".venv", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", "var"}


def own_files() -> list[Path]:
    """Paths of what git tracks or would add, relative to ROOT; every file but made ones where there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
        paths = [Path(name) for name in listed if name]
    else:
        paths = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
    return sorted(path for path in paths if (ROOT / path).is_file() and MADE.isdisjoint(path.parts))


def own_text(*suffixes: str) -> dict[Path, str]:
    """Path -> text of those that end so; every readable one when no suffix is given."""
    found: dict[Path, str] = {}
    for path in own_files():
        if suffixes and path.suffix not in suffixes:
            continue
        try:
            found[path] = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a font, an image, a wasm module
    return found
