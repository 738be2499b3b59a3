from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

import records
from db import jobs, matches
from db.matches import ReplacedMatch, StoredMatch
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
        row = matches.keep(session, job, "balanced", {pair[0]: (basis, match)})[pair[0]]
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
