"""What an upload of a task brings, checked and put on disk within bounds; what it belongs to it does not ask."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from werkzeug.datastructures import FileStorage

from api.bodies import clean_name
from db import originals
from db.bulk import NewFile
from documents import archives, gate
from documents.limits import MIB, Limits
from errors import AppError, Conflict, FileTooLarge
from pipeline import Parts
from tasks.bulk_reading import remove_unwanted

MOST_OF_GUESTS = 256 * MIB
"""The bytes of all files of a guest's task."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What one request may bring: files, bytes once unpacked, and what is raised where there are more files."""

    files: int
    total_bytes: int
    too_many: Conflict
    is_guest: bool = False


class Intake:
    """Takes the files of one request; knows what it wrote, so that it can be undone."""

    def __init__(
        self, parts: Parts, organisation_id: int, limits: UploadLimits, only: Collection[str] | None = None
    ) -> None:
        """``only`` are the checksums of what is to be written; everything by default."""
        self._parts, self._organisation_id, self._limits, self._only = parts, organisation_id, limits, only
        self._left = limits.total_bytes
        self._written: set[str] = set()

    def take(self, given: Sequence[FileStorage]) -> list[NewFile]:
        """Each file, and each file of an archive, checked and on disk, or why it is not taken.

        Raises:
            Conflict: There are more files than the task takes; one over is all that was unpacked of the rest.
        """
        kept: list[NewFile] = []
        for file in given:
            for one in self._kept(file):
                if len(kept) >= self._limits.files:
                    raise self._limits.too_many
                kept.append(one)
        return kept

    def restore(self, given: Sequence[FileStorage], kept: Sequence[NewFile]) -> None:
        """Writes again what somebody else removed after it was taken; nobody may remove anything meanwhile."""
        missing = {one.sha256 for one in kept if one.sha256 and not self._path(one.sha256).exists()}
        if missing:
            Intake(self._parts, self._organisation_id, self._limits, missing).take(given)

    def undo(self) -> None:
        """Removes what was written and nobody else relies on; what cannot be removed now is swept up later."""
        remove_unwanted(self._parts, self._organisation_id, sorted(self._written))

    def _kept(self, file: FileStorage) -> Iterator[NewFile]:
        name, stream = clean_name(file.filename) or "file", file.stream
        if not archives.is_archive(stream):
            data = stream.read(self._parts.max_file_bytes + 1)
            self._left -= len(data)
            yield self._one(name, data)
            return
        yield from self._members(name, stream)

    def _members(self, name: str, stream: IO[bytes]) -> Iterator[NewFile]:
        bounds = archives.ArchiveLimits(member_bytes=self._parts.max_file_bytes)
        bounds = replace(bounds, total_bytes=min(bounds.total_bytes, max(0, self._left)))
        found = 0
        try:
            for member in archives.members(stream, bounds):
                found += 1
                self._left -= member.inflated
                is_over = self._left <= 0 and isinstance(member.refusal, FileTooLarge)
                refusal = self._too_large() if is_over else member.refusal
                yield _refused(member.name, refusal) if refusal else self._one(member.name, member.data)
        except AppError as exc:
            yield _refused(name, exc)
            return
        if not found:
            yield NewFile(name, code="no_text", detail="The archive holds no files; pack the résumés again.")

    def _one(self, name: str, data: bytes) -> NewFile:
        try:
            if self._left < 0:
                raise self._too_large()
            gate.admit(data, Limits(file_bytes=self._parts.max_file_bytes))
        except AppError as exc:
            return _refused(name, exc)
        sha256 = hashlib.sha256(data).hexdigest()
        if self._only is None or sha256 in self._only:
            # Not by the session: undoing it must not take a file away on which somebody else relies meanwhile.
            # Noted before it is there: a fault between the two leaves nothing behind.
            self._written.add(sha256)
            originals.write(self._path(sha256), data)
        return NewFile(name, sha256, len(data))

    def _too_large(self) -> FileTooLarge:
        if self._limits.is_guest:
            return FileTooLarge(
                f"A task without an account takes {MOST_OF_GUESTS // MIB} MB of files at most, or less where files may "
                "be few or small; this one is over that."
            )
        return FileTooLarge("The files of this request are too large once unpacked; send this one in another request.")

    def _path(self, sha256: str) -> Path:
        return originals.path_of(self._parts.upload_dir, self._organisation_id, sha256)


def _refused(name: str, error: AppError) -> NewFile:
    return NewFile(name, code=error.code, detail=error.detail)
