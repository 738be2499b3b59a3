"""Where an organisation is large, those that promise most are scored first, or alone; small numbers stand for large ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, func, select, text

import at_hand
import pipeline
import ranking
from cache import MemoryStore
from db import jobs, resumes, wholes
from db.matches import StoredMatch
from db.people import FIRST_ORGANISATION
from db.ranked import Wanted
from db.session import Database
from db.wholes import JobWhole, ResumeWhole
from jd_cache import JdCache
from nlp.embeddings import default_embedder
from nlp.sides import texts_of_resume
from own_skills import taxonomy_of
from pipeline import Owner, Parts, Upload
from posting import ingest_job
from scoring import Weighing

OWNER, OTHER = Owner(FIRST_ORGANISATION), Owner(2)
DEVELOPER = "Backend Developer\nWrote REST services in Python and Flask on PostgreSQL\n"
COOK = "Pastry Cook\nBaked bread and cakes for two hundred guests a day\n"
NURSE = "Ward Nurse\nCared for patients after heart surgery\n"
AD = "Backend Developer\n\nRequirements\n- Python and Flask\n- PostgreSQL\n"
COOKS_AD = "Pastry Cook\n\nRequirements\n- Bread and cakes\n- Large kitchens\n"
CV = "{name}\n{name}@example.org | {place}\n\nExperience\n{told}Jan 2019 - Dec 2024\n\nSkills\n{skills}\n"


@pytest.fixture
def parts(database: Database, tmp_path: Path) -> Parts:
    return Parts(database, tmp_path / "uploads", JdCache(MemoryStore(), "e", "t"), 1 << 20)


@pytest.fixture
def people(parts: Parts) -> dict[str, int]:
    """Two developers, then a nurse and two cooks, who are newer; one cook is the only one in Paris."""
    said = [("ann", DEVELOPER, "Berlin"), ("bea", DEVELOPER, "Leeds"), ("cyd", NURSE, "Berlin"), ("dan", COOK, "Paris")]
    return {name: stored(parts, name, told, place) for name, told, place in [*said, ("eve", COOK, "Berlin")]}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four pairs are much; two are scored at once."""
    for name, value in (("PROMISING_ABOVE", 3), ("MOST_PROMISING", 2), ("AT_ONCE", 2)):
        monkeypatch.setattr(ranking, name, value)


def stored(parts: Parts, name: str, told: str, place: str, owner: Owner = OWNER) -> int:
    skills = "Python, Flask, PostgreSQL" if told == DEVELOPER else "Baking" if told == COOK else "Nursing"
    upload = Upload.of_text(CV.format(name=name, told=told, place=place, skills=skills))
    with parts.database.session() as session:
        row, _ = pipeline.ingest_resume(parts, session, owner, upload)
        session.commit()
        return row.id


def posted(parts: Parts, *ads: str) -> list[int]:
    with parts.database.session() as session:
        keys = [ingest_job(parts, session, OWNER, Upload.of_text(ad))[0].id for ad in ads]
        session.commit()
    return keys


def scored(parts: Parts, job_id: int) -> set[int]:
    with parts.database.session() as session:
        return set(session.scalars(select(StoredMatch.resume_id).where(StoredMatch.job_id == job_id)))


def completed(parts: Parts, job_id: int, wanted: Wanted = ranking.ALL) -> ranking.Completed:
    with parts.database.session() as session:
        job = jobs.get(session, job_id, FIRST_ORGANISATION)
        done = ranking.complete(parts, session, job, Weighing(), wanted, lambda: True)
        session.commit()
        return done


def limited(parts: Parts, most: int) -> Parts:
    return replace(parts, score_all_up_to=most)


def counted_by_planner(parts: Parts) -> None:
    with parts.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
        alone.execute(text("vacuum analyze resumes"))


def test_those_that_promise_most_are_scored_before_newer_ones(
    parts: Parts, people: dict[str, int], small: None
) -> None:
    (job_id,) = posted(parts, AD)
    done = completed(parts, job_id)
    assert scored(parts, job_id) == {people["ann"], people["bea"]}
    assert (done.unscored, done.is_changed, done.is_everybody) == (3, True, True)
    again = completed(parts, job_id)
    assert again.unscored == 3


def test_a_filter_that_few_pass_brings_its_best(parts: Parts, people: dict[str, int], small: None) -> None:
    (job_id,) = posted(parts, AD)
    completed(parts, job_id, Wanted(city="paris"))
    assert scored(parts, job_id) == {people["dan"]}


def test_the_background_goes_on_with_what_promises_most(parts: Parts, people: dict[str, int], small: None) -> None:
    (job_id,) = posted(parts, COOKS_AD)
    with parts.database.session() as session:
        job = jobs.get(session, job_id, FIRST_ORGANISATION)
        found = ranking.outstanding(session, job, Weighing(), 2)
    assert set(found.resume_ids) == {people["dan"], people["eve"]}
    assert (found.left, found.is_much) == (3, True)


