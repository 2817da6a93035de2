"""A few hundred requests with other tenants' ids; ten thousand are asked by the drill (tests/drills)."""

from __future__ import annotations

from tests.api.following import catch_up
from tests.visibility.foreign import judge, of_bought, of_story
from tests.visibility.story import Story


def test_a_request_with_anothers_id_tells_nothing_and_its_owner_everything(story: Story) -> None:
    some = [*of_story(story), *of_bought(story, 6)]
    catch_up(story.regions)
    judge(story, some, at_least=300)
