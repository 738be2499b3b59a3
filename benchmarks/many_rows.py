"""An organisation of any size in the tables: rows multiplied from a few real ones, in seconds instead of hours; measures nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, select, text

import pipeline
import scoring
from db import rankings, resumes
from db.jobs import StoredJob
from db.people import FIRST_ORGANISATION
from db.resumes import StoredResume
from db.session import Session
from db.stored import to_json
from extractors import EXTRACTOR_VERSION
from nlp.taxonomy import default_taxonomy
from pipeline import Owner, Parts, Upload
from posting import ingest_job
from ranking import makers_of
from records import Resume

DEMO = Path(__file__).resolve().parents[1] / "demo"
OWNER = Owner(FIRST_ORGANISATION)
_MODELS = 16
_PLACES = "array['berlin', 'jakarta', 'london', 'surabaya', 'madrid', 'leeds', 'hamburg', 'bandung']"
_COUNTRIES = "array['DE', 'ID', 'GB', 'ID', 'ES', 'GB', 'DE', 'ID']"
_STATUSES = "array['reviewed', 'shortlisted', 'interview', 'offer', 'hired', 'rejected', 'withdrawn', 'pending']"


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows: résumés, jobs, matches of each job, and whether the résumés' records are as long as real ones."""

    resumes: int = 100_000
    jobs: int = 1_000
    matches_of_a_job: int = 1_000
    whole_records: bool = True


def fill_if_empty(parts: Parts, size: Size) -> None:
    """Makes the rows unless there are some from an earlier run."""
    with parts.database.session() as session:
        is_empty = session.scalar(select(StoredResume.id).limit(1)) is None
    if is_empty:
        print(
            f"Filling {size.resumes:,} résumés, {size.jobs:,} jobs, {size.matches_of_a_job:,} matches of each.",
            flush=True,
        )
        fill(parts, size)


