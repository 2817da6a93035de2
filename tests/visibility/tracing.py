"""What the fields of the matrix mean in a trace: the steps, edges and units of an answer that are theirs."""

from __future__ import annotations

from typing import Any

from tests.visibility.story import Story

Json = Any


def traced_id(story: Story, resource: str) -> str:
    """The code that a row asks a trace for."""
    match resource:
        case "carton":
            return f"00/{story.ids['carton']}"
        case "item":
            return f"01/{story.product}/21/{story.ids['serials'][0]}"
        case _:
            return story.ids[resource]


def found_in(story: Story, answer: Json, resource: str, field: str) -> tuple[list[Any], Any]:
    """The values that an answer tells of a field, and the true one."""
    ids = story.ids
    if field == "node":
        lot = ids["graded"] if resource in ("carton", "item") else ids[resource]
        return [one["lot"] for one in answer["nodes"] if one["lot"] == lot], lot
    if field.startswith(("into_", "from_")):
        child, parent = _edge(resource, field)
        edges = [(one["child"], one["parent"]) for one in answer["edges"]]
        return [one for one in edges if one == (ids[child], ids[parent])], (ids[child], ids[parent])
    step, _, part = field.partition(".")
    if step == "packed":
        changes = [one for one in answer["units"] if (one["unit"], one["kind"]) == (ids["carton"], "packed")]
        return _parts(changes, "quantity"), "12.345"
    lot, kind, site, values = _step(story, resource, step)
    steps = [one for one in answer["steps"] if (one["lot"], one["kind"]) == (lot, kind) and one.get("site", "") in site]
    return _parts(steps, "other_party" if part == "buyer" else part), values[part]


def _edge(resource: str, field: str) -> tuple[str, str]:
    """(child, parent) by their names: `into_repacked` is the packhouse's lot that the next one repacked."""
    way, _, other = field.partition("_")
    if other == "repacked":
        return "repacked", "graded"
    if way == "into":
        return other, resource
    return ("graded" if other == "lot" else resource), other


def _step(story: Story, resource: str, step: str) -> tuple[str, str, tuple[str, ...], dict[str, Any]]:
    """The lot, the kind and the sites of a step, and what is true of it."""
    ids, parties = story.ids, story.parties
    grown = "lot" if resource in ("lot", "graded") else resource
    harvests = {"lot": ("100.375", "grower", story.plot), "neighbour_lot": ("51.125", "neighbour", ""),
                "supplier_lot": ("80.625", "supplier", story.grove)}  # fmt: skip
    match step:
        case "harvested" | "supplier_harvested":
            name = grown if step == "harvested" else "supplier_lot"
            quantity, who, site = harvests[name]
            values = {"quantity": quantity, "party": parties[who], "site": site}
            return ids[name], "harvested", (site or story.neighbour_plot,), values
        case "purchased":
            values = {"quantity": "60.125", "party": parties["packhouse"], "proof": "certificate_number"}
            return ids["lot"], "received", (story.shed,), values
        case "dispatched":
            values = {"quantity": "28.875", "carrier": parties["carrier"]}
            return ids["graded"], "dispatched", (story.shed,), values
        case "received":
            return ids["graded"], "received", (story.stall,), {"quantity": "27.625", "party": parties["market"]}
        case "accepted":
            return ids["graded"], "accepted", (story.next_shed, story.shed), {"quantity": "20.375"}
        case "sold":
            values = {"quantity": "9.275", "buyer": parties["buyer"], "site": story.stall}
            return ids["graded"], "sold", (story.stall,), values
        case "deal":
            return ids["graded"], "sold", (story.shed,), {"quantity": "7.135", "site": story.shed}
        case "produced":
            quantity, site = ("108.250", story.shed) if resource == "graded" else ("20.375", story.next_shed)
            return ids[resource], "produced", (site,), {"quantity": quantity}
        case "refused":
            return ids["neighbour_lot"], "refused", (story.shed,), {"reason": "no_certificate"}
        case "supplied":
            values = {"quantity": "50.375", "site": story.grove}
            return ids["supplier_lot"], "sold", (story.grove,), values
        case _:
            return ids["supplier_lot"], "received", (story.shed,), {"quantity": "50.375"}


def _parts(rows: list[Json], part: str) -> list[Any]:
    found = [row.get(part) for row in rows]
    return [one.get("kind", "") if isinstance(one, dict) else one for one in found if one not in (None, "")]
