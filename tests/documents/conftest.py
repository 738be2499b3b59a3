"""Builds small real files for the tests of the reading."""

from __future__ import annotations

import io
import struct
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


@pytest.fixture
def make_compound() -> Callable[..., bytes]:
    """Return a function from streams and a class id to the bytes of an OLE compound file, as old Office wrote."""

    def make(streams: dict[str, bytes], program: bytes = bytes(16)) -> bytes:
        folders = (128 * (len(streams) + 1) + 511) // 512
        entries = [_entry("Root Entry", 5, child=1 if streams else 0xFFFFFFFF, program=program)]
        table, sectors = [0xFFFFFFFD, *range(2, folders + 1), 0xFFFFFFFE], b""
        for number, (name, content) in enumerate(streams.items(), 1):
            content = content.ljust(4096, b"\0")
            content += bytes(-len(content) % 512)
            right = number + 1 if number < len(streams) else 0xFFFFFFFF
            entries.append(_entry(name, 2, right=right, start=len(table), size=len(content)))
            table += [*range(len(table) + 1, len(table) + len(content) // 512), 0xFFFFFFFE]
            sectors += content
        assert len(table) <= 128, "one sector of the allocation table is enough for a test"
        head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        head += struct.pack("<5H6x5I", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096)
        head += struct.pack("<4I", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
        fat = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
        return head + fat + b"".join(entries).ljust(512 * folders, b"\0") + sectors

    return make


def _entry(name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, **more: Any) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    row = encoded.ljust(64, b"\0") + struct.pack("<HBB3I", len(encoded), kind, 1, 0xFFFFFFFF, right, child)
    row += more.get("program", bytes(16)) + bytes(20)
    return row + struct.pack("<IQ", more.get("start", 0xFFFFFFFE), more.get("size", 0))


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
