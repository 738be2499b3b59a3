"""The files of a large form on disk: all parts stand one after the other in one file without a name, none in memory."""

from __future__ import annotations

import io
import tempfile
from typing import IO, TYPE_CHECKING

from flask import Request

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

MOST_PARTS = 2_100


class Spool:
    """Hands each part of a form a place behind the one before."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None

    def part(
        self, total_content_length: int | None, content_type: str | None, filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:  # fmt: skip
        """A file for the next part; what comes before it is complete."""
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as its parts
        return _Part(self._file, self._file.seek(0, io.SEEK_END))  # type: ignore[return-value]


class _Part(io.RawIOBase):
    """A stretch of a file as a file of its own."""

    def __init__(self, file: IO[bytes], start: int) -> None:
        super().__init__()
        self._file, self._start, self._at, self._size = file, start, 0, 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        self._file.seek(self._start + self._at)
        done = self._file.write(data)
        self._at += done
        self._size = max(self._size, self._at)
        return done

    def readinto(self, into: Buffer) -> int:
        view = memoryview(into).cast("B")
        self._file.seek(self._start + self._at)
        data = self._file.read(min(len(view), max(0, self._size - self._at)))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def read(self, size: int = -1) -> bytes:
        self._file.seek(self._start + self._at)
        left = max(0, self._size - self._at)
        data = self._file.read(left if size is None or size < 0 else min(size, left))
        self._at += len(data)
        return data

    def seek(self, to: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, to + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at


def prepare(request: Request, most_bytes: int) -> None:
    """Lets a request bring many files, up to so many bytes in all."""
    request.max_content_length, request.max_form_parts = most_bytes, MOST_PARTS
    request._get_file_stream = Spool().part  # type: ignore[method-assign]
