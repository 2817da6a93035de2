"""The table of problems: complete, unambiguous, told in both languages, each explained at its address."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest
from starlette.testclient import TestClient

import domain.errors
import domain.gs1.malformed
import domain.measure
import domain.place.county
import domain.place.outline
import domain.place.position
import store.errors
import store.people.errors
from api import body, errors, fields, recording, strict_json
from api.errors import TABLE
from api.signing import sender
from scanner_app.words import words

SOURCES = (
    domain.errors,
    domain.measure,
    domain.gs1.malformed,
    domain.place.county,
    domain.place.outline,
    domain.place.position,
    store.errors,
    store.people.errors,
    sender,
    body,
    errors,
    fields,
    recording,
    strict_json,
)


def raised_by(module: ModuleType) -> list[type[Exception]]:
    return [
        one
        for one in vars(module).values()
        if inspect.isclass(one) and issubclass(one, Exception) and one.__module__ == module.__name__
    ]


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: module.__name__)
def test_every_error_is_in_the_table(module: ModuleType) -> None:
    missing = [one.__name__ for one in raised_by(module) if one not in TABLE and one is not errors.HttpRefused]
    assert missing == []


def test_every_problem_has_a_name_of_its_own() -> None:
    slugs = [told.slug for told in TABLE.values()]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_every_problem_has_words_and_no_words_are_left_over(lang: str) -> None:
    told = {key.removeprefix("problem.") for key in words(lang) if key.startswith("problem.")}
    assert told == {one.slug for one in TABLE.values()}


@pytest.mark.parametrize(
    "refused", [*raised_by(domain.errors), *raised_by(store.people.errors)], ids=lambda refused: refused.__name__
)
def test_the_docstring_is_the_english_message(refused: type[Exception]) -> None:
    assert words("en")[f"problem.{TABLE[refused].slug}"] == inspect.getdoc(refused)


def test_every_problem_is_explained_at_its_address(client: TestClient) -> None:
    for told in TABLE.values():
        page = client.get(f"/problems/{told.slug}").json()
        assert page["status"] == told.status
        assert page["en"]
        assert page["zh-CN"]
    assert client.get("/problems/none").status_code == 404
