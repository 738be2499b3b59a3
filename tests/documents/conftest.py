"""Builds small real files for the tests of the reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pymupdf
import pytest

from documents import reading
from documents.pool import Pool

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session", autouse=True)
def _workers_end() -> Iterator[None]:
    yield
    reading.close()


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """Return a function from pages of (x, y, text, options) to the bytes of a PDF."""

    def make(*pages: list[tuple[Any, ...]], **saved: Any) -> bytes:
        pdf = pymupdf.open()
        for items in pages:
            page = pdf.new_page()
            for x, y, text, *options in items:
                page.insert_text((x, y), text, **{"fontsize": 11, **(options[0] if options else {})})
        return bytes(pdf.tobytes(**saved))

    return make


@pytest.fixture
def make_docx() -> Callable[..., bytes]:
    """Return a function from a filling function to the bytes of a DOCX."""

    def make(fill: Callable[[Any], None]) -> bytes:
        package, file = docx.Document(), io.BytesIO()
        fill(package)
        package.save(file)
        return file.getvalue()

    return make


@pytest.fixture
def make_zip() -> Callable[..., bytes]:
    """Return a function from names and contents to the bytes of a ZIP."""

    def make(parts: dict[str, bytes], **options: Any) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
            for name, content in parts.items():
                container.writestr(name, content, **options)
        return file.getvalue()

    return make


@pytest.fixture(scope="module")
def bad_pool() -> Iterator[Pool]:
    """Yield a pool whose further kinds are parsers that misbehave."""
    kinds = ("sleeps", "eats", "aborts", "exits", "forks", "escapes", "floods", "connects", "writes", "spins", "raises")
    parsers = {f"test-{name}": f"misbehaving:{name}" for name in kinds}
    pool = Pool(parsers=parsers, path=str(Path(__file__).parent))
    yield pool
    pool.close()


@pytest.fixture
def shared() -> Path:
    """Return the folder of development data; the test is skipped where it is absent."""
    if not (SHARED / "data" / "files").is_dir():
        pytest.skip("the development data are not beside this checkout")
    return SHARED / "data"
