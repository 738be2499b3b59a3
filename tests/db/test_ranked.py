"""Rankings among ten thousand résumés: what the database looks at to show a page of one."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Select, func, select, text

from db import applications, jobs, notes, rankings, tags
from db.applications import Application
from db.jobs import StoredJob
from db.people import FIRST_ORGANISATION
from db.ranked import Wanted, ranked, ranked_jobs
from db.rankings import Makers
from db.resumes import StoredResume
from db.session import Database, Session

NUMBER = 10_000
MAKERS = Makers("m", "e", "t")


@pytest.fixture
def filled(database: Database, store_job: Callable[[], int]) -> Database:
    """Ten thousand résumés, three jobs, a match of each pair, and a thousand candidates with a status, a note and tags."""
    for _ in range(3):
        store_job()
    with database.session() as session:
        session.execute(
            text("""insert into persons (organisation_id, name, search)
            select 1, 'x', array_to_tsvector(array['given' || n % 500, 'family' || n % 700]) from generate_series(1, :number) n"""),
            {"number": NUMBER},
        )
        session.execute(
            text("""
            insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status, record, name, skill_names,
                experience_months, city, country, person_id, versions)
            select 1, lpad(n::text, 64, '0'), 'cv', 't', 1, '2026-01-31', 'ready', '{}', 'Given' || n % 500 || ' Family' || n % 700,
                array['skill' || n % 97, 'skill' || n % 89], n % 200, 'city' || n % 50, 'DE',
                1000 + n, 'e/t'
            from generate_series(1, :number) n
        """),
            {"number": NUMBER},
        )
        job = session.scalars(select(StoredJob)).all()
        for row in job:
            basis = MAKERS.basis(job=row).compile(dialect=database.engine.dialect)
            session.connection().exec_driver_sql(
                f"""insert into matches (organisation_id, job_id, resume_id, variant, basis, score, record)
                select 1, {row.id}, resumes.id, 'balanced', {basis}, (resumes.id * 7919 %% 1000) / 1000.0, %(record)s from resumes""",
                dict(basis.params) | {"record": zlib.compress(b"{}")},
            )
        session.execute(
            text("""
            insert into applications (organisation_id, job_id, resume_id, status, source, created_at)
            select 1, 201, id, (array['reviewed', 'shortlisted', 'rejected'])[1 + id % 3], 'staff', now() - id * interval '1 min'
            from resumes where id % 10 = 0
        """)
        )
        session.execute(
            text("""
            insert into resume_tags (organisation_id, resume_id, tag) select 1, id, 'tag' || id % 30 from resumes where id % 10 = 0
        """)
        )
        session.execute(
            text("""
            insert into notes (organisation_id, resume_id, text) select 1, id, 'note' from resumes where id % 10 = 0
        """)
        )
        session.commit()
        rankings.keep(session, 201, "balanced", "s", rankings.horizon(session))
        session.commit()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("resumes", "persons", "matches", "applications", "resume_tags", "notes", "jobs"):
            connection.execute(text(f"vacuum analyze {table}"))
    return database


def scans(session: Session, rows: Select[Any]) -> set[tuple[str, str]]:
    """(kind of scan, table) of each table that the database would read."""
    asked = rows.compile(dialect=session.get_bind().dialect, compile_kwargs={"render_postcompile": True})
    plan = session.connection().exec_driver_sql(f"explain (format json) {asked}", asked.params).scalar_one()
    found: set[tuple[str, str]] = set()

    def look(node: dict[str, Any]) -> None:
        if "Relation Name" in node:
            found.add((node["Node Type"], node["Relation Name"]))
        for part in node.get("Plans", []):
            look(part)

    look(plan[0]["Plan"])
    return found


QUESTIONS = {
    "everybody": Wanted(),
    "scores": Wanted(min_score=80, max_score=90),
    "shortlisted": Wanted(statuses=["shortlisted"]),
    "skill": Wanted(skills=["skill7"]),
    "two skills": Wanted(skills=["skill7", "skill8"]),
    "years": Wanted(min_years=16.5),
    "city": Wanted(city="city7"),
    "tag": Wanted(tags=["tag10"]),
    "name": Wanted(name="given7 Family7"),
}


def test_a_page_of_a_ranking_reads_indexes_alone(filled: Database) -> None:
    with filled.session() as session:
        job = jobs.get(session, 201, FIRST_ORGANISATION)
        for name, wanted in QUESTIONS.items():
            rows = ranked(job, "balanced", wanted).limit(20)
            assert "Seq Scan" not in {kind for kind, _ in scans(session, rows)}, name
            counted = select(func.count()).select_from(rows.order_by(None).limit(10_001).subquery())
            assert session.scalar(counted) is not None


def test_the_best_come_first_and_the_numbers_are_right(filled: Database) -> None:
    with filled.session() as session:
        job = jobs.get(session, 201, FIRST_ORGANISATION)

        def found(wanted: Wanted) -> list[int]:
            return [row.resume_id for row in session.scalars(ranked(job, "balanced", wanted))]

        everybody = found(Wanted())
        keys = {key: (key * 7919 % 1000) / 1000 for key in range(101, 101 + NUMBER)}
        assert everybody == sorted(keys, key=lambda key: (-keys[key], key))
        shortlisted = found(Wanted(statuses=["shortlisted"]))
        assert set(shortlisted) == {key for key in keys if key % 10 == 0 and key % 3 == 1}
        others = found(Wanted(statuses=["pending", "rejected"]))
        assert set(others) == {key for key in keys if key % 10 or key % 3 == 2}
        assert set(found(Wanted(name="given7 family57"))) == {
            100 + number for number in range(1, NUMBER + 1) if number % 500 == 7 and str(number % 700).startswith("57")
        }
        assert found(Wanted(name="Ann")) == found(Wanted(name="&|!")) == []
        assert set(found(Wanted(tags=["tag10"]))) == {key for key in keys if key % 10 == 0 and key % 30 == 10}
        assert set(found(Wanted(skills=["skill7"]))) == {
            key for key in keys if 7 in ((key - 100) % 97, (key - 100) % 89)
        }
        stale = Makers("m", "e", "other")
        assert list(session.scalars(ranked(job, "balanced", Wanted(), stale))) == []
        assert len(session.scalars(ranked(job, "balanced", Wanted(), MAKERS)).all()) == NUMBER


def test_a_complete_ranking_is_known_without_a_look_at_the_resumes(filled: Database) -> None:
    with filled.session() as session:
        since, _ = rankings.looked_through(session, FIRST_ORGANISATION, 201, "balanced", "s") or (None, True)
        assert since is not None
        assert rankings.looked_through(session, FIRST_ORGANISATION, 201, "balanced", "s") == (since, False)
        job = jobs.get(session, 201, FIRST_ORGANISATION)
        assert list(session.scalars(rankings.missing(job, "balanced", MAKERS))) == []
        recent = rankings.missing(job, "balanced", MAKERS, since).limit(1000)
        assert "Seq Scan" not in {kind for kind, _ in scans(session, recent)}
        row = session.get_one(StoredResume, 150)
        row.versions = "new"
        session.commit()
        assert rankings.looked_through(session, FIRST_ORGANISATION, 201, "balanced", "s") == (since, True)
        assert list(session.scalars(rankings.missing(job, "balanced", MAKERS, since))) == [150]
        assert list(session.scalars(rankings.missing(job, "balanced", MAKERS))) == [150]


def test_the_other_lists_read_indexes_alone(filled: Database) -> None:
    with filled.session() as session:
        resume = session.get_one(StoredResume, 150)
        lists: dict[str, Select[Any]] = {
            "applications": applications.visible(FIRST_ORGANISATION).limit(20),
            "by status": applications.visible(FIRST_ORGANISATION).where(Application.status == "rejected").limit(20),
            "of a job": applications.visible(FIRST_ORGANISATION).where(Application.job_id == 201).limit(20),
            "notes": notes.of_resume(FIRST_ORGANISATION, 150),
            "jobs for a person": ranked_jobs(resume, "balanced"),
        }
        for name, rows in lists.items():
            found = scans(session, rows)
            # Three jobs fit one page of the disk: no index is quicker.
            assert "Seq Scan" not in {kind for kind, table in found if table != "jobs"}, (name, found)
        assert len(session.execute(tags.counted(FIRST_ORGANISATION)).all()) == 3
