"""Where each resource of the matrix is asked for, which row of the answer it is, and where in it a field stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from tests.visibility.story import Story

Json = Any


class Look(NamedTuple):
    """A GET. `find` gives the rows of the answer that are the resource; `where` says in which part of a row a field is.

    `own_sums`: the row adds up what the asker may see, so another value than the true one tells nothing of it.
    """

    path: str
    asked: Mapping[str, object]
    find: Callable[[Json], list[Json]]
    where: Mapping[str, str] = {}
    own_sums: bool = False


PAPER: Final = {
    "receiver": "other", "taker": "other", "giver": "other", "buyer": "other", "carrier": "third",
    "lot": "body.lines.*.lot", "quantity": "body.lines.*.quantity", "seal": "body.seal", "arrived": "steps.*.what",
    "plate": "vehicle.plate", "driver": "vehicle.driver", "driver_phone": "vehicle.phone",
    "buyer_name": "buyer.name", "buyer_phone": "buyer.phone", "from_site": "body.from_site",
    "proof_number": "body.proof.number", "voucher": "reference", "reason": "body.reason",
}  # fmt: skip
"""`vehicle` and `buyer` are where personal values of a paper will stand; no answer holds them yet."""
RECEIPT: Final = PAPER | {
    "quantity": "body.lines.*.accepted", "accepted": "body.lines.*.accepted", "rejected": "body.lines.*.rejected"
}  # fmt: skip
REFUSAL: Final = PAPER | {"lot": "body.lots.*"}
HANDOVER: Final = PAPER | {"accepted": "steps.*.body.lines.*.accepted"}
UNIT: Final = {"lot": "contents.*.lot", "quantity": "contents.*.quantity"}


def looks(story: Story) -> dict[tuple[str, str, str], Look]:
    """(area, action, resource) -> how it is asked for; traces, pages and exports have their own ways."""
    return {**_registers(story), **_things(story), **_papers(story), **_views(story), **_administration(story)}


def _registers(story: Story) -> dict[tuple[str, str, str], Look]:
    ids, parties = story.ids, story.parties

    def listed(noun: str, region: str = "yunfu", where: Mapping[str, str] = {}, /, **key: object) -> Look:
        return Look(f"/v1/{region}/{noun}", {"limit": 200}, among(**key), where)

    def stock(lot: str, site: str, region: str = "yunfu") -> Look:
        asked = {"limit": 200, "lot": lot, "site": site, "empty": True}
        return Look(f"/v1/{region}/stocks", asked, among(lot=lot, site=site), {"holds": "holds.*"})

    point = {"point": "point"}
    found = {
        "household_grower": listed("parties", party=parties["grower"]),
        "household_neighbour": listed("parties", party=parties["neighbour"]),
        "enterprise_packhouse": listed("parties", "commons", party=parties["packhouse"]),
        "plot": listed("sites", "yunfu", point, site=story.plot),
        "shed": listed("sites", site=story.shed),
        "next_shed": listed("sites", site=story.next_shed),
        "grove": listed("sites", site=story.grove),
        "stall": listed("sites", "guangzhou", site=story.stall),
        "product": listed("products", "yunfu", {"packs": "more.packs.*.name"}, product=story.product),
        **{name: listed("lots", lot=ids[name]) for name in (
            "lot", "neighbour_lot", "supplier_lot", "graded", "repacked")},
        "stock_plot": stock(ids["lot"], story.plot),
        "stock_shed": stock(ids["graded"], story.shed),
        "stock_next": stock(ids["repacked"], story.next_shed),
        "stock_grove": stock(ids["supplier_lot"], story.grove),
        "stock_stall": stock(ids["graded"], story.stall, "guangzhou"),
        "stock_held": stock(ids["held"], story.shed),
        "stock_over": stock(ids["over"], story.shed),
    }  # fmt: skip
    looks = {("registers", "list", name): look for name, look in found.items()}
    looks["registers", "read", "self"] = Look("/v1/yunfu/parties/me", {}, alone)
    looks["labels", "list", "roll"] = listed("label-rolls", roll=ids["roll"])
    return looks


def _things(story: Story) -> dict[tuple[str, str, str], Look]:
    ids = story.ids
    serial = ids["serials"][0]
    command = {"lot": "outcome.lot", "shipment": "outcome.shipment"}
    codes = {"lot": ids["graded"], "item": f"01/{story.product}/21/{serial}", "unit": f"00/{ids['box']}"}
    return {
        ("labels", "read", "label"): Look(f"/v1/yunfu/labels/{serial}", {"product": story.product}, alone),
        **{("labels", "draw", f"{name}_image"): _image(code) for name, code in codes.items()},
        ("things", "read", "carton"): Look(f"/v1/yunfu/units/{ids['carton']}", {}, alone, UNIT),
        ("things", "read", "carton_there"): Look(f"/v1/guangzhou/units/{ids['carton']}", {}, alone, UNIT),
        ("things", "read", "box"): Look(f"/v1/yunfu/units/{ids['box']}", {}, alone, UNIT),
        **{("things", "read", name): Look(f"/v1/yunfu/commands/{ids[name]}", {}, alone, command) for name in (
            "harvest_command", "dispatch_command")},
    }  # fmt: skip


def _image(code: str) -> Look:
    return Look("/v1/yunfu/label-images", {"id": code, "size": "100x150"}, alone)


def _papers(story: Story) -> dict[tuple[str, str, str], Look]:
    found: dict[tuple[str, str, str], Look] = {}
    for name, region, noun, where in (
        ("shipment", "yunfu", "shipments", PAPER),
        ("trip", "yunfu", "shipments", PAPER),
        ("handover", "yunfu", "handovers", HANDOVER),
        ("purchase", "yunfu", "receipts", RECEIPT),
        ("refusal", "yunfu", "receipts", REFUSAL),
        ("supply", "yunfu", "sales", PAPER),
        ("supply_receipt", "yunfu", "receipts", RECEIPT),
        ("deal", "yunfu", "sales", PAPER),
        ("receipt", "guangzhou", "receipts", RECEIPT),
        ("sale", "guangzhou", "sales", PAPER),
    ):
        path, one = f"/v1/{region}/{noun}", story.ids[name]
        found["papers", "read", name] = Look(f"{path}/{one}", {}, alone, where)
        found["papers", "list", name] = Look(path, {"limit": 200}, among(id=one), where)
    found["papers", "read", "picture"] = Look(f"/v1/yunfu/pictures/{story.ids['picture']}", {}, alone)
    asked = {"limit": 200, "direction": "incoming"}
    coming = Look("/v1/guangzhou/shipments", asked, among(id=story.ids["shipment"]), PAPER)
    return found | {("papers", "list", "incoming"): coming}


def _views(story: Story) -> dict[tuple[str, str, str], Look]:
    ids, parties = story.ids, story.parties
    flows = {"by": ["stage", "from_county", "to_county"], "product": story.product}

    def moved(stage: str, to_county: str) -> Callable[[Json], list[Json]]:
        return lambda answer: [
            line | {"full": answer["full"] or None}
            for line in answer["lines"]
            if (line["stage"], line["from_county"], line["to_county"]) == (stage, "445322", to_county)
        ] or [{"full": answer["full"] or None}]  # fmt: skip

    def balance(by: str, **asked: object) -> Look:
        key = {"lot": asked.get("lot")} if by == "lot" else {"county": "445322", "product": story.product}
        return Look("/v1/balance", {"by": by, **asked}, among(**key), own_sums=True)

    def amiss(kind: str, **key: object) -> Look:
        return Look("/v1/discrepancies", {"kind": kind, "limit": 500}, among(**key))

    return {
        ("views", "see", "journey"): Look("/v1/flows", flows, moved("shipped", "440111")),
        ("views", "see", "collected"): Look("/v1/flows", flows, moved("collected", "445322")),
        ("views", "see", "kept"): Look("/v1/flows", flows, lambda answer: among(county="440111")(answer, "kept")),
        ("views", "see", "kept_by_five"): Look(
            "/v1/flows", flows, lambda answer: among(county="445322")(answer, "kept")
        ),
        ("views", "see", "page"): Look("/views", {}, alone),
        ("views", "list", "balance_lot"): balance("lot", lot=ids["lot"]),
        ("views", "list", "balance_graded"): balance("lot", lot=ids["graded"]),
        ("views", "list", "balance_county"): balance("county", product=story.product),
        ("views", "list", "difference"): amiss("receipt_difference", lot=ids["graded"]),
        ("views", "list", "refused"): amiss("purchase_refused", fact=ids["refusal"]),
        ("views", "list", "overdraft"): amiss("overdraft", lot=ids["over"]),
        ("views", "list", "overdrawer"): Look("/v1/overdrafts/devices", {}, among(party=parties["packhouse"])),
    }


def _administration(story: Story) -> dict[tuple[str, str, str], Look]:
    def overview(answer: Json) -> list[Json]:
        facts = {f"{one['region']}_facts": one["facts"] for one in answer["regions"]}
        drawers = [one["party"] for one in answer["overdrawers"] if one["party"] == story.parties["packhouse"]]
        return [{**answer, **facts, "overdrawer": drawers}]

    pages = {
        "home": "/",
        "openapi": "/openapi.json",
        "docs": "/docs",
        "problem": "/problems/unknown",
        "livez": "/livez",
    }
    return {
        ("admin", "read", "overview"): Look("/v1/admin/overview", {}, overview, {"overdrawer": "overdrawer.*"}),
        ("admin", "see", "page"): Look("/admin", {}, alone),
        **{("site", "see", name): Look(path, {}, alone) for name, path in pages.items()},
    }


def among(**key: object) -> Callable[..., list[Json]]:
    """The items of a list that have these values."""
    return lambda answer, items="items": [
        row for row in answer[items] if all(row.get(name) == value for name, value in key.items())
    ]


def alone(answer: Json) -> list[Json]:
    """The whole answer is the resource."""
    return [answer]


def dig(row: Json, path: str) -> list[Json]:
    """The values at a path of names, where `*` stands for every one of a list; nothing where the way ends."""
    found = [row]
    for name in path.split("."):
        if name == "*":
            found = [inner for one in found if isinstance(one, list) for inner in one]
        else:
            found = [one[name] for one in found if isinstance(one, dict) and name in one]
    return [one for one in found if one not in (None, "", [], {})]
