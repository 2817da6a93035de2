"""Values that would be taken for something else than they are: refused, each with its pointer or parameter."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from domain.gs1 import mint_gln, mint_pgln, mint_sscc
from tests.api.forms import FORMS
from tests.api.story import Answer, People, uuid7

HIDDEN = [
    "\u202e",
    "\u202a",
    "\u2066",
    "\u2069",
    "\u200e",
    "\u200f",
    "\u061c",
    "\x1b",
    "\x7f",
    "\x85",
    "\t",
    "\r",
]


def pointed(answer: Answer, status: int = 422) -> tuple[str, str]:
    """The pointer (or parameter) and the code of the first error."""
    assert answer.status_code == status, answer.text
    error = answer.json()["errors"][0]
    return error.get("pointer") or error["parameter"], error["code"]


@pytest.mark.parametrize("character", [*HIDDEN, "\n"])
def test_names_hide_nothing(people: People, character: str) -> None:
    form = FORMS["register_party"](people)
    answer = people.send(*form._replace(body=form.body | {"name": f"黎{character}阿嫂"}))
    assert pointed(answer) == ("/name", "control_characters")


@pytest.mark.parametrize("character", HIDDEN)
def test_notes_hide_nothing(people: People, character: str) -> None:
    form = FORMS["record_harvest"](people)
    answer = people.send(*form._replace(body=form.body | {"note": f"雨后{character}采收"}))
    assert pointed(answer) == ("/note", "control_characters")


def test_notes_have_lines(people: People) -> None:
    form = FORMS["record_harvest"](people)
    assert people.send(*form._replace(body=form.body | {"note": "雨后\n采收"})).status_code == 201


def test_the_names_of_packs_hide_nothing(people: People) -> None:
    form = FORMS["register_product"](people)
    packs = [{"name": "jian\u202e", "kilograms": "10"}]
    answer = people.send(*form._replace(body=form.body | {"packs": packs}))
    assert pointed(answer) == ("/packs/0/name", "control_characters")


@pytest.mark.parametrize("region", ["atlantis", "commons"])
def test_goods_come_from_and_go_to_configured_regions(people: People, region: str) -> None:
    form = FORMS["receive_goods"](people)
    answer = people.send(*form._replace(body=form.body | {"from_region": region}))
    assert pointed(answer) == ("/from_region", "no-such-region")
    form = FORMS["dispatch_shipment"](people)
    answer = people.send(*form._replace(body=form.body | {"to": form.body["to"] | {"region": region}}))
    assert pointed(answer) == ("/to/region", "no-such-region")
    form = FORMS["sell"](people)
    sale = form.body | {"kind": "wholesale", "buyer": {"region": region}}
    assert pointed(people.send(*form._replace(body=sale))) == ("/buyer/region", "no-such-region")


def test_a_unit_is_named_once(people: People) -> None:
    unit = mint_sscc("9529999", 0, 1).digits
    form = FORMS["receive_goods"](people)
    answer = people.send(*form._replace(body=form.body | {"units": [unit, f"(00){unit}"]}))
    assert pointed(answer) == ("/units", "repeated")
    form = FORMS["dispatch_shipment"](people)
    answer = people.send(*form._replace(body=form.body | {"units": [{"unit": unit}, {"unit": unit}]}))
    assert pointed(answer) == ("/units", "repeated")
    form = FORMS["pack_unit"](people)
    answer = people.send(*form._replace(body=form.body | {"units": [unit, unit]}))
    assert pointed(answer) == ("/units", "repeated")


def test_a_gln_of_ones_own_is_nobody_elses(people: People) -> None:
    new = {"kind": "warehouse", "county": "445322", "name": "冷库"}

    def register(who: str, region: str, site: str) -> Answer:
        return people.send(who, region, "sites", new | {"site": site})

    fresh = str(mint_gln("9529999", uuid7()))
    assert register("packer", "yunfu", fresh[:-1] + str((int(fresh[-1]) + 1) % 10)).status_code == 422
    assert register("packer", "yunfu", people.parties["rival"]).status_code == 403
    assert register("packer", "yunfu", people.stall).status_code == 409  # a site of another region
    assert register("packer", "yunfu", people.rival_shed).status_code == 409
    assert register("packer", "yunfu", people.parties["packer"]).status_code == 201
    assert register("packer", "yunfu", fresh).status_code == 201
    assert register("market", "guangzhou", fresh).status_code == 409


def test_a_household_has_no_key_of_another_region(people: People) -> None:
    household = {"kind": "household", "name": "黎阿嫂", "county": "445322", "party": str(mint_pgln("9529999", uuid7()))}
    people.made("packer", "yunfu", "parties", household)
    assert people.send("packer", "guangzhou", "parties", household).status_code == 409


@pytest.mark.usefixtures("followers")
def test_a_query_that_nobody_knows_is_refused(people: People) -> None:
    for path in ("/v1/flows", "/v1/discrepancies", "/v1/yunfu/stocks", "/v1/yunfu/parties/me"):
        assert pointed(people.get("admin", path, county_prefix="44")) == ("county_prefix", "unknown_parameter"), path
    assert people.get("admin", "/v1/yunfu/stocks", lang="en").status_code == 200
    assert people.get("admin", "/v1/yunfu/stocks", limit=1).status_code == 200


def test_every_get_says_which_parameters_it_knows(app: FastAPI, people: People) -> None:
    routes = [route for route in app.routes if isinstance(route, APIRoute) and "GET" in (route.methods or ())]
    asked = [route.path.format_map(_Some()) for route in routes if route.path.startswith("/v1/")]
    assert len(asked) > 20
    for path in asked:
        assert pointed(people.get("admin", path, surprise="1")) == ("surprise", "unknown_parameter"), path


class _Some(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "yunfu" if key == "region" else "x"
