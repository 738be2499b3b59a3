"""Tables as spreadsheets (XLSX): text stays text, so that no cell is run as a formula; what is in them others say."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence

from flask import Response
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
_NARROW, _WIDE = 14, 40
# Matches the U+0007 of "a\x07b", which no XML holds; does not match a tab or a line break. One pass.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def xlsx_of(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str], name: str, last_line: str | None = None
) -> Response:
    """Writes an XLSX download: a header that stays in sight, filters, numbers as numbers and everything else as text.

    Args:
        rows: What the cells say; lists are joined by "; ".
        columns: The fields of a row, in order.
        name: The file's name.
        last_line: A sentence below the table.
    """
    out = io.BytesIO()
    # Row after row goes to a file: ten thousand of them would take hundreds of megabytes otherwise.
    book = Workbook(out, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        is_long = column.endswith(("skills", "comments", "title", "name", "email"))
        sheet.set_column(at, at, _WIDE if is_long else _NARROW)
        sheet.write_string(0, at, column, book.add_format({"bold": True}))
    last = 0
    for last, row in enumerate(rows, 1):
        for at, column in enumerate(columns):
            _write(sheet, last, at, row.get(column))
    sheet.autofilter(0, 0, last, len(columns) - 1)
    if last_line:
        sheet.write_string(last + 1, 0, last_line)
    book.close()
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(out.getvalue(), mimetype=XLSX, headers=headers)


def _write(sheet: Worksheet, row: int, column: int, value: object) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value is not None:
        text = "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        sheet.write_string(row, column, _NO_XML.sub("\ufffd", text)[:LONGEST_CELL])
