"""What an answer of the live product tells of one field: the word that the matrix would have for it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from api.exporting.asked import What
from tests.api.story import Answer
from tests.visibility.cast import is_official
from tests.visibility.looking import Look, dig, looks
from tests.visibility.matrix import Row
from tests.visibility.story import Story
from tests.visibility.tracing import found_in, traced_id
from tests.visibility.truth import ANYTHING, MASKS, QUANTITIES, SERIALS, told_by_pages, truth

DENIED = (401, 403, 404)
CONTENT = "whole"
"""The field of rows that ask for a whole answer: a page, a picture, a document."""


class Taken(NamedTuple):
    """What is taken out for a row of the matrix, and which of its lines is the row's: empty means any."""

    what: What
    lot: str
    kind: str = ""
    market: bool = False


EXPORTS: Final = {
    "lots_lot": Taken("lots", "lot"),
    "lots_graded": Taken("lots", "graded"),
    "movement_harvested": Taken("movements", "lot", "harvested"),
    "movement_purchased": Taken("movements", "lot", "received"),
    "movement_dispatched": Taken("movements", "graded", "dispatched"),
    "movement_received": Taken("movements", "graded", "received", market=True),
    "movement_sold": Taken("movements", "graded", "sold", market=True),
    "facts_harvest": Taken("facts", "lot", "lot:harvested"),
}


