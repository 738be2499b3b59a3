"""Knows what an OLE compound file (old Office, Outlook, installers) is by its directory; reads none of its streams.

The format is [MS-CFB]; every walk is bounded by the file's own length.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "WordDocument"
_CONTENTS: Final[tuple[tuple[str, str], ...]] = (
    ("Workbook", "an Excel workbook"),
    ("Book", "an Excel workbook"),
    ("PowerPoint Document", "a PowerPoint presentation"),
    ("VisioDocument", "a Visio drawing"),
    ("__properties_version1.0", "an Outlook message"),
    ("MatOST", "a Works document"),
    ("Quill", "a Publisher document"),
)
_INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")
_HEADER_FAT = 109
_ENTRY = 128
_NO_SECTOR = 0xFFFFFFFA
_NO_ENTRY = 0xFFFFFFFF
_STREAM, _ROOT = 2, 5
_WORD_MARKS = frozenset((0xA5EC, 0xA5DC))
_IS_ENCRYPTED = 0x0100


@dataclass(frozen=True, slots=True)
class Compound:
    """What a compound file is.

    Attributes:
        is_word: It is a Word document of the old kind.
        is_encrypted: It wants a password, whether of the old kind or a newer file wrapped in this one.
        has_macros: A Word document that carries programs.
        what: A noun phrase for people.
    """

    is_word: bool = False
    is_encrypted: bool = False
    has_macros: bool = False
    what: str = "an Office file of an old kind"


def look_into(data: bytes) -> Compound:
    """Return what a file that begins with ``MAGIC`` is.

    Raises:
        ValueError: Its directory is broken.
    """
    try:
        return _judge(data, _Directory(data))
    except (struct.error, IndexError, UnicodeDecodeError) as exc:
        raise ValueError("the directory is broken") from exc


def _judge(data: bytes, directory: _Directory) -> Compound:
    names = directory.top
    if "EncryptedPackage" in names:
        return Compound(is_encrypted=True)
    if _WORD in names:
        mark, flags = struct.unpack_from("<H8xH", data, directory.offset(_WORD))
        if mark not in _WORD_MARKS:
            raise ValueError("no Word document where one is announced")
        return Compound(
            is_word=True, is_encrypted=bool(flags & _IS_ENCRYPTED), has_macros="Macros" in names, what="a Word document"
        )
    if directory.program == _INSTALLER:
        return Compound(what="a Windows installer")
    return next((Compound(what=what) for name, what in _CONTENTS if name in names), Compound())


class _Directory:
    """The names at the top of a compound file; what is embedded further down says nothing about the file."""

    def __init__(self, data: bytes) -> None:
        shift, mini = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini != 6:
            raise ValueError("sectors of an impossible size")
        self._data = data
        self._sector: int = 1 << shift
        self._tables = list(islice(self._table_sectors(), len(data) // self._sector))
        self._entries = b"".join(self._chain(struct.unpack_from("<I", data, 48)[0]))
        if len(self._entries) < _ENTRY or self._entries[66] != _ROOT:
            raise ValueError("no root")
        self.program = self._entries[80:96]
        self.top: dict[str, int] = dict(self._names(struct.unpack_from("<I", self._entries, 76)[0]))

    def offset(self, name: str) -> int:
        """Return where a stream begins in the file."""
        return (self.top[name] + 1) * self._sector

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        if start >= len(self._data):
            raise ValueError("a sector beyond the end")
        return self._data[start : start + self._sector]

    def _table_sectors(self) -> Iterator[int]:
        """Yield the sectors that hold the allocation table: 109 in the header, the rest in a chain of lists."""
        yield from (n for n in struct.unpack_from(f"<{_HEADER_FAT}I", self._data, 76) if n < _NO_SECTOR)
        following, each = struct.unpack_from("<I", self._data, 68)[0], self._sector // 4
        for _ in range(len(self._data) // self._sector):
            if following >= _NO_SECTOR:
                return
            *listed, following = struct.unpack(f"<{each}I", self._at(following))
            yield from (n for n in listed if n < _NO_SECTOR)

    def _chain(self, sector: int) -> Iterator[bytes]:
        each = self._sector // 4
        for _ in range(len(self._data) // self._sector):
            if sector >= _NO_SECTOR:
                return
            yield self._at(sector)
            sector = struct.unpack_from("<I", self._at(self._tables[sector // each]), 4 * (sector % each))[0]

    def _names(self, entry: int) -> Iterator[tuple[str, int]]:
        """Yield name and first sector of the root's children, which stand in a binary tree."""
        waiting, seen = [entry], set[int]()
        while waiting:
            entry = waiting.pop()
            if entry == _NO_ENTRY or entry in seen:
                continue
            seen.add(entry)
            row = self._entries[entry * _ENTRY : (entry + 1) * _ENTRY]
            length, left, right = struct.unpack_from("<H2xII", row, 64)
            yield row[: max(0, min(length, 64) - 2)].decode("utf-16-le"), struct.unpack_from("<I", row, 116)[0]
            waiting += (left, right)
