"""The story of a search: job boards are asked, duplicates merged, the most promising ads read and matched with a résumé, best first.

All ads are put in an order by what costs little (``nlp.promising``); the first of them are read and scored by ``matcher``, as
many as the time of a request allows, and more of them in the background. An answer says how many. Nothing of the résumé is
sent anywhere; what is found is stored for the organisation, and as a job only when somebody imports it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

import hearing
import matcher
from ads_read import Read, read_all
from connectors.boards.filters import company_words
from connectors.boards.merging import Merged, canonical, merged
from connectors.boards.posting import Query
from connectors.boards.registry import KNOWN
from connectors.boards.searching import Heard
from connectors.boards.wording import words
from db import found_postings, resumes, saved_searches
from db.board_answers import Place
from db.resumes import StoredResume
from db.session import Session
from db.stored import to_plain
from errors import InvalidFields, NotFound
from hearing import Standing
from nlp import promising
from nlp.embeddings import default_embedder
from nlp.sides import Person
from nlp.taxonomy import Taxonomy
from own_skills import taxonomy_of
from pipeline import Parts
from posting_import import close_gone

log = logging.getLogger(__name__)

MOST_MATCHED = 60
"""So many are matched fully, in the background at the latest."""
_MOST_RANKED = 2_000

Tell = Callable[[Heard], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search: for whose résumé, what, and on which of the boards that are set up (all where none is named)."""

    organisation_id: int
    resume_id: int
    query: Query
    boards: tuple[str, ...] = ()
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that gave nothing, or not all, and why."""

    source: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One job of an answer: ``score`` (0..1) and ``match`` where it was matched fully, else None; ``promise`` is 0..1.

    ``posting`` and ``match`` are records as plain JSON.
    """

    posting_id: str
    posting: Mapping[str, Any]
    sources: Sequence[Mapping[str, Any]]
    score: float | None
    promise: float
    match: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Considered:
    """How many postings came, how many jobs are left of them, and how many of these were matched fully."""

    found: int
    jobs: int
    matched: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One part of what was found. ``cached``: no board was asked for it; ``stale``: boards are being asked again for it."""

    items: list[Shown]
    total: int
    considered: Considered
    warnings: list[Trouble]
    searched_at: datetime
    cached: bool
    stale: bool
    is_unfinished: bool
    """More of it could be matched fully."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a search rests on."""

    wanted: Wanted
    standing: Standing
    taxonomy: Taxonomy
    basis: str


@dataclass(frozen=True, slots=True)
class _Job:
    """One job that was found; ``names`` are all by which it is known when it comes again."""

    token: str
    names: tuple[str, ...]
    merged: Merged
    promise: float
    places: Mapping[tuple[str, str, str], Place] = field(default_factory=dict)


def find(
    parts: Parts,
    wanted: Wanted,
    start: int = 0,
    count: int = 20,
    tell: Tell = lambda heard: None,
    *,
    refresh: timedelta | None = None,
    is_deep: bool = False,
) -> Answer:
    """Searches, or answers from what is kept of the same search.

    Args:
        parts: What the flows work with.
        wanted: The search.
        start: How many of the best to leave out.
        count: How many to show then.
        tell: Hears of each source that is asked, as it answers.
        refresh: Ask also the sources whose answers are so old, instead of leaving that to the background.
        is_deep: Match as many as ever are, however long that takes.

    Raises:
        NotFound: There is no such résumé.
        InvalidFields: It is not ready, or a board is not set up.
    """
    ends_at = None if is_deep else time.monotonic() + parts.search_matching_s
    asked = _asked(parts, wanted, refresh or hearing.FRESH)
    lacking = (*asked.standing.lacking, *(asked.standing.stale if refresh else ()))
    told: Sequence[hearing.Told] = ()
    if lacking:
        told = hearing.ask(parts, wanted.organisation_id, asked.standing, lacking, tell)
        with parts.database.session() as session:
            close_gone(session, wanted.organisation_id, asked.standing, [one.heard for one in told])
            session.commit()
        asked = _asked(parts, wanted)
    key = _key(asked)
    with parts.database.session() as session:
        ranked = found_postings.ranking(session, wanted.resume_id, key)
    if ranked is None or (is_deep and ranked["is_unfinished"]):
        ranked = _ranked(parts, asked, told, ends_at)
        with parts.database.session() as session:
            found_postings.keep_ranking(session, wanted.resume_id, key, ranked)
            session.commit()
    return _answer(parts, asked, ranked, start, count, cached=not lacking)


