"""The story of the matrix: from a harvest in Yunfu to a sale in Guangzhou, with every resource that a row names.

grower -> packhouse -> next packhouse, and packhouse -> carrier -> market -> buyer; a supplier of another county sells
to the packhouse, a neighbour is refused. Quantities are odd on purpose: each is found wherever it leaks.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from starlette.testclient import TestClient

from api.regions import Regions
from domain.act import SHANGHAI
from tests.api.following import catch_up
from tests.api.picture_files import address_of, encoded, scene
from tests.api.story import CERTIFICATE, goods, kg, new_unit
from tests.visibility.cast import Cast

DRIVER: Final = {"plate": "粤W12345", "driver": "陈师傅", "phone": "13900139000"}
NEXT_DRIVER: Final = {"plate": "粤W67890", "driver": "何师傅", "phone": "13600136000"}
BUYER: Final = {"name": "梁老板", "phone": "13700137000"}
NOTE: Final = "雨后采收，三叔帮手"


class Story(Cast):
    """Told once, through HTTP alone; then every projection has read it. `ids`: each named resource's own key."""

    def __init__(self, client: TestClient, regions: Regions) -> None:
        super().__init__(client, regions)
        self.ids: dict[str, Any] = {}
        self.day = datetime.now(SHANGHAI).date().isoformat()
        self._grown()
        self._bought()
        self._worked()
        self._travelled()
        self._sold()
        self._labelled()
        self._disputed()
        self._pictured()
        catch_up(regions)

    def grown(self, who: str, site: str, quantity: object, **more: object) -> tuple[str, dict[str, Any]]:
        """A new lot of theirs, and what the command answered."""
        lot = self.lot()
        return lot, self.made(who, "yunfu", "harvests", {"lot": lot, "site": site, "amount": kg(quantity), **more})

    def bought(self, quantity: object) -> str:
        """A lot of the grower's, all of which lies in the packhouse's shed."""
        lot, _ = self.grown("grower", self.plot, quantity)
        self.buy(lot, quantity)
        return lot

    def buy(self, lot: str, quantity: object) -> str:
        """The packhouse's purchase from the grower's plot."""
        body = {"site": self.shed, "from_site": self.plot, "goods": [goods(lot, quantity)], "proof": CERTIFICATE}
        return self.made("packhouse", "yunfu", "purchases", body)["receipt"]

    def send_off(self, loose: object, *, seal: str, vehicle: dict[str, str], units: tuple[str, ...] = ()) -> Any:
        """The packhouse's dispatch of graded goods to the market, with the carrier."""
        to = {"region": "guangzhou", "site": self.stall, "county": "440111", "party": self.parties["market"]}
        body = {"site": self.shed, "to": to, "carrier": self.parties["carrier"], "seal": seal, "vehicle": vehicle}
        body |= {"goods": [goods(self.ids["graded"], loose)], "units": [{"unit": one} for one in units]}
        return self.made("packhouse", "yunfu", "shipments", body)

    def arrival(self, shipment: str, arrivals: list[dict[str, Any]]) -> dict[str, Any]:
        """The market's receipt of a shipment from the packhouse."""
        body = {"site": self.stall, "kind": "shipment", "reference": shipment, "from_party": self.parties["packhouse"]}
        return body | {
            "from_region": "yunfu", "from_site": self.shed, "from_county": "445322", "arrivals": arrivals
        }  # fmt: skip

    def _pictured(self) -> None:
        """The packhouse photographs the grower's certificate."""
        content = encoded(scene())
        self.ids["picture"] = address_of(content)
        headers = {"Content-Type": "image/jpeg"} | self.token("packhouse")
        sent = self.client.put(f"/v1/yunfu/pictures/{self.ids['picture']}", content=content, headers=headers)
        assert sent.status_code == 201, sent.text

    def _grown(self) -> None:
        self.ids["lot"], done = self.grown("grower", self.plot, "100.375", note=NOTE)
        self.ids["harvest_command"] = done["id"]
        case = {"number": "粤市监稽〔2026〕17号", "subject": self.ids["lot"], "reason": "complaint"}
        self.ids["case"] = self.made("regulator_case", "commons", "cases", case)["number"]
        self.ids["neighbour_lot"], _ = self.grown("neighbour", self.neighbour_plot, "51.125")
        self.grown("stranger", self.stranger_plot, "31.625")
        self.ids["supplier_lot"], _ = self.grown("supplier", self.grove, "80.625")

    def _bought(self) -> None:
        ids = self.ids
        ids["purchase"] = self.buy(ids["lot"], "60.125")
        refused = {"site": self.shed, "from_party": self.parties["neighbour"], "lots": [ids["neighbour_lot"]]}
        refused |= {"reason": "no_certificate"}
        ids["refusal"] = self.made("packhouse", "yunfu", "purchase-refusals", refused)["receipt"]
        buyer = {"party": self.parties["packhouse"], "region": "yunfu"}
        sold = {"kind": "wholesale", "site": self.grove, "goods": [goods(ids["supplier_lot"], "50.375")]}
        supply = self.made("supplier", "yunfu", "sales", sold | {"buyer": buyer})
        ids["supply"], ids["supply_voucher"] = supply["sale"], supply["voucher"]
        came = {"lot": ids["supplier_lot"], "accepted": kg("50.375"), "expected": kg("50.375")}
        body = {"site": self.shed, "kind": "voucher", "reference": supply["voucher"], "from_region": "yunfu"}
        body |= {"from_party": self.parties["supplier"], "from_site": self.grove, "from_county": "445381"}
        ids["supply_receipt"] = self.made("packhouse", "yunfu", "receipts", body | {"arrivals": [came]})["receipt"]

    def _worked(self) -> None:
        ids = self.ids
        ids["graded"], ids["repacked"] = self.lot(), self.lot()
        inputs = [goods(ids["lot"], "60.125"), goods(ids["supplier_lot"], "50.375")]
        work = {"kind": "merge", "site": self.shed, "inputs": inputs, "outputs": [goods(ids["graded"], "108.25")]}
        self.made("packhouse", "yunfu", "transformations", work | {"waste": kg("2.25")})
        offer = {"site": self.shed, "to_party": self.parties["next_packhouse"], "goods": [goods(ids["graded"], "20.5")]}
        ids["handover"] = self.made("packhouse", "yunfu", "handovers", offer)["handover"]
        taken = {"lot": ids["graded"], "accepted": kg("20.375"), "expected": kg("20.5")}
        body = {"from_site": self.shed, "to_site": self.next_shed, "arrivals": [taken]}
        self.made("next_packhouse", "yunfu", f"handovers/{ids['handover']}/acceptances", body)
        work = {"kind": "repack", "site": self.next_shed, "inputs": [goods(ids["graded"], "20.375")]}
        self.made("next_packhouse", "yunfu", "transformations", work | {"outputs": [goods(ids["repacked"], "20.375")]})
        retail = {"kind": "retail", "site": self.next_shed, "goods": [goods(ids["repacked"], "1.125")]}
        self.made("next_packhouse", "yunfu", "sales", retail)
        for name, quantity in (("carton", "12.345"), ("box", "5.435")):
            ids[name] = new_unit()
            packing = {"kind": "carton", "site": self.shed, "goods": [goods(ids["graded"], quantity)]}
            self.made("packhouse", "yunfu", f"units/{ids[name]}/packings", packing)

    def _travelled(self) -> None:
        ids = self.ids
        sent = self.send_off("28.875", seal="FQ100777", vehicle=DRIVER, units=(ids["carton"],))
        ids["shipment"], ids["dispatch_command"] = sent["shipment"], sent["id"]
        arrived = {"site": self.stall, "county": "440111", "seal": "FQ100777"}
        self.made("carrier", "yunfu", f"shipments/{ids['shipment']}/arrivals", arrived)
        loose = {"lot": ids["graded"], "accepted": kg("27.625"), "expected": kg("28.875"), "rejected": kg("1.25")}
        packed = {"lot": ids["graded"], "accepted": kg("12.345"), "expected": kg("12.345"), "unit": ids["carton"]}
        body = self.arrival(ids["shipment"], [loose | {"reason": "crushed"}, packed])
        ids["receipt"] = self.made("market", "guangzhou", "receipts", body)["receipt"]
        ids["trip"] = self.send_off("10.875", seal="FQ200888", vehicle=NEXT_DRIVER)["shipment"]

    def _sold(self) -> None:
        ids = self.ids
        deal = {"kind": "wholesale", "site": self.shed, "goods": [goods(ids["graded"], "7.135")], "buyer": BUYER}
        done = self.made("packhouse", "yunfu", "sales", deal)
        ids["deal"], ids["deal_voucher"] = done["sale"], done["voucher"]
        buyer = {"party": self.parties["buyer"], "region": "guangzhou"}
        sale = {"kind": "wholesale", "site": self.stall, "goods": [goods(ids["graded"], "9.275")], "buyer": buyer}
        done = self.made("market", "guangzhou", "sales", sale)
        ids["sale"], ids["sale_voucher"] = done["sale"], done["voucher"]

    def _labelled(self) -> None:
        body = {"product": self.product, "count": 20}
        roll = self.made("packhouse", "yunfu", "label-rolls", body)
        self.ids["roll"], self.ids["serials"] = roll["roll"], roll["serials"]
        body = {"product": self.product, "first": roll["serials"][0], "last": roll["serials"][4]}
        body |= {"lot": self.ids["graded"], "site": self.shed}
        self.made("packhouse", "yunfu", "label-bindings", body)

    def _disputed(self) -> None:
        """A stock that the inspector holds, and one from which a phone without a signal sold more than was there."""
        self.ids["held"], self.ids["over"] = self.bought("10.625"), self.bought("11.625")
        hold = {"lot": self.ids["held"], "site": self.shed, "reason": "suspected_residue"}
        self.ids["hold"] = self.made("inspector", "yunfu", "holds", hold)["hold"]
        sold = {"kind": "retail", "site": self.shed, "goods": [goods(self.ids["over"], "13.75")]}
        offline = {"Captured": "offline", "Device": "scale-77"}
        self.made("packhouse", "yunfu", "sales", sold | {"occurred_at": self.now()}, headers=offline)
