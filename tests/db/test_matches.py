from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import event, func, select

import records
from db import jobs, matches
from db.matches import FoundMatches, PackedMatch, ReplacedMatch, StoredMatch
from db.people import FIRST_ORGANISATION
from db.session import Database
from errors import NotFound

AMatch = Callable[..., records.Match]


@pytest.fixture
def pair(store_resume: Callable[..., int], store_job: Callable[[], int]) -> tuple[int, int]:
    return store_resume(), store_job()


def keep(database: Database, pair: tuple[int, int], basis: str, match: records.Match) -> StoredMatch:
    with database.session() as session:
        job = jobs.get(session, pair[1], FIRST_ORGANISATION)
        row = FoundMatches(
            session, matches.keep(session, job, "balanced", {pair[0]: (basis, PackedMatch.of(match))}).values()
        )[0]
        session.commit()
        return row


def test_a_match_comes_back_as_it_was_stored(database: Database, pair: tuple[int, int], a_match: AMatch) -> None:
    row = keep(database, pair, "v1", a_match(0.5))
    assert row.match == a_match(0.5)
    assert (row.id, row.score) == (301, 0.5)


def test_a_new_basis_replaces_the_match_and_the_old_one_is_history(
    database: Database, pair: tuple[int, int], a_match: AMatch
) -> None:
    old = keep(database, pair, "v1", a_match(0.5))
    new = keep(database, pair, "v2", a_match(0.8, "2"))
    assert (new.id, new.score, new.match.matcher_version) == (old.id, 0.8, "2")
    with database.session() as session:
        history = session.scalars(select(ReplacedMatch)).all()
    assert [(row.match_id, row.basis, row.score) for row in history] == [(old.id, "v1", 0.5)]


def test_the_same_basis_again_changes_nothing(database: Database, pair: tuple[int, int], a_match: AMatch) -> None:
    old = keep(database, pair, "v1", a_match(0.5))
    again = keep(database, pair, "v1", a_match(0.9))
    assert (again.id, again.score, again.created_at) == (old.id, 0.5, old.created_at)


def test_a_pair_matched_by_many_requests_at_once_is_stored_once(
    database: Database, pair: tuple[int, int], a_match: AMatch
) -> None:
    keep(database, pair, "v1", a_match(0.5))
    found: list[StoredMatch] = []
    threads = [
        threading.Thread(target=lambda: found.append(keep(database, pair, "v2", a_match(0.7, "2")))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(row.id, row.basis) for row in found} == {(301, "v2")}
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(StoredMatch)) == 1
        assert session.scalar(select(func.count()).select_from(ReplacedMatch)) == 1


def test_another_organisations_match_looks_missing(database: Database, pair: tuple[int, int], a_match: AMatch) -> None:
    row = keep(database, pair, "v1", a_match(0.5))
    with database.session() as session, pytest.raises(NotFound):
        matches.get(session, row.id, 999)


def test_records_of_many_matches_are_read_when_they_are_looked_at_and_many_at_once(
    database: Database, store_resume: Callable[..., int], store_job: Callable[[], int], a_match: AMatch
) -> None:
    resume_ids = [store_resume(f"{number:064d}") for number in range(5)]
    asked: list[str] = []
    with database.session() as session:
        job = jobs.get(session, store_job(), FIRST_ORGANISATION)
        matches.keep(session, job, "balanced", {key: ("v1", PackedMatch.of(a_match(key / 1000))) for key in resume_ids})
        session.commit()
    with database.session() as session:
        found = matches.stored(session, resume_ids, job.id, "balanced")
        rows = FoundMatches(session, [found[key] for key in resume_ids])
        event.listen(session.bind, "before_cursor_execute", lambda *said: asked.append(said[2]))
        assert len(rows) == 5
        assert [row.match.match_score for row in rows[1:4]] == [row.score for row in rows[1:4]]
        assert len(asked) == 1
        assert [row.record["match_score"] for row in rows] == [key / 1000 for key in resume_ids]
        assert len(asked) == 2
        assert rows[-1].match == a_match(resume_ids[-1] / 1000)
        assert len(asked) == 2


def test_text_that_postgres_cannot_hold_is_stored_without_it(
    database: Database, pair: tuple[int, int], a_match: AMatch
) -> None:
    odd = dataclasses.replace(a_match(0.5), comments="a\x00b \ud800 c\\u0000")
    assert keep(database, pair, "v1", odd).match.comments == "a\ufffdb ? c\\u0000"
