"""Every command through its own address: what it answers, and what it refuses."""

from __future__ import annotations

from tests.api.story import People, kg


def test_a_harvest_is_recorded(people: People) -> None:
    lot = people.lot()
    done = people.made("grower", "yunfu", "harvests", {"lot": lot, "site": people.plot, "amount": kg("12.5")})
    assert done["lot"] == lot
    assert done["on_hand"] == "12.500"
    assert done["position"] > 0
