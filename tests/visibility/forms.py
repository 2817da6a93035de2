"""For every write of the matrix a form that its owner may send: the same one is sent by every actor.

A form is made anew after each time that it was carried out, with what it needs (a lot at the shed, an open offer), so
that a refusal is about who sends it and about nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from tests.api.forms import Form
from tests.api.story import CERTIFICATE, goods, kg, new_unit, uuid7
from tests.visibility.story import NEXT_DRIVER, Story

Make = Callable[[Story], Form]


def _open_case(story: Story) -> Form:
    body = {"number": f"2026-{uuid7().hex[-12:]}", "subject": story.ids["lot"], "reason": "complaint"}
    return Form("inspector", "commons", "cases", body)


def _close_case(story: Story) -> Form:
    number = story.made(*_open_case(story))["number"]
    return Form("inspector", "commons", f"cases/{number}/closings", {"outcome": "unfounded"})


def _harvest(story: Story) -> Form:
    body = {"lot": story.lot(), "site": story.plot, "amount": kg("1.5")}
    return Form("grower", "yunfu", "harvests", body)


def _purchase(story: Story) -> Form:
    body = {
        "site": story.shed,
        "from_site": story.plot,
        "goods": [goods(story.ids["lot"], "0.5")],
        "proof": CERTIFICATE,
    }
    return Form("packhouse", "yunfu", "purchases", body)


def _refuse(story: Story) -> Form:
    body = {"site": story.shed, "from_party": story.parties["neighbour"], "lots": [story.ids["neighbour_lot"]]}
    return Form("packhouse", "yunfu", "purchase-refusals", body | {"reason": "no_certificate"})


def _receive(story: Story) -> Form:
    arrival = {"lot": story.ids["graded"], "accepted": kg("0.1"), "expected": kg("0.1")}
    return Form("market", "guangzhou", "receipts", story.arrival(_sent(story), [arrival]))


def _sent(story: Story) -> str:
    return story.send_off("0.1", seal="FQ300999", vehicle=NEXT_DRIVER)["shipment"]


def _offer(story: Story) -> Form:
    body = {"site": story.shed, "to_party": story.parties["next_packhouse"]}
    return Form("packhouse", "yunfu", "handovers", body | {"goods": [goods(story.ids["graded"], "0.1")]})


def _accept(story: Story) -> Form:
    handover = story.made(*_offer(story))["handover"]
    arrival = {"lot": story.ids["graded"], "accepted": kg("0.1"), "expected": kg("0.1")}
    body = {"from_site": story.shed, "to_site": story.next_shed, "arrivals": [arrival]}
    return Form("next_packhouse", "yunfu", f"handovers/{handover}/acceptances", body)


def _reject(story: Story) -> Form:
    handover = story.made(*_offer(story))["handover"]
    return Form("next_packhouse", "yunfu", f"handovers/{handover}/rejections", {"reason": "too_ripe"})


def _transform(story: Story) -> Form:
    body = {"kind": "grade", "site": story.shed, "inputs": [goods(story.ids["graded"], "0.1")]}
    return Form("packhouse", "yunfu", "transformations", body | {"outputs": [goods(story.lot(), "0.1")]})


def _pack(story: Story) -> Form:
    body = {"kind": "carton", "site": story.shed, "goods": [goods(story.ids["graded"], "0.1")]}
    return Form("packhouse", "yunfu", f"units/{new_unit()}/packings", body)


def _unpack(story: Story) -> Form:
    body = {"site": story.shed, "goods": [goods(story.ids["graded"], "0.1")]}
    return Form("packhouse", "yunfu", f"units/{story.ids['box']}/unpackings", body)


def _dispatch(story: Story) -> Form:
    to = {"region": "guangzhou", "site": story.stall, "county": "440111", "party": story.parties["market"]}
    body = {"site": story.shed, "to": to, "carrier": story.parties["carrier"]}
    return Form("packhouse", "yunfu", "shipments", body | {"goods": [goods(story.ids["graded"], "0.1")]})


def _pass_on(story: Story) -> Form:
    body = {"to_party": story.parties["other_carrier"], "county": "445322"}
    return Form("carrier", "yunfu", f"shipments/{_sent(story)}/handovers", body)


def _arrive(story: Story) -> Form:
    body = {"site": story.stall, "county": "440111"}
    return Form("carrier", "yunfu", f"shipments/{_sent(story)}/arrivals", body)


def _sell_wholesale(story: Story) -> Form:
    body = {"kind": "wholesale", "site": story.shed, "goods": [goods(story.ids["graded"], "0.1")]}
    return Form("packhouse", "yunfu", "sales", body)


def _sell_retail(story: Story) -> Form:
    body = {"kind": "retail", "site": story.stall, "goods": [goods(story.ids["graded"], "0.1")]}
    return Form("market", "guangzhou", "sales", body)


def _take_back(story: Story) -> Form:
    body = {"site": story.stall, "goods": [goods(story.ids["graded"], "0.1")], "reason": "unsold", "restocked": True}
    return Form("market", "guangzhou", f"sales/{story.ids['sale']}/returns", body)


def _count(story: Story) -> Form:
    return Form("packhouse", "yunfu", "stocks/counts", at_shed(story) | {"amount": kg("1")})


def _count_plot(story: Story) -> Form:
    return Form("grower", "yunfu", "stocks/counts", at_plot(story) | {"amount": kg("1.5")})


def _destroy(story: Story) -> Form:
    body = at_shed(story) | {"amount": kg("0.1"), "reason": "rotten"}
    return Form("packhouse", "yunfu", "stocks/destructions", body)


def _hold(where: Callable[[Story], dict[str, Any]], who: str, region: str) -> Make:
    return lambda story: Form(who, region, "holds", where(story) | {"reason": "suspected_residue"})


def at_shed(story: Story) -> dict[str, Any]:
    """A new stock that the packhouse bought."""
    return {"lot": story.bought("1.5"), "site": story.shed}


def at_plot(story: Story) -> dict[str, Any]:
    """A new stock of the grower."""
    return {"lot": story.grown("grower", story.plot, "1.5")[0], "site": story.plot}


def at_stall(story: Story) -> dict[str, Any]:
    """A new stock that the market bought on a voucher."""
    lot = story.lot()
    body = story.arrival("XS-1", [{"lot": lot, "accepted": kg("1.5")}]) | {"kind": "voucher"}
    story.made("market", "guangzhou", "receipts", body)
    return {"lot": lot, "site": story.stall}


def _release(holder: str) -> Make:
    def make(story: Story) -> Form:
        where = at_shed(story)
        hold = story.made(holder, "yunfu", "holds", where | {"reason": "suspected_residue"})["hold"]
        return Form(holder, "yunfu", f"holds/{hold}/releases", where | {"reason": "passed"})

    return make


def _resolve(story: Story) -> Form:
    where = at_shed(story)
    sold = {"kind": "retail", "site": story.shed, "goods": [goods(where["lot"], "2")], "occurred_at": story.now()}
    story.made("packhouse", "yunfu", "sales", sold, headers={"Captured": "offline"})
    return Form("packhouse", "yunfu", "overdraft-resolutions", where | {"reason": "scale_was_wrong"})


def _issue(story: Story) -> Form:
    return Form("packhouse", "yunfu", "label-rolls", {"product": story.product, "count": 5})


def _labelling(path: str, more: Callable[[Story], dict[str, Any]]) -> Make:
    def make(story: Story) -> Form:
        serials = story.made(*_issue(story))["serials"]
        body = {"product": story.product, "first": serials[0], "last": serials[1]}
        return Form("packhouse", "yunfu", path, body | more(story))

    return make


def _register_household(agent: str) -> Make:
    def make(story: Story) -> Form:
        body = {"kind": "household", "name": "许阿妹", "phone": "13300133000", "county": "445322"}
        named = {"cooperative": story.parties[agent]} if agent else {}
        return Form("cooperative", "yunfu", "parties", body | named)

    return make


def _register_enterprise(story: Story) -> Form:
    body = {"kind": "enterprise", "name": "新办果园", "county": "445322"}
    return Form("platform_admin", "commons", "parties", body)


def _register_product(story: Story) -> Form:
    body = {"name_zh": "沙糖桔", "name_en": "shatang mandarin", "category": "fruit", "county": "445322"}
    return Form("platform_admin", "commons", "products", body)


def _register_site(kind: str, party: str) -> Make:
    def make(story: Story) -> Form:
        body = {"kind": kind, "party": story.parties[party], "county": "445322", "name": "新地"}
        return Form(party, "yunfu", "sites", body)

    return make


def _batched(form: Make) -> Make:
    def make(story: Story) -> Form:
        one = form(story)
        command = {"id": str(uuid7()), "path": f"/v1/{one.region}/{one.path}", "body": json.dumps(one.body)}
        return Form(one.who, one.region, "batches", {"sent_at": story.now(), "commands": [command]})

    return make


def _correction(kind: str, form: Make, quantity: str = "0.05") -> Make:
    """Of a fact that was just recorded: less of the same goods, at the same site where the form asks for it."""

    def make(story: Story) -> Form:
        one = form(story)
        done = story.made(*one)
        body: dict[str, Any] = {"kind": kind, "fact": done["id"], "reason": "misread"}
        if kind in ("harvest", "movement"):
            body |= {"lot": one.body["lot"], "site": one.body["site"], "amount": kg("1.2")}
        elif kind == "transformation":
            body |= {name: [goods(line["lot"], quantity) for line in one.body[name]] for name in ("inputs", "outputs")}
        else:
            body["goods"] = [goods(line["lot"], quantity) for line in one.body.get("goods") or one.body["arrivals"]]
        return Form(one.who, one.region, "corrections", body)

    return make


def _sale_to_buyer(story: Story) -> Form:
    buyer = {"party": story.parties["buyer"], "region": "guangzhou"}
    body = {"kind": "wholesale", "site": story.stall, "goods": [goods(story.ids["graded"], "0.1")], "buyer": buyer}
    return Form("market", "guangzhou", "sales", body)


FORMS: Final[dict[tuple[str, str], Make]] = {
    ("open", "case"): _open_case,
    ("close", "case"): _close_case,
    ("harvest", "plot"): _harvest,
    ("purchase", "lot"): _purchase,
    ("refuse_purchase", "neighbour_lot"): _refuse,
    ("receive", "trip"): _receive,
    ("offer_handover", "stock_shed"): _offer,
    ("accept_handover", "handover"): _accept,
    ("reject_handover", "handover"): _reject,
    ("transform", "stock_shed"): _transform,
    ("pack", "stock_shed"): _pack,
    ("unpack", "box"): _unpack,
    ("dispatch", "stock_shed"): _dispatch,
    ("pass_on", "trip"): _pass_on,
    ("arrive", "trip"): _arrive,
    ("sell_wholesale", "stock_shed"): _sell_wholesale,
    ("sell_retail", "stock_stall"): _sell_retail,
    ("take_back", "sale"): _take_back,
    ("count", "stock_shed"): _count,
    ("count", "stock_plot"): _count_plot,
    ("destroy", "stock_shed"): _destroy,
    ("hold", "stock_shed"): _hold(at_shed, "packhouse", "yunfu"),
    ("hold", "stock_plot"): _hold(at_plot, "grower", "yunfu"),
    ("hold", "stock_stall"): _hold(at_stall, "market", "guangzhou"),
    ("release", "official_hold"): _release("inspector"),
    ("release", "own_hold"): _release("packhouse"),
    ("resolve_overdraft", "stock_over"): _resolve,
    ("issue_labels", "product"): _issue,
    ("bind_labels", "roll"): _labelling("label-bindings", at_shed),
    ("reprint_labels", "roll"): _labelling("label-reprints", lambda _: {"reason": "smudged"}),
    ("void_labels", "roll"): _labelling("label-voidings", lambda _: {"reason": "torn"}),
    ("correct_harvest", "lot"): _correction("harvest", _harvest),
    ("correct_count", "stock_shed"): _correction("movement", _count),
    ("correct_purchase", "purchase"): _correction("receipt", _purchase),
    ("correct_receipt", "receipt"): _correction("receipt", _receive),
    ("correct_sale", "deal"): _correction("sale", _sell_wholesale),
    ("correct_sale", "sale"): _correction("sale", _sale_to_buyer),
    ("correct_dispatch", "trip"): _correction("dispatch", _dispatch),
    ("correct_transformation", "graded"): _correction("transformation", _transform),
    ("register_household", "own_household"): _register_household(""),
    ("register_household", "household_of_cooperative"): _register_household("cooperative"),
    ("register_enterprise", "new_enterprise"): _register_enterprise,
    ("register_product", "new_product"): _register_product,
    ("register_site", "plot_of_grower"): _register_site("plot", "grower"),
    ("register_site", "shed_of_packhouse"): _register_site("packhouse", "packhouse"),
    ("batch_harvest", "plot"): _batched(_harvest),
    ("batch_hold", "stock_shed"): _batched(_hold(at_shed, "packhouse", "yunfu")),
}
"""(action, resource) of a row -> its form."""
