"""What an installation has, row by row and file by file, beside what its clients were told; it repairs nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.writers import Acknowledged

_UNFINISHED = "('waiting', 'reading', 'read')"


@dataclass(frozen=True, slots=True)
class Losses:
    """How many things are not as they were acknowledged, or not whole; all of them ought to be 0."""

    resumes: int
    tasks: int
    task_files: int
    half_files: int
    rows_without_file: int
    files_without_row: int

    @property
    def acknowledged(self) -> int:
        """Acknowledged writes that are lost."""
        return self.resumes + self.tasks + self.task_files

    @property
    def halves(self) -> int:
        """Files that are not whole, or where a row and its file are not both there."""
        return self.half_files + self.rows_without_file + self.files_without_row


NOTHING = Losses(0, 0, 0, 0, 0, 0)


def found(engine: Engine, uploads: Path, got: Acknowledged, since: int = 0, *, is_settled: bool = False) -> Losses:
    """Compares what there is with what was acknowledged.

    Args:
        engine: The database.
        uploads: The folder of the originals.
        got: What was acknowledged.
        since: Résumés from this id on are looked at.
        is_settled: Nothing is written any more and the sweep has run: files that no row speaks of count too.
    """
    with engine.connect() as connection:
        rows = connection.execute(text("select id, sha256 from resumes where id >= :since"), {"since": since})
        resumes = {int(key): str(sha256) for key, sha256 in rows}
        tasks = {int(key) for (key,) in connection.execute(text("select id from bulk_tasks"))}
        taken: dict[int, set[str]] = {}
        for key, sha256 in connection.execute(text("select task_id, sha256 from bulk_files")):
            taken.setdefault(int(key), set()).add(str(sha256))
        waiting = connection.execute(text(f"select sha256 from bulk_files where state in {_UNFINISHED}"))
        spoken_of = set(resumes.values()) | {str(sha256) for (sha256,) in waiting}
    files = {path.name for path in _originals(uploads)} if is_settled else set()
    return Losses(
        resumes=sum(resumes.get(key) != sha256 for key, sha256 in got.resumes.items() if key >= since),
        tasks=len(got.tasks.keys() - tasks),
        task_files=sum(len(files - taken.get(key, set())) for key, files in got.tasks.items()),
        half_files=sum(not _is_whole(uploads, sha256) for sha256 in spoken_of | files),
        rows_without_file=sum(not _path(uploads, sha256).exists() for sha256 in spoken_of),
        files_without_row=len(files - spoken_of) if is_settled else 0,
    )


def unfinished(engine: Engine, got: Acknowledged) -> Mapping[str, int]:
    """Files of tasks that were started and are not ready, counted by their state."""
    with engine.connect() as connection:
        rows = connection.execute(
            text("select state, count(*) from bulk_files where task_id = any(:keys) and state <> 'ready' group by 1"),
            {"keys": sorted(got.started)},
        )
        return {str(state): int(number) for state, number in rows}


def leftovers(uploads: Path) -> list[Path]:
    """Everything in the folders of originals, what was being written when somebody was killed included."""
    return (
        [path for place in uploads.iterdir() if place.is_dir() for path in place.iterdir()] if uploads.exists() else []
    )


def _originals(uploads: Path) -> Iterator[Path]:
    return (path for path in leftovers(uploads) if path.is_file())


def _path(uploads: Path, sha256: str) -> Path:
    return uploads / "1" / sha256


def _is_whole(uploads: Path, sha256: str) -> bool:
    """A file that is not there at all is not half."""
    try:
        return hashlib.sha256(_path(uploads, sha256).read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return True
