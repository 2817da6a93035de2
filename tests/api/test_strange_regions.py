"""Goods are not sent where nobody can receive them."""

from __future__ import annotations

import pytest

from tests.api.forms import FORMS
from tests.api.story import People


@pytest.mark.parametrize("region", ["mars", "commons"])
def test_a_shipment_goes_to_a_region_that_there_is(people: People, region: str) -> None:
    form = FORMS["dispatch_shipment"](people)
    body = form.body | {"to": form.body["to"] | {"region": region}}
    answer = people.send(form.who, form.region, form.path, body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/no-such-region")
    assert answer.json()["errors"][0]["pointer"] == "/to/region"
