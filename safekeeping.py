"""How an installation is kept and brought back: rows and uploads together, as of one moment, whole or not at all."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db import backups, dumps, loads, originals, schema
from db.backups import BadBackup, Draft, Manifest
from db.dumps import Columns, Snapshot
from db.loads import Filling, NotRestored

Key = tuple[int, str]
Progress = Callable[[str, int], AbstractContextManager[Callable[[], object]]]
"""Opens a bar of so many steps under a label; what it gives is called after each."""

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back; ``is_other_key`` says that this installation signs with another key than the one kept."""

    manifest: Manifest
    foreign: tuple[str, ...]
    is_other_key: bool


def back_up(url: str, uploads: Path, folder: Path, key: str, progress: Progress) -> Manifest:
    """Writes a backup while the server runs: every original that a kept row speaks of is in it.

    Args:
        url: The database.
        uploads: Where originals are.
        folder: What is to become the backup; it must not be there.
        key: The installation's own key, which is not kept.
        progress: Shows how far it is.

    Raises:
        Conflict: The folder is there already.
        NotFound: The database has no tables of this program.
        NotWritten: The disk is full.
        Unavailable: The database does not answer.
    """
    with backups.writing(folder) as draft:
        _take(draft, uploads, _found(uploads), progress)
        for attempt in range(_ATTEMPTS):
            with dumps.snapshot(url) as now:
                wanted = now.originals()
                lost = _take(draft, uploads, wanted, progress)
                # Erased between the snapshot and now: the row in the snapshot has no original any more, so look again.
                if lost - dumps.originals_now(url) and attempt < _ATTEMPTS - 1:
                    continue
                draft.drop_others(wanted)
                return _finished(draft, now, key, lost, progress)
    raise AssertionError("the last attempt returns")


def restore(url: str, uploads: Path, folder: Path, key: str, replace: bool, progress: Progress) -> Restored:
    """Fills an empty installation, or one that is to be replaced, from a backup; all of it or nothing.

    The rows come in one transaction; the originals are in place before it holds, under names that are their content.

    Raises:
        BadBackup: It is not whole, or a newer version of this program wrote it.
        Conflict: The database is not empty, or is in use.
        NotRestored: It cannot be written.
        Unavailable: The database does not answer.
    """
    said = backups.read(folder)
    if said.tables_version not in schema.revisions():
        raise BadBackup("A newer version of this program wrote the backup; update this one and try again.")
    with progress("Checking every part", len(said.parts) + said.originals.files) as step:
        found = backups.check(folder, said, step)
    with loads.filling(url) as filling:
        foreign = _fill(filling, folder, said, replace, progress)
        with progress("Putting uploads in place", len(found)) as step:
            _place(folder, uploads, found, step)
        # Whether the transaction holds is for the database to say from here on: uploads stay whatever it says, and
        # those that no row speaks of the server sweeps away.
    if replace:
        _remove(originals.path_of(uploads, *old) for old in _found(uploads) - set(found))
    return Restored(said, foreign, said.key != key_mark(key))


def key_mark(key: str) -> str:
    """Tells whether two keys are the same without giving either away."""
    return hmac.new(key.encode(), b"shortlist\x00backup", hashlib.sha256).hexdigest()[:16]


def _found(uploads: Path) -> set[Key]:
    places = [path for path in uploads.glob("*") if path.name.isdigit() and path.is_dir()]
    return {(int(place.name), path.name) for place in places for path in place.iterdir() if len(path.name) == 64}


def _take(draft: Draft, uploads: Path, wanted: set[Key], progress: Progress) -> set[Key]:
    """Copies the originals that the draft lacks; returns those that are not there."""
    new = sorted(key for key in wanted if not draft.has_original(key))
    if not new:
        return set()
    with progress("Copying uploads", len(new)) as step:
        lost = set()
        for key in new:
            if not draft.take_original(originals.path_of(uploads, *key), key):
                lost.add(key)
            step()
    return lost


def _finished(draft: Draft, now: Snapshot, key: str, lost: set[Key], progress: Progress) -> Manifest:
    made_at, parts = datetime.now(UTC), []
    with progress("Copying tables", len(now.tables)) as step:
        for one in now.tables:
            parts.append(draft.write_rows(one.table, one.names, lambda file, one=one: now.copy(one, file)))  # type: ignore[misc]
            step()
    listed = draft.list_originals(lost)
    return draft.finish(now.revision, made_at, key_mark(key), parts, now.sequences(), listed)


def _fill(filling: Filling, folder: Path, said: Manifest, replace: bool, progress: Progress) -> tuple[str, ...]:
    filling.make_room(replace)
    tables = filling.prepare(said.tables_version)
    held = {part.table for part in said.parts}
    if missing := tables - held - dumps.MADE_AGAIN:
        raise BadBackup(f"The backup lacks the table {min(missing)} of its version; nothing was restored.")
    with progress("Filling tables", len(said.parts)) as step:
        for part in said.parts:
            if part.table in tables:
                _load(filling, folder, Columns(part.table, tuple(part.columns)), part.rows)
            step()
    filling.complete(said.sequences)
    return tuple(sorted(held - tables))


def _load(filling: Filling, folder: Path, table: Columns, wanted: int) -> None:
    with backups.rows(folder, table.table) as file:
        if (count := filling.load(table, file)) != wanted:
            raise BadBackup(f"{table.table} came with {count} rows instead of {wanted}; nothing was restored.")


def _place(folder: Path, uploads: Path, keys: Sequence[Key], step: Callable[[], object]) -> None:
    placed: list[Path] = []
    try:
        for key in keys:
            source, target = backups.original(folder, key), originals.path_of(uploads, *key)
            is_new = not target.exists()
            if is_new or backups.digest(target) != backups.digest(source):
                target.parent.mkdir(parents=True, exist_ok=True)
                placed += [target] if is_new else []
                originals.write(target, source.read_bytes())
            step()
    except BaseException as exc:
        _remove(placed)
        if isinstance(exc, OSError):
            raise NotRestored(f"{uploads} cannot be written ({exc.strerror}); nothing was changed.") from exc
        raise


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
