"""Every operation is tried with generated requests, each as one of the roles; the drill tries all as all of them."""

from __future__ import annotations

from tests.schema.judging import Tally, show
from tests.schema.may import is_write
from tests.schema.town import ROLES, Town
from tests.schema.trying import SENDINGS, Doors, Trial


def test_there_is_a_valid_request_for_every_write(doors: Doors) -> None:
    names = {one.definition.raw["operationId"] for one in doors.operations if is_write(one.method)}
    assert names - SENDINGS.keys() == set()


def test_every_door_answers_as_it_is_described(doors: Doors, town: Town) -> None:
    tallies: dict[str, Tally] = {}
    for number, role in enumerate(ROLES):
        tallies[role] = Trial(doors, town, role).run(2, 1, doors.operations[number :: len(ROLES)])
    show(tallies)
    found = tallies.values()
    assert [one for tally in found for one in (*tally.server_errors, *tally.violations, *tally.surprises)] == []
    assert sum(tally.cases for tally in found) >= 300
    assert sum(tally.done for tally in found) >= 0.3 * sum(tally.allowed for tally in found)
