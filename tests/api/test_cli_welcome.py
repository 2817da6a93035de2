"""What is printed at the start: every door that people come in by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.cli.serving.welcome import Door
from store.settings import Settings


@pytest.mark.parametrize(
    ("host", "name"),
    [("127.0.0.1", "localhost"), ("0.0.0.0", "localhost"), ("::1", "localhost"), ("10.1.2.3", "10.1.2.3")],
)
def test_people_sign_in_by_a_name_where_there_is_one(settings: Settings, host: str, name: str) -> None:
    assert Door(replace(settings, host=host, port=8123)).people == f"http://{name}:8123/people/sign-in"
