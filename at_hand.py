"""What matching needs of stored résumés and jobs: records and vectors, from memory, else the database, else made anew.

Vectors are of one model, the one this process embeds with; those of another are not looked at. What is made is stored at
once, in a transaction of its own, so that nothing is made twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm import Session

import matcher
from db import embeddings, packed_vectors, resumes, wholes
from db import unread as stored_unread
from db.jobs import StoredJob
from db.packed_vectors import Half, JobVectors, Kind, Packed, Progress, ResumeVectors
from db.session import Database
from db.unread import Unread
from db.wholes import Whole
from errors import Unavailable
from nlp import overall
from nlp.embeddings import Embedder, default_embedder
from nlp.sides import Embed, Person, Wanted, asked_of, gist_of, texts_of_job, texts_of_resume, titles_of
from nlp.taxonomy import Taxonomy
from records import Job, Resume

MOST_BYTES = 112 << 20
MOST_JOBS = 32
# What another process erased is held no longer than that.
SWEPT_EVERY_S = 30.0
# Of a record in memory to its JSON, measured on a thousand résumés.
_RECORD_TO_JSON = 2.0

Vectors = NDArray[np.float32]


class AtHand:
    """Résumés that were matched before, kept in memory up to a number of bytes; safe to share between threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Starts empty."""
        self._most, self._bytes = most_bytes, 0
        self._is_swept = False
        self._held: dict[tuple[int, str, str], tuple[Person, int]] = {}
        self._order: list[tuple[int, str, str]] = []
        self._jobs: dict[tuple[str, str, str, str], Wanted] = {}
        self._lock = threading.Lock()
        self._chance = random.Random(1)

    def resumes(self, database: Database, session: Session, keys: Sequence[int]) -> dict[int, Person]:
        """Finds résumés that are read, ready to be matched, by id."""
        self._have_swept(database)
        embedder = default_embedder()
        revisions = resumes.revisions(session, keys)
        found = self._known(embedder.identity, revisions)
        missing = [key for key in keys if key in revisions and key not in found]
        read = resumes.revised_records_of(session, missing) if missing else {}
        texts = {key: texts_of_resume(one.resume) for key, one in read.items()}
        said = {key: one.resume for key, one in read.items()}
        vectors = vectors_of(database, session, ResumeVectors, texts, embedder, said)
        for key, one in read.items():
            found[key] = matcher.ready_resume(one.resume, finding(texts[key], vectors[key]))
            size = int(one.size * _RECORD_TO_JSON) + vectors[key].nbytes
            self._add((key, one.revision, embedder.identity), found[key], size)
        return found

    def known(self, database: Database, session: Session, keys: Sequence[int]) -> dict[int, Person]:
        """Finds those that are in memory as they are now, by id."""
        self._have_swept(database)
        return self._known(default_embedder().identity, resumes.revisions(session, keys))

    def job(self, database: Database, session: Session, row: StoredJob, taxonomy: Taxonomy) -> Wanted:
        """A stored job ready to be matched; the last ones asked for are held, as long as nothing that they are made from changes."""
        name = (row.sha256, row.versions, taxonomy.version, default_embedder().identity)
        with self._lock:
            held = self._jobs.pop(name, None)
        found = held or of_job(database, session, row, row.job, taxonomy)
        with self._lock:
            self._jobs[name] = found
            while len(self._jobs) > MOST_JOBS:
                del self._jobs[next(iter(self._jobs))]
        return found

    def hold(self, one: Unread, ready: Person) -> None:
        """Keeps a résumé in memory that was made ready."""
        size = int(len(one.record) * _RECORD_TO_JSON) + len(one.vectors) // 2
        self._add((one.key, one.revision, default_embedder().identity), ready, size)

    def forget(self, key: int) -> None:
        """Drops what this process holds of a résumé."""
        with self._lock:
            for name in [one for one in self._order if one[0] == key]:
                self._order.remove(name)
                self._bytes -= self._held.pop(name)[1]

    def forget_erased(self, database: Database) -> None:
        """Drops what this process holds of résumés that are no more: another process may have erased them."""
        with self._lock:
            held = {name[0] for name in self._held}
        with database.session() as session:
            present = set(resumes.revisions(session, sorted(held)))
        for key in held - present:
            self.forget(key)

    def _have_swept(self, database: Database) -> None:
        """Looks for erased ones now and then, from the first time on that anything is held in this process."""
        with self._lock:
            is_swept, self._is_swept = self._is_swept, True
        if not is_swept:
            threading.Thread(target=_sweep, args=(weakref.ref(self), weakref.ref(database)), daemon=True).start()

    def _known(self, model: str, revisions: Mapping[int, str]) -> dict[int, Person]:
        with self._lock:
            asked = {key: self._held.get((key, revision, model)) for key, revision in revisions.items()}
        return {key: entry[0] for key, entry in asked.items() if entry}

    def _add(self, name: tuple[int, str, str], held: Person, size: int) -> None:
        with self._lock:
            if name in self._held or size > self._most:
                return
            self._held[name] = held, size
            self._order.append(name)
            self._bytes += size
            while self._bytes > self._most:
                # By chance, not by age: who goes through more résumés than fit would find none of them next time.
                at = self._chance.randrange(len(self._order))
                self._order[at], self._order[-1] = self._order[-1], self._order[at]
                self._bytes -= self._held.pop(self._order.pop())[1]


def _sweep(of: weakref.ref[AtHand], database: weakref.ref[Database]) -> None:
    """Sweeps until the process, or who holds the résumés, ends."""
    while True:
        time.sleep(SWEPT_EVERY_S)
        held, where = of(), database()
        if held is None or where is None or where.is_closed:
            return
        with contextlib.suppress(Unavailable, NoFreeConnection):
            held.forget_erased(where)
        del held, where


def unread(session: Session, keys: Sequence[int]) -> Mapping[int, Unread]:
    """Finds résumés that are read as they are stored, by id; those whose vectors are to be made are left out."""
    return stored_unread.several(session, default_embedder().identity, keys)


def made_ready(one: Unread) -> Person | None:
    """The résumé ready to be matched; None where its vectors are of other texts, and new ones have to be made."""
    resume = one.resume
    texts = texts_of_resume(resume)
    vectors = one.vectors_of(texts)
    return None if vectors is None else matcher.ready_resume(resume, finding(texts, vectors))


def of_job(database: Database, session: Session, row: StoredJob, job: Job, taxonomy: Taxonomy) -> Wanted:
    """A stored job ready to be matched."""
    texts = texts_of_job(job)
    vectors = vectors_of(database, session, JobVectors, {row.id: texts}, default_embedder(), {row.id: job})[row.id]
    return matcher.ready_job(job, finding(texts, vectors), taxonomy)


def whole_of_job(database: Database, session: Session, row: StoredJob) -> Whole:
    """Where a stored job points, from the database, else made."""
    space = present_space()
    known = wholes.known(session, wholes.JobWhole, space, [row.id])
    if row.id in known:
        return Whole(space, known[row.id])
    job = row.job
    texts = texts_of_job(job)
    vectors = vectors_of(database, session, JobVectors, {row.id: texts}, default_embedder(), {row.id: job})[row.id]
    made = whole_of(job, finding(texts, vectors))
    packed_vectors.keep_wholes(session, JobVectors, {row.id: made})
    return made


def finding(texts: Sequence[str], vectors: Half) -> Embed:
    """An embedding function that only looks up: some of the texts -> their vectors (n, d)."""
    rows = {text: at for at, text in enumerate(texts)}
    return lambda asked: vectors[[rows[text] for text in asked]] if asked else vectors[:0]


def vectors_of(
    database: Database,
    session: Session,
    kind: Kind,
    texts: Mapping[int, Sequence[str]],
    embedder: Embedder,
    said: Mapping[int, Resume | Job],
) -> dict[int, Half]:
    """The vectors (n, d) of the texts of résumés or jobs, by id; what is missing is made and stored.

    ``said`` is what has these texts: with new vectors of them, that of the whole is made anew, too.
    """
    stored = packed_vectors.known(session, kind, embedder.identity, list(texts)) if texts else {}
    found: dict[int, Half] = {}
    for of, own in texts.items():
        packed = stored.get(of)
        if packed is None or packed.texts_sha256 != packed_vectors.digest(own):
            packed = with_whole(_packed(session, own, packed, embedder), said[of], own)
            _keep(database, session, kind, embedder.identity, {of: packed})
        found[of] = packed.vectors
    return found


def pack(texts: Sequence[str]) -> Packed:
    """Makes the vectors of texts of which none is stored."""
    return Packed.of(texts, default_embedder().embed(texts).astype(np.float16))


def with_whole(packed: Packed, said: Resume | Job, texts: Sequence[str] | None = None) -> Packed:
    """Adds the vector of the whole, made from those of its texts."""
    own = texts if texts is not None else _texts_of(said)
    return replace(packed, whole=whole_of(said, finding(own, packed.vectors)))


def whole_of(said: Resume | Job, embed: Embed) -> Whole:
    """Where a whole résumé or job points, as ``nlp.overall`` compares them, at the precision that is stored."""
    embedder = default_embedder()
    space = overall.space_of(embedder.identity, embedder.dimensions)
    if isinstance(said, Resume):
        found = overall.of_resume(space, said.passages, embed([one.counted for one in said.passages]))
    else:
        found = overall.of_ad(space, embed(gist_of(said)), embed(asked_of(said)), embed(titles_of(said)))
    return Whole(space_of(embedder), found.astype(np.float16))


def space_of(embedder: Embedder) -> int:
    """Names what vectors of wholes are made by: the model and the numbers that are learnt for it."""
    return _space(embedder.identity, embedder.dimensions)


def present_space() -> int:
    """The same of this process' model."""
    return space_of(default_embedder())