class Teller:
    """Asks as each actor; one answer serves all fields of a resource."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._looks = looks(story)
        self._truth = truth(story)
        self._pages = told_by_pages(story)
        self._answers: dict[tuple[str, str], Answer] = {}
        self._exports: dict[tuple[str, str], Answer] = {}

    def cell(self, row: Row, who: str) -> str | None:
        """None where there is no door yet through which this actor could ask."""
        match row.area:
            case "trace":
                return self._traced(row, who)
            case "scan":
                return self._scanned(row, who)
            case "exports":
                return self._exported(row, who)
            case _:
                return self._looked(row, who)

    def _looked(self, row: Row, who: str) -> str:
        look = self._looks[row.area, row.action, row.resource]
        case = {"case": self._story.ids["case"]} if who == "regulator_case" and _on_case(look.path) else {}
        answer = self._get(who, look.path, {**look.asked, **case})
        if answer.status_code != 200 or row.field == CONTENT:
            return _status(answer)
        found = look.find(answer.json())
        values = [one for thing in found for one in dig(thing, look.where.get(row.field, row.field))]
        true = self._true(row, who)
        if row.field == "point":
            values = [[one.get("lat"), one.get("lon")] for one in values]
        cell = word_for(values, true)
        if look.own_sums and cell.startswith("other"):
            return "none"
        return "elsewhere" if cell in ("none", "mask") and elsewhere(found, true, look) else cell

    def _true(self, row: Row, who: str) -> Any:
        if row.resource != "self":
            return self._truth.get(row.resource, {}).get(row.field, ANYTHING)
        if row.field == "name":
            return ANYTHING
        return {"person": f"person-{who}", "party": self._story.parties[who]}.get(row.field, ANYTHING)

    def _traced(self, row: Row, who: str) -> str:
        asked = {"id": traced_id(self._story, row.resource)}
        if who == "regulator_case":
            asked["case"] = self._story.ids["case"]
        answer = self._get(who, "/v1/trace", asked)
        if answer.status_code != 200:
            return _status(answer)
        return word_for(*found_in(self._story, answer.json(), row.resource, row.field))

    def _scanned(self, row: Row, who: str) -> str:
        """As programs and as people are told; what either gives away is told."""
        path = self._page(row.resource)
        answers = [self._get(who, path, {}, accept) for accept in ("application/json", "text/html")]
        if any(answer.status_code != 200 for answer in answers):
            return next(_status(answer) for answer in answers if answer.status_code != 200)
        told = " ".join(answer.text for answer in answers)
        if row.field == "quantity":
            true = QUANTITIES[row.resource]
        elif row.field == "serial":
            true = self._story.ids["serials"][SERIALS[row.resource]]
        else:
            true = self._pages[row.field]
        if true in told:
            return "see"
        return "mask" if true in MASKS and MASKS[true] in told else "none"

    def _page(self, resource: str) -> str:
        story, product = self._story, self._story.product
        return {
            "lot_page": f"/{story.ids['lot']}",
            "graded_page": f"/{story.ids['graded']}",
            "unit_page": f"/00/{story.ids['carton']}",
            "plot_page": f"/414/{story.plot}",
            "shed_page": f"/414/{story.shed}",
            "product_page": f"/01/{product}",
            **{name: f"/01/{product}/21/{story.ids['serials'][number]}" for name, number in SERIALS.items()},
        }[resource]

    def _exported(self, row: Row, who: str) -> str:
        taken, story = EXPORTS[row.resource], self._story
        answer = self._file(taken.what, who)
        if answer.status_code != 200:
            return _status(answer)
        found = [json.loads(one) for one in answer.text.splitlines()]
        if taken.what == "facts":
            says = [one["says"] for one in found if one["event"] == taken.kind]
            return "see" if any(story.ids[taken.lot] in one for one in says) else "none"
        found = [one for one in found if one["lot"] == story.ids[taken.lot] and taken.kind in ("", one["kind"])]
        found = [one for one in found if not taken.market or one["site"] == story.stall]
        field = "other_party_name" if row.field == "household_name" else row.field
        return word_for([one[field] for one in found if one[field]], self._truth[row.resource][row.field])

    def _file(self, what: What, who: str) -> Answer:
        """Officials say why."""
        if (what, who) not in self._exports:
            asked = {"what": what, "format": "jsonl"} | ({"reason": "抽检召回"} if is_official(who) else {})
            if who == "regulator_case":
                asked["case"] = self._story.ids["case"]
            self._exports[what, who] = self._story.client.post(
                "/v1/exports", json=asked, headers=self._story.token(who)
            )
        return self._exports[what, who]

    def _get(self, who: str, path: str, asked: Any, accept: str = "*/*") -> Answer:
        key = (who, json.dumps([path, dict(asked), accept], sort_keys=True))
        if key not in self._answers:
            headers = {"Accept": accept, "Accept-Language": "zh-CN", **self._story.token(who)}
            self._answers[key] = self._story.client.get(path, params=asked, headers=headers)
        return self._answers[key]


def _on_case(path: str) -> bool:
    """Whether an address takes the number of a case: papers, pictures, places, stocks, labels, units, balances."""
    nouns = {"parties", "sites", "lots", "stocks", "label-rolls", "labels", "units", "shipments", "handovers"}
    nouns |= {"receipts", "sales", "balance", "pictures"}
    return not nouns.isdisjoint(path.split("/")) and not path.endswith("/me")


def word_for(values: Iterable[Any], true: Any) -> str:
    """see, mask, none, or other with what was told instead."""
    told = list(values)
    if not told:
        return "none"
    if true is ANYTHING or any(_same(one, true) for one in told):
        return "see"
    if isinstance(true, str) and MASKS.get(true) in told:
        return "mask"
    return f"other: {told[:2]}"


def _same(one: Any, true: Any) -> bool:
    if one == true:
        return True
    try:
        return Decimal(str(one)) == Decimal(str(true))
    except InvalidOperation:
        return False


def elsewhere(found: list[Any], true: Any, look: Look) -> bool:
    """Whether a value that its field keeps back stands in another part of the same row."""
    return (
        isinstance(true, str) and len(true) > 2 and not look.own_sums and true in json.dumps(found, ensure_ascii=False)
    )


def _status(answer: Answer) -> str:
    code = answer.status_code
    return "see" if code == 200 else str(code) if code in DENIED else f"other: {code}"
