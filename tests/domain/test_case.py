"""Cases: opened once under a number of the authority's own, closed once, in the commons alone."""

from __future__ import annotations

from typing import Any

import pytest

from domain import commands
from domain.case import Case
from domain.errors import AlreadySo, CaseClosed, UnknownCase, WrongStore
from domain.region import Region
from tests.domain.village import Village

NUMBER = "粤市监稽〔2026〕17号"
OPENING: dict[str, Any] = {
    "number": NUMBER,
    "subject": "01/09520000000011/10/26070100000009",
    "reason": "suspected_residue",
    "jurisdiction": "440111",
}
CLOSING: dict[str, Any] = {"number": NUMBER, "outcome": "unfounded"}


@pytest.fixture
def story() -> Village:
    return Village()


def decide(story: Village, command: Any, values: dict[str, Any], authority: str = "bureau") -> Any:
    return story.when(story.commons, story.act(authority, role="regulator"), command, **values)


def refused(
    story: Village, command: Any, values: dict[str, Any], authority: str = "bureau", region: Region | None = None
) -> type:
    return type(story.refuses(region or story.commons, story.act(authority, role="regulator"), command, **values))


def test_a_case_is_opened_and_closed(story: Village) -> None:
    assert decide(story, commands.open_case, OPENING)["open"] is True
    (opened,) = story.happened
    assert (opened.party, opened.subject, opened.jurisdiction) == ("bureau", OPENING["subject"], "440111")
    assert decide(story, commands.close_case, CLOSING)["open"] is False
    found = story.commons.find(Case, "bureau", NUMBER)
    assert found is not None
    assert (found.is_open, found.outcome, found.reason) == (False, "unfounded", "suspected_residue")


def test_a_number_is_used_once(story: Village) -> None:
    decide(story, commands.open_case, OPENING)
    assert refused(story, commands.open_case, OPENING) is AlreadySo
    decide(story, commands.close_case, CLOSING)
    assert refused(story, commands.open_case, OPENING) is CaseClosed
    assert refused(story, commands.close_case, CLOSING) is CaseClosed


def test_authorities_have_numbers_of_their_own(story: Village) -> None:
    decide(story, commands.open_case, OPENING)
    assert refused(story, commands.close_case, CLOSING, "another bureau") is UnknownCase
    assert decide(story, commands.open_case, OPENING, "another bureau")["number"] == NUMBER


def test_cases_are_kept_in_the_commons(story: Village) -> None:
    assert refused(story, commands.open_case, OPENING, region=story.yunfu) is WrongStore