def progress(session: Session) -> Progress:
    """How many résumés and jobs have all their vectors by this process' model."""
    embedder = default_embedder()
    return packed_vectors.progress(session, embedder.identity, space_of(embedder))


def is_behind(session: Session) -> bool:
    """Says whether vectors are missing, or some of another model are still there."""
    embedder = default_embedder()
    found = progress(session)
    others = packed_vectors.has_others(session, embedder.identity) or wholes.has_others(session, space_of(embedder))
    return found.done < found.total or others


def pack_stored(database: Database, most: int) -> Progress:
    """Makes vectors of this process' model for up to so many stored résumés or jobs that have none.

    Each is kept as soon as it is made. When nothing is left to make, the vectors of all other models go.

    Returns:
        How far it is; ``done`` falls short of ``total`` as long as something is left.
    """
    embedder = default_embedder()
    with database.session() as session:
        space = space_of(embedder)
        people = packed_vectors.lacking(session, ResumeVectors, embedder.identity, most, space)
        _fill(database, session, ResumeVectors, resumes.records_of(session, people), embedder)
        ads = packed_vectors.lacking(session, JobVectors, embedder.identity, most - len(people), space)
        wanted = {key: row.job for key in ads if (row := session.get(StoredJob, key))}
        _fill(database, session, JobVectors, wanted, embedder)
        session.commit()
        found = progress(session)
        if found.done >= found.total:
            packed_vectors.forget_others(session, embedder.identity)
            wholes.forget_others(session, space)
            embeddings.forget_all(session)
            session.commit()
    return found


