"""What a program may do: nothing that it was not let in for."""

from __future__ import annotations

import pytest

import api.routes  # noqa: F401  registers every command
from api.command import COMMANDS
from api.policy import Actor
from api.policy.scopes import ANY, AREAS, Verb, within


def program(scopes: str) -> Actor:
    return Actor("", "party", "yunfu", "packer", scopes=scopes)


CASES: list[tuple[str, str, Verb, bool]] = [
    ("", "papers", "read", True),
    ("", "people", "record", True),
    ("read", "papers", "read", True),
    ("read", "papers", "record", False),
    ("record", "sales", "record", True),
    ("record", "papers", "read", False),
    ("papers:read", "papers", "read", True),
    ("papers:read", "registers", "read", False),
    ("papers:read", "sales", "record", False),
    ("papers:write", "sales", "record", True),
    ("papers:write", "harvests", "record", False),
    ("papers:read registers:read", "registers", "read", True),
    ("papers:write", ANY, "record", True),
    ("papers:read", ANY, "record", False),
    ("papers:write", "members", "record", False),
]


@pytest.mark.parametrize(("scopes", "tag", "verb", "may"), CASES)
def test_a_scope_opens_its_area_alone(scopes: str, tag: str, verb: Verb, may: bool) -> None:
    assert within(program(scopes), tag, verb) is may


def test_every_command_with_goods_has_an_area() -> None:
    people = {kind.tag for kind in COMMANDS.values()} - AREAS.keys()
    assert not people & {"harvests", "sales", "shipments", "receipts", "purchases"}
    assert {"parties", "sites", "products", "holds", "corrections"} <= AREAS.keys()
