"""Starting fast: what only some answers need is imported with the first of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATER = ("fpdf", "fontTools", "barcode", "qrcode", "PIL", "openpyxl", "webauthn", "authlib", "httpx", "api.demo")
"""Libraries of labels, workbooks, passkeys and other people's servers; the planner of a demo season."""


@pytest.mark.parametrize("module", ["api.main", "api.cli.serve"])
def test_serving_starts_without_what_draws(module: str) -> None:
    script = f"import sys, {module}; print(*sorted(set(sys.modules) & set({LATER!r})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
