"""The fields of a page as its HTML shows them, and as its JSON says them, in one form to compare."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


def json_fields(value: Any, path: str = "") -> dict[str, tuple[str, str]]:
    """Path -> (value, text): a coded value has both, of anything else the text is empty."""
    if isinstance(value, dict):
        if value.keys() == {"code", "text"}:
            return {path: (value["code"], value["text"])}
        return _merged(json_fields(one, f"{path}.{key}".lstrip(".")) for key, one in value.items())
    if isinstance(value, list):
        return _merged(json_fields(one, f"{path}.{place}") for place, one in enumerate(value))
    return {path: (str(value), "")}


class Shown(HTMLParser):
    """`fields`: path -> (value, text) of every element with data-field; `text`: all that a person reads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, tuple[str, str]] = {}
        self.text = ""
        self._open: list[tuple[str, str, dict[str, str]]] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._hidden += tag in ("style", "script", "svg")
        if "data-field" in values:
            assert values["data-field"] not in self.fields, f"{values['data-field']} stands twice"
            self.fields[values["data-field"]] = ("", "")
            self._open.append((tag, values["data-field"], values))

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.text += data
        if self._open:
            _, path, values = self._open[-1]
            text = self.fields[path][1] + data
            self.fields[path] = (values.get("value") or values.get("datetime") or "", text)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "svg")
        if self._open and self._open[-1][0] == tag:
            self._open.pop()


def same_fields(shown: Shown, said: dict[str, Any]) -> None:
    """Fails where a field stands in one form only or says something else there."""
    expected = json_fields(said)
    assert shown.fields.keys() == expected.keys()
    for path, (value, text) in expected.items():
        seen_value, seen_text = shown.fields[path]
        assert (seen_value or seen_text.strip()) == value, path
        assert not text or seen_text.strip() == text, path


def _merged(parts: Any) -> dict[str, tuple[str, str]]:
    return {path: value for part in parts for path, value in part.items()}
