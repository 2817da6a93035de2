"""Lists and lookups: one's own rows, page by page, as soon as one asks for what one wrote."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.forms import FORMS
from tests.api.story import People, goods, kg, uuid7

pytestmark = pytest.mark.usefixtures("followers")


def listed(people: People, who: str, path: str, **parameters: Any) -> list[dict[str, Any]]:
    region = path.split("/")[2]
    answer = people.get(who, path, at_least=f"{region}:{people.head(region)}", **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_a_party_lists_its_own_lots_and_its_households(people: People) -> None:
    lot = people.harvest(7)
    for who in ("grower", "packer", "inspector", "admin"):
        assert lot in [row["lot"] for row in listed(people, who, "/v1/yunfu/lots")]
    assert listed(people, "rival", "/v1/yunfu/lots") == []


def test_stocks_say_what_lies_where_and_what_is_held(people: People) -> None:
    lot = people.purchase(10)
    hold = people.made("inspector", "yunfu", "holds", {"lot": lot, "site": people.shed, "reason": "residue"})["hold"]
    (row,) = listed(people, "packer", "/v1/yunfu/stocks", lot=lot, site=people.shed)
    assert (row["on_hand"], row["holds"], row["overdrawn"]) == ("10.000", [hold], None)
    people.made("inspector", "yunfu", f"holds/{hold}/releases", {"lot": lot, "site": people.shed, "reason": "passed"})
    assert listed(people, "packer", "/v1/yunfu/stocks", lot=lot, site=people.shed)[0]["holds"] == []
    assert listed(people, "rival", "/v1/yunfu/stocks", lot=lot) == []


def test_an_overdrawn_stock_shows_it(people: People) -> None:
    form = FORMS["resolve_overdraft"](people)
    where = {"lot": form.body["lot"], "site": form.body["site"], "empty": True}
    assert listed(people, "packer", "/v1/yunfu/stocks", **where)[0]["overdrawn"] == "2.000"
    people.made(*form)
    assert listed(people, "packer", "/v1/yunfu/stocks", **where)[0]["overdrawn"] is None


def test_who_only_says_that_a_shipment_was_handed_to_them_does_not_read_it(people: People) -> None:
    done = people.made(*FORMS["dispatch_shipment"](people))
    body = {"to_party": people.parties["rival"], "county": "445322", "occurred_at": people.now()}
    told = people.made(
        "rival", "yunfu", f"shipments/{done['shipment']}/handovers", body, headers={"Captured": "offline"}
    )
    path, at_least = f"/v1/yunfu/shipments/{done['shipment']}", f"yunfu:{told['position']}"
    assert people.get("rival", path, at_least=at_least).status_code == 404
    assert done["shipment"] not in [one["id"] for one in listed(people, "rival", "/v1/yunfu/shipments")]
    told = people.made("carrier", "yunfu", f"shipments/{done['shipment']}/handovers", body)
    found = people.get("rival", path, at_least=f"yunfu:{told['position']}")
    assert found.status_code == 200
    assert found.json()["vehicle"]["plate"]


def test_a_shipment_is_outgoing_here_and_incoming_there(people: People) -> None:
    form = FORMS["dispatch_shipment"](people)
    done = people.made(*form)
    at_least = f"yunfu:{done['position']}"
    for who, path, direction in (
        ("packer", "/v1/yunfu/shipments", "outgoing"),
        ("carrier", "/v1/yunfu/shipments", "outgoing"),
        ("market", "/v1/guangzhou/shipments", "incoming"),
    ):
        items = people.get(who, path, direction=direction, at_least=at_least).json()["items"]
        (paper,) = [one for one in items if one["id"] == done["shipment"]]
        assert (paper["region"], paper["body"]["seal"]) == ("yunfu", "FQ123456")
        assert "vehicle" not in paper["body"]
    others = people.get("rival", "/v1/yunfu/shipments", at_least=at_least).json()["items"]
    assert done["shipment"] not in [one["id"] for one in others]
    nothing = people.get("market", "/v1/shenzhen/shipments", direction="incoming", at_least=at_least).json()
    assert nothing == {"items": [], "next": None}


def test_a_paper_carries_what_happened_later(people: People) -> None:
    form = FORMS["arrive_shipment"](people)
    done = people.made(*form)
    path = f"/v1/yunfu/shipments/{done['shipment']}"
    paper = people.get("packer", path, at_least=f"yunfu:{done['position']}").json()
    assert [step["what"] for step in paper["steps"]] == ["arrived"]
    assert people.get("rival", path).status_code == 404


@pytest.mark.parametrize(
    ("name", "noun", "key"),
    [
        ("accept_handover", "handovers", "handover"),
        ("receive_purchase", "receipts", "receipt"),
        ("sell", "sales", "sale"),
    ],
)
def test_papers_are_listed_and_looked_up(people: People, name: str, noun: str, key: str) -> None:
    form = FORMS[name](people)
    done = people.made(*form)
    at_least = f"yunfu:{done['position']}"
    items = people.get(form.who, f"/v1/yunfu/{noun}", at_least=at_least).json()["items"]
    assert done[key] in [one["id"] for one in items]
    assert people.get(form.who, f"/v1/yunfu/{noun}/{done[key]}").json()["id"] == done[key]
    assert people.get("carrier", f"/v1/yunfu/{noun}/{done[key]}").json()["type"] == "/problems/not-recorded"


def test_pages_follow_each_other_without_gap_or_repeat(people: People) -> None:
    lots = {people.harvest(1) for _ in range(7)}
    head, token, seen = people.head("yunfu"), None, []
    while True:
        answer = people.get(
            "grower", "/v1/yunfu/lots", limit=3, at_least=f"yunfu:{head}", **({"page": token} if token else {})
        )
        seen += [row["lot"] for row in answer.json()["items"]]
        token = answer.json()["next"]
        if token is None:
            break
    assert len(seen) == len(set(seen))
    assert lots <= set(seen)


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("lots", {"page": "x"}),
        ("lots", {"page": "WyJsb3RzIiwiMjAyNiIsIgAiXQ=="}),
        ("lots", {"limit": 0}),
        ("lots", {"limit": 201}),
        ("lots", {"at_least": "yunfu"}),
        ("lots", {"at_least": "yunfu:-1"}),
        ("stocks", {"lot": "09520000000011"}),
        ("shipments", {"direction": "sideways"}),
        ("shipments/x", {}),
        ("units/x", {}),
        ("labels/x", {"product": "x"}),
    ],
)
def test_parameters_that_cannot_be_read(people: People, path: str, parameters: dict[str, Any]) -> None:
    answer = people.get("packer", f"/v1/yunfu/{path}", **parameters)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["parameter"]


def test_a_position_that_is_not_there_yet_is_not_waited_for_forever(people: People) -> None:
    answer = people.get("packer", "/v1/yunfu/lots", at_least="yunfu:999999")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_parties_sites_and_products_are_listed(people: People) -> None:
    commons = f"commons:{people.head('commons')}"
    parties = people.get("market", "/v1/commons/parties", at_least=commons).json()["items"]
    assert {people.parties[one] for one in ("packer", "carrier", "market")} <= {row["party"] for row in parties}
    households = listed(people, "packer", "/v1/yunfu/parties")
    assert {row["name"] for row in households if row["kind"] == "household"} == {"黎阿嫂"}
    assert not [row for row in listed(people, "rival", "/v1/yunfu/parties") if row["kind"] == "household"]
    assert people.parties["grower"] in [row["party"] for row in households]
    assert people.parties["grower"] not in [row["party"] for row in listed(people, "rival", "/v1/yunfu/parties")]
    assert {people.shed, people.plot} <= {row["site"] for row in listed(people, "packer", "/v1/yunfu/sites")}
    products = people.get("grower", "/v1/yunfu/products", at_least=commons).json()["items"]
    assert [row["more"]["packs"] for row in products if row["product"] == people.product] == [
        [{"name": "jian", "kilograms": "10"}]
    ]


def test_a_unit_is_looked_up_by_who_has_it(people: People) -> None:
    form = FORMS["pack_unit"](people)
    unit = people.made(*form)["unit"]
    found = people.get("packer", f"/v1/yunfu/units/{unit}").json()
    assert (found["site"], found["contents"]) == (
        people.shed,
        [{"lot": form.body["goods"][0]["lot"], "quantity": "10.000"}],
    )
    assert people.get("rival", f"/v1/yunfu/units/{unit}").status_code == 404


def test_a_label_is_looked_up_by_whose_roll_it_is_of(people: People) -> None:
    form = FORMS["bind_labels"](people)
    people.made(*form)
    path = f"/v1/yunfu/labels/{form.body['first']}"
    found = people.get("packer", path, product=people.product).json()
    assert (found["lot"], found["voided"]) == (form.body["lot"], False)
    assert people.get("rival", path, product=people.product).status_code == 404
    rolls = listed(people, "packer", "/v1/yunfu/label-rolls")
    assert form.body["first"] in [row["first"] for row in rolls]


def test_a_command_of_ones_own_is_looked_up(people: People) -> None:
    command_id = uuid7()
    done = people.made(
        "grower",
        "yunfu",
        "harvests",
        {"lot": people.lot(), "site": people.plot, "amount": kg(1)},
        command_id=command_id,
    )
    found = people.get("grower", f"/v1/yunfu/commands/{command_id}").json()
    assert found["position"] == done["position"]
    assert found["outcome"]["lot"] == done["lot"]
    assert people.get("packer", f"/v1/yunfu/commands/{command_id}").status_code == 404


def test_i_am_who_my_token_says(people: People) -> None:
    me = people.get("packer", "/v1/yunfu/parties/me").json()
    assert (me["person"], me["party"], me["role"], me["kind"]) == (
        "person-packer",
        people.parties["packer"],
        "packer",
        "cooperative",
    )


def test_goods_of_a_corrected_sale_show_the_correction(people: People) -> None:
    sale = FORMS["sell"](people)
    done = people.made(*sale)
    lot = sale.body["goods"][0]["lot"]
    correction = {"kind": "sale", "fact": done["sale"], "goods": [goods(lot, 3)], "reason": "misread"}
    position = people.made("packer", "yunfu", "corrections", correction)["position"]
    paper = people.get("packer", f"/v1/yunfu/sales/{done['sale']}", at_least=f"yunfu:{position}").json()
    assert paper["steps"][0]["body"]["lines"][0]["quantity"] == "3.000"
