"""Knows how the members of a ZIP archive are taken out one by one, whatever the archive claims; reads no document.

Declared sizes are not believed: every member is inflated in bounded reads, and what really comes out is counted.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final, cast

from documents.limits import MIB
from errors import AppError, DamagedDocument, EncryptedDocument, FileTooLarge, UnsupportedType

__all__ = ["DEFAULT_ARCHIVE_LIMITS", "ArchiveLimits", "Member", "is_archive", "members"]

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
# What containers of documents and programs hold, and archives of résumés do not.
_OF_DOCUMENTS: Final = frozenset(
    ("[Content_Types].xml", "mimetype", "content.xml", "META-INF/manifest.xml", "META-INF/MANIFEST.MF")
)
# Matches "__MACOSX/cv.pdf", "cvs/.DS_Store" and "Thumbs.db"; not "cvs/ann.pdf". Linear.
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\._[^/]*$|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_CHUNK = 64 * 1024
_LONGEST_NAME = 255
_DIRECTORY_BYTES_A_MEMBER = 1_024
_TAIL = 65_557  # the end record and the longest comment behind it, which are read at once, too
_DAMAGED = "The archive is damaged; pack it again, or send the files themselves."
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Caps on one archive: its members, the bytes of one and of all once inflated, and how much one may grow."""

    members: int = 2_000
    member_bytes: int = 10 * MIB
    total_bytes: int = 1024 * MIB
    ratio: int = 100


DEFAULT_ARCHIVE_LIMITS = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its bytes, or why they are not taken. The name is a label, without a path.

    ``inflated`` is how many bytes were unpacked for it, also of one that is refused.
    """

    name: str
    data: bytes = b""
    refusal: AppError | None = None
    inflated: int = field(default=0, compare=False)


def is_archive(file: IO[bytes]) -> bool:
    """Says whether a file is a ZIP that is no document; one too broken to tell is taken for an archive."""
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head not in _MAGIC:
        return False
    try:
        with _opened(file, DEFAULT_ARCHIVE_LIMITS) as archive:
            names = set(archive.namelist())
    except (FileTooLarge, *_BROKEN):
        return True
    finally:
        file.seek(0)
    return not names & _OF_DOCUMENTS


def members(file: IO[bytes], limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS) -> Iterator[Member]:
    """Takes the files out of an archive in its order; folders and what systems leave behind are passed over.

    A member that cannot be taken comes with its refusal, and loses no other.

    Raises:
        FileTooLarge: The archive has too many members.
        DamagedDocument: It is no ZIP that can be opened.
    """
    try:
        archive = _opened(file, limits)
    except _BROKEN as exc:
        raise DamagedDocument(_DAMAGED) from exc
    with archive:
        entries = [entry for entry in archive.infolist() if not _is_passed_over(entry.filename)]
        if len(entries) > limits.members:
            raise FileTooLarge(f"The archive holds over {limits.members:,} files; send them in several archives.")
        left = limits.total_bytes
        for entry in entries:
            member = _taken(archive, entry, limits, left)
            left -= member.inflated
            yield member


def _is_passed_over(name: str) -> bool:
    # Not by ZipInfo.is_dir(), which raises for an empty name in Python 3.11.
    return name.endswith("/") or bool(_LITTER.search(name))


def _taken(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ArchiveLimits, left: int) -> Member:
    name, out = _label(entry.filename), io.BytesIO()
    try:
        _refuse_kind(entry)
        if left <= 0:
            raise FileTooLarge("The archive grows too large once unpacked; send this file in another one.")
        _inflate(archive, entry, limits, left, out)
    except AppError as exc:
        return Member(name, refusal=exc, inflated=out.tell())
    except _BROKEN:
        damaged = DamagedDocument("This file is damaged inside the archive; pack it again.")
        return Member(name, refusal=damaged, inflated=out.tell())
    return Member(name, out.getvalue(), inflated=out.tell())


def _refuse_kind(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise EncryptedDocument("This file is protected by a password; pack it without one and send it again.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnsupportedType("This is a link to another file, not a file; pack the file itself.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnsupportedType("This file is packed in an unusual way; pack it as an ordinary ZIP.")


def _inflate(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ArchiveLimits, left: int, out: io.BytesIO
) -> None:
    grown = max(16 * _CHUNK, entry.compress_size * limits.ratio)
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            out.write(chunk)
            if out.tell() > limits.member_bytes:
                raise FileTooLarge(f"This file is over {limits.member_bytes // MIB} MB; send a smaller export.")
            if out.tell() > min(grown, left):
                raise FileTooLarge("This file grows too large once unpacked; send it by itself.")


class _Bounded:
    """A file of which no long stretch is read at once: ZipFile reads the list of members in one go, however it finds it."""

    def __init__(self, file: IO[bytes], members: int) -> None:
        self._file, self._members = file, members
        self._most = max(_TAIL, members * _DIRECTORY_BYTES_A_MEMBER)
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """Reads as a file does; raises FileTooLarge for what is longer than such a list may be."""
        data = self._file.read(self._most + 1 if size < 0 else size) if size <= self._most else b""
        if size > self._most or len(data) > self._most:
            raise FileTooLarge(f"The archive holds over {self._members:,} files; send them in several archives.")
        return data


def _opened(file: IO[bytes], limits: ArchiveLimits) -> zipfile.ZipFile:
    return zipfile.ZipFile(cast(IO[bytes], _Bounded(file, limits.members)))


def _label(name: str) -> str:
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    said = last.encode("utf-8", "replace").decode("utf-8")
    return "".join(char for char in said if char.isprintable())[-_LONGEST_NAME:].strip() or "file"
