"""What an answer must be like whatever was asked, and what came of all cases, by role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import schemathesis.checks
from rich.console import Console
from rich.table import Table
from schemathesis import Case, Response
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass
class Tally:
    """Of one role. `allowed`: cases of writes that it may do; `done`: those of them that were answered 2xx."""

    cases: int = 0
    limited: int = 0
    allowed: int = 0
    done: int = 0
    server_errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    by_operation: Counter[tuple[str, int]] = field(default_factory=Counter)
    writes: set[str] = field(default_factory=set)
    surprises: set[str] = field(default_factory=set)

    @property
    def undone(self) -> set[str]:
        """Writes that the role may do, and that were never answered 2xx."""
        done = {operation for operation, status in self.by_operation if 200 <= status < 300}
        return self.writes - done

    @property
    def share(self) -> float:
        """Of the writes that the role may do, answered 2xx."""
        return self.done / self.allowed if self.allowed else 0.0

    def note(self, operation: str, status: int, *, write: bool, allowed: bool) -> None:
        """One case and its answer; one that was only put off by a rate limit is no case."""
        self.by_operation[operation, status] += 1
        if status == 429:
            self.limited += 1
            return
        self.cases += 1
        if write and allowed:
            self.writes.add(operation)
            self.allowed += 1
            self.done += 200 <= status < 300
        elif write and 200 <= status < 300:
            self.surprises.add(operation)


def judge(case: Case, answer: Response, tally: Tally) -> None:
    """Note what is wrong with the answer."""
    try:
        case.validate_response(answer, checks=CHECKS)
        wrong: Iterable[Failure] = ()
    except FailureGroup as found:
        wrong = [one for one in found.exceptions if isinstance(one, Failure)]
    for one in wrong:
        told = f"{case.operation.label}: {one.title}: {one.message[:300]}\n{case.as_curl_command()[:1500]}"
        told += f"\n-> {answer.status_code} {answer.text[:500]}"
        (tally.server_errors if answer.status_code >= 500 else tally.violations).append(told)


def table(tallies: dict[str, Tally]) -> Table:
    """A line for each role."""
    made = Table(title="Schemathesis, by role")
    for name in ("role", "cases", "writes it may do", "cases of them", "answered 2xx", "429", "5xx", "violations"):
        made.add_column(name, justify="left" if name == "role" else "right")
    for role, one in tallies.items():
        numbers = (one.cases, len(one.writes), one.allowed, f"{one.share:.0%}", one.limited)
        made.add_row(role, *map(str, (*numbers, len(one.server_errors), len(one.violations))))
    return made


def show(tallies: dict[str, Tally]) -> None:
    Console(width=120).print(table(tallies))
