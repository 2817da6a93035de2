"""A household in public: one character of its name and its town, or its county where no town is known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.recording import carry_out
from domain import commands
from domain.act import Act
from tests.api.following import catch_up
from tests.api.story import People, kg, uuid7


@pytest.fixture(scope="module")
def party(people: People) -> str:
    body = {"kind": "household", "name": "张三丰", "phone": "13700000001", "county": "445322"}
    made = people.made("packer", "yunfu", "parties", body)["party"]
    people.parties[made] = made
    people._admit(made, "grower")
    return made


@pytest.mark.parametrize(("town", "told"), [("建城镇", True), ("445322104", False), ("", False)])
def test_a_household_is_told_with_its_town_else_with_its_county(
    people: People, party: str, town: str, told: bool
) -> None:
    plot = register_plot(people, party, town)
    lot = people.lot()
    people.made(party, "yunfu", "harvests", {"lot": lot, "site": plot, "amount": kg(5)})
    catch_up(people.regions)
    for path in (f"/{lot}", f"/414/{plot}"):
        page = people.client.get(path, headers={"Accept-Language": "zh-CN"})
        assert page.status_code == 200
        assert "张**" in page.text
        assert "郁南县" in page.text
        assert ("建城镇" in page.text) == told
        for hidden in ("张三丰", "三丰", "13700000001", "445322104"):
            assert hidden not in page.text


def register_plot(people: People, party: str, town: str) -> str:
    """As the demo and the import do, which know the names of towns."""
    now = datetime.now(UTC)
    act = Act(
        id=uuid7(), party=party, person="person-1", at=now, received_at=now, claimed_at=now, content_hash=b"",
        role="grower", device="",
    )  # fmt: skip
    done = carry_out(
        people.regions["yunfu"],
        act,
        lambda desk: commands.register_site(
            desk, site="", prefix="952", party=party, kind="plot", name="", county="445322", town=town, point=None,
            outline=(), datum="WGS-84", area_mu=None, vault="",
        ),
    )  # fmt: skip
    return str(done.outcome["site"])