def _fill(
    database: Database, session: Session, kind: Kind, said: Mapping[int, Resume | Job], embedder: Embedder
) -> None:
    """Makes what is missing; where the texts have their vectors, that of the whole is made from these."""
    texts = {key: _texts_of(one) for key, one in said.items()}
    vectors = vectors_of(database, session, kind, texts, embedder, said)
    made = {key: whole_of(one, finding(texts[key], vectors[key])) for key, one in said.items()}
    packed_vectors.keep_wholes(session, kind, made)


def _texts_of(said: Resume | Job) -> Sequence[str]:
    return texts_of_resume(said) if isinstance(said, Resume) else texts_of_job(said)


@lru_cache(maxsize=4)
def _space(model: str, dimensions: int) -> int:
    numbers = overall.space_of(model, dimensions)
    name = hashlib.sha256(model.encode())
    for one in (numbers.passages, numbers.ads, numbers.asked, numbers.job_titles, numbers.turn):
        name.update(one.tobytes())
    return int.from_bytes(name.digest()[:8], "big", signed=True)


def _packed(session: Session, texts: Sequence[str], before: Packed | None, embedder: Embedder) -> Packed:
    """Packs vectors of texts: those that were packed for other texts, those kept text by text, and new ones."""
    by_key = before.by_key() if before else {}
    known = {text: by_key[name] for text in texts if (name := packed_vectors.key(text)) in by_key}
    rest = [text for text in texts if text not in known]
    known |= {text: one.astype(np.float16) for text, one in embeddings.known(session, embedder.identity, rest).items()}
    rest = [text for text in texts if text not in known]
    known |= dict(zip(rest, embedder.embed(rest).astype(np.float16), strict=True))
    matrix = np.stack([known[text] for text in texts]) if texts else np.zeros((0, embedder.dimensions), np.float16)
    return Packed.of(texts, matrix)


def _keep(database: Database, session: Session, kind: Kind, model: str, packed: Mapping[int, Packed]) -> None:
    with database.side_session() as side:
        kept = packed_vectors.keep(side, kind, model, packed, is_waiting=False)
        side.commit()
    # A row that the request itself has just stored is seen by its own transaction alone; one that it has changed it holds.
    packed_vectors.keep(session, kind, model, {of: one for of, one in packed.items() if of not in kept})
