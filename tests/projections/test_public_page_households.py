"""How many households a page names: a few by their masked names, many by none."""

from __future__ import annotations

from uuid import uuid4

from projections.public_page.fragment import Step
from projections.public_page.names import Names, PartyTold
from projections.public_page.stages import MOST_ALIKE, Mention, Stage, stages_of
from tests.given import NOON

SURNAMES = "黎莫谭许何"


def stages(households: int) -> tuple[Stage, ...]:
    """One harvest of each."""
    names = {f"party {one}": PartyTold("household", f"{SURNAMES[one]}**", "445322") for one in range(households)}
    mentions = [
        Mention("yunfu", f"lot {one}", Step(NOON, "harvested", uuid4(), "445322", party=party))
        for one, party in enumerate(names)
    ]
    return stages_of(mentions, frozenset(), Names({}, names, {}, demo=False, behind=False))


def test_a_few_households_are_named() -> None:
    assert {stage.name for stage in stages(MOST_ALIKE)} == {f"{one}**" for one in SURNAMES[:MOST_ALIKE]}


def test_many_households_are_one_stage_without_a_name() -> None:
    (stage,) = stages(MOST_ALIKE + 1)
    assert (stage.name, stage.role, stage.lots) == ("", "household", MOST_ALIKE + 1)
