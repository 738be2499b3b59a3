"""Résumés meet jobs: pairs that were never scored, or whose score no longer holds, are scored and kept; where they come from others know."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import at_hand
import extractors
import matcher
from db import matches
from db.jobs import StoredJob
from db.matches import FoundMatches, PackedMatch, StoredMatch
from db.resumes import StoredResume
from db.session import Session
from db.unread import Unread
from nlp.embeddings import default_embedder
from nlp.sides import Person, Wanted
from nlp.taxonomy import Taxonomy
from own_skills import taxonomy_of
from pipeline import Parts
from records import Job, Match, Resume
from side_by_side import OWN_SHARE, mapped, read_and_mapped

BATCH = 250
# Of a copy's part, where this process reads its own from the database, while the copies work.
_OWN_SHARE_READING = 0.65


@dataclass(frozen=True, slots=True)
class Weighing:
    """How the parts of a score are weighed: a profile of the matcher, or weights of the client's own."""

    profile: str = "balanced"
    weights: Mapping[str, float] | None = None

    @property
    def variant(self) -> str:
        """Names the weighing; weights in the same proportion are the same."""
        if self.weights is None:
            return self.profile
        total = sum(self.weights.values()) or 1.0
        shares = {name: round(value / total, 6) for name, value in sorted(self.weights.items()) if value}
        return "weights:" + hashlib.sha256(json.dumps(shares).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What the score of a résumé hangs on beside the job: ``MADE_FROM`` are the columns that say so."""

    id: int
    sha256: str
    versions: str
    as_of: date


MADE_FROM = (StoredResume.id, StoredResume.sha256, StoredResume.versions, StoredResume.as_of)


def match_stored(
    parts: Parts,
    session: Session,
    found: Sequence[StoredResume],
    wanted: Sequence[StoredJob],
    weighing: Weighing = Weighing(),
) -> FoundMatches:
    """Matches every résumé with every job, best first; pairs matched before with the same versions are not scored again.

    Résumés that are erased meanwhile are left out.

    Raises:
        InvalidFields: The profile or the weights cannot be used.
    """
    taxonomies = {key: taxonomy_of(session, key) for key in {job.organisation_id for job in wanted}}
    rows = [
        row
        for job in wanted
        for row in _match_one_job(parts, session, found, job, weighing, taxonomies[job.organisation_id])
    ]
    return FoundMatches(session, sorted(rows, key=lambda row: (-row.score, row.resume_id, row.job_id)))


def score_stored(
    parts: Parts, session: Session, found: Sequence[MadeFrom], job: StoredJob, weighing: Weighing = Weighing()
) -> None:
    """Does the same for one job, but reads none of the matches again: who asks for a page of them reads that alone."""
    taxonomy = taxonomy_of(session, job.organisation_id)
    basis = {one.id: _basis(one, job, taxonomy) for one in found}
    known = matches.bases(session, list(basis), job.id, weighing.variant)
    stale = {key: one for key, one in basis.items() if known.get(key) != one}

    def keep(scored: Mapping[int, tuple[str, PackedMatch]]) -> None:
        matches.put(session, job, weighing.variant, scored)

    _score_stale(parts, session, stale, job, weighing, taxonomy, keep)


def match_texts(
    parts: Parts, resume_text: str, job: Job, weighing: Weighing = Weighing(), taxonomy: Taxonomy | None = None
) -> Match:
    """Matches a text with a job and stores nothing; an empty text is a résumé that says nothing."""
    today = date.today()
    if resume_text.strip():
        resume = extractors.extract_resume(extractors.read_text(resume_text), as_of=today, taxonomy=taxonomy)
    else:
        resume = Resume("", today.isoformat(), extractors.EXTRACTOR_VERSION, job.taxonomy_version)
    return matcher.match(resume, job, profile=weighing.profile, weights=weighing.weights, taxonomy=taxonomy)


def _match_one_job(
    parts: Parts,
    session: Session,
    found: Sequence[StoredResume],
    job: StoredJob,
    weighing: Weighing,
    taxonomy: Taxonomy,
) -> list[StoredMatch]:
    basis = {row.id: _basis(row, job, taxonomy) for row in found}
    known = matches.stored(session, list(basis), job.id, weighing.variant)
    stale = {key: one for key, one in basis.items() if key not in known or known[key].basis != one}

    def keep(scored: Mapping[int, tuple[str, PackedMatch]]) -> None:
        known.update(matches.keep(session, job, weighing.variant, scored))

    _score_stale(parts, session, stale, job, weighing, taxonomy, keep)
    return [known[key] for key in basis if key in known]


def _score_stale(
    parts: Parts,
    session: Session,
    basis: Mapping[int, str],
    job: StoredJob,
    weighing: Weighing,
    taxonomy: Taxonomy,
    keep: Callable[[Mapping[int, tuple[str, PackedMatch]]], None],
) -> None:
    """Scores résumés, given with what their matches are made from, and has them kept."""
    if not basis:
        return
    stale = list(basis)

    def read(start: int) -> dict[int, Person]:
        return parts.at_hand.resumes(parts.database, session, stale[start : start + BATCH])

    def put(scored: Mapping[int, PackedMatch]) -> None:
        keep({key: (basis[key], one) for key, one in scored.items()})

    wanted = parts.at_hand.job(parts.database, session, job, taxonomy)
    if len(stale) <= BATCH:
        return put(_score_unread(parts, session, stale, wanted, weighing))
    held = read(0)
    writing: Future[None] | None = None
    # While Postgres writes one batch, the next one is scored; the session is never used by both at once.
    with ThreadPoolExecutor(1) as writer:
        for start in range(0, len(stale), BATCH):
            scored = _score(held, wanted, weighing)
            if writing:
                writing.result()
            held = read(start + BATCH) if start + BATCH < len(stale) else {}
            writing = writer.submit(put, scored)
        if writing:
            writing.result()


def _score_unread(
    parts: Parts, session: Session, keys: Sequence[int], wanted: Wanted, weighing: Weighing
) -> dict[int, PackedMatch]:
    """Scores résumés of which each copy of this process reads its own: those of this one are at hand the next time."""
    known = parts.at_hand.known(parts.database, session, keys)
    # What this process makes ready it holds, and it takes what comes first.
    order = sorted(keys, key=known.__contains__)
    made: list[tuple[Unread, Person]] = []

    def read(some: Sequence[int]) -> list[Person | Unread | None]:
        stored = at_hand.unread(session, [key for key in some if key not in known])
        return [known.get(key) or stored.get(key) for key in some]

    def ready(one: Person | Unread | None) -> Person | None:
        found = at_hand.made_ready(one) if isinstance(one, Unread) else one
        if found and isinstance(one, Unread):
            made.append((one, found))
        return found

    def work(some: Sequence[Person | Unread | None]) -> list[PackedMatch | None]:
        people = [ready(one) for one in some]
        scored = iter(_packed([one for one in people if one], wanted, weighing))
        return [next(scored) if one else None for one in people]

    share = OWN_SHARE if known else _OWN_SHARE_READING
    answered = dict(zip(order, read_and_mapped(read, work, order, own_share=share), strict=True))
    for one, person in made:
        parts.at_hand.hold(one, person)
    scored = {key: one for key, one in answered.items() if one}
    if rest := [key for key in keys if key not in scored]:
        scored |= _score(parts.at_hand.resumes(parts.database, session, rest), wanted, weighing)
    return scored


def _score(found: Mapping[int, Person], wanted: Wanted, weighing: Weighing) -> dict[int, PackedMatch]:
    def work(people: Sequence[Person]) -> list[PackedMatch]:
        return _packed(people, wanted, weighing)

    return dict(zip(found, mapped(work, list(found.values())), strict=True))


def _packed(people: Sequence[Person], wanted: Wanted, weighing: Weighing) -> list[PackedMatch]:
    ranked = matcher.rank_ready(people, wanted, profile=weighing.profile, weights=weighing.weights)
    return [PackedMatch.of(one.match) for one in sorted(ranked, key=lambda one: one.index)]


def _basis(resume: StoredResume | MadeFrom, job: StoredJob, taxonomy: Taxonomy) -> str:
    """Names everything a score depends on; as long as it stays the same, so does the score."""
    made_from = (
        matcher.MATCHER_VERSION,
        default_embedder().identity,
        taxonomy.version,
        resume.sha256,
        resume.versions,
        resume.as_of.isoformat(),
        job.sha256,
        job.versions,
    )
    return hashlib.sha256("\x00".join(made_from).encode()).hexdigest()
