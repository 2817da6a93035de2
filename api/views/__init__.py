"""Supply-chain views: what moved where, what adds up and what does not; as JSON and as a page."""

from fastapi import APIRouter

from api.views import balances, discrepancies, flows, page

router = APIRouter()
for area in (flows, balances, discrepancies, page):
    router.routes.extend(area.router.routes)

__all__ = ["router"]
