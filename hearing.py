"""What job boards say is heard once and kept: a question is asked of each source when its last answer is too old, and of no other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from connectors.boards.asking import Asking
from connectors.boards.filters import passing
from connectors.boards.posting import Posting, Query
from connectors.boards.registry import Boards, open_boards
from connectors.boards.searching import Heard, search
from db import board_answers, saved_searches
from db.board_answers import BoardAnswer, Place
from db.session import Session
from db.stored import from_plain, packed, to_plain
from errors import InvalidFields
from nlp.embeddings import default_embedder
from nlp.promising import title_of
from pipeline import Parts

FRESH = timedelta(hours=24)
"""So long an answer is as good as new; then it is shown and asked for again in the background."""
LASTS = timedelta(days=7)
"""An older one is not shown."""
PER_SOURCE = 100
RESTS_S, _LONGEST_REST_S = 60, 600
"""A source that failed is left alone so long, unless it says itself how long."""

Vectors = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Told:
    """What a source said just now, with vectors (n, d) of its postings' titles."""

    heard: Heard
    titles: Vectors


@dataclass(frozen=True, slots=True)
class Answered:
    """What a source answered, with vectors (n, d) of its postings' titles."""

    place: Place
    postings: tuple[Posting, ...]
    titles: Vectors


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a question before anybody is asked.

    Attributes:
        boards: The organisation's, those that are asked.
        query: What they are asked: without what is left out afterwards.
        key: Names the question.
        places: All sources, in the order in which they are set up.
        known: What is known of them, without postings.
        lacking: Sources that must be asked now.
        stale: Sources that should be asked soon.
    """

    boards: Boards
    query: Query
    key: bytes
    places: tuple[Place, ...]
    known: Mapping[Place, BoardAnswer] = field(default_factory=dict)
    lacking: tuple[Place, ...] = ()
    stale: tuple[Place, ...] = ()

    @property
    def digest(self) -> str:
        """Names what the sources said: as long as it is the same, so are the postings."""
        said = [
            [*place, (row.digest or b"").hex(), (row.problem or {}).get("code")]
            for place in self.places
            if (row := self.known.get(place)) is not None
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def boards_of(parts: Parts, session: Session, organisation_id: int, names: Sequence[str] = ()) -> Boards:
    """The boards of an organisation, or those of them that are named; raises InvalidFields for one that it has not."""
    own = saved_searches.settings_of(session, organisation_id).boards
    boards = parts.boards if own is None else _listed(parts, own)
    if not boards.linkedin:
        boards = replace(boards, sources={name: said for name, said in boards.sources.items() if name != "linkedin"})
    if unknown := [name for name in names if name not in boards.sources]:
        detail = f"there is no board {unknown[0][:40]!r}; there are: {', '.join(boards.sources) or 'none'}"
        raise InvalidFields(f"sources: {detail}.", ({"field": "sources", "detail": detail},))
    return replace(boards, sources={name: boards.sources[name] for name in names}) if names else boards


def checked(parts: Parts, said: Sequence[str]) -> Boards:
    """Boards as somebody sets them up; raises BadSettings for what cannot be asked."""
    boards = _listed(parts, said)
    open_boards(boards, parts.web)
    return boards


def standing(
    parts: Parts, session: Session, organisation_id: int, boards: Boards, query: Query, fresh: timedelta = FRESH
) -> Standing:
    """What is known of a question, and what is to be asked; answers are stale when they are older than ``fresh``."""
    asked = replace(
        query, keywords=" ".join(query.keywords.split()), location=" ".join(query.location.split()),
        exclude_companies=(), exclude_keywords=(), limit=PER_SOURCE,
    )  # fmt: skip
    key = key_of(asked)
    places = tuple((board.name, source) for board in open_boards(boards, parts.web) for source in board.sources)
    known = board_answers.known(session, organisation_id, key, is_brief=True)
    now = datetime.now(UTC)
    lacking = tuple(place for place in places if not _is_of_use(known.get(place), now))
    stale = tuple(place for place in places if place not in lacking and _is_stale(known[place], now, fresh))
    return Standing(boards, asked, key, places, known, lacking, stale)


def key_of(query: Query) -> bytes:
    """Names a question."""
    said = {name: sorted(one) if isinstance(one, list) else one for name, one in to_plain(query).items()}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()


def ask(
    parts: Parts,
    organisation_id: int,
    found: Standing,
    places: Iterable[Place],
    tell: Callable[[Heard], None] = lambda heard: None,
) -> list[Told]:
    """Asks some sources, keeps what they answer, and tells each as it comes; no connection is held while waiting."""
    wanted: dict[str, list[str]] = {}
    for board, source in places:
        wanted.setdefault(board, []).extend([source] if source else [])
    if not wanted:
        return []
    asking = parts.asking or Asking(parts.web)
    told: list[Told] = []
    known: dict[str, Vectors] = {}
    boards = open_boards(replace(found.boards, sources=wanted), parts.web)
    for one in search(boards, found.query, asking, deadline_s=parts.search_deadline_s):
        # While others are still being waited for.
        told.append(Told(one, _title_vectors(one.postings, known)))
        tell(one)
    with parts.database.session() as session:
        for said in sorted(told, key=lambda one: (one.heard.board, one.heard.source)):
            _keep(session, organisation_id, found, said)
        session.commit()
    return told


def answers(session: Session, organisation_id: int, found: Standing, told: Iterable[Told] = ()) -> list[Answered]:
    """What all sources of a question last said, in their order; what is ``told`` need not be read."""
    now = {(one.heard.board, one.heard.source): one for one in told if one.heard.problem is None}
    rest = [place for place in found.places if place not in now]
    known = board_answers.known(session, organisation_id, found.key) if rest else {}
    return [
        Answered(place, one.heard.postings, one.titles) if (one := now.get(place)) else _answered(place, known[place])
        for place in found.places
        if place in now or place in known
    ]


def left(postings: Sequence[Posting], query: Query) -> list[int]:
    """The numbers of the postings that are not excluded, and still new enough: answers are kept for a while."""
    again = Query(
        exclude_companies=query.exclude_companies,
        exclude_keywords=query.exclude_keywords,
        posted_within_days=query.posted_within_days,
    )
    return [at for at, posting in enumerate(postings) if any(passing([posting], again))]


def _listed(parts: Parts, said: Sequence[str]) -> Boards:
    return Boards.listed(said, linkedin=parts.boards.linkedin, bases=parts.boards.bases)


def _is_of_use(row: BoardAnswer | None, now: datetime) -> bool:
    if row is None:
        return False
    rests = row.problem is not None and row.retry_at is not None and row.retry_at > now
    return rests or (row.fetched_at is not None and now - row.fetched_at < LASTS)


def _is_stale(row: BoardAnswer, now: datetime, fresh: timedelta) -> bool:
    """Too old, or not all: unless the source is to be left alone for now."""
    if row.retry_at is not None and row.retry_at > now:
        return False
    return row.problem is not None or (row.fetched_at is not None and now - row.fetched_at >= fresh)


def _title_vectors(postings: Sequence[Posting], known: dict[str, Vectors]) -> Vectors:
    """The vectors (n, d) of titles; those that are new are made and added to what is known."""
    embedder = default_embedder()
    titles = [title_of(one.title) for one in postings]
    fresh = [title for title in dict.fromkeys(titles) if title not in known]
    known |= dict(zip(fresh, embedder.embed(fresh).astype(np.float16), strict=True)) if fresh else {}
    return np.stack([known[title] for title in titles]) if titles else np.zeros((0, embedder.dimensions), np.float16)


def _keep(session: Session, organisation_id: int, found: Standing, told: Told) -> None:
    heard, problem, retry_at = told.heard, None, None
    if heard.problem is not None:
        rests_s = min(_LONGEST_REST_S, heard.problem.retry_after_s or RESTS_S)
        problem, retry_at = to_plain(heard.problem), datetime.now(UTC) + timedelta(seconds=rests_s)
    values = {
        "organisation_id": organisation_id, "query_key": found.key, "board": heard.board, "source": heard.source,
        "query": to_plain(found.query), "problem": problem, "retry_at": retry_at,
    }  # fmt: skip
    before = found.known.get((heard.board, heard.source))
    # An old answer that is whole is better than a new one that breaks off.
    if heard.problem is None or (heard.postings and (before is None or before.fetched_at is None)):
        plain = packed(heard.postings)
        values |= {
            "postings": plain, "digest": hashlib.sha256(plain).digest(), "fetched_at": datetime.now(UTC),
            "model": default_embedder().identity, "titles": told.titles.tobytes(),
        }  # fmt: skip
    board_answers.keep(session, values)


def _answered(place: Place, row: BoardAnswer) -> Answered:
    is_shown = row.fetched_at is not None and datetime.now(UTC) - row.fetched_at < LASTS
    postings: tuple[Posting, ...] = from_plain(tuple[Posting, ...], row.postings or []) if is_shown else ()
    embedder = default_embedder()
    if row.model == embedder.identity and row.titles is not None and is_shown:
        titles = np.frombuffer(row.titles, np.float16).reshape(-1, embedder.dimensions)
    else:
        titles = _title_vectors(postings, {})
    return Answered(place, postings, titles)
