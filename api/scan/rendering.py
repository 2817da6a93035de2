"""What was found, as finished bytes in one language: HTML for people, the same fields as JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from api.problem import MEDIA_TYPE, problem
from api.scan.answer import HTML, JSON, Answer, page_answer
from api.scan.finding import Found, ItemPage, LabelPage, Moved
from api.scan.lot_view import lot_fields
from api.scan.thing_view import failure_fields, label_fields, product_page_fields, site_fields, unit_fields
from projections.public_page import LotPage, ProductPage, SitePage, UnitPage
from scanner_app.pages import render
from store.people.errors import CapReached

STATUS_OF = {"unknown": 404, "malformed": 400, "misread": 400, "down": 503, "often": 429}
GONE = 410
"""A void label was a label once; nothing is under it any more."""


def found_answer(found: Found, lang: str, *, json: bool) -> Answer:
    """The page of what a code names."""
    match found:
        case Moved():
            return moved(found.path)
        case LotPage():
            return _answer(200, "scan.html", lot_fields(found, lang), lang, json=json)
        case ItemPage():
            return _answer(200, "scan.html", lot_fields(found.page, lang, found.serial), lang, json=json)
        case LabelPage():
            fields = label_fields(found.label, found.gtin, found.serial, found.product, lang)
            return _answer(GONE if found.label.voided else 200, "scan_thing.html", fields, lang, json=json)
        case UnitPage():
            return _answer(200, "scan_thing.html", unit_fields(found, lang), lang, json=json)
        case SitePage():
            return _answer(200, "scan_thing.html", site_fields(found, lang), lang, json=json)
        case ProductPage():
            return _answer(200, "scan_thing.html", product_page_fields(found, lang), lang, json=json)


def failure_answer(reason: str, asked: str, lang: str, *, json: bool, demo: bool) -> Answer:
    """A helpful page with the right status. It tells apart only what the code itself tells, never what is stored."""
    fields = failure_fields(reason, asked, demo, lang)
    answer = _answer(STATUS_OF[reason], "scan_failure.html", fields, lang, json=json)
    if reason == "down":
        answer.headers.append((b"retry-after", b"5"))
    return answer


def often_answer(seconds: int, asked: str, lang: str, *, json: bool, demo: bool) -> Answer:
    """Somebody tried too many codes that nobody knows: a page for people, a problem for programs."""
    if json:
        told = problem(CapReached(seconds), lang)
        media_type = (b"content-type", MEDIA_TYPE.encode())
        answer = Answer(told.told.status, [media_type], msgspec.json.encode(told.document))
    else:
        answer = failure_answer("often", asked, lang, json=False, demo=demo)
    answer.headers.append((b"retry-after", str(seconds).encode()))
    return answer


def moved(path: str, query: bytes = b"") -> Answer:
    """Permanently, with method and query kept."""
    location = path.encode() + (b"?" + query if query else b"")
    return Answer(
        308, [(b"location", location), (b"cache-control", b"max-age=3600"), (b"x-robots-tag", b"noindex")], b""
    )


def _answer(status: int, template: str, fields: dict[str, Any], lang: str, *, json: bool) -> Answer:
    if json:
        return page_answer(status, JSON, msgspec.json.encode(fields))
    return page_answer(status, HTML, render(template, lang, demo="demo" in fields, page=fields).encode())
