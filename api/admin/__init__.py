"""The administrators' page: is everything running, what came in, what does not fit."""

from fastapi import APIRouter

from api.admin import page, signing_in

router = APIRouter(tags=["administration"])
for area in (page, signing_in):
    router.include_router(area.router)

__all__ = ["router"]
