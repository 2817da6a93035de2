"""A thousand personal values go in through HTTP; outside the vault none is anywhere, in no page, log or export."""

from __future__ import annotations

from pathlib import Path

from tests.drills.planting import Canaries, await_followers, everywhere, hits, plant, plant_pictures
from tests.drills.product import Caller, register_farm, running

PLANTED = 1000
PICTURES = 12


def test_a_thousand_planted_personal_values_are_nowhere_outside_the_vault(tmp_path: Path) -> None:
    canaries = Canaries()
    with running(tmp_path) as product:
        farm = register_farm(product, name=canaries.name(), phone=canaries.phone())
        with Caller(product, farm.token) as caller:
            lots = list(plant(caller, farm, canaries, PLANTED))
            pictures = plant_pictures(product, farm, canaries, PICTURES)
        assert len(canaries.planted) >= PLANTED
        await_followers(product)
        places = everywhere(product, farm, lots, tmp_path, pictures)
        found = {where for where, text in places for one in hits(text, canaries)}
        assert found == set()
