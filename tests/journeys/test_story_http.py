"""The main job through HTTP only: a harvest in Yunfu, a packhouse, a lorry, a market in Guangzhou, a scanned label."""

from __future__ import annotations

import io
import time
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image

from tests.api.story import CERTIFICATE, Answer, People, goods, kg, new_unit

pytestmark = pytest.mark.usefixtures("followers")


def test_from_a_harvest_on_a_phone_to_a_scanned_label_and_back(people: People) -> None:
    lot, graded, second = people.lot(), people.lot(), people.lot()
    carton = new_unit()

    people.made(
        "grower", "yunfu", "harvests", {"lot": lot, "site": people.plot, "amount": {"value": "240", "unit": "市斤"}}
    )

    bought = {"site": people.shed, "from_site": people.plot, "goods": [goods(lot, 120)], "proof": CERTIFICATE}
    assert people.made("packer", "yunfu", "purchases", bought)["lots"] == [lot]
    work = {
        "kind": "grade",
        "site": people.shed,
        "inputs": [goods(lot, 120)],
        "outputs": [goods(graded, 100), goods(second, 15)],
        "waste": kg(5),
    }
    people.made("packer", "yunfu", "transformations", work)
    people.made(
        "packer",
        "yunfu",
        f"units/{carton}/packings",
        {"kind": "carton", "site": people.shed, "goods": [goods(graded, 60)]},
    )
    dispatch = {
        "site": people.shed,
        "to": people.destination(),
        "carrier": people.parties["carrier"],
        "goods": [goods(graded, 40)],
        "units": [{"unit": carton}],
        "seal": "FQ100",
        "vehicle": {"plate": "粤W12345"},
    }
    sent = people.made("packer", "yunfu", "shipments", dispatch)
    assert {(line["quantity"], line["unit"]) for line in sent["lines"]} == {("40.000", ""), ("60.000", carton)}
    arrival = {"site": people.stall, "county": "440111", "seal": "FQ100"}
    arrived = people.made("carrier", "yunfu", f"shipments/{sent['shipment']}/arrivals", arrival)

    yunfu = f"yunfu:{arrived['position']}"
    (incoming,) = [
        paper
        for paper in people.get("market", "/v1/guangzhou/shipments", direction="incoming", at_least=yunfu).json()[
            "items"
        ]
        if paper["id"] == sent["shipment"]
    ]
    arrivals = [
        {"lot": line["lot"], "accepted": kg(line["quantity"]), "expected": kg(line["quantity"])}
        | ({"unit": line["unit"]} if line["unit"] else {})
        for line in incoming["body"]["lines"]
    ]
    receipt = {
        "site": people.stall,
        "kind": "shipment",
        "reference": incoming["id"],
        "from_party": incoming["party"],
        "from_region": incoming["region"],
        "from_site": incoming["site"],
        "from_county": incoming["county"],
        "arrivals": arrivals,
    }
    people.made("market", "guangzhou", "receipts", receipt)
    unpacked = {"site": people.stall, "goods": [goods(graded, 60)]}
    people.made("market", "guangzhou", f"units/{carton}/unpackings", unpacked)

    roll = people.made("market", "guangzhou", "label-rolls", {"product": people.product, "count": 30})
    binding = {"product": people.product, "first": roll["serials"][0], "last": roll["serials"][9], "lot": graded}
    binding["site"] = people.stall
    people.made("market", "guangzhou", "label-bindings", binding)
    wholesale = {"kind": "wholesale", "site": people.stall, "goods": [goods(graded, 90)], "buyer": {"name": "何记水果"}}
    sold = people.made("market", "guangzhou", "sales", wholesale)
    assert sold["voucher"].startswith("XS")

    item = f"01/{people.product}/21/{roll['serials'][3]}"
    known = f"{yunfu},guangzhou:{sold['position']}"
    image = people.get("market", "/v1/guangzhou/label-images", id=item, size="60x40", dpi=203, at_least=known)
    assert image.headers["content-type"] == "image/png", image.text
    printed = read_code(image)
    assert printed == f"{people.regions.settings.public_url}/{item}"

    page = scanned(people, urlsplit(printed).path, want="黄皮")
    assert "郁南" in page.text
    assert "黎阿嫂" not in page.text
    fields = people.client.get(urlsplit(printed).path, headers={"Accept": "application/json"}).json()
    assert fields["lot"] == graded.rsplit("/", 1)[1]

    near = people.get("inspector", "/v1/trace", id=printed, direction="up", at_least=known).json()
    assert {step["kind"] for step in near["steps"]} >= {"harvested", "received", "dispatched"}
    assert "sold" not in {step["kind"] for step in near["steps"]}, "sold in another city: that takes a case"
    case = {"number": "云市监稽〔2026〕1号", "subject": lot, "reason": "complaint"}
    people.made("inspector", "commons", "cases", case)
    whole = {"at_least": known, "case": case["number"]}
    up = people.get("inspector", "/v1/trace", id=printed, direction="up", **whole).json()
    assert {edge["parent"] for edge in up["edges"]} == {lot}
    assert {step["kind"] for step in up["steps"]} >= {"harvested", "received", "dispatched", "sold"}
    down = people.get("inspector", "/v1/trace", id=lot, direction="down", **whole).json()
    assert {node["lot"] for node in down["nodes"]} == {lot, graded, second}
    assert {node["region"] for node in down["nodes"]} == {"yunfu", "guangzhou"}
    assert {step["party"] for step in down["steps"] if step["kind"] == "sold"} == {people.parties["market"]}

    again = people.get(
        "inspector",
        "/v1/trace",
        id=lot,
        direction="down",
        recorded_as_of=vector(down["positions"]),
        case=case["number"],
    )
    assert again.json() == down

    mine = people.get("market", "/v1/trace", id=graded, at_least=known).json()
    assert mine["edges"] == []
    assert lot not in {step["lot"] for step in mine["steps"]}
    assert people.parties["packer"] in {step.get("other_party") for step in mine["steps"]}
    stranger = people.get("rival", "/v1/trace", id=lot, at_least=known)
    assert (stranger.status_code, stranger.json()["type"]) == (404, "/problems/not-recorded")


def read_code(image: Answer) -> str:
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(image.content)))
    return code.text


def scanned(people: People, path: str, want: str) -> Answer:
    """The page that a scan opens, once the followers have come so far."""
    deadline = time.monotonic() + 20
    while True:
        page = people.client.get(path, headers={"Accept": "text/html"})
        if want in page.text and page.status_code == 200:
            return page
        assert time.monotonic() < deadline, page.text
        time.sleep(0.2)


def vector(positions: dict[str, int]) -> str:
    return ",".join(f"{region}:{position}" for region, position in positions.items())
