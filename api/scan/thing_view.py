"""Pages of products, labels, units and places as fields, and pages that say why there is nothing to show."""

from __future__ import annotations

from typing import Any

from api.scan.lot_view import demo, mark_name, product_fields
from api.scan.text import coded, known, moment, place, town, without_nothing
from domain.gs1 import Lgtin, parse
from projections.public_page import LabelState, ProductPage, SitePage, UnitPage
from scanner_app.words import word


def product_page_fields(page: ProductPage, lang: str) -> dict[str, Any]:
    """A product without a lot: what it is, and what to scan instead."""
    return without_nothing(
        {
            "product": product_fields(page.product, lang),
            "gtin": page.gtin,
            "about": word(lang, "scan.product.is"),
            "place": place(lang, page.product.county) if page.product.county else None,
            "mark": mark_name(page.product.origin_mark),
            "demo": demo(page.demo, lang),
        }
    )


def label_fields(label: LabelState, gtin: str, serial: str, page: ProductPage | None, lang: str) -> dict[str, Any]:
    """A label that is void, or not yet on anything."""
    state = "void" if label.voided else "unused"
    return without_nothing(
        {
            "product": product_fields(page.product if page else None, lang),
            "gtin": gtin,
            "serial": serial,
            "label": coded(lang, "scan.label", "item"),
            "state": coded(lang, "scan.state", state),
            "state_more": word(lang, f"scan.state.{state}_more"),
            "updated_at": moment(label.updated_at),
            "demo": demo(page is not None and page.demo, lang),
        }
    )


def unit_fields(page: UnitPage, lang: str) -> dict[str, Any]:
    """A logistic unit: where it is and which products are inside; never how much."""
    held = any(lot.held for lot in page.lots)
    state = "held" if held else page.state
    more = {"held": "unit_held_more", "here": "here_more", "transit": "unit_transit_more", "empty": "empty_more"}[state]
    return without_nothing(
        {
            "kind": known(lang, "scan.unit", page.kind) or coded(lang, "scan.unit", "unknown"),
            "sscc": page.sscc,
            "state": coded(lang, "scan.state", state),
            "state_more": word(lang, f"scan.state.{more}", places=place(lang, page.county)["text"]),
            "place": place(lang, page.county) if page.county else None,
            "contents": [
                without_nothing(
                    {
                        "product": product_fields(lot.product, lang),
                        "gtin": _lgtin(lot.lot).gtin.digits,
                        "lot": _lgtin(lot.lot).lot,
                        "held": word(lang, "scan.held_short") if lot.held else None,
                    }
                )
                for lot in page.lots
            ],
            "units": list(page.units),
            "updated_at": moment(page.updated_at),
            "behind": word(lang, "scan.behind") if page.behind else None,
            "demo": demo(page.demo, lang),
        }
    )


def site_fields(page: SitePage, lang: str) -> dict[str, Any]:
    """A place: its kind, county, town and the role of who runs it."""
    return without_nothing(
        {
            "gln": page.gln,
            "about": word(lang, "scan.place.is"),
            "kind": known(lang, "site", page.kind),
            "place": place(lang, page.county),
            "town": town(page.town),
            "partner": coded(lang, "party", page.role),
            "name": page.name,
            "demo": demo(page.demo, lang),
        }
    )


def failure_fields(reason: str, code: str, marked: bool, lang: str) -> dict[str, Any]:
    """Why there is no page. `reason`: unknown, malformed, misread, down or often."""
    return without_nothing(
        {
            "error": {"code": reason, "text": word(lang, f"scan.{reason}.head")},
            "means": word(lang, f"scan.{reason}.means"),
            "check": word(lang, f"scan.{reason}.check"),
            "report": word(lang, "scan.error.report") if reason == "unknown" else None,
            "asked": code,
            "demo": demo(marked, lang),
        }
    )


def _lgtin(lot: str) -> Lgtin:
    identity = parse(lot)
    assert isinstance(identity, Lgtin)
    return identity
