"""Is it alive, is it ready, how is it doing: for supervisors, load balancers and Prometheus."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse

from api.auth import Anyone
from api.door.keeper import Doorkeeper
from api.regions import Regions
from projections.catalogue import PROJECTIONS
from projections.standing import Standing, standings
from store.errors import StoreError

router = APIRouter(tags=["health"])
POOL = ("pool_size", "pool_available", "requests_waiting", "requests_errors")
FAR_BEHIND = 10_000
"""Facts that a follower may lack before the process says that its read models are stale; reads go on."""
_NOT_READY: dict[int | str, dict[str, Any]] = {
    503: {
        "description": "The database does not answer, is not migrated, or lacks tables that followers make",
        "content": {"application/json": {}},
    }
}


@router.get("/livez", operation_id="is_alive", response_class=PlainTextResponse)
async def is_alive(_: Anyone) -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


@router.get("/readyz", operation_id="is_ready", responses=_NOT_READY)
async def is_ready(request: Request, _: Anyone) -> JSONResponse:
    """The database answers, is migrated, and followers made the tables that pages are read from.

    What followers lag behind and what they could not digest is told too.
    """
    regions: Regions = request.app.state.regions
    headers = {"Cache-Control": "no-store"}
    try:
        found = await standings(regions.datastore, regions)
    except StoreError as error:
        faults = {"ready": False, "store": type(error).__name__}
        return JSONResponse(faults, 503, headers | {"Retry-After": "2"})
    made = {(one.region, one.projection) for one in found if one.build == "live"}
    wanted = [f"{region}/{one.name}" for region in regions for one in PROJECTIONS if (region, one.name) not in made]
    if wanted:
        return JSONResponse({"ready": False, "wanted": wanted}, 503, headers | {"Retry-After": "2"})
    return JSONResponse(
        {
            "ready": True,
            "behind": {f"{one.region}/{one.projection}": one.behind for one in found if one.behind},
            "stale": [f"{one.region}/{one.projection}" for one in found if one.behind > FAR_BEHIND],
            "parked": {f"{one.region}/{one.projection}": one.parked for one in found if one.parked},
        },
        headers=headers,
    )


@router.get("/metrics", operation_id="measure", response_class=PlainTextResponse)
async def measure(request: Request, _: Anyone) -> PlainTextResponse:
    """Prometheus text format, version 0.0.4."""
    regions: Regions = request.app.state.regions
    found = await standings(regions.datastore, regions)
    pool = regions.datastore.pool.get_stats()
    lines = [
        *_followers("position", found),
        *_followers("behind", found),
        *_followers("parked", found),
        "# TYPE suyuan_command_connections gauge",
        *(f'suyuan_command_connections{{state="{name}"}} {pool.get(name, 0)}' for name in POOL),
        *_door(request.app.state.keeper),
    ]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _door(keeper: Doorkeeper) -> list[str]:
    """What was tried too often since this process began."""
    return [
        "# TYPE suyuan_door_unknown_codes_total counter",
        f"suyuan_door_unknown_codes_total {keeper.unknown_codes}",
        "# TYPE suyuan_door_refused_total counter",
        *(f'suyuan_door_refused_total{{kind="{kind}"}} {times}' for kind, times in keeper.refused.items()),
        "# TYPE suyuan_door_alarms_total counter",
        *(f'suyuan_door_alarms_total{{kind="{kind}"}} {times}' for kind, times in keeper.alarms.times.items()),
    ]


def _followers(what: str, found: list[Standing]) -> list[str]:
    name = f"suyuan_follower_{what}"
    return [
        f"# TYPE {name} gauge",
        *(
            f'{name}{{region="{one.region}",projection="{one.projection}",build="{one.build}"}} {getattr(one, what)}'
            for one in found
        ),
    ]
