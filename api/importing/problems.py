"""Say what is wrong with a row, in both languages, at the column where a person can mend it."""

from __future__ import annotations

from collections.abc import Mapping

from api.importing.cells import CellRefused
from api.importing.columns import COLUMNS, Kind
from api.importing.found import Problem, RowRefused, said
from api.importing.table import Row, Value
from api.importing.titles import Titled
from api.problem import problem

_COLUMN_OF: Mapping[str, str] = {"value": "amount", "occurred_at": "day", "area_mu": "area", "point": "lat"}
"""Field of a body -> key of the column that it came from, where they differ."""
LONGEST = 60


class Complaints:
    """Makes problems of one file's rows."""

    def __init__(self, kind: Kind, titled: Titled) -> None:
        self._titles = {column.key: column.title for column in COLUMNS[kind]}
        self._places = titled.places

    def cell(self, row: Row, key: str, refused: CellRefused) -> Problem:
        """A cell that cannot be read."""
        return self._at(row, key, *said(refused.key, **refused.values))

    def row(self, row: Row, refused: RowRefused) -> Problem:
        """A row that does not fit what is registered."""
        return self._at(row, refused.column, *said(refused.key, **refused.values))

    def refusal(self, row: Row, error: Exception, body: object) -> list[Problem]:
        """What the API would have answered."""
        document = problem(error, "en", body).document
        at = [one for one in document.get("errors", ()) if self._key(one.get("pointer", ""))]
        if not at:
            return [self._at(row, "", document["detail_zh"], document["detail_en"])]
        return [self._at(row, self._key(one["pointer"]), one["detail_zh"], one["detail_en"]) for one in at]

    def _key(self, pointer: str) -> str:
        """The column of a field; of a site's name, that is the plot."""
        for field in reversed(pointer.split("/")):
            key = _COLUMN_OF.get(field, field)
            if key in self._titles:
                return key
        return ""

    def _at(self, row: Row, key: str, zh: str, en: str) -> Problem:
        place = self._places.get(key, -1)
        value: Value = row.values[place] if 0 <= place < len(row.values) else None
        return Problem(row.number, self._titles.get(key, ""), "" if value is None else str(value)[:LONGEST], zh, en)