def test_of_a_very_large_organisation_only_those_that_promise_most_are_scored(
    parts: Parts, people: dict[str, int], small: None
) -> None:
    counted_by_planner(parts)
    (job_id,) = posted(parts, AD)
    large = limited(parts, 2)
    done = completed(large, job_id)
    assert scored(parts, job_id) == {people["ann"], people["bea"]}
    assert (done.unscored, done.is_everybody) == (3, False)
    assert completed(large, job_id) == ranking.Completed(3, False, False)
    newcomer = stored(parts, "fay", DEVELOPER.replace("REST", "REST and batch"), "Berlin")
    completed(large, job_id)
    assert newcomer in scored(parts, job_id) or len(scored(parts, job_id)) == 2


def test_another_organisation_is_never_looked_at(parts: Parts, people: dict[str, int], small: None) -> None:
    with parts.database.session() as session:
        session.execute(text("insert into organisations (id, name) overriding system value values (2, 'Other')"))
        session.commit()
    theirs = {stored(parts, name, DEVELOPER, "Berlin", OTHER) for name in ("gil", "hal", "ida")}
    (job_id,) = posted(parts, AD)
    completed(parts, job_id)
    assert scored(parts, job_id) == {people["ann"], people["bea"]}
    assert not theirs & scored(parts, job_id)


def test_jobs_that_promise_most_are_scored_first_for_a_person(
    parts: Parts, people: dict[str, int], small: None
) -> None:
    cooks, devs, *_ = posted(parts, COOKS_AD, AD, *(f"Ward Nurse {n}\n\nRequirements\n- Patients\n" for n in "abc"))
    with parts.database.session() as session:
        eve = resumes.get(session, people["eve"], FIRST_ORGANISATION)
        done = ranking.complete_jobs(parts, session, eve, Weighing())
        session.commit()
    assert eve.id in scored(parts, cooks)
    assert (done.unscored, done.is_changed) == (3, True)
    with parts.database.session() as session:
        ann = resumes.get(session, people["ann"], FIRST_ORGANISATION)
        done = ranking.complete_jobs(limited(parts, 2), session, ann, Weighing())
        session.commit()
    assert ann.id in scored(parts, devs)
    assert (done.unscored, done.is_everybody) == (3, False)


def test_the_vector_of_a_text_that_is_replaced_is_replaced_with_it(parts: Parts, people: dict[str, int]) -> None:
    space, ann = at_hand.present_space(), people["ann"]
    with parts.database.session() as session:
        before = wholes.known(session, ResumeWhole, space, list(people.values()))
        row = resumes.get(session, ann, FIRST_ORGANISATION)
        other = resumes.get(session, people["dan"], FIRST_ORGANISATION).resume
        packed = at_hand.pack(texts_of_resume(other))
        pipeline.take(session, row, other, packed, taxonomy_of(session, FIRST_ORGANISATION))
        session.commit()
        after = wholes.known(session, ResumeWhole, space, [ann])[ann]
    assert not np.array_equal(before[ann], after)
    assert np.array_equal(before[people["dan"]], after)


def test_no_vector_outlasts_its_resume_or_job(parts: Parts, people: dict[str, int]) -> None:
    (job_id,) = posted(parts, AD)
    with parts.database.session() as session:
        assert wholes.known(session, JobWhole, at_hand.present_space(), [job_id])
        pipeline.erase_resume(parts, session, resumes.get(session, people["ann"], FIRST_ORGANISATION))
        session.delete(jobs.get(session, job_id, FIRST_ORGANISATION))
        session.commit()
        assert session.scalar(select(func.count()).select_from(ResumeWhole)) == len(people) - 1
        assert session.scalar(select(func.count()).select_from(JobWhole)) == 0


def test_rows_of_before_get_their_vector_from_those_of_their_passages(
    parts: Parts, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    posted(parts, AD)
    space, keys = at_hand.present_space(), list(people.values())
    embedded: list[str] = []
    monkeypatch.setattr(default_embedder(), "embed", lambda texts: embedded.extend(texts))
    with parts.database.session() as session:
        before = wholes.known(session, ResumeWhole, space, keys)
        session.execute(delete(ResumeWhole))
        session.execute(delete(JobWhole))
        session.commit()
        assert at_hand.is_behind(session)
    assert at_hand.pack_stored(parts.database, 2).done == 2
    while (found := at_hand.pack_stored(parts.database, 2)).done < found.total:
        pass
    with parts.database.session() as session:
        after = wholes.known(session, ResumeWhole, space, keys)
        assert not at_hand.is_behind(session)
    assert embedded == []
    assert all(np.array_equal(before[key], after[key]) for key in keys)


def test_vectors_of_other_numbers_learnt_give_way_to_those_of_the_present_ones(
    parts: Parts, people: dict[str, int]
) -> None:
    with parts.database.session() as session:
        session.execute(text("update resume_wholes set space = 5"))
        session.commit()
    while (found := at_hand.pack_stored(parts.database, 9)).done < found.total:
        pass
    with parts.database.session() as session:
        assert set(session.scalars(select(ResumeWhole.space))) == {at_hand.present_space()}
