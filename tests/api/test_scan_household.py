"""A household on a page that everybody scans: 黎**, from the vault, and nobody once it was erased."""

from __future__ import annotations

from tests.api.following import catch_up
from tests.api.story import People


def test_a_household_is_masked_on_its_pages_and_nameless_once_it_was_erased(people: People) -> None:
    lot = people.harvest(5)
    catch_up(people.regions)
    for path in (f"/{lot}", f"/414/{people.plot}"):
        page = people.client.get(path, headers={"Accept-Language": "zh-CN"}).text
        assert "黎**" in page
        assert "黎阿嫂" not in page
    people.regions.vault("yunfu").erase(people.parties["grower"])
    for path in (f"/{lot}", f"/414/{people.plot}"):
        fresh = people.client.get(path, headers={"Accept": "application/json", "Accept-Language": "zh-CN"})
        assert fresh.status_code == 200
        assert "黎" not in fresh.text
