"""What officials take out: with a reason, by area or case, and recorded for every owner before a line leaves."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from api.exporting import door
from tests.api.story import Answer
from tests.visibility.story import Story
from tests.visibility.test_looks import head, owners, unrecordable

WHY = "黎阿嫂果园抽检召回"


def taken(story: Story, who: str, **asked: Any) -> Answer:
    body = {"what": "movements", "format": "jsonl"} | asked
    return story.client.post("/v1/exports", json=body, headers=story.token(who))


def lines(answer: Answer) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(one) for one in answer.text.splitlines()]


@pytest.mark.parametrize("who", ["inspector", "regulator", "city_admin", "platform_admin"])
def test_an_official_says_why(story: Story, who: str) -> None:
    for reason in ({}, {"reason": "  x "}):
        answer = taken(story, who, **reason)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-parameter")
    assert lines(taken(story, who, reason=WHY))


@pytest.mark.parametrize("what", ["lots", "movements", "facts"])
def test_every_owner_of_a_line_stands_in_the_look(story: Story, what: str) -> None:
    who = "platform_admin" if what == "facts" else "inspector"
    before = head(story)
    told = lines(taken(story, who, what=what, reason=WHY))
    assert head(story) == before + 1
    text = json.dumps(told)
    named = {one for one in story.parties.values() if one in text} - {story.parties[who]}
    missing = named - owners(story, before + 1)
    # Raw facts name parties also as who decided (`by`) and as a cooperative's own: those own no line.
    assert missing == set() if what != "facts" else len(owners(story, before + 1)) > 8
    look = story.get(who, "/v1/people/looks", limit=1).json()["items"][0]
    assert (look["what"], look["basis"], look["person"]) == (f"export-{what}", "reason", f"person-{who}")
    assert story._number(  # pyright: ignore[reportPrivateUsage]
        f"SELECT count(*) FROM commons.export_run WHERE id = '{look['reference']}' AND rows = {len(told)}"
    ) == 1  # fmt: skip


def test_the_owner_sees_that_it_was_taken_out(story: Story) -> None:
    taken(story, "inspector", what="lots", reason=WHY)
    look = story.get("grower", "/v1/people/looks", limit=1).json()["items"][0]
    assert (look["what"], look["role"]) == ("export-lots", "inspector")
    assert story.ids["lot"] in look["seen"][0]["ids"]


def test_the_reason_is_in_the_vault_alone(story: Story) -> None:
    taken(story, "inspector", reason=WHY)
    query = "SELECT e::text FROM commons.export_run AS e UNION ALL SELECT l::text FROM commons.look AS l"
    with story.regions.datastore.connection() as connection:
        kept = " ".join(row[0] for row in connection.execute(query).fetchall())
    assert WHY not in kept


def test_what_cannot_be_recorded_is_not_taken_out(story: Story) -> None:
    with unrecordable(story):
        answer = taken(story, "inspector", reason=WHY)
        assert answer.status_code == 503
        assert story.parties["packhouse"] not in answer.text
        assert lines(taken(story, "packhouse"))


def test_members_need_no_reason_and_leave_no_look(story: Story) -> None:
    before = head(story)
    assert lines(taken(story, "packhouse"))
    assert head(story) == before


def test_a_case_is_taken_out_along_its_chain_and_its_deals(story: Story) -> None:
    here = lines(taken(story, "regulator_case", reason=WHY))
    case = lines(taken(story, "regulator_case", reason=WHY, case=story.ids["case"]))
    assert {one["lot"] for one in here} < {one["lot"] for one in case}
    assert {one["quantity"] for one in here if one["kind"] == "sold"} == {None}
    of_case = {one["lot"] for one in case if one["county"] != "440111"}
    assert story.ids["supplier_lot"] not in of_case
    assert story.ids["lot"] in of_case
    assert taken(story, "regulator", reason=WHY, case=story.ids["case"]).status_code == 404


def test_a_file_is_a_sheet_too(story: Story) -> None:
    answer = taken(story, "packhouse", what="lots", format="csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="suyuan-lots.csv"'
    assert answer.headers["cache-control"] == "no-store"
    (*_, row) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["party"] == story.parties["packhouse"]
    assert taken(story, "packhouse", what="lots", format="xlsx").content[:2] == b"PK"


def test_more_lines_than_a_file_has_are_refused(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST", 2)
    assert taken(story, "packhouse").status_code == 422


@pytest.mark.parametrize(
    "asked", [{"what": "trace"}, {"what": "lots", "regions": ["atlantis"]}, {"what": "lots", "from_day": "x"}]
)
def test_what_cannot_be_taken_out_is_refused(story: Story, asked: dict[str, Any]) -> None:
    assert taken(story, "packhouse", **asked).status_code in (404, 422)
