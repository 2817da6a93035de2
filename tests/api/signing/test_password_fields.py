"""Fields for passwords hide what is typed, and leave pasting and password managers alone."""

from __future__ import annotations

import re

from tests.tree import own_text

TEMPLATES = {path: text for path, text in own_text(".html").items() if path.parts[:2] == ("scanner_app", "templates")}
SCRIPTS = {path: text for path, text in own_text(".js").items() if path.parts[:2] == ("scanner_app", "static")}
PURPOSES = {"password": {"current-password"}, "current": {"current-password"}, "new": {"new-password"}}
"""What a password manager is told of the fields, by their ids."""


def test_passwords_are_hidden_and_named_for_password_managers() -> None:
    fields = [tag for text in TEMPLATES.values() for tag in re.findall(r"<input\b[^>]*>", text)]
    found = {
        name[1]: (kind[1] if (kind := re.search(r'type="(\w+)"', tag)) else "", purpose[1])
        for tag in fields
        if (purpose := re.search(r'autocomplete="([\w-]*password)"', tag)) and (name := re.search(r'id="(\w+)"', tag))
    }
    assert {name: {purpose} for name, (_, purpose) in found.items()} == PURPOSES
    assert {kind for kind, _ in found.values()} == {"password"}


def test_nothing_is_pasted_in_vain() -> None:
    """No page asks what is pasted, and its policy runs no attribute that would."""
    assert [path for path, text in (TEMPLATES | SCRIPTS).items() if re.search(r"onpaste|[\"']paste[\"']", text)] == []
