"""Labels to print: the code of a lot, an item or a unit with the few facts that a person reads beside it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import unquote

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Holder
from api.errors import NotRecorded
from api.fields import TracedId
from api.labels import Label, Size
from api.reads.paging import AtLeast, await_positions, region_of, regions_of
from domain.commands.labelling import roll_of
from domain.gs1 import Gtin, Lgtin, Sgtin, Sscc, parse
from domain.logistic_unit import LogisticUnit
from domain.place import county
from domain.product import Product
from domain.region import COMMONS, Region
from domain.trace_code import TraceCode
from projections.public_page import lot_page
from store.rows import PUBLIC

router = APIRouter(prefix="/v1/{region}", tags=["labels"])
MOST = 200
MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_IMAGES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The label, or a sheet of them", "content": dict.fromkeys(MEDIA_TYPES.values(), _BYTES)}
}


@router.get("/label-images", operation_id="draw_labels", response_class=Response, responses=_IMAGES)
async def draw_labels(
    request: Request,
    region: str,
    _: Holder,
    traced: Annotated[
        list[TracedId], Query(alias="id", min_length=1, max_length=MOST, description="Lots, items or units")
    ],
    size: Size = "60x40",
    dpi: Annotated[Literal["203", "300"], Query(description="Of a PNG")] = "203",
    image: Annotated[Literal["png", "svg", "pdf"], Query(alias="format")] = "png",
    sheet: Annotated[Literal["a4", "single"], Query(description="Of a PDF")] = "single",
    at_least: AtLeast = None,
) -> Response:
    """One label as PNG or SVG; one or many as PDF. What stands on it is public: product, origin, day, code."""
    here = regions_of(request)[region_of(request, region)]
    await await_positions(request, "public_page", at_least)
    subjects = await run_in_threadpool(lambda: [_subject(here, one) for one in traced])
    settings = regions_of(request).settings
    labels = [await _label(request, subject, settings.public_url) for subject in subjects]

    def draw() -> bytes:
        from api.labels.pdf import render_pdf
        from api.labels.png import render_png
        from api.labels.svg import render_svg

        if image == "pdf":
            return render_pdf(labels, size, sheet)
        return (
            render_png(labels[0], size, 203 if dpi == "203" else 300)
            if image == "png"
            else render_svg(labels[0], size).encode()
        )

    return Response(await run_in_threadpool(draw), 200, {"Cache-Control": "no-store"}, MEDIA_TYPES[image])


class Subject(NamedTuple):
    """What a label is of: the path of its code, its product, and the lot behind it (empty: not bound yet)."""

    path: str
    product: Product
    lot: str
    serial: str = ""
    sscc: str = ""


def _subject(region: Region, traced: str) -> Subject:
    found = parse(traced)
    match found:
        case Lgtin():
            return Subject(found.path, _product(region, found.gtin), found.key)
        case Sgtin():
            roll = region.find(TraceCode, found.gtin.key, roll_of(found.serial), to_tell=False)
            if roll is None or found.serial not in roll.serials:
                raise NotRecorded(id=traced)
            lot = roll.bound[found.serial][2] if found.serial in roll.bound else ""
            return Subject(found.path, _product(region, found.gtin), lot, serial=found.serial)
        case _:
            assert isinstance(found, Sscc)
            unit = region.find(LogisticUnit, found.key, to_tell=False)
            lots = sorted(unit.contents) if unit else []
            if not lots:
                raise NotRecorded(id=traced)
            first = parse(lots[0])
            assert isinstance(first, Lgtin)
            product = _product(region, first.gtin)
            return Subject(found.path, product, lots[0] if len(lots) == 1 else "", sscc=found.key)


def _product(region: Region, product: Gtin) -> Product:
    found = region.commons.find(Product, product.key, to_tell=False)
    if found is None:
        raise NotRecorded(id=product.key)
    return found


async def _label(request: Request, subject: Subject, public_url: str) -> Label:
    regions = regions_of(request)
    page = None
    if subject.lot:
        async with regions.datastore.reading(PUBLIC) as conn:
            page = await lot_page(conn, [name for name in regions if name != COMMONS], subject.lot)
        if page is None:
            raise NotRecorded(id=subject.lot)
    origin = page.origin if page else None
    return Label(
        url=f"{public_url}/{subject.path}",
        product_zh=subject.product.name_zh,
        product_en=subject.product.name_en,
        lot="" if subject.serial or not subject.lot else unquote(subject.lot.rsplit("/", 1)[1]),
        serial=subject.serial,
        sscc=subject.sscc,
        origin=county(origin.counties[0]).name_zh if origin and len(origin.counties) == 1 else "",
        day=origin.first_day if origin else None,
        sample=bool(page and page.demo),
    )