def fill(parts: Parts, size: Size) -> None:
    """Makes the rows, in an empty database, for the first organisation; rankings are known to be complete."""
    with parts.database.session() as session:
        _models(parts, session)
        session.commit()
        basis = _basis(session)
    given: dict[str, int | str] = {"organisation": FIRST_ORGANISATION, "resumes": size.resumes, "jobs": size.jobs}
    given |= {"each": size.matches_of_a_job, "whole": size.whole_records}
    # As many applications as there are résumés.
    given |= {"apart": max(1, size.jobs * size.matches_of_a_job // size.resumes), "empty": to_json(_nothing())}
    # Not the program's own engine: it gives up on a statement that takes long.
    engine = sqlalchemy.create_engine(parts.database.engine.url)
    with engine.begin() as connection:
        for statement in (
            _KEPT_APART,
            _PERSONS,
            _RESUMES,
            _JOBS,
            _JOB_VECTORS,
            _MATCHES.replace("{basis}", basis),
            _APPLICATIONS,
            _MOVES,
            _TAGS,
            _NOTES,
            _INTERVIEWS,
            _HISTORY,
            _AUDIT,
            _WEBHOOKS,
            _SAVED_SEARCHES,
            _FINDINGS,
            _DELIVERIES,
            _TASKS,
            _TASK_FILES,
        ):
            _run(connection, statement, given)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
        alone.execute(text("vacuum analyze"))
    engine.dispose()
    with parts.database.session() as session:
        _complete(session)
        session.commit()


def _models(parts: Parts, session: Session) -> None:
    """A few résumés and jobs of the demo with their matches, as the program itself stores them."""
    for path in _readable(DEMO / "resumes")[:_MODELS]:
        pipeline.ingest_resume(parts, session, OWNER, Upload(path.read_bytes(), path.name))
    for path in _readable(DEMO / "jobs"):
        ingest_job(parts, session, OWNER, Upload(path.read_bytes(), path.name))
    found = session.scalars(resumes.all_ready(FIRST_ORGANISATION)).all()
    scoring.match_stored(parts, session, found, session.scalars(select(StoredJob)).all())


def _nothing() -> Resume:
    """What a résumé says that says nothing."""
    return Resume("", date.today().isoformat(), EXTRACTOR_VERSION, default_taxonomy().version)


def _basis(session: Session) -> str:
    """What names everything that a match is made of, as SQL over the tables of résumés and jobs."""
    found = makers_of(session, FIRST_ORGANISATION).basis(job=StoredJob)
    said = str(found.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    return said.replace(":", "\\:").replace("%%", "%")


def _readable(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in {".txt", ".docx", ".md"})


def _run(connection: Connection, statement: str, given: Mapping[str, Any]) -> None:
    asked = text(statement)
    connection.execute(asked, {name: given[name] for name in asked.compile().params})


def _complete(session: Session) -> None:
    """Remembers each job's ranking as complete, so that lists are read and nothing is scored."""
    makers = makers_of(session, FIRST_ORGANISATION)
    through = rankings.horizon(session) + 1
    for job in session.scalars(select(StoredJob)):
        rankings.keep(session, job.id, "balanced", makers.state(session, job), through)


_KEPT_APART = """
    create temporary table model_resumes on commit drop as select *, row_number() over () - 1 as at from resumes;
    create temporary table model_jobs on commit drop as select *, row_number() over () - 1 as at from jobs;
    create temporary table model_matches on commit drop as select * from matches;
"""
_PERSONS = """
    insert into persons (organisation_id, name, email, phone, search)
    select :organisation, 'Person Number ' || n, 'person' || n || '@example.org', '+4930' || 1000000 + n,
        array_to_tsvector(array['person', 'number', n::text, 'person' || n])
    from generate_series(1, cast(:resumes as int) * 9 / 10) n
"""
# Nine in ten persons have one résumé; the record is the model's, without being read.
_RESUMES = f"""
    insert into resumes (organisation_id, person_id, sha256, filename, media_type, size, as_of, status, name, email, phone,
        candidate_id, versions, record, skill_names, experience_months, city, country, language, search, created_at)
    select :organisation, first.id + n % greatest(cast(:resumes as int) * 9 / 10, 1), md5('r' || n) || md5('s' || n),
        'resume-' || n || '.pdf', 'application/pdf', 40000, current_date,
        case when n % 500 = 0 then 'failed' else 'ready' end, 'Person Number ' || n, 'person' || n || '@example.org',
        '+4930' || 1000000 + n, case when n % 3 = 0 then 'C-' || n end, model.versions,
        case when :whole then model.record else cast(:empty as jsonb) end,
        model.skill_names[1 + n % 3 : 12 + n % 7], n % 400, ({_PLACES})[1 + n % 8], ({_COUNTRIES})[1 + n % 8],
        case when n % 4 = 0 then 'id' else 'en' end,
        array_to_tsvector(array['person', 'number', n::text]) || case when :whole then model.search else '' end,
        now() - n * interval '1 minute'
    from generate_series(1, cast(:resumes as int)) n
    join model_resumes model on model.at = n % (select count(*) from model_resumes)
    cross join (select min(id) as id from persons where name like 'Person Number %') first
"""
_JOBS = """
    insert into jobs (organisation_id, sha256, filename, title, company, industry, versions, status, given, record,
        title_key, industry_key, places, remote, employment_type, seniority, search, required_skills, preferred_skills,
        created_at, updated_at)
    select :organisation, md5('j' || n) || md5('k' || n), '', model.title || ' ' || n, model.company, model.industry,
        model.versions, (array['open', 'open', 'open', 'closed', 'draft'])[1 + n % 5], model.given, model.record,
        lower(model.title) || ' ' || n, model.industry_key, model.places, model.remote, model.employment_type,
        model.seniority, model.search, model.required_skills, model.preferred_skills, now() - n * interval '1 hour', now() - n * interval '1 hour'
    from generate_series(1, cast(:jobs as int)) n
    join model_jobs model on model.at = n % (select count(*) from model_jobs)
"""
_JOB_VECTORS = """
    insert into job_vectors (job_id, model, texts_sha256, keys, vectors)
    select job.id, vectors.model, vectors.texts_sha256, vectors.keys, vectors.vectors
    from generate_series(1, cast(:jobs as int)) n
    join jobs job on job.sha256 = md5('j' || n) || md5('k' || n)
    join model_jobs model on model.at = n % (select count(*) from model_jobs)
    join job_vectors vectors on vectors.job_id = model.id
"""
# Each is up to date, so that showing one scores nothing.
_MATCHES = """
    insert into matches (organisation_id, job_id, resume_id, variant, basis, score, record)
    select :organisation, job.id, resume.id, 'balanced', {basis}, round(random()::numeric, 3),
        model.record
    from (select id, row_number() over (order by id) as n from jobs where id not in (select id from model_jobs)) job
    cross join generate_series(0, cast(:each as int) - 1) k
    join (select id, row_number() over (order by id) - 1 as n from resumes
        where id not in (select id from model_resumes)) resume
        on resume.n = (job.n * 7919 + k * 97) % cast(:resumes as int)
    join (select *, row_number() over (order by id) - 1 as n from model_matches) model
        on model.n = (job.n + k) % (select count(*) from model_matches)
    join jobs on jobs.id = job.id
    join resumes on resumes.id = resume.id
    on conflict do nothing
"""
_APPLICATIONS = f"""
    insert into applications (organisation_id, job_id, resume_id, status, source, applied_at, status_since, created_at)
    select :organisation, job_id, resume_id, ({_STATUSES})[1 + id % 8], 'recruiter', now() - id * interval '1 second',
        now() - id * interval '1 second', now() - id * interval '1 second'
    from matches where id % :apart = 0
"""
_MOVES = """
    insert into application_moves (application_id, from_status, to_status, via, at)
    select id, 'pending', status, 'local', status_since from applications where status <> 'pending'
"""
_TAGS = """
    insert into resume_tags (resume_id, tag, organisation_id)
    select id, (array['night shift', 'relocates', 'referred', 'alumni', 'second look'])[1 + id % 5], organisation_id
    from resumes where id % 3 = 0
"""
_NOTES = """
    insert into notes (organisation_id, resume_id, text)
    select organisation_id, id, 'Called back on Monday.' from resumes where id % 5 = 0
"""
# As many as there are applications; one in eight is still to come. Nobody holds them: a user would end local mode.
_INTERVIEWS = """
    insert into interviews (organisation_id, job_id, resume_id, person_id, type, status, starts_at, ends_at, time_zone)
    select a.organisation_id, a.job_id, a.resume_id, r.person_id, (array['phone', 'video', 'onsite', 'technical'])[1 + a.id % 4],
        case when a.id % 8 = 0 then 'scheduled' else (array['completed', 'no_show', 'cancelled'])[1 + a.id % 3] end,
        now() + (case when a.id % 8 = 0 then 1 else -1 end) * a.id * interval '10 minutes',
        now() + (case when a.id % 8 = 0 then 1 else -1 end) * a.id * interval '10 minutes' + interval '9 minutes', 'Europe/Berlin'
    from applications a join resumes r on r.id = a.resume_id
"""
# One match in five was made anew once.
_HISTORY = """
    insert into match_history (match_id, job_id, basis, score, record, created_at)
    select id, job_id, 'former', score, record, created_at from matches where id % 5 = 0
"""
_WEBHOOKS = """
    insert into webhooks (organisation_id, url, events, secret_nonce, secret_sha256)
    select :organisation, 'https://hooks.example.org/' || n, '{candidate.hired}', '', '' from generate_series(1, 2) n
"""
_SAVED_SEARCHES = """
    insert into saved_searches (organisation_id, resume_id, name, query, interval_hours, min_score, by_email, by_webhook, is_active)
    select :organisation, (select min(id) from resumes), 'Search ' || n, '{}', 24, 70, false, true, false
    from generate_series(1, 2) n
"""
_FINDINGS = """
    insert into saved_findings (saved_search_id, token, names, about, score)
    select 1201 + n % 2, 'B' || n, array['B' || n], '{"title": "Developer", "company": "Acme", "url": "https://e.org"}', n % 100
    from generate_series(1, cast(:resumes as int)) n
"""
_DELIVERIES = """
    insert into outbox (organisation_id, kind, about, webhook_id, status, attempts, created_at, done_at)
    select :organisation, 'candidate.hired', '{"job_id": "J201"}', 601 + n % 2,
        case when n % 100 = 0 then 'failed' else 'delivered' end, 1, now() - n * interval '1 minute', now() - n * interval '1 minute'
    from generate_series(1, cast(:resumes as int)) n
"""
# The first has a thousand files that were matched with the first job.
_TASKS = """
    insert into bulk_tasks (organisation_id, name, status, token_nonce, token_sha256, job_id, expires_at, done_at)
    select :organisation, 'Task ' || n, 'done', '', '', (select min(id) from jobs), now() + interval '30 days', now()
    from generate_series(1, 200) n order by n
"""
_TASK_FILES = """
    insert into bulk_files (task_id, position, upload, filename, sha256, size, state, resume_id, done_at)
    select (select min(id) from bulk_tasks), row_number() over (order by resume_id), 1, 'cv-' || resume_id || '.pdf',
        md5(resume_id::text), 1000, 'ready', resume_id, now()
    from (select distinct resume_id from matches where job_id = (select min(id) from jobs)) found
"""
_AUDIT = """
    insert into audit_entries (organisation_id, at, via, actor_id, action, kind, key, resume_ids)
    select :organisation, now() - n * interval '5 minutes', 'user', 1 + n % 40,
        (array['viewed', 'searched', 'moved', 'changed', 'downloaded'])[1 + n % 5],
        (array['resume', 'candidate', 'match', 'note', 'person', 'job', 'user'])[1 + n % 7],
        case when n % 2 = 0 then 'R' || 101 + n % cast(:resumes as int) else 'J' || 201 + n % cast(:jobs as int) end,
        (select array_agg(101 + (n * 7 + k) % cast(:resumes as int)) from generate_series(1, 1 + n % 20) k)
    from generate_series(1, cast(:resumes as int)) n
"""
