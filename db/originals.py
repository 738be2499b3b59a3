"""Uploaded originals as files by content hash, one folder for each organisation; what is inside them it never looks at."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.bulk import UNFINISHED, BulkFile
from db.resumes import StoredResume

ORPHAN_AGE_S = 3_600.0


def path_of(folder: Path, organisation_id: int, sha256: str) -> Path:
    """Names the place of an original."""
    return folder / str(organisation_id) / sha256


def write(path: Path, data: bytes) -> bool:
    """Puts the whole file in its place or nothing at all; says whether it was missing before."""
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


def sweep(session: Session, folder: Path, older_than_s: float = ORPHAN_AGE_S) -> int:
    """Removes files that no row speaks of, as a killed process may leave them; returns how many."""
    removed = 0
    folder.mkdir(parents=True, exist_ok=True)
    waiting = set(session.scalars(select(BulkFile.sha256).where(BulkFile.state.in_(UNFINISHED))))
    for place in (p for p in folder.iterdir() if p.is_dir() and p.name.isdigit()):
        mine = select(StoredResume.sha256).where(StoredResume.organisation_id == int(place.name))
        spoken_of = set(session.scalars(mine))
        for path in place.iterdir():
            if path.name not in spoken_of | waiting and time.time() - path.stat().st_mtime > older_than_s:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
