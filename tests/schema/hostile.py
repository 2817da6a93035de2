"""Text that would do something if it reached an interpreter: SQL, a template, a format string, markup, a shell."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, Final

MARKS: Final = (
    "' OR 1=1 --", "'; DROP TABLE commons.person; --", '"', "\\", "$$;", "{{7*7}}", "{% raw %}", "{0.__class__}", "{}",
    "%(x)s", "%s%n", "${7*7}", "<script>alert(1)</script>", "javascript:alert(1)", "$(id)", "`id`", "../../x", "%2527",
)  # fmt: skip


def hostile(value: Any, draw: Random) -> Any:
    """The same value with such text in the place of one of its strings, so that the rest is let through."""
    places = list(_texts(value))
    return _put(value, draw.choice(places), draw.choice(MARKS)) if places else value


def _texts(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, str):
        yield here
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in items:
        yield from _texts(one, (*here, name))


def _put(value: Any, place: tuple[Any, ...], text: str) -> Any:
    if not place:
        return text
    items = value.items() if isinstance(value, dict) else enumerate(value)
    changed = {name: _put(one, place[1:], text) if name == place[0] else one for name, one in items}
    return changed if isinstance(value, dict) else list(changed.values())
