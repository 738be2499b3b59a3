"""A backup as a folder: parts with their sums, a manifest written last, all under another name until it is whole."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from isal import igzip
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import to_json

from errors import AppError, Conflict

MANIFEST, LISTING, ROWS, ORIGINALS = "manifest.json", "originals.sha256", "rows", "originals"
FORMAT = 1
_QUICKLY = 1
_BLOCK = 1 << 20
# Matches "ab12…(64) *originals/1/ab12…"; does not match a path with ".." nor a name that is no hash. One pass.
_LINE = re.compile(r"(?P<sum>[0-9a-f]{64}) \*originals/(?P<place>[0-9]{1,18})/(?P<name>[0-9a-f]{64})")
# Matches "resume_vectors"; does not match "../x". One pass.
_TABLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class BadBackup(AppError):
    """A folder that is no backup, or not the whole of one."""

    code = "bad_backup"


class NotWritten(AppError):
    """The backup cannot be written; nothing is left of it."""

    code = "not_written"


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Part(_Said):
    """The rows of one table: how many, of which columns, in a file of which size and sum."""

    table: str
    columns: list[str]
    rows: int
    bytes: int
    sha256: str


class Originals(_Said):
    """The uploads: how many, how large together, the sum of their list; which were missing or damaged already."""

    files: int
    bytes: int
    sha256: str
    lost: list[str]
    damaged: list[str]


class Manifest(_Said):
    """What a backup holds; ``key`` tells keys apart and gives none away."""

    format: int
    made_at: str
    tables_version: str
    key: str
    parts: list[Part]
    sequences: dict[str, tuple[int, bool]]
    originals: Originals
    checksum: str = ""

    def sum(self) -> str:
        """The sum of everything but itself."""
        return hashlib.sha256(to_json(self.model_dump(exclude={"checksum"}))).hexdigest()


class Draft:
    """A backup that is being written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sums: dict[tuple[int, str], tuple[str, int]] = {}

    def write_rows(self, table: str, columns: tuple[str, ...], write: Callable[[IO[bytes]], int]) -> Part:
        """Keeps what ``write`` writes of a table, compressed."""
        path = _rows_of(self._folder, table)
        with open(path, "wb", opener=_private) as file:
            with igzip.IGzipFile("", "wb", _QUICKLY, file, 0) as packed:  # type: ignore[no-untyped-call]
                rows = write(cast(IO[bytes], packed))
            file.flush()
            os.fsync(file.fileno())
        return Part(
            table=table, columns=list(columns), rows=rows, bytes=path.stat().st_size, sha256=digest(path),
        )  # fmt: skip

    def has_original(self, key: tuple[int, str]) -> bool:
        """Says whether an original was taken already."""
        return key in self._sums

    def take_original(self, source: Path, key: tuple[int, str]) -> bool:
        """Copies an original; False when it is not there."""
        target = self._folder / ORIGINALS / str(key[0]) / key[1]
        target.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            with open(source, "rb") as file:
                self._sums[key] = _copied(file, target)
        except FileNotFoundError:
            return False
        return True

    def drop_others(self, wanted: set[tuple[int, str]]) -> None:
        """Removes originals that no row speaks of: of people who were erased nothing is kept."""
        for key in self._sums.keys() - wanted:
            (self._folder / ORIGINALS / str(key[0]) / key[1]).unlink()
            del self._sums[key]

    def list_originals(self, lost: set[tuple[int, str]]) -> Originals:
        """Writes the list that ``sha256sum --check`` reads."""
        lines = [f"{said} *{ORIGINALS}/{place}/{name}\n" for (place, name), (said, _) in sorted(self._sums.items())]
        path = self._folder / LISTING
        _written(path, "".join(lines).encode())
        return Originals(
            files=len(lines),
            bytes=sum(size for _, size in self._sums.values()),
            sha256=digest(path),
            lost=[f"{place}/{name}" for place, name in sorted(lost)],
            damaged=[f"{place}/{name}" for (place, name), (said, _) in sorted(self._sums.items()) if said != name],
        )

    def finish(
        self, tables_version: str, made_at: datetime, key: str, parts: list[Part],
        sequences: Mapping[str, tuple[int, bool]], originals: Originals,
    ) -> Manifest:  # fmt: skip
        """Writes the manifest, once everything else has reached the disk."""
        said = Manifest(
            format=FORMAT, made_at=made_at.strftime("%Y-%m-%dT%H:%M:%SZ"), tables_version=tables_version, key=key,
            parts=parts, sequences=dict(sequences), originals=originals,
        )  # fmt: skip
        said = said.model_copy(update={"checksum": said.sum()})
        for folder in (*(self._folder / ORIGINALS).iterdir(), self._folder / ORIGINALS, self._folder / ROWS):
            _sync(folder)
        _written(self._folder / MANIFEST, said.model_dump_json(indent=1).encode() + b"\n")
        return said


