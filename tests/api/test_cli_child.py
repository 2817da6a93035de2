"""A child process of `suyuan serve`, as it begins."""

from __future__ import annotations

import json
import subprocess
import sys

BEGUN = """
import gc, json
from api.cli.serving import child
child._imported("json")
print(json.dumps([gc.isenabled(), gc.get_threshold()[0], gc.get_freeze_count() > 1000]))
"""


def test_garbage_is_looked_for_seldom_and_not_in_what_was_imported() -> None:
    told = subprocess.run([sys.executable, "-c", BEGUN], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == [True, 50_000, True]
