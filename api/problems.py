"""Problems for the whole application: every error that reaches the edge, and a page for every type of them."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from api.auth import Anyone
from api.errors import TABLE, HttpRefused, InvalidParameter, UnknownAddress, WrongMethod
from api.language import language
from api.problem import problem
from scanner_app.words import word

log = logging.getLogger(__name__)
router = APIRouter(tags=["problems"])


@router.get("/problems/{slug}", operation_id="explain_problem")
async def explain(slug: str, _: Anyone) -> JSONResponse:
    """What a type of problem means, in both languages, and the status that it comes with."""
    kind = next((told for told in TABLE.values() if told.slug == slug), None)
    if kind is None:
        raise UnknownAddress
    explained: dict[str, Any] = {
        "type": f"/problems/{slug}",
        "status": int(kind.status),
        "zh-CN": word("zh-CN", f"problem.{slug}"),
        "en": word("en", f"problem.{slug}"),
        "try_again_after_seconds": kind.retry_after,
    }
    return JSONResponse(explained, headers={"Cache-Control": "public, max-age=86400"})


def install(app: FastAPI) -> None:
    """Answer every error of `app` with a problem."""
    for kind in TABLE:
        app.add_exception_handler(kind, _tell)
    app.add_exception_handler(HttpRefused, _tell)
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_exception_handler(RequestValidationError, _tell_parameters)
    app.add_exception_handler(ClientDisconnect, _tell_nobody)


async def _tell(request: Request, error: Exception) -> Response:
    return problem(error, language(request)).response()


async def _tell_http(request: Request, error: Exception) -> Response:
    """What Starlette says by itself: no such address, or not with this method."""
    assert isinstance(error, HTTPException)
    refused = WrongMethod() if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else UnknownAddress()
    response = problem(refused, language(request)).response()
    response.headers.update(error.headers or {})
    return response


async def _tell_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()[0]
    refused = InvalidParameter(parameter=str(found["loc"][-1]), code=found["type"], error=found)
    return problem(refused, language(request)).response()


async def _tell_nobody(request: Request, error: Exception) -> Response:
    """The phone lost its signal while it sent: no fault of ours, and nobody is left to read an answer."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)
