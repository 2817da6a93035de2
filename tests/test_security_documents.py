"""What docs/security promises is shown by tests and files that exist, and nothing counts as met without a test."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from functools import cache
from xml.etree import ElementTree

import pytest

from tests.tree import ROOT

SECURITY = ROOT / "docs" / "security"
STATUSES = {
    "threat-model.md": {"met", "partly", "open"},
    "asvs.csv": {"met", "partly", "open", "not applicable"},
    "mlps.md": {"met", "partly", "open", "operator"},
}
DOCUMENTS = list(STATUSES)
LEVELS = {"1": 70, "2": 183}
"""Requirements of OWASP ASVS 5.0.0 by level."""
TEST = re.compile(r"tests/[\w/]+\.py(?:::\w+)?")
FILE = re.compile(
    r"(?<![\w/])(?:api|bench|deploy|docs|domain|projections|scanner_app|store|tests)(?:/[\w.-]*\w)+\.\w+(?=[\s,;:`)\]]|$)"
)
FOLDER = re.compile(r"(?<![\w/])(?:api|domain|projections|scanner_app|store)/(?:\w+/)*(?=[\s,;:`)\]]|$)")
LINK = re.compile(r"\]\(([^)#:]+)\)")
PART = re.compile(r"\b3\.[1-8]\b|after issue 3")


@cache
def text_of(document: str) -> str:
    return (SECURITY / document).read_text(encoding="utf-8")


@cache
def lines(document: str) -> list[dict[str, str]]:
    """Column -> cell of every line of the document's tables."""
    if document.endswith(".csv"):
        return list(csv.DictReader(text_of(document).splitlines(), strict=True))
    found: list[dict[str, str]] = []
    titles: list[str] = []
    for line in text_of(document).splitlines():
        cells = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
        if not line.startswith("|"):
            titles = []
        elif not titles:
            titles = cells
        elif set(line) - set("|-"):
            found.append(dict(zip(titles, cells, strict=True)))
    return found


@cache
def functions(path: str) -> set[str]:
    """The tests of a file; none when there is no such file."""
    if not (ROOT / path).is_file():
        return set()
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_is_named_exists(document: str) -> None:
    named = {test for line in lines(document) for test in TEST.findall(line["test"])}
    assert len(named) > 20
    assert {one for one in named if one.partition("::")[2] not in functions(one.partition("::")[0])} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_test_is_named_by_its_file_and_function(document: str) -> None:
    rest = {line["test"]: TEST.sub("", line["test"]).strip(" `") for line in lines(document) if "test" in line["test"]}
    assert {cell for cell, left in rest.items() if left} == set()


@pytest.mark.parametrize("document", [*DOCUMENTS, "README.md"])
def test_every_file_that_is_named_exists(document: str) -> None:
    named = set(FILE.findall(text_of(document)))
    assert named
    assert {name for name in named if not (ROOT / name).is_file()} == set()
    assert {name for name in FOLDER.findall(text_of(document)) if not (ROOT / name).is_dir()} == set()
    assert {name for name in LINK.findall(text_of(document)) if not (SECURITY / name).is_file()} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_status_is_one_of_the_set(document: str) -> None:
    assert {line["status"] for line in lines(document)} <= STATUSES[document]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_is_met_without_a_test(document: str) -> None:
    met = [line for line in lines(document) if line["status"] == "met"]
    assert met
    assert [line for line in met if not TEST.search(line["test"])] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_open_names_the_part_that_brings_it_and_no_test(document: str) -> None:
    waiting = [line for line in lines(document) if line["status"] == "open"]
    assert [line for line in waiting if not PART.search(" ".join(list(line.values())[-2:]))] == []
    assert [line for line in waiting if TEST.search(line["test"])] == []


def test_the_list_is_that_of_asvs_5() -> None:
    rows = lines("asvs.csv")
    numbers = [tuple(map(int, row["id"].removeprefix("V").split("."))) for row in rows]
    assert numbers == sorted(set(numbers))
    assert Counter(row["level"] for row in rows) == LEVELS
    assert {number[0] for number in numbers} == set(range(1, 18))
    assert [row["id"] for row in rows if row["chapter"].split()[0] != row["id"].split(".")[0]] == []
    assert [row["id"] for row in rows if not row["requirement"] or not row["where"]] == []


def test_every_flow_of_the_picture_has_threats() -> None:
    picture = ElementTree.fromstring(text_of("threat-model.svg"))
    drawn = [each.get("id", "") for each in picture.iter() if each.get("class") == "flow"]
    told = dict.fromkeys(line["flow"].split()[0] for line in lines("threat-model.md"))
    assert drawn == [f"flow-{number}" for number in told]
    numbered = [each.findall("{*}text")[-1].text for each in picture.iter() if each.get("class") == "flow"]
    assert numbered == list(told)


def test_the_picture_runs_and_fetches_nothing() -> None:
    picture = ElementTree.fromstring(text_of("threat-model.svg"))
    tags = {each.tag.rpartition("}")[2] for each in picture.iter()}
    assert tags <= {"svg", "title", "desc", "style", "defs", "marker", "g", "rect", "path", "circle", "text"}
    assert [name for each in picture.iter() for name in each.attrib if "href" in name or name.startswith("on")] == []