def check(parts: Parts, wanted: Wanted) -> None:
    """Raises what ``find`` refuses, before anything is asked."""
    _asked(parts, wanted)


def names_of(item: Shown) -> list[str]:
    """All by which a job is known when it comes again, on whatever board."""
    said = item.posting
    company = company_words(said["company"]).strip()
    by_words = [_token("w", words(said["title"].lower()), company, words(said["location"]))] if company else []
    return sorted({*(_token("B", _address(one["url"])) for one in item.sources), *by_words})


def _asked(parts: Parts, wanted: Wanted, fresh: timedelta = hearing.FRESH) -> _Asked:
    with parts.database.session() as session:
        row = _resume(session, wanted)
        own = saved_searches.settings_of(session, wanted.organisation_id)
        query = replace(
            wanted.query,
            exclude_companies=_once(wanted.query.exclude_companies, own.exclude_companies),
            exclude_keywords=_once(wanted.query.exclude_keywords, own.exclude_keywords),
        )
        boards = hearing.boards_of(parts, session, wanted.organisation_id, wanted.boards)
        taxonomy = taxonomy_of(session, wanted.organisation_id)
        found = hearing.standing(parts, session, wanted.organisation_id, boards, query, fresh)
        basis = f"{row.sha256}/{row.versions}/{row.as_of}"
    return _Asked(replace(wanted, query=query), found, taxonomy, basis)


def _resume(session: Session, wanted: Wanted) -> StoredResume:
    mine = resumes.visible(wanted.organisation_id, wanted.owner_id).where(StoredResume.id == wanted.resume_id)
    row = session.scalars(resumes.briefly(mine)).one_or_none()
    if row is None:
        raise NotFound("résumé", f"R{wanted.resume_id}")
    if row.status != "ready":
        raise InvalidFields(f"Résumé R{row.id} is {row.status}; only résumés that are ready can be matched.")
    return row


def _key(asked: _Asked) -> bytes:
    """Names all that an answer depends on."""
    query = to_plain(asked.wanted.query)
    said = {name: sorted(one) if isinstance(one, list) else one for name, one in query.items()}
    # What is too old tomorrow is not too old today.
    today = datetime.now(UTC).date().isoformat() if asked.wanted.query.posted_within_days is not None else ""
    made_from = (
        matcher.MATCHER_VERSION, default_embedder().identity, asked.taxonomy.version, asked.basis, asked.standing.digest,
        json.dumps(said, sort_keys=True), today, ",".join("|".join(place) for place in asked.standing.places),
    )  # fmt: skip
    return hashlib.sha256("\x00".join(made_from).encode()).digest()


def _ranked(parts: Parts, asked: _Asked, told: Sequence[hearing.Told], ends_at: float | None) -> dict[str, Any]:
    """Puts all that was found in order, and matches the first of it."""
    organisation_id, resume_id = asked.wanted.organisation_id, asked.wanted.resume_id
    with parts.database.session() as session:
        answers = hearing.answers(session, organisation_id, asked.standing, told)
        people = parts.at_hand.resumes(parts.database, session, [resume_id])
        session.commit()
    if resume_id not in people:
        raise NotFound("résumé", f"R{resume_id}")
    found, jobs = _jobs(asked, answers, people[resume_id])
    chosen = jobs[:MOST_MATCHED]
    read = read_all(parts, organisation_id, asked.taxonomy, [job.merged.posting for job in chosen], ends_at)
    matches = {
        job.token: matcher.rank_ready([people[resume_id]], one.wanted)[0].match
        for job, one in zip(chosen, read, strict=True)
        if isinstance(one, Read)
    }
    with parts.database.session() as session:
        found_postings.keep(session, organisation_id, {job.token: _kept(job, asked.standing.key) for job in jobs})
        session.commit()
    items: list[dict[str, Any]] = [
        {
            "token": job.token,
            "promise": job.promise,
            "score": matches[job.token].match_score if job.token in matches else None,
            "match": to_plain(matches[job.token]) if job.token in matches else None,
        }
        for job in jobs
    ]
    items.sort(key=lambda one: (one["score"] is None, -(one["score"] or 0.0), -one["promise"], one["token"]))
    is_unfinished = any(one is None for one in read)
    return {"items": items, "found": found, "matched": len(matches), "is_unfinished": is_unfinished}


