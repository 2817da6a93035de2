"""With the policy and every filter of the application switched off, the database alone keeps tenants apart."""

from __future__ import annotations

import sys
from typing import Any, Final

import pytest
from msgspec.structs import replace
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from api import policy
from api.exporting.asked import Asked, What
from api.exporting.lines import lines
from api.exporting.trace_sheet import sheet, walked
from api.looks.cases import OnCase
from api.reads import paper_told
from api.views import looking
from domain.gs1 import parse
from projections.directory import Scope
from projections.trace.answers import TracedStep
from projections.walk import one_step, trace
from tests.visibility.reading import asked as asked_of
from tests.visibility.story import Story
from tests.visibility.test_rows import MEMBERS, eyes, mine

CITIES: Final = ["yunfu", "guangzhou"]
LISTS: Final = (
    "yunfu/parties", "yunfu/sites", "yunfu/lots", "yunfu/stocks", "yunfu/label-rolls", "yunfu/shipments",
    "yunfu/handovers", "yunfu/receipts", "yunfu/sales", "guangzhou/sites", "guangzhou/stocks", "guangzhou/receipts",
    "guangzhou/sales", "guangzhou/parties",
)  # fmt: skip
PAPERS: Final = {
    "shipment": "yunfu/shipments", "trip": "yunfu/shipments", "handover": "yunfu/handovers",
    "purchase": "yunfu/receipts",
    "refusal": "yunfu/receipts", "supply_receipt": "yunfu/receipts", "supply": "yunfu/sales", "deal": "yunfu/sales",
    "receipt": "guangzhou/receipts", "sale": "guangzhou/sales",
}  # fmt: skip


def answers(story: Story, who: str) -> dict[str, Any]:
    """What lists, papers and views tell somebody, and with which status."""
    found: dict[str, Any] = {}
    for path in LISTS:
        answer = story.get(who, f"/v1/{path}", limit=200)
        found[path] = sorted(map(str, answer.json()["items"])) if answer.status_code == 200 else answer.status_code
    for name, path in PAPERS.items():
        found[f"{path}/{name}"] = story.get(who, f"/v1/{path}/{story.ids[name]}").status_code
    for by in ("lot", "site", "county"):
        items = story.get(who, "/v1/balance", by=by).json()["items"]
        found[f"balance {by}"] = [one | {"excess": None} for one in items]  # said of whole lots only
    kinds = ("overdraft", "purchase_without_proof", "purchase_refused", "label_without_goods")
    found["discrepancies"] = story.get(who, "/v1/discrepancies", kind=kinds).json()
    return found


@pytest.fixture(scope="module")
def judged(story: Story) -> dict[str, dict[str, Any]]:
    """The answers as the policy gives them."""
    return {who: answers(story, who) for who in MEMBERS}


@pytest.fixture
def off(judged: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """`can` says yes to everybody, lists are asked for everybody's rows, and no paper is left out."""
    real = {id(policy.can): lambda *_: True, id(looking.scope): _everybodys}
    monkeypatch.setattr(OnCase, "scope", Scope())
    real[id(paper_told.concerns)] = lambda *_: True
    for module in [one for name, one in sys.modules.items() if name.startswith("api.")]:
        for name, value in list(vars(module).items()):
            if id(value) in real:
                monkeypatch.setattr(module, name, real[id(value)])


def _everybodys(*_: object) -> looking.Scope:
    return looking.Scope("", "")


@pytest.mark.parametrize("who", MEMBERS)
def test_lists_papers_and_views_tell_what_they_told(
    story: Story, judged: dict[str, dict[str, Any]], off: None, who: str
) -> None:
    now = answers(story, who)
    assert {name: (said, judged[who][name]) for name, said in now.items() if said != judged[who][name]} == {}


def test_the_switch_is_off(story: Story, off: None) -> None:
    """Else the tests here would show nothing. A unit is read from its events: the policy stands alone (decision 15)."""
    answer = story.get("other_carrier", f"/v1/yunfu/units/{story.ids['box']}")
    assert answer.status_code == 200


@pytest.mark.parametrize("who", MEMBERS)
def test_a_whole_chain_is_walked_no_further_than_ones_own_steps(story: Story, conninfo: str, who: str) -> None:
    """As an official's trace is asked for, with a tenant's eyes."""
    own = mine(story, who)

    async def walk(connection: AsyncConnection[TupleRow]) -> tuple[set[TracedStep], set[TracedStep]]:
        walked: set[TracedStep] = set()
        dealt: set[TracedStep] = set()
        for name in ("lot", "graded", "repacked", "supplier_lot", "neighbour_lot", "held", "over"):
            lot = parse(story.ids[name])
            found = await trace(connection, CITIES, lot)
            assert {one.lot for one in found.nodes} <= {one.lot for one in found.steps}
            walked |= {replace(one, proof=None) for one in found.steps}
            dealt |= {replace(one, proof=None) for one in (await one_step(connection, CITIES, lot, own)).steps}
        return walked, dealt

    walked, dealt = asked_of(conninfo, eyes(story, who), walk)
    assert walked - dealt == set()


@pytest.mark.parametrize("what", ["lots", "movements"])
@pytest.mark.parametrize("who", MEMBERS)
def test_files_have_no_others_rows(story: Story, monkeypatch: pytest.MonkeyPatch, who: str, what: What) -> None:
    asked = Asked(what, ("yunfu", "guangzhou"), party=story.parties[who])
    filtered = list(lines(story.regions, asked))
    everybodys = asked.values() | {"party": ""}
    monkeypatch.setattr(Asked, "values", lambda _: everybodys)
    found = list(lines(story.regions, asked))
    assert [row for row in found if row not in filtered] == []


def test_the_file_of_a_trace_is_of_ones_own_dealings(story: Story, conninfo: str) -> None:
    asked = Asked("trace", ("yunfu", "guangzhou"), party=story.parties["grower"], lot=story.ids["lot"])

    found = asked_of(conninfo, asked.eyes, lambda connection: walked(connection, story.regions, asked))
    rows = list(sheet(story.regions, asked, found))
    own = mine(story, "grower")
    assert rows
    assert [row for row in rows if own.isdisjoint({row["party"], row["other_party"], row["carrier"]})] == []
