"""Knows how MuPDF is asked to open a file and to keep quiet about it; every other quirk of it stays with its user."""

from __future__ import annotations

from typing import Any

import pymupdf as _pymupdf

from errors import DamagedDocument, EncryptedDocument

pymupdf: Any = _pymupdf
"""The library, as untyped as it is: half of its functions carry no annotations."""


def open_pdf(data: bytes) -> Any:
    """Return the opened PDF, with at least one page.

    Raises:
        EncryptedDocument: It wants a password.
        DamagedDocument: MuPDF cannot open it.
    """
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        pdf = pymupdf.open(stream=data, filetype="pdf")
    except (pymupdf.FileDataError, pymupdf.EmptyFileError) as exc:
        raise DamagedDocument("The PDF is damaged; export it again and send that.") from exc
    if pdf.needs_pass:
        raise EncryptedDocument("The PDF is protected by a password; save it without one and send it again.")
    if pdf.page_count < 1:
        raise DamagedDocument("The PDF has no pages; export it again and send that.")
    return pdf
