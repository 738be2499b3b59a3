from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

import records
from db import resumes
from db.people import FIRST_ORGANISATION
from db.resumes import StoredResume
from db.session import Database
from errors import NotFound


def test_a_resume_comes_back_as_it_was_stored(
    database: Database, store_resume: Callable[..., int], resume: records.Resume
) -> None:
    key = store_resume()
    with database.session() as session:
        assert key == 101
        assert resumes.get(session, key, FIRST_ORGANISATION).resume == resume


def test_the_same_bytes_twice_are_one_row_also_when_they_come_at_once(
    database: Database, resume_values: Callable[[str], dict[str, Any]]
) -> None:
    answers: list[tuple[int, bool]] = []

    def upload() -> None:
        with database.session() as session:
            row, is_new = resumes.add(session, **resume_values("c" * 64))
            session.commit()
            answers.append((row.id, is_new))

    threads = [threading.Thread(target=upload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(StoredResume)) == 1
    assert len({key for key, _ in answers}) == 1
    assert [is_new for _, is_new in answers].count(True) == 1


def test_another_organisations_resume_looks_missing(database: Database, store_resume: Callable[..., int]) -> None:
    key = store_resume()
    with database.session() as session:
        with pytest.raises(NotFound) as theirs:
            resumes.get(session, key, 999)
        with pytest.raises(NotFound) as missing:
            resumes.get(session, 55, FIRST_ORGANISATION)
    assert str(theirs.value).replace(f"R{key}", "R55") == str(missing.value)


def test_a_search_finds_names_files_and_skills(database: Database, store_resume: Callable[..., int]) -> None:
    store_resume()
    with database.session() as session:
        for words in ("ann", "cv.t", "PYTH"):
            assert session.scalars(resumes.containing(resumes.visible(FIRST_ORGANISATION), words)).all()
        for words in ("%", "java", "programming"):
            assert not session.scalars(resumes.containing(resumes.visible(FIRST_ORGANISATION), words)).all()


def test_text_that_postgres_cannot_hold_is_stored_without_it(
    database: Database, resume_values: Callable[[str], dict[str, Any]]
) -> None:
    odd = records.Resume("a\x00b \ud800 c\\u0000", "2026-01-31", "e", "t")
    with database.session() as session:
        row, _ = resumes.add(session, **resume_values("d" * 64))
        row.read(odd)
        session.commit()
        session.refresh(row)
        assert row.resume.text == "a\ufffdb ? c\\u0000"
