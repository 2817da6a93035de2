"""For every command one way to send it that is carried out: what the tables of happy and bad cases start from."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.api.story import CERTIFICATE, People, goods, kg, new_unit

_cases = itertools.count(1)


class Form(NamedTuple):
    """Who sends what where."""

    who: str
    region: str
    path: str
    body: dict[str, Any]


def register_party(people: People) -> Form:
    body = {"kind": "household", "name": "黎阿嫂", "phone": "13800138000", "county": "445322"}
    return Form("packer", "yunfu", "parties", body)


def new_party(people: People, kind: str = "enterprise") -> str:
    """Registered for one test alone, so that its standing disturbs no other."""
    by, region = ("packer", "yunfu") if kind == "household" else ("admin", "commons")
    return people.made(by, region, "parties", {"kind": kind, "name": "试验", "county": "445322"})["party"]


def verify_party(people: People) -> Form:
    body = {"credit_code": "91350100M000100Y43", "paper": "business_licence"}
    return Form("admin", "commons", f"parties/{new_party(people)}/verifications", body)


def suspend_party(people: People) -> Form:
    return Form("admin", "commons", f"parties/{new_party(people)}/suspensions", {"reason": "residue_found"})


def resume_party(people: People) -> Form:
    suspension = suspend_party(people)
    people.made(*suspension)
    path = suspension.path.replace("suspensions", "resumptions")
    return suspension._replace(path=path, body={"reason": "mended"})


def grant_acting(people: People) -> Form:
    ending = end_acting(people)
    people.made(*ending)
    path = ending.path.replace("endings", "grants")
    body = {"cooperative": people.parties["rival"], "paper": "written_consent"}
    return Form("admin", "yunfu", path, body)


def end_acting(people: People) -> Form:
    path = f"parties/{new_party(people, 'household')}/acting-endings"
    return Form("admin", "yunfu", path, {"reason": "own_phone"})


def open_case(people: People) -> Form:
    body = {"number": f"case-{next(_cases)}", "subject": people.harvest(), "reason": "suspected_residue"}
    return Form("inspector", "commons", "cases", body)


def close_case(people: People) -> Form:
    opening = open_case(people)
    people.made(*opening)
    return opening._replace(path=f"cases/{opening.body['number']}/closings", body={"outcome": "unfounded"})


def register_site(people: People) -> Form:
    body = {
        "kind": "plot",
        "name": "屋后园",
        "party": people.parties["grower"],
        "county": "445322",
        "point": {"lat": 23.2312, "lon": 111.5321, "accuracy_m": 8.5, "datum": "GCJ-02"},
        "outline": [{"lat": 23.231, "lon": 111.532}, {"lat": 23.232, "lon": 111.532}, {"lat": 23.232, "lon": 111.533}],
        "area_mu": "3.5",
    }
    return Form("packer", "yunfu", "sites", body)


def register_product(people: People) -> Form:
    body = {
        "name_zh": "沙糖桔",
        "name_en": "shatang mandarin",
        "category": "fruit",
        "county": "445322",
        "packs": [{"name": "jian", "kilograms": "10"}],
        "yields": [{"step": "peel", "low": "0.25", "high": "0.35", "source": "trade practice"}],
        "season": [11, 12, 1],
        "keeping_days": 30,
        "cap_per_mu": "2.5",
    }
    return Form("admin", "commons", "products", body)


def record_harvest(people: People) -> Form:
    body = {
        "lot": people.lot(),
        "site": people.plot,
        "amount": {"value": "25", "unit": "市斤"},
        "place": {"lat": 23.2312, "lon": 111.5321},
        "note": "雨后采收",
        "evidence": ["a" * 64],
    }
    return Form("grower", "yunfu", "harvests", body)


def receive_purchase(people: People) -> Form:
    body = {
        "site": people.shed,
        "from_site": people.plot,
        "goods": [goods(people.harvest(10), 10)],
        "proof": CERTIFICATE,
    }
    return Form("packer", "yunfu", "purchases", body)


def refuse_purchase(people: People) -> Form:
    body = {
        "site": people.shed,
        "from_party": people.parties["grower"],
        "lots": [people.harvest(10)],
        "reason": "no_certificate",
    }
    return Form("packer", "yunfu", "purchase-refusals", body)


def receive_goods(people: People) -> Form:
    lot = people.purchase(10)
    body = {
        "site": people.stall,
        "kind": "shipment",
        "reference": people.dispatch(lot, 10),
        "from_party": people.parties["packer"],
        "from_region": "yunfu",
        "from_site": people.shed,
        "from_county": "445322",
        "arrivals": [{"lot": lot, "accepted": kg(9), "expected": kg(10), "rejected": kg(1), "reason": "crushed"}],
    }
    return Form("market", "guangzhou", "receipts", body)


def offer_handover(people: People) -> Form:
    body = {"site": people.shed, "to_party": people.parties["rival"], "goods": [goods(people.purchase(10), 10)]}
    return Form("packer", "yunfu", "handovers", body)


def accept_handover(people: People) -> Form:
    offer = offer_handover(people)
    handover = people.made(*offer)["handover"]
    lot = offer.body["goods"][0]["lot"]
    body = {
        "from_site": people.shed,
        "to_site": people.rival_shed,
        "arrivals": [{"lot": lot, "accepted": kg(10), "expected": kg(10)}],
    }
    return Form("rival", "yunfu", f"handovers/{handover}/acceptances", body)


def reject_handover(people: People) -> Form:
    handover = people.made(*offer_handover(people))["handover"]
    return Form("rival", "yunfu", f"handovers/{handover}/rejections", {"reason": "too_ripe"})


def transform_lots(people: People) -> Form:
    body = {
        "kind": "grade",
        "site": people.shed,
        "inputs": [goods(people.purchase(10), 10)],
        "outputs": [goods(people.lot(), 8), goods(people.lot(), 1)],
        "waste": kg(1),
    }
    return Form("packer", "yunfu", "transformations", body)


def pack_unit(people: People) -> Form:
    body = {"kind": "carton", "site": people.shed, "goods": [goods(people.purchase(10), 10)]}
    return Form("packer", "yunfu", f"units/{new_unit()}/packings", body)


def unpack_unit(people: People) -> Form:
    packing = pack_unit(people)
    unit = people.made(*packing)["unit"]
    body = {"site": people.shed, "goods": packing.body["goods"]}
    return Form("packer", "yunfu", f"units/{unit}/unpackings", body)


def dispatch_shipment(people: People) -> Form:
    packing = pack_unit(people)
    body = {
        "site": people.shed,
        "to": people.destination(),
        "carrier": people.parties["carrier"],
        "goods": [goods(people.purchase(10), 10)],
        "units": [{"unit": people.made(*packing)["unit"]}],
        "seal": "FQ123456",
        "vehicle": {"plate": "粤W12345", "driver": "陈师傅", "phone": "13900139000"},
    }
    return Form("packer", "yunfu", "shipments", body)


def hand_over_shipment(people: People) -> Form:
    shipment = people.dispatch(people.purchase(10), 10)
    body = {"to_party": people.parties["carrier"], "county": "445322", "seal": "FQ1"}
    return Form("packer", "yunfu", f"shipments/{shipment}/handovers", body)


def arrive_shipment(people: People) -> Form:
    shipment = people.dispatch(people.purchase(10), 10)
    body = {"site": people.stall, "county": "440111", "seal": "FQ1"}
    return Form("carrier", "yunfu", f"shipments/{shipment}/arrivals", body)


def sell(people: People) -> Form:
    body = {
        "kind": "wholesale",
        "site": people.shed,
        "goods": [goods(people.purchase(10), 4)],
        "buyer": {"name": "梁老板", "phone": "13700137000"},
    }
    return Form("packer", "yunfu", "sales", body)


def return_sale(people: People) -> Form:
    sale = sell(people)
    body = {"site": people.shed, "goods": sale.body["goods"], "reason": "unsold", "restocked": True}
    return Form("packer", "yunfu", f"sales/{people.made(*sale)['sale']}/returns", body)


def count_stock(people: People) -> Form:
    body = {"lot": people.purchase(10), "site": people.shed, "amount": kg("9.5")}
    return Form("packer", "yunfu", "stocks/counts", body)


def destroy_stock(people: People) -> Form:
    body = {"lot": people.purchase(10), "site": people.shed, "amount": kg(1), "reason": "rotten"}
    return Form("packer", "yunfu", "stocks/destructions", body)


def hold_stock(people: People) -> Form:
    body = {"lot": people.purchase(10), "site": people.shed, "reason": "suspected_residue"}
    return Form("inspector", "yunfu", "holds", body)


def release_stock(people: People) -> Form:
    hold = hold_stock(people)
    return Form("inspector", "yunfu", f"holds/{people.made(*hold)['hold']}/releases", hold.body | {"reason": "passed"})


def resolve_overdraft(people: People) -> Form:
    lot = people.purchase(10)
    people.made(
        "packer",
        "yunfu",
        "sales",
        {"kind": "retail", "site": people.shed, "goods": [goods(lot, 12)], "occurred_at": people.now()},
        headers={"Captured": "offline"},
    )
    return Form(
        "packer", "yunfu", "overdraft-resolutions", {"lot": lot, "site": people.shed, "reason": "scale_was_wrong"}
    )


def issue_labels(people: People) -> Form:
    return Form("packer", "yunfu", "label-rolls", {"product": people.product, "count": 20})


def bind_labels(people: People) -> Form:
    serials = people.made(*issue_labels(people))["serials"]
    where = {"lot": people.purchase(), "site": people.shed}
    body = {"product": people.product, "first": serials[0], "last": serials[9], **where}
    return Form("packer", "yunfu", "label-bindings", body)


def reprint_labels(people: People) -> Form:
    serials = people.made(*issue_labels(people))["serials"]
    body = {"product": people.product, "first": serials[0], "last": serials[1], "reason": "smudged"}
    return Form("packer", "yunfu", "label-reprints", body)


def void_labels(people: People) -> Form:
    return reprint_labels(people)._replace(path="label-voidings")


def correct(people: People) -> Form:
    lot = people.lot()
    body = {"lot": lot, "site": people.plot, "amount": kg(10)}
    fact = people.made("grower", "yunfu", "harvests", body)["id"]
    return Form(
        "grower",
        "yunfu",
        "corrections",
        body | {"kind": "harvest", "fact": fact, "amount": kg(11), "reason": "misread"},
    )


FORMS: dict[str, Callable[[People], Form]] = {
    form.__name__: form
    for form in (
        register_party,
        verify_party,
        suspend_party,
        resume_party,
        grant_acting,
        end_acting,
        open_case,
        close_case,
        register_site,
        register_product,
        record_harvest,
        receive_purchase,
        refuse_purchase,
        receive_goods,
        offer_handover,
        accept_handover,
        reject_handover,
        transform_lots,
        pack_unit,
        unpack_unit,
        dispatch_shipment,
        hand_over_shipment,
        arrive_shipment,
        sell,
        return_sale,
        count_stock,
        destroy_stock,
        hold_stock,
        release_stock,
        resolve_overdraft,
        issue_labels,
        bind_labels,
        reprint_labels,
        void_labels,
        correct,
    )
}
"""By the name of the command."""
