"""One page around any select, as JSON or as CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Response
from sqlalchemy import Select

from api.schemas import Page
from db import pages
from db.session import Session

R = TypeVar("R")

CSV_ROWS = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def page_of(session: Session, rows: Select[R], page: Page, show: Callable[[R], Any]) -> dict[str, Any]:
    """One page of a select, and how many rows there are: ``total``, beyond 10,000 an estimate that says so."""
    found, about = rows_of(session, rows, page)
    return {"items": [show(row) for row in found]} | about


def rows_of(
    session: Session, rows: Select[R], page: Page, *, is_narrow: bool = False
) -> tuple[Sequence[R], dict[str, Any]]:
    """The rows of one page, for who shows them together, and what the page says beside its items; ``is_narrow`` as in ``db.pages``."""
    found = pages.found(session, rows, (page.page - 1) * page.limit, page.limit, is_narrow=is_narrow)
    return found.rows, _about(page, found)


def keys_of(
    session: Session, rows: Select[Any], page: Page, *, is_narrow: bool = False
) -> tuple[Sequence[int], dict[str, Any]]:
    """As ``rows_of``, but the keys alone, for who reads the rows together with others."""
    found = pages.keys(session, rows, (page.page - 1) * page.limit, page.limit, is_narrow=is_narrow)
    return found.rows, _about(page, found)


def page_in(items: Sequence[R], page: Page, show: Callable[[R], Any]) -> dict[str, Any]:
    """Cuts one page from a list in memory."""
    start = (page.page - 1) * page.limit
    shown = [show(item) for item in items[start : start + page.limit]]
    return {"items": shown, "page": page.page, "limit": page.limit, "total": len(items), "total_is_estimate": False}


def csv_of(rows: Iterable[Mapping[str, object]], columns: Sequence[str], name: str) -> Response:
    """Writes a CSV download; a cell that a spreadsheet would run as a formula gets a quote in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


def _about(page: Page, found: pages.Found[Any]) -> dict[str, Any]:
    return {"page": page.page, "limit": page.limit, "total": found.total, "total_is_estimate": found.is_estimate}


def _cell(value: object) -> object:
    text = "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
    return f"'{text}" if isinstance(text, str) and text.lstrip(" ").startswith(_FORMULA_STARTS) else text
