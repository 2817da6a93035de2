"""JSON as it must come: one meaning for every reader (RFC 7493, I-JSON), and no deeper than a form can be."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, NoReturn

DEEPEST = 64
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_TOO_DEEP = f"more than {DEEPEST} levels deep"
_NUL = "\x00"


class MalformedJson(Exception):
    """The body is no JSON that can be read in one way only. `pointer` says where, when that is known."""

    def __init__(self, reason: str, pointer: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer


def read_json(raw: bytes) -> Any:  # noqa: ANN401  any JSON value
    """The value of `raw`.

    Refused, with MalformedJson: other encodings than UTF-8, a name twice in one object, NaN and Infinity, unpaired
    surrogates, the character U+0000 (PostgreSQL has no such text), more than DEEPEST levels, numbers without end.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedJson(f"not UTF-8 at byte {error.start}") from error
    try:
        value = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise MalformedJson(f"{error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise MalformedJson(_TOO_DEEP) from error
    except ValueError as error:
        raise MalformedJson("a number has too many digits") from error
    if raw.count(b"[") + raw.count(b"{") > DEEPEST:
        _judge_depth(value)
    if _SURROGATE.search(raw) or b"\\u0000" in raw:
        _judge_texts(value, "")
    return value


def pointer_to(*steps: object) -> str:
    """A JSON pointer (RFC 6901).

    >>> pointer_to("goods", 0, "a/b")
    '/goods/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _judge_depth(value: object) -> None:
    level = [value]
    for _ in range(DEEPEST):
        inner = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        level = [one for some in inner for one in some]
        if not level:
            return
    raise MalformedJson(_TOO_DEEP)


def _judge_texts(value: object, where: str) -> None:
    match value:
        case str():
            if _NUL in value:
                raise MalformedJson("the character U+0000 is not allowed", where)
            if any("\ud800" <= character <= "\udfff" for character in value):
                raise MalformedJson("half a surrogate pair", where)
        case dict():
            for name, one in value.items():
                _judge_texts(name, where)
                _judge_texts(one, where + pointer_to(name.encode(errors="replace").decode()))
        case list():
            for place, one in enumerate(value):
                _judge_texts(one, where + pointer_to(place))
        case _:
            pass


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise MalformedJson(f"the name {twice[:40]!r} stands twice in one object", pointer_to(twice[:40]))
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedJson(f"{name} is no number of JSON")
