"""What docs/security/sign-in.md states of caps and times is what the code holds."""

from __future__ import annotations

import re
from datetime import timedelta

from fastapi.routing import APIRoute

from api import auth
from api.door import keeper
from api.door.budgets import Rate
from api.signing import areas, clients, providers
from api.signing.answers import SignedIn
from store.people import access, codes, desk_sessions, invitations, persons, provider
from store.people.caps import Cap
from store.people.devices import sessions
from store.people.factors import passkeys, passwords, totp
from tests.tree import ROOT, own_text

STATED = (ROOT / "docs" / "security" / "sign-in.md").read_text(encoding="utf-8")
MODULES = (codes, passwords, totp, invitations, providers)
TIMES = {
    "access token": access.LIFE,
    "session of a device": sessions.LIFE,
    "token of a program": clients.LIFE,
    "one-time code": codes.LIFE,
    "question for a passkey": passkeys.LIFE,
    "visit to the identity provider": provider.LIFE,
    "administrators' desk, without a look; and since both factors were shown, to open it": desk_sessions.IDLE,
    "administrators' desk": desk_sessions.AGE,
    "invitation, at most": timedelta(days=invitations.MOST_DAYS),
    "known number, until a new device needs somebody's word": persons.DORMANT,
}


def span(words: str) -> timedelta:
    number, unit = words.split()
    return timedelta(**{unit.removesuffix("s") + "s": float(number)})


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading or a sentence."""
    table = re.search(r"\n\|.*?\n\n", STATED[STATED.index(heading) :] + "\n\n", re.S)
    assert table is not None
    lines = table[0].strip().splitlines()[2:]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]


def test_the_caps_are_those_that_hold() -> None:
    held = {cap.kind: (cap.most, cap.within) for module in MODULES for cap in vars(module).values() if type(cap) is Cap}
    held["code.tries"] = (codes.TRIES, codes.LIFE)
    assert {kind: (int(most), span(within)) for kind, _, _, most, within in rows("## Caps")} == held


def test_every_way_in_is_written_down() -> None:
    routes = [route for area in areas.AREAS for route in area.router.routes if isinstance(route, APIRoute)]
    ways = {route.operation_id for route in routes if route.response_model in (SignedIn, clients.ClientAccess)}
    assert ways == {name for _, name, *_ in rows("## Ways in") for name in re.findall(r"\w+", name)} | {"refresh"}


def test_what_must_not_be_guessed_comes_from_the_systems_generator() -> None:
    """Chance that can be repeated is the demo's alone."""
    loose = re.compile(r"^\s*(?:import random|from random import)", re.M)
    found = {path for path, text in own_text(".py").items() if path.parts[0] in ("api", "store") and loose.search(text)}
    assert {path.as_posix() for path in found} == {"api/demo/chance.py"}


def test_no_cap_is_forgotten_here() -> None:
    sources = [text for path, text in own_text(".py").items() if path.parts[0] in ("api", "store")]
    kinds = {kind for text in sources for kind in re.findall(r"\bCap\(\s*\"([^\"]+)\"", text)}
    assert kinds <= {row[0] for row in rows("## Caps")}
    assert len(kinds) > 8


def test_the_rates_of_a_process_are_those_that_hold() -> None:
    stated = {
        name: Rate(int(most), span(after).total_seconds())
        for name, _, _, most, after in rows("Counted by each server process")
    }
    assert stated == {name: vars(keeper)[name] for name in stated}


def test_the_times_are_those_that_hold() -> None:
    assert {what: span(after) for what, after, _ in rows("## Times")} == TIMES
    assert f"after {auth.TRUSTED_SECONDS:.0f} seconds" in STATED