def _jobs(asked: _Asked, answers: Sequence[hearing.Answered], person: Person) -> tuple[int, list[_Job]]:
    """How many postings there were, and the jobs that are left of them, the most promising first."""
    postings, places, titles = [], {}, {}
    for answer in answers:
        for at in hearing.left(answer.postings, asked.wanted.query):
            posting = answer.postings[at]
            postings.append(posting)
            places[posting.board, posting.external_id, posting.url] = answer.place
            titles[posting.title] = answer.titles[at]
    jobs = merged(postings)[:_MOST_RANKED]
    if not jobs:
        return len(postings), []
    vectors = np.stack([titles[job.posting.title] for job in jobs])
    ads = [promising.spoken(f"{job.posting.title}\n{job.posting.description}\n{job.posting.tags}") for job in jobs]
    names = promising.names_of(person, asked.taxonomy)
    worth = promising.promises(person, default_embedder().identity, vectors, ads, names)
    made = [_job(job, promise, places) for job, promise in zip(jobs, worth, strict=True)]
    return len(postings), sorted(made, key=lambda one: (-one.promise, one.token))


def _job(job: Merged, promise: float, places: Mapping[tuple[str, str, str], Place]) -> _Job:
    tokens = sorted(_token("B", _address(one.url)) for one in job.sources)
    return _Job(tokens[0], tuple(tokens), job, promise, places)


def _kept(job: _Job, query_key: bytes) -> dict[str, Any]:
    best = job.merged.posting
    sources = [
        {
            "board": one.board,
            "source": job.places[one.board, one.external_id, one.url][1],
            "external_id": one.external_id,
            "url": one.url,
            "link_back": one.source_link_back,
            "attribution": _attribution(one.board),
        }
        for one in sorted(job.merged.sources, key=lambda one: (one is not best, one.board, one.external_id))
    ]
    return {"posting": to_plain(best), "sources": sources, "query_key": query_key.hex()}


def _answer(parts: Parts, asked: _Asked, ranked: Mapping[str, Any], start: int, count: int, *, cached: bool) -> Answer:
    some = ranked["items"][start : start + count]
    with parts.database.session() as session:
        kept = found_postings.several(session, asked.wanted.organisation_id, [one["token"] for one in some])
    known = [row for place in asked.standing.places if (row := asked.standing.known.get(place)) is not None]
    moments = [row.fetched_at for row in known if row.fetched_at is not None]
    return Answer(
        items=[
            Shown(
                one["token"], kept[one["token"]]["posting"], kept[one["token"]]["sources"],
                one["score"], one["promise"], one["match"],
            )
            for one in some
            if one["token"] in kept
        ],
        total=len(ranked["items"]),
        considered=Considered(ranked["found"], len(ranked["items"]), ranked["matched"]),
        warnings=_warnings(asked.standing),
        searched_at=min(moments, default=datetime.now(UTC)),
        cached=cached,
        stale=bool(asked.standing.stale),
        is_unfinished=bool(ranked["is_unfinished"]),
    )  # fmt: skip


def _warnings(found: Standing) -> list[Trouble]:
    if not found.places:
        return [Trouble("", "no_boards", "No job board is set up; an admin does that at /api/v1/search-settings.")]
    return [
        Trouble(f"{place[0]}:{place[1]}".rstrip(":"), row.problem["code"], row.problem["detail"])
        for place in found.places
        if (row := found.known.get(place)) is not None and row.problem is not None
    ]


def _token(letter: str, *said: str) -> str:
    return letter + hashlib.sha256("\x00".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:15]


def _address(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:  # more parameters than an address has
        return url


def _attribution(board: str) -> str:
    terms = getattr(KNOWN[board].make, "terms", None) if board in KNOWN else None
    return terms.attribution if terms else ""


def _once(*lists: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for said in lists for one in said))
