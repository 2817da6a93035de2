"""Reading is recorded: whatever an official is shown of others stands in a look before it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import compile_path

from api.auth import actor_of
from store.looks import broken_looks
from tests.visibility.cast import HOUSEHOLDS, ROLES, is_official
from tests.visibility.looking import looks
from tests.visibility.story import BUYER, DRIVER, NEXT_DRIVER, Story

OFFICIALS = ("platform_admin", *(who for who in ROLES if is_official(who)))


ALONE = {"/v1/trace", "/v1/people/members", "/v1/people/standing"}
"""Addresses that other tests of looks ask."""
NO_LOOK = {
    "/v1/people/clients": "one's own party's",
    "/v1/people/waiting-devices": "one's own party's",
    "/v1/people/invitations": "one's own party's",
    "/v1/people/cases": "one's own authority's",
    "/v1/people/looks": "who looked is no data of those who were looked at",
}


def head(story: Story) -> int:
    return story._number("SELECT position FROM commons.look_head")  # pyright: ignore[reportPrivateUsage]


def owners(story: Story, position: int) -> set[str]:
    with story.regions.datastore.connection() as connection:
        rows = connection.execute("SELECT owner FROM commons.look_owner WHERE position = %s", (position,)).fetchall()
    return {row[0] for row in rows}


@contextmanager
def unrecordable(story: Story) -> Iterator[None]:
    rename = "ALTER FUNCTION commons.{} RENAME TO {}"
    with story.regions.datastore.connection() as connection:
        connection.execute(rename.format("put_look", "put_look_away").encode())
        yield
        connection.execute(rename.format("put_look_away", "put_look").encode())


@pytest.mark.parametrize("who", OFFICIALS)
def test_every_party_that_an_answer_names_stands_in_the_look(story: Story, who: str) -> None:
    """Of every address of the matrix: one look an answer, with all owners; none where nothing was shown."""
    amiss: list[str] = []
    looked = 0
    for (area, action, resource), asked in looks(story).items():
        before = head(story)
        answer = story.get(who, asked.path, **asked.asked)
        new = head(story) - before
        named = {one for one in story.parties.values() if one in answer.text} - {story.parties[who]}
        name = f"{area} {action} {resource}: {answer.status_code}"
        if new > 1 or (answer.status_code != 200 and new):
            amiss.append(f"{name} made {new} looks")
        elif missing := named - (owners(story, before + 1) if new else set()):
            amiss.append(f"{name} names {missing} that are not recorded")
        looked += new
    assert amiss == []
    assert looked
    assert broken_looks(story.regions.datastore) == []


def test_no_address_that_officials_read_is_forgotten(app: FastAPI, story: Story) -> None:
    """A new one is asked here, by a row of the matrix, or it is said why it shows nothing of others."""
    asked = {one.path for one in looks(story).values()}
    routes = [one for one in app.routes if isinstance(one, APIRoute) and one.methods and "GET" in one.methods]
    open_to = {one.path for one in routes if actor_of(one) not in (None, "Anyone", "SignedInPerson", "Member")}
    left = open_to - ALONE - NO_LOOK.keys()
    assert [path for path in left if not any(compile_path(path)[0].match(one) for one in asked)] == []
    assert open_to >= NO_LOOK.keys() | ALONE


def test_a_trace_and_the_people_of_a_party_are_looked_at(story: Story) -> None:
    packhouse = {"party": story.parties["packhouse"], "region": "commons"}
    for who, path, asked in (
        ("inspector", "/v1/trace", {"id": story.ids["lot"]}),
        ("city_admin", "/v1/people/standing", packhouse),
        ("platform_admin", "/v1/people/standing", packhouse),
    ):
        before = head(story)
        assert story.get(who, path, **asked).status_code == 200
        assert head(story) == before + 1
        assert story.parties["packhouse"] in owners(story, head(story))


def test_a_sum_of_one_lot_is_recorded_for_whose_stocks_are_in_it(story: Story) -> None:
    assert story.get("inspector", "/v1/balance", by="lot", lot=story.ids["graded"]).status_code == 200
    assert owners(story, head(story)) == {story.parties["packhouse"], story.parties["next_packhouse"]}


def test_members_and_the_public_leave_no_look(story: Story) -> None:
    before = head(story)
    for who in ("packhouse", "grower", "cooperative", "partner", "public"):
        for asked in looks(story).values():
            story.get(who, asked.path, **asked.asked)
    assert head(story) == before


def test_what_cannot_be_recorded_is_not_shown(story: Story) -> None:
    """503, and not one id of it; what shows nothing of others is answered all the same."""
    with unrecordable(story):
        for path in ("parties", "sites", "lots", "stocks", "receipts", f"receipts/{story.ids['purchase']}", "sales",
                     "shipments", "label-rolls", f"units/{story.ids['box']}"):  # fmt: skip
            answer = story.get("inspector", f"/v1/yunfu/{path}")
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-migrated"), path
            assert story.parties["packhouse"] not in answer.text
        assert story.get("inspector", "/v1/trace", id=story.ids["lot"]).status_code == 503
        assert story.get("city_admin", "/v1/admin/overview").status_code == 503
        assert story.get("inspector", "/v1/yunfu/products").status_code == 200
        assert story.get("packhouse", "/v1/yunfu/lots").status_code == 200


def test_looks_hold_no_personal_values(story: Story) -> None:
    for asked in looks(story).values():
        story.get("inspector", asked.path, **asked.asked)
    with story.regions.datastore.connection() as connection:
        rows = connection.execute("SELECT look::text FROM commons.look").fetchall()
    kept = " ".join(row[0] for row in rows)
    personal = [*DRIVER.values(), *NEXT_DRIVER.values(), *BUYER.values(), "屋后三亩园"]
    personal += [value for one in HOUSEHOLDS.values() for value in (one.name, one.phone)]
    assert len(rows) > 20
    assert [value for value in personal if value in kept] == []
