"""What killed runs of the tests left behind is cleared away once, whoever else is looking."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import alone, clear_away_servers_of_killed_runs, held_alone


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left_behind(temporary: Path, name: str) -> Path:
    data = temporary / f"suyuan-test-{name}"
    for directory in range(200):
        (data / "pg" / str(directory)).mkdir(parents=True)
        (data / "pg" / str(directory) / "file").touch()
    return data


def test_many_runs_that_begin_at_once_clear_away_the_same_remains(temporary: Path):
    remains = [left_behind(temporary, str(number)) for number in range(5)]

    def begin(_: int) -> None:
        with alone():
            clear_away_servers_of_killed_runs()

    with ThreadPoolExecutor(8) as runs:
        list(runs.map(begin, range(8)))
    assert not any(data.exists() for data in remains)


def test_what_a_living_run_uses_stays(temporary: Path):
    used, left = left_behind(temporary, "used"), left_behind(temporary, "left")
    with held_alone(used):
        clear_away_servers_of_killed_runs()
    assert used.exists()
    assert not left.exists()
