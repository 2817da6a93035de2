"""A lot's page as fields, the same for HTML and JSON."""

from __future__ import annotations

from typing import Any

from api.scan.text import coded, known, listed, moment, place, town, without_nothing
from domain.act import SHANGHAI
from domain.gs1 import Lgtin, parse
from projections.public_page import LotPage, Stage
from projections.public_page.fragment import RECEIPTS
from projections.public_page.rows import ProductTold
from scanner_app.words import word

TIMELESS = frozenset({"harvested", "sold_wholesale", "sold_retail", "packed", "unpacked"})
"""Steps that are told by their day alone: the minute of a sale is the buyer's."""


def lot_fields(page: LotPage, lang: str, serial: str = "") -> dict[str, Any]:
    """What the page says, in words of `lang`. `serial`: that of the item label that was scanned."""
    identity = parse(page.lot)
    assert isinstance(identity, Lgtin)
    return without_nothing(
        {
            "product": product_fields(page.product, lang),
            "gtin": identity.gtin.digits,
            "lot": identity.lot,
            "serial": serial,
            "label": coded(lang, "scan.label", "item" if serial else "batch"),
            "state": coded(lang, "scan.state", page.state),
            "state_more": word(lang, f"scan.state.{page.state}_more", places=listed(lang, page.state_counties)),
            "origin": _origin(page, lang),
            "proof": coded(lang, "scan.proof", page.proof),
            "steps": [_step(stage, lang) for stage in page.stages],
            "corrected": word(lang, "scan.corrected_more") if page.corrected else None,
            "incomplete": None if page.complete else word(lang, "scan.incomplete"),
            "updated_at": moment(page.updated_at),
            "behind": word(lang, "scan.behind") if page.behind else None,
            "demo": demo(page.demo, lang),
        }
    )


def product_fields(product: ProductTold | None, lang: str) -> dict[str, Any]:
    """Its name, and its name in the other language."""
    if product is None:
        return {"name": word(lang, "scan.no_name")}
    names = (product.name_zh, product.name_en)
    name, other = names if lang == "zh-CN" else reversed(names)
    return without_nothing({"name": name or other, "other_name": other if name else None})


def mark_name(origin_mark: str) -> str:
    """The name of a mark of origin without the words that stand before it on the page."""
    return origin_mark.removeprefix("地理标志").strip()


def demo(marked: bool, lang: str) -> str | None:
    """What a page of a store that ever held demo data says (D15)."""
    return word(lang, "common.demo") if marked else None


def _origin(page: LotPage, lang: str) -> dict[str, Any] | None:
    origin = page.origin
    if origin is None:
        return None
    one_county = len(origin.counties) == 1
    return without_nothing(
        {
            "summary": None
            if one_county
            else word(lang, "scan.origin.from_many", counties=len(origin.counties), lots=origin.lots),
            "counties": [place(lang, county) for county in origin.counties],
            "town": town(origin.town) if one_county else None,
            "lots": origin.lots if one_county and origin.lots > 1 else None,
            "first_day": origin.first_day.isoformat(),
            "last_day": origin.last_day.isoformat() if origin.last_day != origin.first_day else None,
            "mark": mark_name(page.product.origin_mark) if page.product and origin.marked else None,
        }
    )


def _step(stage: Stage, lang: str) -> dict[str, Any]:
    first, last = (at.astimezone(SHANGHAI) for at in (stage.first, stage.last))
    by_day = stage.kind in TIMELESS or stage.lots > 1 or first.date() != last.date()
    return without_nothing(
        {
            "kind": coded(lang, "scan.step", stage.kind),
            "first": first.date().isoformat() if by_day else moment(first),
            "last": last.date().isoformat() if first.date() != last.date() else None,
            "place": place(lang, stage.county),
            "town": town(stage.town),
            "partner": coded(lang, "party", stage.role),
            "name": stage.name,
            "work": known(lang, "scan.work", stage.step),
            "unit": known(lang, "scan.unit", stage.detail) if stage.kind == "packed" else None,
            "mode": known(lang, "scan.mode", stage.detail),
            "to": place(lang, stage.to_county) if stage.to_county else None,
            "lots": stage.lots if stage.lots > 1 else None,
            "proof": coded(lang, "scan.step_proof", stage.proof) if stage.kind in RECEIPTS and stage.proof else None,
            "corrected": word(lang, "scan.corrected") if stage.corrected else None,
        }
    )
