"""What bad input gets, command by command: a problem with a pointer in both languages, nothing stored, never a 500."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.forms import FORMS, Form
from tests.api.story import Answer, People, ago, uuid7

OTHER_THINGS = {
    "lot": ["09520000000011", "(414)9521234000037", "(01)09520000000012(10)A1", "x", ""],
    "site": ["(417)9521234000037", "9521234000038", "(00)095212340000000019", "x", ""],
    "product": ["(414)9521234000037", "09520000000012", "x", ""],
    "unit": ["09520000000011", "095212340000000018", "x", ""],
    "to_party": ["(414)9521234000037", "9521234000038"],
    "from_party": ["(414)9521234000037", "9521234000038"],
    "from_site": ["(417)9521234000037", "9521234000038"],
    "to_site": ["(417)9521234000037", "9521234000038"],
}
ABSURD = ["-1", "NaN", "Infinity", "1e300", "1000000000000", "", "一百", "1,5", "0x10", "1" * 41, "0.00000000000001"]


@pytest.fixture(scope="module")
def forms(people: People) -> dict[str, Form]:
    """One body for each command that would be carried out, were it not spoilt."""
    return {name: make(people) for name, make in FORMS.items()}


def heads(people: People) -> dict[str, tuple[int, int]]:
    return {name: (people.head(name), people.count(name, "vault_entry")) for name in people.regions}


def assert_refused(answer: Answer, *, pointed: bool = True) -> dict[str, Any]:
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"].startswith("/problems/")
    assert problem["detail_en"]
    assert problem["detail_zh"]
    if pointed:
        assert problem["errors"], problem
        for error in problem["errors"]:
            assert error["detail_en"]
            assert error["detail_zh"]
            assert "pointer" in error or "parameter" in error
    return problem


@pytest.mark.parametrize("name", FORMS)
def test_fields_of_another_type(people: People, forms: dict[str, Form], name: str) -> None:
    before = heads(people)
    for pointer, spoilt in spoiled_types(forms[name].body):
        problem = assert_refused(people.send(*forms[name]._replace(body=spoilt)))
        assert problem["type"] == "/problems/invalid-body"
        assert any(pointer.startswith(error["pointer"]) for error in problem["errors"]), (pointer, problem)
    assert heads(people) == before


@pytest.mark.parametrize("name", FORMS)
def test_fields_that_are_missing_or_unknown(people: People, forms: dict[str, Form], name: str) -> None:
    before = heads(people)
    form = forms[name]
    for place in objects(form.body):
        spoilt = copy.deepcopy(form.body)
        at(spoilt, place)["surprise"] = 1
        problem = assert_refused(people.send(*form._replace(body=spoilt)))
        assert problem["errors"][0]["pointer"].endswith("/surprise")
        assert problem["errors"][0]["code"] == "extra_forbidden"
    problem = assert_refused(people.send(*form._replace(body={})))
    assert {error["code"] for error in problem["errors"]} <= {"missing", "union_tag_not_found"}
    assert heads(people) == before


@pytest.mark.parametrize("name", FORMS)
def test_absurd_numbers(people: People, forms: dict[str, Form], name: str) -> None:
    before = heads(people)
    form = forms[name]
    for place in objects(form.body):
        if at(form.body, place).keys() != {"value", "unit"}:
            continue
        for number in ABSURD:
            spoilt = copy.deepcopy(form.body)
            at(spoilt, place)["value"] = number
            problem = assert_refused(people.send(*form._replace(body=spoilt)))
            assert problem["errors"][0]["pointer"] == "".join(f"/{step}" for step in (*place, "value")), problem
        spoilt = copy.deepcopy(form.body)
        at(spoilt, place)["unit"] = "furlong"
        problem = assert_refused(people.send(*form._replace(body=spoilt)))
        assert problem["errors"][0]["pointer"] == "".join(f"/{step}" for step in (*place, "unit")), problem
    assert heads(people) == before


@pytest.mark.parametrize("name", FORMS)
def test_identifiers_of_another_kind_or_misread(people: People, forms: dict[str, Form], name: str) -> None:
    before = heads(people)
    form = forms[name]
    for place in objects(form.body):
        for field, wrong in OTHER_THINGS.items():
            if not isinstance(at(form.body, place).get(field), str) or (
                field == "unit" and "value" in at(form.body, place)
            ):
                continue
            for text in wrong:
                spoilt = copy.deepcopy(form.body)
                at(spoilt, place)[field] = text
                problem = assert_refused(people.send(*form._replace(body=spoilt)))
                assert problem["errors"][0]["pointer"] == "".join(f"/{step}" for step in (*place, field)), problem
    assert heads(people) == before


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "when",
    [
        "1999-12-31T23:59:59+08:00",
        "2100-06-01T00:00:00+08:00",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59Z",
        "2026-07-01",
        "2026-07-01T08:00:00",
        "1783000000",
        "yesterday",
        1783000000,
        pytest.param(lambda: ago(minutes=-11), id="11 minutes ahead"),  # of the moment that it is sent
        pytest.param(lambda: ago(days=31), id="31 days late"),
    ],
)
def test_times_far_off(people: People, forms: dict[str, Form], name: str, when: object) -> None:
    before = heads(people)
    when = when() if callable(when) else when
    problem = assert_refused(people.send(*forms[name]._replace(body=forms[name].body | {"occurred_at": when})))
    assert problem["errors"][0]["pointer"] == "/occurred_at"
    assert heads(people) == before


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda text: text[:-1], "malformed-json"),
        (lambda text: "", "malformed-json"),
        (lambda text: "[" + text + "]", "invalid-body"),
        (lambda text: "null", "invalid-body"),
        (lambda text: '"' + "x" * 100 + '"', "invalid-body"),
        (lambda text: text[:-1] + ', "note": NaN}', "malformed-json"),
        (lambda text: text[:-1] + ', "note": Infinity}', "malformed-json"),
        (lambda text: text[:-1] + ', "note": 1e999}', "invalid-body"),
        (lambda text: text[:-1] + ', "note": "\\ud800"}', "malformed-json"),
        (lambda text: text[:-1] + ', "\\udfff": 1}', "malformed-json"),
        (lambda text: text[:-1] + ', "note": "\\u0000"}', "malformed-json"),
        (lambda text: text[:-1] + ', "note": "\\u0007"}', "invalid-body"),
        (lambda text: text[:-1] + ', "note": "a", "note": "b"}', "malformed-json"),
        (lambda text: text[:-1] + ', "note": ' + "[" * 65 + "]" * 65 + "}", "malformed-json"),
        (lambda text: text[:-1] + ', "note": ' + "[" * 5000 + "]" * 5000 + "}", "malformed-json"),
        (lambda text: text[:-1] + ', "note": ' + "9" * 5000 + "}", "malformed-json"),
        (lambda text: text[:-1] + ', "note": "' + "长" * 2001 + '"}', "invalid-body"),
    ],
)
def test_json_that_is_not_clean(people: People, forms: dict[str, Form], name: str, spoil: Any, problem: str) -> None:
    before = heads(people)
    form = forms[name]
    form.body.pop("note", None)
    content = spoil(json.dumps(form.body, ensure_ascii=False)).encode()
    answer = people.send(form.who, form.region, form.path, content)
    assert assert_refused(answer)["type"] == f"/problems/{problem}", answer.text
    assert heads(people) == before


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
def test_other_encodings(people: People, forms: dict[str, Form], encoding: str) -> None:
    form = forms["record_harvest"]
    content = json.dumps(form.body | {"note": "雨"}, ensure_ascii=False).encode(encoding)
    assert assert_refused(people.send(form.who, form.region, form.path, content))["type"] == "/problems/malformed-json"


@pytest.mark.parametrize("size", [1_000_001, 10_000_000])
def test_bodies_that_are_too_large(people: People, forms: dict[str, Form], size: int) -> None:
    form = forms["record_harvest"]
    answer = people.send(form.who, form.region, form.path, b" " * size)
    assert answer.status_code == 413
    assert assert_refused(answer, pointed=False)["details"] == {"most_bytes": 1_000_000}


@pytest.mark.parametrize("media_type", ["text/plain", "", "application/x-www-form-urlencoded", "application/jsonp"])
def test_other_media_types(people: People, forms: dict[str, Form], media_type: str) -> None:
    answer = people.send(*forms["record_harvest"], headers={"Content-Type": media_type})
    assert answer.status_code == 415
    assert_refused(answer, pointed=False)


@pytest.mark.parametrize(
    ("headers", "parameter"),
    [
        ({"Idempotency-Key": ""}, "Idempotency-Key"),
        ({"Idempotency-Key": "1"}, "Idempotency-Key"),
        ({"Idempotency-Key": "f47ac10b-58cc-4372-a567-0e02b2c3d479"}, "Idempotency-Key"),
        ({"Captured": "online"}, "Captured"),
        ({"Sent-At": "yesterday"}, "Sent-At"),
        ({"Sent-At": "0001-01-01T00:00:00+00:00"}, "Sent-At"),
        ({"Device": "a b"}, "Device"),
        ({"Device": "x" * 65}, "Device"),
    ],
)
def test_headers_that_cannot_be_read(
    people: People, forms: dict[str, Form], headers: dict[str, str], parameter: str
) -> None:
    before = heads(people)
    answer = people.send(*forms["record_harvest"], headers=headers)
    assert answer.status_code == 422
    assert assert_refused(answer)["errors"][0]["parameter"] == parameter
    assert heads(people) == before


@pytest.mark.parametrize("name", [name for name in FORMS if name.endswith(("handover", "shipment", "unit", "sale"))])
def test_addresses_that_name_another_kind_of_thing(people: People, forms: dict[str, Form], name: str) -> None:
    form = forms[name]
    if "/" not in form.path:
        return
    first, _, last = form.path.split("/")
    for wrong in ("x", "09520000000011", "%00", "a%2Fb", "..", "1" * 5000):
        answer = people.send(*form._replace(path=f"{first}/{wrong}/{last}"))
        assert answer.status_code in (404, 422), answer.text
        assert_refused(answer, pointed=False)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/yunfu/nowhere", 404),
        ("POST", "/v1/yunfu/nowhere", 404),
        ("GET", "/v1/yunfu/harvests", 405),
        ("DELETE", "/v1/yunfu/harvests", 405),
        ("POST", "/livez", 405),
        ("POST", "/v1/atlantis/harvests", 404),
    ],
)
def test_addresses_and_methods_that_are_not(people: People, method: str, path: str, status: int) -> None:
    headers = people.token("grower") | {"Idempotency-Key": str(uuid7()), "Content-Type": "application/json"}
    answer = people.client.request(method, path, headers=headers)
    assert answer.status_code == status
    assert_refused(answer, pointed=False)


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer x", "Bearer sy_" + "x" * 43, "Basic abc", "Bearer sy_" + "x" * 500]
)
def test_without_a_valid_token(people: People, forms: dict[str, Form], token: str) -> None:
    answer = people.send(*forms["record_harvest"], headers={"Authorization": token})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert_refused(answer, pointed=False)


@pytest.mark.parametrize(
    ("lang", "headers", "chinese"),
    [
        ("", {}, True),
        ("?lang=en", {}, False),
        ("", {"Accept-Language": "en"}, False),
        ("?lang=zh-CN", {"Accept-Language": "en"}, True),
    ],
)
def test_problems_speak_the_language_of_the_request(
    people: People, lang: str, headers: dict[str, str], chinese: bool
) -> None:
    problem = people.client.post(f"/v1/yunfu/harvests{lang}", headers=headers).json()
    assert problem["detail"] == problem["detail_zh" if chinese else "detail_en"]


def spoiled_types(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """`body` with one value at a time replaced by one of another type."""
    for place in leaves(body):
        for wrong in (17, 1.5, True, [], {}, "x"):
            if type(wrong) is type(at(body, place)) or (isinstance(at(body, place), float) and wrong in (17, 1.5)):
                continue
            spoilt = copy.deepcopy(body)
            at(spoilt, place[:-1])[place[-1]] = wrong
            yield "".join(f"/{step}" for step in place), spoilt


def objects(value: object, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        yield where
    for name, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from objects(one, (*where, name))


def leaves(value: object, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(one, (*where, name))
    else:
        yield where


def at(value: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        value = value[step]
    return value
