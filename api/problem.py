"""An error as problem+json (RFC 9457): what, why, at which field, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, cast

import msgspec
from pydantic import ValidationError
from starlette.responses import Response

from api.body import TooLarge
from api.errors import InvalidBody, InvalidParameter, Told, told
from api.strict_json import MalformedJson, pointer_to
from domain.errors import Refused
from domain.gs1 import MalformedIdentifier, WrongCheckDigit
from domain.measure import MeasureRefused
from domain.place import PlaceRefused
from scanner_app.words import word, words
from store.people.errors import CapReached

MEDIA_TYPE = "application/problem+json"
MOST_TOLD: Final = 100
"""Wrong fields that are told: a body of a megabyte may have a hundred thousand."""
_FIELD_OF = {
    "too-far-ahead": "occurred_at",
    "too-late": "occurred_at",
    "proof-missing": "proof",
    "does-not-balance": "outputs",
    "nothing-to-do": "goods",
    "not-yours": "site",
    "wrong-store": "kind",
}
"""The field that a refusal is about, where its details do not name a value of the body."""


class Problem(NamedTuple):
    """One error, ready to be told. `document`: the problem+json object in the language of the request."""

    told: Told
    document: dict[str, Any]

    def response(self) -> Response:
        headers = {"Cache-Control": "no-store"}
        if self.told.retry_after is not None:
            headers["Retry-After"] = str(self.told.retry_after)
        if self.told.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return Response(msgspec.json.encode(self.document), self.told.status, headers, MEDIA_TYPE)


def problem(error: Exception, lang: str, body: object = None) -> Problem:
    """`error` in the words of `lang`; `body` is the value that it was found in, for pointers to its fields."""
    kind = told(error)
    details = _details(error)
    texts = {one: _sentence(one, kind.slug, details) for one in ("en", "zh-CN")}
    document: dict[str, Any] = {
        "type": f"/problems/{kind.slug}",
        "title": word(lang, f"problem.{kind.slug}"),
        "status": int(kind.status),
        "detail": texts[lang],
        "detail_en": texts["en"],
        "detail_zh": texts["zh-CN"],
    }
    if errors := _errors(error, kind.slug, details, body):
        document["errors"] = errors
    if details:
        document["details"] = details
    if isinstance(error, CapReached):
        kind = kind._replace(retry_after=error.retry_after)
    return Problem(kind, document)


def _details(error: Exception) -> dict[str, Any]:
    match error:
        case InvalidBody():
            return {}
        case InvalidParameter():
            return {name: _plain(value) for name, value in error.details.items() if name != "error"}
        case TooLarge():
            return {"most_bytes": error.most}
        case MalformedJson():
            return {"reason": error.reason}
        case MeasureRefused():
            return {"entered": error.entered, "reason": error.reason}
        case MalformedIdentifier():
            return {"given": error.text[:120], "reason": error.reason}
        case PlaceRefused():
            return {"reason": error.reason}
        case _:
            found: Mapping[str, object] = getattr(error, "details", {})
            return {name: _plain(value) for name, value in found.items()}


def _sentence(lang: str, slug: str, details: Mapping[str, Any]) -> str:
    said = word(lang, f"problem.{slug}")
    if not details:
        return said
    told = ", ".join(f"{name}: {value}" for name, value in details.items())
    return f"{said} ({told})" if lang == "en" else f"{said}（{told}）"


def _errors(error: Exception, slug: str, details: Mapping[str, Any], body: object) -> list[dict[str, Any]]:
    match error:
        case InvalidBody():
            found = error.details["error"]
            assert isinstance(found, ValidationError)
            some = found.errors(include_url=False, include_input=False)[:MOST_TOLD]
            return [_field(one, error.details["body"]) for one in some]
        case MalformedJson():
            return [_at(error.pointer, "malformed", error.reason, error.reason)]
        case InvalidParameter():
            parameter = {"parameter": str(error.details["parameter"])}
            if "error" in error.details:
                return [parameter | _reason(cast("Mapping[str, Any]", error.details["error"]))]
            return [parameter | _words(str(error.details["code"]))]
        case Refused() | MeasureRefused() | PlaceRefused() | MalformedIdentifier() if body is not None:
            pointer = _pointer(slug, details, body)
            return [_at(pointer, slug, word("en", f"problem.{slug}"), word("zh-CN", f"problem.{slug}"))]
        case _:
            return []


def _field(found: Mapping[str, Any], body: object) -> dict[str, Any]:
    """One of pydantic's findings in a body."""
    return {"pointer": pointer_to(*_within(body, found["loc"]))} | _reason(found)


def _reason(found: Mapping[str, Any]) -> dict[str, str]:
    """What one of pydantic's findings says, in words of ours."""
    context = found.get("ctx", {})
    match context.get("error"):
        case WrongCheckDigit() as reason:
            return _words("check_digit", found=reason.found, expected=reason.expected)
        case MalformedIdentifier() as reason:
            return _words("identifier", reason=reason.reason)
        case PlaceRefused() | MeasureRefused() as reason:
            return _words("value", reason=reason.reason)
        case _:
            numbers = {name: value for name, value in context.items() if isinstance(value, int | str)}
            return _words(found["type"], **numbers | {"reason": found["msg"]})


def _within(body: object, steps: tuple[int | str, ...]) -> Iterator[int | str]:
    """The steps that lead through `body`, without those that pydantic adds for the branch of a union."""
    for place, step in enumerate(steps):
        if isinstance(body, dict) and step in body:
            body = body[step]
        elif isinstance(body, list) and isinstance(step, int):
            body = body[step] if step < len(body) else None
        elif not isinstance(body, dict) or place < len(steps) - 1:
            continue
        yield step


def _words(code: str, **values: object) -> dict[str, str]:
    known = f"invalid.{code}" if f"invalid.{code}" in words("en") else "invalid.other"
    return {
        "code": known.removeprefix("invalid."),
        "detail_en": words("en")[known].format_map(_Blank(values)),
        "detail_zh": words("zh-CN")[known].format_map(_Blank(values)),
    }


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def _at(pointer: str, code: str, english: str, chinese: str) -> dict[str, Any]:
    return {"pointer": pointer, "code": code, "detail_en": english, "detail_zh": chinese}


def _pointer(slug: str, details: Mapping[str, Any], body: object) -> str:
    """The first field of `body` whose value the refusal names; else the field that such refusals are about."""
    named = {value for value in details.values() if isinstance(value, str) and value}
    found = next((pointer for pointer, value in _leaves(body) if value in named), None)
    if found is not None:
        return found
    field = _FIELD_OF.get(slug, "")
    return pointer_to(field) if field and isinstance(body, dict) and field in body else ""


def _leaves(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, one in value.items():
                yield from _leaves(one, where + pointer_to(name))
        case list() | tuple():
            for place, one in enumerate(value):
                yield from _leaves(one, where + pointer_to(place))
        case _:
            yield where, str(value)


def _plain(value: object) -> object:
    """A detail as JSON: numbers of the trade stay exact, as text."""
    match value:
        case list() | tuple():
            return [_plain(one) for one in value]
        case int() | None:
            return value
        case _:
            return str(value)
