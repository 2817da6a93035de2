"""The description of the API tells what is really sent: media types and statuses beside the usual ones."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.openapi import document


@pytest.mark.parametrize("path", ["/livez", "/metrics"])
def test_what_is_told_as_text_is_described_as_text(app: FastAPI, path: str) -> None:
    answers = document(app)["paths"][path]["get"]["responses"]
    assert list(answers["200"]["content"]) == ["text/plain"]


def test_not_being_ready_is_described(app: FastAPI) -> None:
    answers = document(app)["paths"]["/readyz"]["get"]["responses"]
    assert list(answers["503"]["content"]) == ["application/json"]


@pytest.mark.parametrize("status", ["414", "431"])
def test_what_is_refused_before_it_is_read_has_no_body(app: FastAPI, status: str) -> None:
    operations = [one for item in document(app)["paths"].values() for one in item.values()]
    assert all("content" not in one["responses"][status] for one in operations)
