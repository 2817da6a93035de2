"""`suyuan doctor` says when the record of who looked was changed."""

from __future__ import annotations

from datetime import UTC, datetime

from api.cli.checks.looks import look_at_looks
from api.cli.doctor import REGIONAL
from store.looks import Look, remember
from tests.api.story import People


def levels(people: People) -> list[str]:
    return [one.level for one in look_at_looks(people.regions)]


def test_a_changed_look_is_wrong(people: People) -> None:
    seen = {"9521234000013": ["01/09521234000013/10/A"]}
    for number in range(3):
        look = Look(datetime.now(UTC), f"p-{number}", "a", "inspector", "4453", "area", "", "lots", "", seen)
        remember(people.regions.datastore, look)
    assert levels(people) == ["well"]
    with people.regions.datastore.connection() as connection:
        connection.execute("UPDATE commons.look SET person = 'somebody else' WHERE position = 2")
    (found,) = look_at_looks(people.regions)
    assert (found.level, found.subject) == ("wrong", "looks")
    assert "cut at 2" in found.said


def test_the_doctor_looks_at_it() -> None:
    assert look_at_looks in REGIONAL
