"""Ten thousand requests with other tenants' ids: none tells anything of another; as many again with the policy off."""

from __future__ import annotations

import sys

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api import policy
from tests.api.conftest import app, client, settings
from tests.api.following import catch_up
from tests.visibility.foreign import judge, leaked, of_bought, of_story
from tests.visibility.story import Story

__all__ = ["app", "client", "settings"]
BOUGHT = 275
"""Lots that were bought, each asked for by nine strangers at four addresses."""

pytestmark = pytest.mark.drill


def test_ten_thousand_requests_with_others_ids_leak_nothing(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(client, app.state.regions)
    bought = list(of_bought(story, BOUGHT))
    catch_up(story.regions)
    judge(story, [*of_story(story), *bought], at_least=10_000)
    real = policy.can
    for module in [one for name, one in sys.modules.items() if name.startswith("api.")]:
        if vars(module).get("can") is real:
            monkeypatch.setattr(module, "can", lambda *_: True)
    leaks = [one.path for one in bought for who in one.strangers if leaked(story, one, who)]
    assert leaks == []
