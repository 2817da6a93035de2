"""Bring a file in: understand every row, decide everything on memory, and only then record, in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from api.auth import Actor
from api.errors import HttpRefused
from api.importing.absent import known_absent
from api.importing.apart import read_apart
from api.importing.book import Book
from api.importing.columns import Kind
from api.importing.found import Report, RowRefused
from api.importing.keeping import keep_all
from api.importing.naming import Minting
from api.importing.problems import Complaints
from api.importing.rehearsal import Ready, Rehearsal
from api.importing.rows import Rows
from api.importing.table import FileRefused, Row
from api.importing.titles import Titled, find_titles, read_cells
from api.importing.wishes import Namer, Wish
from api.recording import REFUSALS, Done, carry_out_all, recorder
from api.regions import Regions
from domain.region import COMMONS
from store.records import CommandKey, CommandRow

GROUP: Final = 500
"""Commands handed over at a time; fewer than the writer takes at once."""
ORDER: Final = {"parties": 0, "products": 0, "sites": 1}
"""A plot is recorded after the household that it belongs to."""
Progress = Callable[[int, int], None]


class Import:
    """One file for one region, by `actor`: a supervisor of a cooperative; for products an administrator."""

    def __init__(self, regions: Regions, kind: Kind, region: str, actor: Actor, progress: Progress) -> None:
        self._regions = regions
        self._kind: Kind = kind
        self._region = COMMONS if kind == "products" else region
        self._actor = actor
        self._progress = progress
        self._rehearsal = Rehearsal(regions, self._region, actor)

    def run(self, path: Path, *, dry_run: bool) -> Report:
        """Raises FileRefused (as a whole), OSError, StoreError; nothing is recorded then."""
        digest, sheets = read_apart(path)
        titled = find_titles(sheets, self._kind)
        report = Report(self._kind, self._region, digest, dry_run, rows=len(titled.rows))
        report.ignored = titled.ignored
        if not titled.rows:
            raise FileRefused("no_rows")
        complaints = Complaints(self._kind, titled)
        wishes = self._understand(titled, complaints, report)
        with known_absent(self._regions, self._region, (wish for _, wish in wishes)):
            ready = self._decide(wishes, complaints, report)
            if not report.problems and not dry_run:
                self._record(ready, complaints, report)
        report.problems.sort(key=lambda problem: problem.row)
        return report

    def _understand(self, titled: Titled, complaints: Complaints, report: Report) -> list[tuple[Row, Wish]]:
        book = Book(self._regions, self._region, self._actor.party)
        if self._kind == "products":
            book.read_products()
        else:
            book.read_people()
        if self._kind == "harvest":
            book.read_products()
        namer = Namer(self._regions.settings.content_key.reveal(), self._actor.party)
        rows = Rows(
            self._region, book, namer, Minting(self._regions.settings.company_prefix, namer, book.keys), titled.units
        )
        understand: Callable[[int, dict[str, Any]], list[Wish]] = getattr(rows, self._kind)
        wishes: list[tuple[Row, Wish]] = []
        for row in titled.rows:
            cells, refused_cells = read_cells(row, titled, self._kind)
            if refused_cells:
                report.problems += [complaints.cell(row, key, refused) for key, refused in refused_cells]
                continue
            try:
                wishes += [(row, wish) for wish in understand(row.number, cells)]
            except RowRefused as refused:
                report.problems.append(complaints.row(row, refused))
        report.known = rows.known
        return wishes

    def _decide(
        self, wishes: list[tuple[Row, Wish]], complaints: Complaints, report: Report
    ) -> list[tuple[Row, Ready]]:
        """What is left to record, with every refusal in the report."""
        known = self._recorded(wish for _, wish in wishes)
        found: list[tuple[Row, Ready]] = []
        for done, (row, wish) in enumerate(wishes, 1):
            try:
                ready = self._rehearsal.read(wish)
                before = known.get(wish.id)
                if before is None:
                    found.append((row, self._rehearsal.decide(ready)))
                elif before.content_hash == ready.command.act.content_hash:
                    report.repeated += 1
                else:
                    report.problems.append(complaints.row(row, RowRefused("", "other_content")))
            except (HttpRefused, *REFUSALS) as refused:
                report.problems += complaints.refusal(row, refused, wish.body)
            self._progress(done, 2 * len(wishes))
        report.recorded = len(found)
        return found

    def _record(self, ready: list[tuple[Row, Ready]], complaints: Complaints, report: Report) -> None:
        """In rounds, so that no command waits inside its group for an earlier one of its lane."""
        report.recorded = 0
        rounds = Counter[str]()
        numbered: list[tuple[int, Row, Ready]] = []
        for row, one in ready:
            numbered.append((rounds[one.wish.lane] if one.wish.lane else ORDER[one.wish.path], row, one))
            rounds[one.wish.lane] += 1
        numbered.sort(key=lambda each: each[0])
        region = self._regions[self._region]
        for start in range(0, len(numbered), GROUP):
            some = numbered[start : start + GROUP]
            kept = keep_all(self._regions, self._region, [one for _, _, one in some])
            answers = carry_out_all(region, kept)
            for (_, row, one), answer in zip(some, answers, strict=True):
                if isinstance(answer, Done):
                    report.recorded += 1
                else:  # somebody else was at work since the rehearsal
                    report.interrupted = True
                    report.problems += complaints.refusal(row, answer, one.wish.body)
            self._progress(len(numbered) + start + len(some), 2 * len(numbered))

    def _recorded(self, wishes: Iterable[Wish]) -> dict[UUID, CommandRow]:
        actor = self._actor
        keys = [CommandKey(actor.party, actor.person, wish.id) for wish in wishes]
        found = recorder(self._regions[self._region]).find_commands(keys)
        return {key.id: row for key, row in found.items()}
