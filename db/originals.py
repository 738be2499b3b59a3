"""Uploaded originals as files by content hash, one folder for each organisation; what is inside them it never looks at."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.bulk import UNFINISHED, BulkFile
from db.resumes import StoredResume
from errors import StorageFull

ORPHAN_AGE_S = 3_600.0
_AT_ONCE = 1_000
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def path_of(folder: Path, organisation_id: int, sha256: str) -> Path:
    """Names the place of an original."""
    return folder / str(organisation_id) / sha256


def write(path: Path, data: bytes) -> bool:
    """Puts the whole file in its place or nothing at all; says whether it was missing before.

    Raises:
        StorageFull: There is no room for it, or the disk takes nothing.
    """
    try:
        return _put(path, data)
    except OSError as exc:
        if exc.errno in _NO_ROOM:
            raise StorageFull from exc
        raise


def hold_removals(session: Session, organisation_id: int, *, is_shared: bool = False) -> None:
    """Waits until nobody removes originals of the organisation that wait to be read, until the transaction ends.

    Who promises to read files shares the lock with others who do, and looks under it whether all are still there.
    """
    take = func.pg_advisory_xact_lock_shared if is_shared else func.pg_advisory_xact_lock
    session.execute(select(take(func.hashtextextended(f"originals {organisation_id}", 0))))


def sweep(session: Session, folder: Path, older_than_s: float = ORPHAN_AGE_S) -> int:
    """Removes files that no row speaks of, as a killed process may leave them; returns how many. Commits by itself."""
    removed = 0
    folder.mkdir(parents=True, exist_ok=True)
    for place in (p for p in folder.iterdir() if p.is_dir() and p.name.isdigit()):
        paths = (path for path in place.iterdir() if _age_s(path) > older_than_s)
        while some := list(islice(paths, _AT_ONCE)):
            removed += _remove_unspoken(session, int(place.name), some, older_than_s)
    return removed


def _put(path: Path, data: bytes) -> bool:
    missing = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return missing


def _remove_unspoken(session: Session, organisation_id: int, paths: Sequence[Path], older_than_s: float) -> int:
    names = [path.name for path in paths]
    mine = (StoredResume.organisation_id == organisation_id) & StoredResume.sha256.in_(names)
    waiting = select(BulkFile.sha256).where(BulkFile.sha256.in_(names), BulkFile.state.in_(UNFINISHED))

    def unspoken() -> list[Path]:
        spoken_of = {*session.scalars(select(StoredResume.sha256).where(mine)), *session.scalars(waiting)}
        return [path for path in paths if path.name not in spoken_of and _age_s(path) > older_than_s]

    gone = unspoken()
    if gone:
        hold_removals(session, organisation_id)
        gone = unspoken()
        for path in gone:
            path.unlink(missing_ok=True)
    session.commit()
    return len(gone)


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return float("-inf")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
