"""PUT and GET /v1/{region}/pictures/{sha256}: what a fact names as evidence, kept before or after the fact itself.

A client that lost the answer asks with HEAD, and puts again: at most 10 MB, sent whole, need no chunks to go on from.
"""

from __future__ import annotations

from asyncio import get_running_loop
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Actor, Holder, Watcher
from api.body import media_type_of, read_body
from api.errors import NotRecorded, WrongRole
from api.fields import Sha256
from api.looks.cases import Asking, OnCase
from api.looks.recording import record_look
from api.pictures.apart import MAGIC, MOST_BYTES, clean_picture, must_fit
from api.pictures.room import Room
from api.policy import can
from api.policy.eyes import eyes_of
from api.policy.pictures import Picture
from api.reads.paging import answer, region_of, regions_of
from api.regions import Regions
from domain.party import Party
from domain.region import COMMONS
from store.pictures import Pictures, Whose, pictures_at

router = APIRouter(prefix="/v1/{region}/pictures", tags=["pictures"])
AT_ONCE: Final = 2
"""Decoders at work in one process: each may take half a gigabyte."""
MOST_COMING: Final = 24
"""Pictures that are being sent, or wait for a decoder, up to 10 MB each."""
MOST_OF_ONE: Final = 4
"""Of them those of one person."""
HEADERS: Final = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "sandbox",
    "X-Content-Type-Options": "nosniff",
}
"""A browser may keep it, and asks each time whether it may still show it."""
_BYTES: Final = {"schema": {"type": "string", "format": "binary"}}
_SENT: Final = {"requestBody": {"required": True, "content": dict.fromkeys(MAGIC, _BYTES)}}
_PICTURE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The picture", "content": {"image/jpeg": _BYTES}},
    304: {"description": "It is the one that the browser has"},
}
_decoders: Final = ThreadPoolExecutor(AT_ONCE, "picture")
_room: Final = Room(MOST_COMING, MOST_OF_ONE)
Address = Annotated[Sha256, Path(description="Of the bytes as they were sent, in hexadecimal")]


class PictureTold(BaseModel):
    """It is here since `kept_at`. `picture`: its address, to be named as evidence."""

    picture: str
    kept_at: datetime


@router.put("/{sha256}", operation_id="keep_picture", status_code=201, response_model=PictureTold, openapi_extra=_SENT)
async def keep_picture(request: Request, region: str, sha256: Address, actor: Watcher) -> Response:
    """Keep a picture of one's own party: JPEG, PNG or WebP of at most 10 MB. Again changes nothing, answers the same.

    What is kept is the picture alone, decoded and made anew as a JPEG of at most 1600 pixels a side: nothing else
    that a file says about a place, a time, a device or a person. No name of a file is ever read.
    """
    name, regions = region_of(request, region), regions_of(request)
    media_type = media_type_of(request, MAGIC)
    with _room.place(actor.person):
        content = await read_body(request, MOST_BYTES, MAGIC)
        work = partial(_kept, regions, name, actor, sha256, media_type, content)
        kept_at = await get_running_loop().run_in_executor(_decoders, work)
    made = answer({"picture": sha256, "kept_at": kept_at})
    made.status_code = 201
    return made


@router.get("/{sha256}", operation_id="read_picture", response_class=Response, responses=_PICTURE)
async def read_picture(request: Request, region: str, sha256: Address, _: Holder, asking: Asking) -> Response:
    """Show a picture to its party, to officials of the area and of a case, whose look is recorded; else it is not
    there."""
    return await _shown(request, region, sha256, asking)


@router.head("/{sha256}", operation_id="find_picture", response_class=Response, responses=_PICTURE)
async def find_picture(request: Request, region: str, sha256: Address, _: Holder, asking: Asking) -> Response:
    """Ask whether a picture is here, after an answer was lost."""
    return await _shown(request, region, sha256, asking)


async def _shown(request: Request, region: str, sha256: str, asking: OnCase) -> Response:
    """Raises NotRecorded, whatever else is at this address."""
    name, regions = region_of(request, region), regions_of(request)
    async with regions.datastore.reading(eyes_of(asking.investigating)) as connection:
        found = await pictures_at(connection, name, sha256)
    for one in found:
        whose = one.whose
        who = asking.about(party=whose.party)
        if not can(who, "read", Picture(whose.party, whose.person, whose.county)):
            continue
        content = await run_in_threadpool(_pictures(regions, name).open, one)
        if content is not None:
            await record_look(regions, who, "picture", [(whose.party, sha256)])
            tag = f'"{sha256}"'
            if request.headers.get("If-None-Match") == tag:
                return Response(None, 304, HEADERS | {"ETag": tag})
            return Response(content, 200, HEADERS | {"ETag": tag}, "image/jpeg")
    raise NotRecorded(id=sha256)


def _kept(regions: Regions, region: str, actor: Actor, sha256: str, media_type: str, content: bytes) -> datetime:
    """Since when it is here. Raises WrongRole, CapReached, PictureRefused."""
    whose = Whose(sha256, actor.party, actor.person, _county(regions, actor))
    if not can(actor, "register", Picture(whose.party, whose.person, whose.county)):
        raise WrongRole(role=actor.role)
    must_fit(sha256, media_type, content)
    pictures = _pictures(regions, region)
    if kept_at := pictures.kept_at(whose):
        return kept_at
    return pictures.keep(whose, clean_picture(content))


def _pictures(regions: Regions, region: str) -> Pictures:
    return Pictures(regions.datastore, region, regions.vault(region))


def _county(regions: Regions, actor: Actor) -> str:
    """Where the party is registered; empty for one that is not."""
    places = [regions[name] for name in (COMMONS, actor.party_region) if name in regions]
    found = (place.find(Party, actor.party, to_tell=False) for place in places)
    return next((one.county for one in found if one), "")
