"""What an import finds: what is wrong in which row, and what became of the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from scanner_app.words import word


class Problem(NamedTuple):
    """One thing wrong in one row. `value` as it stands in the file, `column` its title (empty: the whole row)."""

    row: int
    column: str
    value: str
    zh: str
    en: str


class RowRefused(Exception):
    """A row does not fit what is registered. `column` is a key, `key` names the words `import.{key}`."""

    def __init__(self, column: str, key: str, **values: object) -> None:
        super().__init__(key)
        self.column = column
        self.key = key
        self.values = values


@dataclass(slots=True)
class Report:
    """`recorded` counts new commands, `repeated` those of an earlier run, `known` rows that were registered already.

    Of a dry run `recorded` is what would be. With any problem nothing is recorded, unless `interrupted`: others
    were at work between the check and the recording.
    """

    kind: str
    region: str
    file_hash: str
    dry_run: bool
    rows: int = 0
    recorded: int = 0
    repeated: int = 0
    known: int = 0
    ignored: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    interrupted: bool = False


def said(key: str, **values: object) -> tuple[str, str]:
    """The Chinese and the English words of `import.{key}`."""
    return word("zh-CN", f"import.{key}", **values), word("en", f"import.{key}", **values)
