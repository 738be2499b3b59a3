"""The first stage finds the nearest that pass, by a scan and by the index, in a table that organisations share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import sqlalchemy
from numpy.typing import NDArray
from sqlalchemy import text

from db import index_care, resumes, retrieval, wholes
from db.applications import Application
from db.jobs import StoredJob
from db.people import FIRST_ORGANISATION
from db.ranked import Wanted
from db.retrieval import Size, Sought
from db.schema import migrate
from db.session import Database
from db.wholes import JobWhole, ResumeWhole, Whole

SPACE, LENGTH, MANY, OTHER = 7, 384, 3_000, 2
CITIES = ("berlin", "berlin", "berlin", "leeds", "oslo")


@pytest.fixture(scope="module")
def large(database_url: str) -> Iterator[Database]:
    """A database of its own: 3,000 résumés of one organisation, each tenth of them not ready, and 300 of another."""
    with sqlalchemy.create_engine(database_url, isolation_level="AUTOCOMMIT").connect() as server:
        server.execute(text("drop database if exists retrieving"))
        server.execute(text("create database retrieving"))
    url = database_url.replace("/postgres?", "/retrieving?")
    migrate(url)
    database = Database(url)
    with database.session() as session:
        session.execute(text("insert into organisations (id, name) overriding system value values (2, 'Other')"))
        session.execute(
            text("""
            insert into resumes (id, organisation_id, sha256, filename, media_type, size, as_of, status, city, country,
                skill_names, experience_months)
            overriding system value
            select n, case when n <= :many then 1 else 2 end, md5(n::text) || md5(n::text), '', '', 1, now(),
                case when n % 10 = 9 then 'failed' else 'ready' end, (cast(:cities as text[]))[1 + n % 5],
                case when n % 5 < 3 then 'DE' end,
                case when n % 50 = 1 then array['python', 'sql', 'rust'] when n % 50 < 10 then array['python', 'sql']
                    when n % 2 = 0 then array['sql'] else array[]::text[] end, n % 100
            from generate_series(1, :many + 300) n
        """),
            {"many": MANY, "cities": list(CITIES)},
        )
        wholes.keep(session, ResumeWhole, {n: Whole(SPACE, one) for n, one in enumerate(vectors(), 1)})
        session.commit()
    with sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT").connect() as alone:
        alone.execute(text("vacuum analyze"))
    assert index_care.make(url, ResumeWhole, LENGTH, fewest=MANY)
    yield database
    database.close()


def vectors() -> NDArray[np.float16]:
    """One for each résumé: lines of work, moved by noise."""
    chance = np.random.default_rng(3)
    lines = chance.standard_normal((20, LENGTH))
    found = lines[chance.integers(20, size=MANY + 300)] + chance.standard_normal((MANY + 300, LENGTH))
    units: NDArray[np.float16] = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float16)
    return units


def sought(number: int = 1, organisation: int = FIRST_ORGANISATION, **changes: Any) -> Sought:
    return Sought(organisation, changes.pop("space", SPACE), vectors()[number], **changes)


def by_hand(asked: Sought, passes: Callable[[int], bool] = lambda n: True, most: int = 200) -> list[int]:
    mine = range(1, MANY + 1) if asked.organisation_id == FIRST_ORGANISATION else range(MANY + 1, MANY + 301)
    near = vectors().astype(np.float32) @ asked.direction.astype(np.float32)
    keys = [n for n in mine if n % 10 != 9 and passes(n)]
    return sorted(keys, key=lambda n: (-near[n - 1], -n))[:most]


def recall(found: list[tuple[int, float]], expected: list[int]) -> float:
    return len({key for key, _ in found}.intersection(expected)) / len(expected)


@pytest.fixture(params=["look up", "read", "index"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """All ways are gone at a size where any would do."""
    monkeypatch.setattr(retrieval, "quickest", lambda size, most: request.param)
    return str(request.param)


def test_the_nearest_of_an_organisation_are_found(large: Database, way: str) -> None:
    asked = sought()
    with large.session() as session:
        found = retrieval.nearest(session, ResumeWhole, asked)
    assert recall(found, by_hand(asked)) >= (0.95 if way == "index" else 1.0)
    assert [near for _, near in found] == sorted((near for _, near in found), reverse=True)


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        (Wanted(city="berlin"), lambda n: n % 5 < 3),
        (Wanted(city="oslo"), lambda n: n % 5 == 4),
        (Wanted(country="DE", min_years=5), lambda n: n % 5 < 3 and n % 100 >= 60),
        (Wanted(skills=["rust"]), lambda n: n % 50 == 1),
        (Wanted(skills=["rust"], city="leeds"), lambda n: False),
    ],
)
def test_what_is_asked_is_asked_before_the_best_are_taken(
    large: Database, way: str, wanted: Wanted, passes: Callable[[int], bool]
) -> None:
    asked = sought(17)
    expected = by_hand(asked, passes)
    with large.session() as session:
        narrowed = retrieval.of_candidates(StoredJob(id=1, organisation_id=1), wanted)
        found = retrieval.nearest(session, ResumeWhole, asked, narrowed)
    assert len(found) == len(expected)
    assert not expected or recall(found, expected) >= (0.95 if way == "index" else 1.0)


def test_a_small_organisation_beside_a_large_one_gets_its_own_and_all_of_them(large: Database, way: str) -> None:
    asked = sought(5, OTHER)
    with large.session() as session:
        found = retrieval.nearest(session, ResumeWhole, asked, most=200)
        everybody = retrieval.nearest(session, ResumeWhole, asked, most=1_000)
    assert recall(found, by_hand(asked)) >= (0.95 if way == "index" else 1.0)
    assert {key for key, _ in everybody} == set(by_hand(asked, most=1_000))


def test_who_nobody_moved_is_pending_and_others_are_found_by_their_status(large: Database, way: str) -> None:
    with large.session() as session:
        job = StoredJob(organisation_id=1, sha256="a" * 64, versions="1", given={}, record={})
        session.add(job)
        session.flush()
        for key in (10, 20, 30):
            session.add(Application(organisation_id=1, job_id=job.id, resume_id=key, status="rejected", source="staff"))
        session.flush()
        rejected = retrieval.of_candidates(job, Wanted(statuses=["rejected"]))
        pending = retrieval.of_candidates(job, Wanted(statuses=["pending"]))
        found = retrieval.nearest(session, ResumeWhole, sought(9), rejected)
        others = retrieval.nearest(session, ResumeWhole, sought(9), pending)
        session.rollback()
    assert {key for key, _ in found} == {10, 20, 30}
    assert len(others) == 200
    assert not {10, 20, 30}.intersection(key for key, _ in others)


def test_vectors_of_another_space_are_not_compared(large: Database, way: str) -> None:
    with large.session() as session:
        assert retrieval.nearest(session, ResumeWhole, sought(space=8)) == []


def test_settings_of_the_search_do_not_outlast_it(large: Database, way: str) -> None:
    with large.session() as session:
        retrieval.nearest(session, ResumeWhole, sought())
        shown = [session.scalar(text(f"show enable_{way}")) for way in ("sort", "seqscan", "bitmapscan")]
    assert shown == ["on", "on", "on"]


def test_who_shows_the_asked_skills_is_brought_however_far_away(large: Database) -> None:
    asked = sought(skills=["python", "sql", "rust"])
    with large.session() as session:
        plain = retrieval.people(session, sought())
        found = retrieval.people(session, asked)
    skilled = set(by_hand(asked, lambda n: n % 50 == 1))
    assert skilled <= set(found)
    assert not skilled <= set(plain)
    assert len(found) == len(set(found)) == 200
    assert found[0] in skilled


@pytest.mark.parametrize(
    ("passing", "mine", "rows", "way"),
    [
        (300, 1_000_000, 1_000_000, "look up"),
        (300_000, 1_000_000, 1_000_000, "index"),
        (10_000, 10_000, 1_000_000, "read"),
        (400, 400, 1_000_000, "read"),
        (90_000, 100_000, 100_000, "index"),
    ],
)
def test_the_quickest_way_depends_on_how_many_pass_of_how_many(passing: int, mine: int, rows: int, way: str) -> None:
    assert retrieval.quickest(Size(lists=100, rows=rows, mine=mine, passing=passing)) == way
    assert retrieval.quickest(Size(lists=0, rows=rows, mine=mine, passing=passing)) != "index"


def test_more_lists_are_looked_into_for_what_does_not_stand_beside_the_vectors(large: Database) -> None:
    def size_of(wanted: Wanted) -> Size:
        with large.session() as session:
            return retrieval._size(session, ResumeWhole, sought(), retrieval.of_candidates(job, wanted))

    job = StoredJob(id=1, organisation_id=1)
    beside = [Wanted(city="oslo"), Wanted(country="DE", min_years=5), Wanted()]
    elsewhere = [Wanted(skills=["rust"]), Wanted(skills=["rust"], city="oslo"), Wanted(statuses=["rejected"])]
    assert [size_of(wanted).is_beside for wanted in beside] == [True] * 3
    assert [size_of(wanted).is_beside for wanted in elsewhere] == [False] * 3
    few, most = Size(100, 100_000, 90_000, 10_000, is_beside=False), Size(100, 100_000, 90_000, 80_000, is_beside=False)
    assert retrieval._probes(few) > retrieval._probes(most)


@pytest.mark.parametrize(("column", "value"), [("city", "oslo"), ("country", "NO"), ("experience_months", 7)])
def test_what_changes_of_a_resume_changes_beside_its_vector(
    database: Database, store_resume: Callable[..., int], column: str, value: object
) -> None:
    key = store_resume()
    with database.session() as session:
        wholes.keep(session, ResumeWhole, {key: Whole(SPACE, vectors()[0])})
        session.execute(text(f"update resumes set {column} = :value where id = :key"), {"value": value, "key": key})
        session.execute(text("update resumes set status = 'failed' where id = :key"), {"key": key})
        row = session.get_one(ResumeWhole, (key, SPACE))
        session.refresh(row)
        assert (getattr(row, column), row.is_ready) == (value, False)


def test_a_resume_that_somebody_changes_at_the_same_time_is_left_out_or_waited_for(
    database: Database, store_resume: Callable[..., int]
) -> None:
    key = store_resume()
    with database.session() as changing, database.session() as session:
        changing.execute(text("update resumes set city = 'oslo' where id = :key"), {"key": key})
        assert wholes.keep(session, ResumeWhole, {key: Whole(SPACE, vectors()[0])}, is_waiting=False) == set()
        threading.Timer(0.3, changing.commit).start()
        assert wholes.keep(session, ResumeWhole, {key: Whole(SPACE, vectors()[0])}) == {key}
        assert session.get_one(ResumeWhole, (key, SPACE)).city == "oslo"


def test_a_vector_goes_with_its_resume_and_is_replaced_where_it_stands(
    database: Database, store_resume: Callable[..., int]
) -> None:
    key = store_resume()
    one, other = vectors()[:2]
    with database.session() as session:
        wholes.keep(session, ResumeWhole, {key: Whole(SPACE, one), 999: Whole(SPACE, one)})
        wholes.keep(session, ResumeWhole, {key: Whole(SPACE, other)})
        assert list(wholes.known(session, ResumeWhole, SPACE, [key, 999])) == [key]
        assert np.array_equal(wholes.known(session, ResumeWhole, SPACE, [key])[key], other)
        session.delete(resumes.get(session, key, FIRST_ORGANISATION))
        session.flush()
        assert not wholes.known(session, ResumeWhole, SPACE, [key])


def test_open_jobs_for_a_person_are_ordered_by_nearness_and_skills(
    database: Database, store_job: Callable[[], int]
) -> None:
    keys = [store_job() for _ in range(4)]
    with database.session() as session:
        made = dict(zip(keys, (Whole(SPACE, one) for one in vectors()), strict=False))
        wholes.keep(session, JobWhole, made)
        session.get_one(StoredJob, keys[0]).become("closed")
        session.get_one(StoredJob, keys[3]).required_skills = ["python"]
        session.flush()
        assert retrieval.openings(session, sought(1))[0] == keys[1]
        assert set(retrieval.openings(session, sought(1))) == set(keys[1:])
        found = retrieval.openings(session, Sought(FIRST_ORGANISATION, SPACE, vectors()[2], ["python"]))
    assert set(found[:2]) == {keys[2], keys[3]}


def test_a_model_of_another_length_is_looked_through_without_an_index(
    database: Database, store_resume: Callable[..., int]
) -> None:
    keys = [store_resume(letter * 64) for letter in "abc"]
    short = np.eye(3, 32, dtype=np.float16)
    with database.session() as session:
        wholes.keep(session, ResumeWhole, dict(zip(keys, (Whole(9, one) for one in short), strict=True)))
        found = retrieval.nearest(session, ResumeWhole, Sought(FIRST_ORGANISATION, 9, short[1]))
    assert found[0] == (keys[1], 1.0)
