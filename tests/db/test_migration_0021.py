"""Searches of job boards on a database that is in use: nothing is lost on either way, and what is erased takes its searches along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

At = Callable[[str], Connection]
MADE = (
    "search_settings", "board_answers", "found_postings", "posting_readings", "kept_rankings", "saved_searches", "saved_findings",
    "imported_postings",
)  # fmt: skip


def filled(at_revision: At) -> Connection:
    """A user, a résumé and a job."""
    connection = at_revision("0020")
    for statement in (
        "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'a@e.org', 'x', 'A', 'admin')",
        """insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status)
            values (1, 'b', 'cv', 't', 1, '2026-01-31', 'processing')""",
        "insert into jobs (organisation_id, sha256, filename, versions, given, record) values (1, 'c', '', '', '{}', '{}')",
    ):
        connection.execute(text(statement))
    connection.commit()
    return connection


def fill(connection: Connection) -> None:
    for statement in (
        "insert into search_settings (organisation_id, boards) values (1, '{remotive}')",
        "insert into board_answers (organisation_id, query_key, board, source, query) values (1, 'k', 'lever', 'acme', '{}')",
        "insert into found_postings (organisation_id, token, posting) values (1, 'B1', 'p')",
        "insert into posting_readings (organisation_id, key, job, vectors) values (1, 'k', 'j', 'v')",
        "insert into kept_rankings (resume_id, key, ranked) values (101, 'k', 'r')",
        """insert into saved_searches
            (organisation_id, resume_id, created_by, name, query, interval_hours, min_score, by_email, by_webhook)
            values (1, 101, 1, 'n', '{}', 6, 70, true, true)""",
        "insert into saved_findings (saved_search_id, token, names, about) values (1201, 'B1', '{B1}', '{}')",
        """insert into imported_postings (job_id, organisation_id, board, source, external_id, query_key)
            values (201, 1, 'lever', 'acme', 'x', 'k')""",
    ):
        connection.execute(text(statement))
    connection.commit()


def count(connection: Connection) -> list[int]:
    return [int(connection.scalar(text(f"select count(*) from {table}")) or 0) for table in MADE]


def test_what_was_stored_stays_in_both_directions(at_revision: At) -> None:
    connection = filled(at_revision)
    kept = "select (select count(*) from users), (select count(*) from resumes), (select count(*) from jobs)"
    at_revision("0021")
    assert connection.scalar(text("select source_link from jobs")) is None
    fill(connection)
    assert count(connection) == [1] * 8
    at_revision("0020")
    assert connection.execute(text(kept)).one() == (1, 1, 1)
    assert [connection.scalar(text(f"select to_regclass('{table}')")) for table in MADE] == [None] * 8
    at_revision("0021")
    assert count(connection) == [0] * 8


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ("users", [1, 1, 1, 1, 1, 1, 1, 1]), ("resumes", [1, 1, 1, 1, 0, 0, 0, 1]), ("jobs", [1, 1, 1, 1, 1, 1, 1, 0]),
        ("saved_searches", [1, 1, 1, 1, 1, 0, 0, 1]), ("organisations", [0, 0, 0, 0, 0, 0, 0, 0]),
    ],
)  # fmt: skip
def test_what_is_erased_takes_its_searches_along(at_revision: At, gone: str, left: list[int]) -> None:
    connection = filled(at_revision)
    at_revision("0021")
    fill(connection)
    connection.execute(text(f"delete from {gone}"))
    connection.commit()
    assert count(connection) == left


@pytest.mark.parametrize(
    "wrong",
    [
        "update saved_searches set interval_hours = 5",
        "update saved_searches set min_score = 101",
        "insert into saved_findings (saved_search_id, token, names, about) values (1201, 'B1', '{B1}', '{}')",
    ],
)
def test_the_database_refuses_searches_too_often_and_findings_twice(at_revision: At, wrong: str) -> None:
    connection = filled(at_revision)
    at_revision("0021")
    fill(connection)
    with pytest.raises(IntegrityError):
        connection.execute(text(wrong))
    connection.rollback()
