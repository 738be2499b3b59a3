"""One page around any select, as JSON or as CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Response
from sqlalchemy import Select, func, select

from api.schemas import Page
from db.session import Session

R = TypeVar("R")

CSV_ROWS = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def page_of(session: Session, rows: Select[R], page: Page, show: Callable[[R], Any]) -> dict[str, Any]:
    """Selects one page and counts them all."""
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery()))
    found = session.scalars(rows.limit(page.limit).offset((page.page - 1) * page.limit))
    return {"items": [show(row) for row in found], "page": page.page, "limit": page.limit, "total": total}


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
