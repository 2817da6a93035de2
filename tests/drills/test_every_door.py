"""Schemathesis over the whole description of the API, as each role: everything that is answered is as described.

At least 20,000 cases over real HTTP, of valid and of invalid form. Of the writes that a role may do, at least 30 % are
answered 2xx, so that what is tried is more than refusals; each is done at least once. `-k packer` tries one role.
"""

from __future__ import annotations

from typing import Final

import pytest

from tests.schema.conftest import address, doors, town
from tests.schema.judging import Tally, show
from tests.schema.town import ROLES, Town
from tests.schema.trying import Doors, Trial

__all__ = ["address", "doors", "town"]
VALID, INVALID = 11, 4
"""Cases of each operation for each role."""
AT_LEAST: Final = 20_000
TALLIES: Final[dict[str, Tally]] = {}

pytestmark = pytest.mark.drill


@pytest.mark.parametrize("role", ROLES)
def test_every_door_is_tried(doors: Doors, town: Town, role: str) -> None:
    tally = TALLIES[role] = Trial(doors, town, role).run(VALID, INVALID)
    show({role: tally})
    assert tally.server_errors == []
    assert tally.violations == []
    assert tally.surprises == set(), "what the table of tests/schema/may.py says that this role may not do"
    assert tally.undone == set(), "what the same table says that it may do"
    assert tally.share >= 0.3


def test_there_were_enough_cases() -> None:
    show(TALLIES)
    assert set(TALLIES) == set(ROLES)
    assert sum(one.cases for one in TALLIES.values()) >= AT_LEAST
