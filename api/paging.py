"""One page around any select, as JSON or as CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Response
from sqlalchemy import ClauseElement, Executable, Select, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from api.schemas import Page
from db.session import Session

R = TypeVar("R")

CSV_ROWS = 10_000
COUNTED = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def page_of(session: Session, rows: Select[R], page: Page, show: Callable[[R], Any]) -> dict[str, Any]:
    """Selects one page and counts them all; beyond ``COUNTED`` the total is the planner's estimate and says so."""
    found = session.scalars(rows.limit(page.limit).offset((page.page - 1) * page.limit))
    return {"items": [show(row) for row in found], "page": page.page, "limit": page.limit} | total_of(session, rows)


def total_of(session: Session, rows: Select[R]) -> dict[str, Any]:
    """How many there are: ``total``, and ``total_is_estimate`` where counting them would keep the reader waiting."""
    bare: Select[Any] = rows.order_by(None).with_only_columns(literal_column("1"), maintain_column_froms=True)
    counted = session.scalar(select(func.count()).select_from(bare.limit(COUNTED + 1).subquery())) or 0
    if counted <= COUNTED:
        return {"total": counted, "total_is_estimate": False}
    plan = session.execute(_Explained(bare)).scalar_one()
    return {"total": max(counted, int(plan[0]["Plan"]["Plan Rows"])), "total_is_estimate": True}


class _Explained(Executable, ClauseElement):
    """A statement's plan instead of its rows, as https://docs.sqlalchemy.org/en/21/core/compiler.html shows it."""

    inherit_cache = False

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement


@compiles(_Explained)
def _explain(explained: _Explained, compiler: SQLCompiler, **given: Any) -> str:
    return f"explain (format json) {compiler.process(explained.statement, **given)}"


def page_in(items: Sequence[R], page: Page, show: Callable[[R], Any]) -> dict[str, Any]:
    """Cuts one page from a list in memory."""
    start = (page.page - 1) * page.limit
    shown = [show(item) for item in items[start : start + page.limit]]
    return {"items": shown, "page": page.page, "limit": page.limit, "total": len(items)}


def csv_of(rows: Iterable[Mapping[str, object]], columns: Sequence[str], name: str) -> Response:
    """Writes a CSV download; a cell that a spreadsheet would run as a formula gets a quote in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


def _cell(value: object) -> object:
    text = "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
    return f"'{text}" if isinstance(text, str) and text.lstrip(" ").startswith(_FORMULA_STARTS) else text
