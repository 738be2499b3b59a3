"""A table of jobs in CSV as statements about jobs: its encoding, its separator, its columns in any order."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import Field, ValidationError, model_validator

from api.errors import invalid
from api.job_corrections import Exact, Words
from api.job_export import COLUMNS, cells_of
from api.job_schemas import LastDay, SkillList
from api.job_statements import Statement
from api.schemas import Line, Text
from db.jobs import Status, StoredJob
from errors import InvalidFields
from posting import JobFields

_ALIASES = {"text": "description"}
_NOT_READ = frozenset({"job_id"})
_SEPARATORS = ",;\t"
_LONGEST_CELL = 1_000_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class TableOfJobs:
    """Rows with what each states, or how it fails when it is asked, and the columns that were not read."""

    rows: Sequence[Callable[[], Statement]]
    unknown_columns: list[str]


class _Row(Exact):
    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    description: Text | None = None
    requirements: Text | None = None
    skills_required: SkillList = Field(default_factory=list)
    industry: Words | None = None
    status: Status = "open"
    closes_on: LastDay | None = None

    @model_validator(mode="after")
    def _says_something(self) -> _Row:
        if not (self.description or self.requirements or self.title):
            raise ValueError("fill in a description, requirements or at least a title")
        return self


def table_of(data: bytes, most: int) -> TableOfJobs:
    """Reads a table in UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs.

    Args:
        data: The file.
        most: Rows that it may have.

    Raises:
        InvalidFields: It is no table, has neither titles nor descriptions, or has more rows.
    """
    text = _decoded(data)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)) if any(line)]
    except csv.Error as exc:
        raise InvalidFields("This cannot be read as CSV; save the table as CSV (UTF-8) and send that.") from exc
    names = [_named(name) for name in lines[0]] if lines else []
    if not {"title", "description"} & {*names}:
        raise InvalidFields(
            f"The first line must name the columns, with a title or a description among {', '.join(COLUMNS[1:])}."
        )
    if repeated := sorted({name for name in names if name in COLUMNS and names.count(name) > 1}):
        raise InvalidFields(f"The column {repeated[0]} is there more than once; leave one.")
    if len(lines) - 1 > most:
        raise InvalidFields(f"The table has {len(lines) - 1:,} rows; send at most {most:,} at once.")
    unknown = [said.strip()[:80] for said, name in zip(lines[0], names, strict=True) if name not in COLUMNS]
    return TableOfJobs([_reader(names, line) for line in lines[1:]], [name for name in dict.fromkeys(unknown) if name])


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\x00" in text:
        raise InvalidFields("This is no CSV file; save the table as CSV (UTF-8) and send that.")
    return text


def _separator(text: str) -> str:
    """The one by which the first line names the most columns that are known."""
    header = text.lstrip().split("\n", 1)[0]
    return max(
        _SEPARATORS,
        key=lambda sign: sum(_named(name) in COLUMNS for name in next(csv.reader([header], delimiter=sign), [])),
    )


def _named(said: str) -> str:
    name = "_".join(said.strip().lower().split())
    return _ALIASES.get(name, name)


def _reader(names: Sequence[str], line: Sequence[str]) -> Callable[[], Statement]:
    return lambda: _statement(names, line)


def _statement(names: Sequence[str], line: Sequence[str]) -> Statement:
    if len(line) > len(names) and any(line[len(names) :]):
        raise InvalidFields(
            "The row has more cells than there are columns; put cells that hold the separator in quotes."
        )
    cells = {name: _cell(said) for name, said in zip(names, line, strict=False) if name in COLUMNS}
    said: dict[str, Any] = {name: cell for name, cell in cells.items() if cell.strip() and name not in _NOT_READ}
    if "skills_required" in said:
        said["skills_required"] = [name.strip() for name in said["skills_required"].split(";") if name.strip()]
    for name in said.keys() & {"status", "closes_on"}:
        said[name] = said[name].strip().lower()
    try:
        row = _Row.model_validate(said)
    except ValidationError as exc:
        raise invalid(exc) from None
    return Statement(
        row.description or row.title or row.requirements or "",
        JobFields(row.title, row.company, row.location, row.requirements, tuple(row.skills_required)),
        facts=lambda job: {"industry": row.industry} if row.industry else {},
        status=row.status,
        closes_on=date.fromisoformat(row.closes_on) if row.closes_on else None,
        is_same=lambda stored: _is_same(stored, cells),
    )


def _cell(said: str) -> str:
    """A cell without the quote that keeps spreadsheets from running it."""
    return said[1:] if said.startswith("'") and said[1:].lstrip(" ").startswith(_FORMULA_STARTS) else said


def _is_same(stored: StoredJob, cells: Mapping[str, str]) -> bool:
    shown = cells_of(stored)
    return all(_plain(shown[name]) == _plain(cell) for name, cell in cells.items() if name not in _NOT_READ)


def _plain(cell: str) -> str:
    return " ".join(cell.split())
