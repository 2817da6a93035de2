"""`make bench`: measure every row beside its baseline, print the table, keep it under bench/results."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.row import Row

MODULES = ("engine", "serving", "scanning", "projecting", "tracing", "starting", "guarding")
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    arguments = _arguments()
    console = Console()
    rows: list[Row] = []
    for name in arguments.only or MODULES:
        measure: Callable[[int], list[Row]] = import_module(f"bench.{name}").rows
        console.print(f"[dim]bench.{name} ...")
        rows += measure(arguments.rounds)
    console.print(_table(rows))
    if not arguments.only:
        console.print(f"kept as {_keep(rows)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "only", nargs="*", choices=[*MODULES, []], help="these modules; all, and kept, when none is named"
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="interleaved rounds (medians of at least 3 are comparable)"
    )
    return parser.parse_args()


def _table(rows: list[Row]) -> Table:
    table = Table(title="Suyuan: ratios against a baseline of the same run")
    for column in ("what", "value", "unit", "baseline", "ratio", "target", "met"):
        table.add_column(column, justify="left" if column in ("what", "unit") else "right")
    for row in rows:
        met = {True: "[green]yes", False: "[red]no", None: "-"}[row.met]
        table.add_row(
            row.name, _shown(row.value), row.unit, _shown(row.baseline), _shown(row.ratio), _shown(row.target), met
        )
    return table


def _shown(number: float | None) -> str:
    return "-" if number is None else f"{number:,.3g}" if abs(number) < 100 else f"{number:,.0f}"


def _keep(rows: list[Row]) -> Path:
    now = datetime.now(UTC)
    commit = _said("git", "rev-parse", "--short", "HEAD") or "unknown"
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{now:%Y-%m-%d}-{commit}.json"
    result = {"measured_at": now.isoformat(timespec="seconds"), "commit": commit, "machine": _machine()}
    path.write_text(json.dumps(result | {"rows": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1) + "\n")
    return path.relative_to(RESULTS.parents[1])


def _machine() -> dict[str, object]:
    return {
        "system": platform.platform(terse=True),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30),
        "python": platform.python_version(),
        "python_loop_ns": _loop_ns(),
        "fdatasync_us": _sync_us(),
        "load_before": os.getloadavg()[0],
    }


def _loop_ns() -> float:
    """Nanoseconds of one turn of a loop that makes small objects: how fast this Python is on this processor."""
    kept: dict[int, tuple[int, str]] = {}
    found: list[float] = []
    for _ in range(5):
        started = time.perf_counter()
        for number in range(200_000):
            kept[number & 1023] = (number, str(number & 7))
        found.append((time.perf_counter() - started) / 200_000 * 1e9)
    return round(min(found), 1)


def _sync_us() -> float:
    """Median microseconds until the disk has 8 kB: what a commit waits for."""
    found: list[float] = []
    with tempfile.TemporaryFile(dir=os.environ.get("SUYUAN_BENCH_DIR")) as file:
        for _ in range(200):
            os.pwrite(file.fileno(), bytes(8192), 0)
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            found.append((time.perf_counter() - started) * 1e6)
    return round(median(found), 1)


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=RESULTS.parent).stdout.strip()


if __name__ == "__main__":
    main()