@contextmanager
def writing(folder: Path) -> Iterator[Draft]:
    """Opens a backup for a with block; it gets its name when the block ends well, and else nothing of it stays.

    Raises:
        Conflict: The folder is there already, or is being written by another process.
        NotWritten: The disk is full, or the place may not be written.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} is there already; name a folder that is not.")
    draft = folder.parent / f".{folder.name}.unfinished"
    try:
        with _claimed(draft):
            try:
                yield Draft(draft)
                _sync(draft)
                os.replace(draft, folder)
                _sync(folder.parent)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    except OSError as exc:
        why = "the disk is full" if exc.errno in (errno.ENOSPC, errno.EDQUOT) else (exc.strerror or "it failed").lower()
        raise NotWritten(f"{folder} cannot be written: {why}; nothing of the backup is left.") from exc


def read(folder: Path) -> Manifest:
    """Reads a manifest.

    Raises:
        BadBackup: There is none, it was changed, or another version of this program wrote it in a way of its own.
    """
    path = folder / MANIFEST
    try:
        text = path.read_bytes()
    except OSError as exc:
        raise BadBackup(
            f"{folder} is no backup, or was never finished: it has no {MANIFEST} that can be read."
        ) from exc
    if (found := _format(text)) != FORMAT:
        raise BadBackup(
            f"{folder} is of the format {found}, and this version reads format {FORMAT}; use the other one."
        )
    try:
        said = Manifest.model_validate_json(text)
    except ValidationError as exc:
        raise BadBackup(f"{path} was changed or cut short.") from exc
    if said.checksum != said.sum() or not all(_TABLE.fullmatch(part.table) for part in said.parts):
        raise BadBackup(f"{path} was changed since it was written.")
    return said


def check(folder: Path, said: Manifest, step: Callable[[], object]) -> list[tuple[int, str]]:
    """Reads every part and compares its sum; returns the originals as organisation and content hash.

    Raises:
        BadBackup: A part is missing, was changed or was cut short.
    """
    _check(folder / LISTING, said.originals.sha256)
    for part in said.parts:
        _check(_rows_of(folder, part.table), part.sha256)
        step()
    found = []
    for line in (folder / LISTING).read_text("ascii").splitlines():
        named = _LINE.fullmatch(line)
        if named is None:
            raise BadBackup(f"{folder / LISTING} names something that is no original.")
        _check(folder / ORIGINALS / named["place"] / named["name"], named["sum"])
        found.append((int(named["place"]), named["name"]))
        step()
    return found


@contextmanager
def rows(folder: Path, table: str) -> Iterator[IO[bytes]]:
    """Opens the rows of a table as COPY text."""
    with igzip.open(_rows_of(folder, table), "rb") as file:  # type: ignore[no-untyped-call]
        yield file


def original(folder: Path, key: tuple[int, str]) -> Path:
    """Names the place of an original in a backup."""
    return folder / ORIGINALS / str(key[0]) / key[1]


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows_of(folder: Path, table: str) -> Path:
    return folder / ROWS / f"{table}.copy.gz"


def _check(path: Path, wanted: str) -> None:
    try:
        if digest(path) == wanted:
            return
    except FileNotFoundError as exc:
        raise BadBackup(f"{path} is missing; nothing was restored.") from exc
    except OSError as exc:
        raise BadBackup(f"{path} cannot be read ({exc.strerror}); nothing was restored.") from exc
    raise BadBackup(f"{path} was changed or cut short since it was written; nothing was restored.")


def _format(text: bytes) -> object:
    # Matches '"format":1' and '"format": 12'; does not match '"format":"x"'. One pass.
    found = re.search(rb'"format":\s?([0-9]{1,9})\b', text)
    return int(found[1]) if found else FORMAT


@contextmanager
def _claimed(draft: Path) -> Iterator[None]:
    """Makes the folder of a draft; what a killed process left there is removed, what a living one writes is not."""
    draft.parent.mkdir(parents=True, exist_ok=True)
    lock = draft.with_suffix(".lock")
    with open(lock, "wb", opener=_private) as claim:
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise Conflict("Another backup is being written to the same place; wait for it or name another.") from exc
        try:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o700)
            (draft / ROWS).mkdir(mode=0o700)
            (draft / ORIGINALS).mkdir(mode=0o700)
            yield
        finally:
            lock.unlink(missing_ok=True)


def _copied(source: IO[bytes], target: Path) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    with open(target, "wb", opener=_private) as file:
        while block := source.read(_BLOCK):
            found.update(block)
            size += file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return found.hexdigest(), size


def _written(path: Path, data: bytes) -> None:
    with open(path, "wb", opener=_private) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _private(path: Any, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # some network file systems refuse; the rename is done
        os.fsync(handle)
    os.close(handle)
