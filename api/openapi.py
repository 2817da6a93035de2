"""The description of the API: what FastAPI knows of the reads, and the registry's commands, in one document."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse

from api.auth import Anyone, actor_of
from api.batches import FORM
from api.command import COMMANDS, CommandKind
from api.language import language
from api.reads import traced
from scanner_app.pages import render

router = APIRouter(tags=["description"])
_MODE: Final = "validation"
_REF = "#/components/schemas/{model}"
_TEXT = {"type": "string"}

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `type` names what is wrong for good; a GET on it explains it.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "detail_en", "detail_zh"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "In the language of the request"},
        "detail_en": _TEXT,
        "detail_zh": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body"},
                    "parameter": {"type": "string", "description": "Part of the address, or a header"},
                    "code": _TEXT,
                    "detail_en": _TEXT,
                    "detail_zh": _TEXT,
                },
            },
        },
        "details": {"type": "object", "additionalProperties": True},
    },
}
OUTCOME: dict[str, Any] = {
    "title": "Outcome",
    "description": "What a command did. Keys that were minted, and quantities in base measure, stand beside these.",
    "type": "object",
    "required": ["id", "position", "recorded_at"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "position": {"type": "integer", "description": "Of its last fact in the region; for `at_least`"},
        "recorded_at": {"type": "string", "format": "date-time"},
    },
    "additionalProperties": True,
}
BATCH_OUTCOME: dict[str, Any] = {
    "title": "BatchOutcome",
    "type": "object",
    "required": ["results"],
    "properties": {
        "results": {
            "type": "array",
            "items": {
                "title": "BatchResult",
                "type": "object",
                "required": ["id", "status"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "status": {"type": "integer"},
                    "repeated": {"type": "boolean"},
                    "body": {"$ref": "#/components/schemas/Outcome"},
                    "problem": {"$ref": "#/components/schemas/Problem"},
                },
            },
        }
    },
}
_TOO_LONG = {"description": "The address has more than 16 KiB: refused before it is read, without a body"}
_TOO_LARGE = {"description": "The headers have more than 64 KiB, or are over a hundred: refused without a body"}
_HEADERS = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "A UUID of version 7, made by the client once for each command",
        "schema": {"type": "string"},
    },
    {
        "name": "Captured",
        "in": "header",
        "required": False,
        "description": "`offline`: the form had closed when this was sent; it is recorded even when it disagrees",
        "schema": {"type": "string", "enum": ["offline"]},
    },
    {
        "name": "Sent-At",
        "in": "header",
        "required": False,
        "description": "The phone's clock at sending, to put the time of the fact right",
        "schema": {"type": "string"},
    },
    {"name": "Device", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 64}},
]


@router.get("/openapi.json", operation_id="describe_api")
async def describe_api(request: Request, _: Anyone) -> JSONResponse:
    """This document."""
    return JSONResponse(document(request.app), headers={"Cache-Control": "public, max-age=300"})


@router.get("/docs", operation_id="read_docs", include_in_schema=False)
async def read_docs(request: Request, _: Anyone) -> HTMLResponse:
    """The operations as a page, by subject: nothing is fetched from elsewhere."""
    groups: dict[str, list[dict[str, str]]] = {}
    for path, item in document(request.app)["paths"].items():
        for method, operation in item.items():
            about = operation.get("description") or operation.get("summary", "")
            told = {"method": method.upper(), "path": path, "about": about, "actor": operation.get("x-actor", "")}
            groups.setdefault(operation["tags"][0], []).append(told)
    page = render("docs.html", language(request), groups=dict(sorted(groups.items())))
    return HTMLResponse(page, headers={"Vary": "Accept-Language, Cookie"})


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of `app`, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _document(app)
    return app.openapi_schema


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, routes=app.routes, description=_ABOUT)
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {"Problem": PROBLEM, "Outcome": OUTCOME, "BatchOutcome": BATCH_OUTCOME}
    schemas |= _forms() | traced.SCHEMAS
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for kind in COMMANDS.values():
        made["paths"].setdefault(f"/v1/{{region}}{kind.path}", {})["post"] = _operation(kind)
    made["paths"]["/v1/{region}/batches"]["post"] |= {
        "requestBody": _body({"$ref": "#/components/schemas/Batch"}),
        "responses": {"200": _answer("One result for each command, in order", "BatchOutcome")},
    }
    for route in app.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                made["paths"][route.path_format][method.lower()]["x-actor"] = actor_of(route)
    for path, item in made["paths"].items():
        for operation in item.values():
            operation.setdefault("tags", [path.removeprefix("/v1").split("/")[1]])
            operation.pop("security", None)
            operation["responses"] = {
                code: answer for code, answer in operation["responses"].items() if code != "422"
            } | {"414": _TOO_LONG, "431": _TOO_LARGE, "default": _problem()}
            if operation.get("x-actor", "Anyone") != "Anyone":
                operation["security"] = [{"token": []}]
    return made


def _operation(kind: CommandKind) -> dict[str, Any]:
    parameters = [
        {"name": "region", "in": "path", "required": True, "schema": _TEXT},
        *(
            {"name": name, "in": "path", "required": True, "schema": form.json_schema()}
            for name, form in kind.parameters.items()
        ),
        *_HEADERS,
    ]
    return {
        "operationId": kind.name,
        "summary": kind.summary.splitlines()[0],
        "description": kind.summary,
        "tags": [kind.tag],
        "parameters": parameters,
        "requestBody": _body(_schema_of(kind)),
        "responses": {"201": _answer("Recorded; or recorded before, with `Idempotent-Replay: true`", "Outcome")},
        "x-actor": kind.actor.name,
    }


@cache
def _described() -> tuple[dict[Any, Any], dict[str, Any]]:
    forms: dict[str, TypeAdapter[Any]] = {kind.name: kind.body for kind in COMMANDS.values()} | {"batch": FORM}
    inputs: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [(name, _MODE, form) for name, form in forms.items()]
    by_key, definitions = TypeAdapter.json_schemas(inputs, ref_template=_REF)
    return by_key, definitions.get("$defs", {})


def _forms() -> dict[str, Any]:
    return _described()[1]


def _schema_of(kind: CommandKind) -> dict[str, Any]:
    return _described()[0][kind.name, _MODE]


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answer(description: str, name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _problem() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": "A problem", "content": {"application/problem+json": {"schema": schema}}}


_ABOUT = """Things happen to food; a person taps a phone; a fact is recorded; anyone can scan a code and see the facts.

Every command is a POST with a body and an `Idempotency-Key` of the client's making; sending it again changes nothing
and gives the first answer. Identifiers are GS1's, in any of their written forms. Errors are problems of RFC 9457.
"""
