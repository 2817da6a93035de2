"""What is true in the story: the value of every field that a row names, so that an answer can be told to give it away.

`ANYTHING` stands where the value is the product's to say: what matters is whether one is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from domain.place import county
from scanner_app.words import word
from tests.api.story import CERTIFICATE
from tests.visibility.cast import HOUSEHOLDS, POINT, ROLES
from tests.visibility.story import BUYER, DRIVER, NEXT_DRIVER, NOTE, Story

ANYTHING: Final = object()

MASKS: Final[Mapping[object, str]] = {
    HOUSEHOLDS["grower"].name: "黎**",
    HOUSEHOLDS["neighbour"].name: "莫**",
    DRIVER["plate"]: "粤W***45",
    NEXT_DRIVER["plate"]: "粤W***90",
}
"""A name keeps its first character, a plate its first two and last two."""


def truth(story: Story) -> dict[str, dict[str, Any]]:
    """Resource -> field -> value."""
    ids, parties = story.ids, story.parties
    coordinates = [POINT["lat"], POINT["lon"]]
    household = {"kind": "household", "county": "445322", "cooperative": parties["cooperative"]}
    shipment = {"party": parties["packhouse"], "receiver": parties["market"], "carrier": parties["carrier"]}
    shipment |= {"site": story.shed, "to_region": "guangzhou", "lot": ids["graded"]}
    sent = {"id": ids["shipment"], **shipment, "quantity": "28.875", "seal": "FQ100777", "arrived": "arrived"}
    trip = {"id": ids["trip"], **shipment, "quantity": "10.875", "seal": "FQ200888"}
    return {
        **{f"household_{who}": household | {"party": parties[who], "name": HOUSEHOLDS[who].name,
           "phone": HOUSEHOLDS[who].phone} for who in ("grower", "neighbour")},
        "enterprise_packhouse": {"party": parties["packhouse"], "kind": "packhouse", "county": "445322",
                                 "name": ROLES["packhouse"].name},
        "plot": {"site": story.plot, "party": parties["grower"], "kind": "plot", "county": "445322",
                 "town": "445322104", "name": "屋后三亩园", "point": coordinates},
        "shed": {"site": story.shed, "party": parties["packhouse"], "county": "445322", "name": "南江收购站"},
        "next_shed": {"site": story.next_shed, "name": "都城分拣线"},
        "grove": {"site": story.grove, "town": "445381108", "name": "罗平一号园"},
        "stall": {"site": story.stall, "county": "440111", "name": "江南一百号档"},
        "product": {"product": story.product, "name_zh": "无核黄皮", "packs": "jian"},
        "lot": {"lot": ids["lot"], "product": story.product, "kind": "harvested", "party": parties["grower"],
                "site": story.plot, "county": "445322"},
        "neighbour_lot": {"lot": ids["neighbour_lot"], "party": parties["neighbour"], "site": story.neighbour_plot},
        "supplier_lot": {"lot": ids["supplier_lot"], "party": parties["supplier"], "site": story.grove},
        "graded": {"lot": ids["graded"], "party": parties["packhouse"], "site": story.shed},
        "repacked": {"lot": ids["repacked"], "party": parties["next_packhouse"]},
        "stock_plot": {"lot": ids["lot"], "on_hand": "40.250", "party": parties["grower"]},
        "stock_shed": {"lot": ids["graded"], "on_hand": "28.645", "party": parties["packhouse"]},
        "stock_next": {"lot": ids["repacked"], "on_hand": "19.250"},
        "stock_grove": {"lot": ids["supplier_lot"], "on_hand": "30.250"},
        "stock_stall": {"lot": ids["graded"], "on_hand": "30.695"},
        "stock_held": {"holds": ids["hold"]},
        "stock_over": {"overdrawn": "2.125"},
        "roll": {"roll": ids["roll"], "labels": 20, "first": ids["serials"][0], "last": ids["serials"][-1]},
        "label": {"lot": ids["graded"], "voided": False},
        "carton": {"unit": ids["carton"], "lot": ids["graded"], "quantity": "12.345"},
        "carton_there": {"unit": ids["carton"], "lot": ids["graded"], "quantity": "12.345"},
        "box": {"unit": ids["box"], "lot": ids["graded"], "quantity": "5.435"},
        "harvest_command": {"id": ids["harvest_command"], "lot": ids["lot"]},
        "dispatch_command": {"id": ids["dispatch_command"], "shipment": ids["shipment"]},
        "shipment": sent | {"plate": DRIVER["plate"], "driver": DRIVER["driver"], "driver_phone": DRIVER["phone"]},
        "incoming": sent,
        "trip": trip | {"plate": NEXT_DRIVER["plate"], "driver": NEXT_DRIVER["driver"],
                        "driver_phone": NEXT_DRIVER["phone"]},
        "handover": {"id": ids["handover"], "taker": parties["next_packhouse"], "lot": ids["graded"],
                     "quantity": "20.500", "accepted": "20.375"},
        "purchase": {"id": ids["purchase"], "giver": parties["grower"], "from_site": story.plot, "lot": ids["lot"],
                     "quantity": "60.125", "proof_number": CERTIFICATE["number"]},
        "refusal": {"id": ids["refusal"], "giver": parties["neighbour"], "lot": ids["neighbour_lot"],
                    "reason": "no_certificate"},
        "supply": {"id": ids["supply"], "lot": ids["supplier_lot"], "voucher": ids["supply_voucher"],
                   "buyer": parties["packhouse"], "quantity": "50.375"},
        "supply_receipt": {"id": ids["supply_receipt"], "giver": parties["supplier"], "quantity": "50.375",
                           "voucher": ids["supply_voucher"]},
        "deal": {"id": ids["deal"], "lot": ids["graded"], "voucher": ids["deal_voucher"], "quantity": "7.135",
                 "buyer_name": BUYER["name"], "buyer_phone": BUYER["phone"]},
        "receipt": {"id": ids["receipt"], "giver": parties["packhouse"], "lot": ids["graded"], "accepted": "27.625",
                    "rejected": "1.250", "reference": ids["shipment"]},
        "sale": {"id": ids["sale"], "lot": ids["graded"], "voucher": ids["sale_voucher"], "buyer": parties["buyer"],
                 "quantity": "9.275"},
        "balance_lot": {"harvested": "100.375"},
        "balance_graded": {"produced": "108.250", "dispatched": "52.095", "received": "39.970", "sold": "7.135",
                           "traded": "9.275"},
        "balance_county": {"harvested": "205.375", "sold": "22.010"},
        "difference": {"found": "39.970", "other_party": parties["packhouse"]},
        "refused": {"fact": ids["refusal"], "other_party": parties["neighbour"]},
        "overdraft": {"found": "-2.125"},
        "overdrawer": {"party": parties["packhouse"], "person": "person-packhouse", "device": "scale-77",
                       "overdrafts": 1},
        "movement_sold": {"site": story.stall, "quantity": "9.275"},
        "movement_harvested": {"quantity": "100.375"},
        "movement_purchased": {"quantity": "60.125", "household_name": HOUSEHOLDS["grower"].name},
        "movement_dispatched": {"quantity": "28.875"},
        "movement_received": {"quantity": "27.625"},
        "lots_lot": {"lot": ids["lot"]},
        "lots_graded": {"lot": ids["graded"]},
        "journey": {"quantity": "52.095"},
        "collected": {"quantity": "82.375"},
    }  # fmt: skip


def told_by_pages(story: Story) -> dict[str, str]:
    """Field -> what a page of a scan would say of it, in Chinese."""
    ids, parties = story.ids, story.parties
    return {
        "product": "无核黄皮",
        "origin_county": county("445322").name_zh,
        "to_county": county("440111").name_zh,
        "harvest_day": story.day,
        "state": word("zh-CN", "scan.state.normal"),
        "proof": word("zh-CN", "scan.proof.certificate"),
        "packhouse_name": ROLES["packhouse"].name,
        "supplier_name": ROLES["supplier"].name,
        "carrier_name": ROLES["carrier"].name,
        "market_name": ROLES["market"].name,
        "market_party": parties["market"],
        "packhouse_party": parties["packhouse"],
        "household_name": HOUSEHOLDS["grower"].name,
        "household_phone": HOUSEHOLDS["grower"].phone,
        "household_party": parties["grower"],
        "plot_name": "屋后三亩园",
        "point": str(POINT["lat"]),
        "note": NOTE,
        "proof_number": CERTIFICATE["number"],
        "buyer_name": BUYER["name"],
        "buyer_phone": BUYER["phone"],
        "registered_buyer": ROLES["buyer"].name,
        "voucher": ids["deal_voucher"],
        "seal": "FQ100777",
        "plate": DRIVER["plate"],
        "driver": DRIVER["driver"],
        "shipment": ids["shipment"],
        "lot_code": ids["graded"].rsplit("/", 1)[1],
    }


QUANTITIES: Final = {"lot_page": "100.375", "unit_page": "12.345"}
"""What a page must not tell of how much there is."""
SERIALS: Final = {"item_page": 0, "unbound_page": 10}
"""Which label of the roll a page is of."""
