"""Reads the tables of public catalogues as their publishers ship them, packed or not; it knows no catalogue."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from errors import DamagedDocument

_GZIP = b"\x1f\x8b"


def rows(path: Path, between: str = ",") -> Iterator[dict[str, str]]:
    """Each line by the names in the first one.

    Raises:
        DamagedDocument: A line is broken, or the file ends too early.
    """
    try:
        with opened(path) as file:
            for row in csv.DictReader(file, delimiter=between, quoting=csv.QUOTE_NONE if between == "\t" else 0):
                if None in row or None in row.values():
                    raise DamagedDocument(
                        f"{path.name} has a line with too few or too many columns; download it again."
                    )
                yield row
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as exc:
        raise DamagedDocument(f"{path.name} cannot be read to its end; download it again.") from exc


def opened(path: Path, errors: str = "strict") -> io.TextIOWrapper:
    """The file as text, unpacked where need be; raises OSError."""
    with open(path, "rb") as probe:
        is_packed = probe.read(2) == _GZIP
    raw = gzip.open(path, "rb") if is_packed else open(path, "rb")  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding="utf-8-sig", errors=errors, newline="")
