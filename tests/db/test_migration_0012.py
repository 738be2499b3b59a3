from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

At = Callable[[str], Connection]
MADE = ("interviews", "interview_interviewers", "scorecards")
BOOK = """
    insert into interviews (organisation_id, job_id, resume_id, person_id, type, starts_at, ends_at, time_zone)
    values (1, 201, 101, 1001, 'phone', '2030-03-01T09:00Z', '2030-03-01T10:00Z', 'Europe/Berlin')
"""


def filled(at_revision: At) -> Connection:
    """A user, a job, a person with a résumé, and how far they are."""
    connection = at_revision("0011")
    for statement in (
        "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'a@e.org', 'x', 'A', 'admin')",
        """insert into jobs (organisation_id, sha256, filename, versions, given, record)
            values (1, 'a', '', 'v', '{}', '{"title": "Baker"}')""",
        "insert into persons (organisation_id, name) values (1, 'Ann'), (1, 'Bo')",
        """insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status, record, versions, person_id)
            values (1, 'b', 'cv', 't', 1, '2026-01-31', 'ready', '{"name": "Ann"}', 'e/t', 1001),
            (1, 'c', 'cv', 't', 1, '2026-01-31', 'ready', '{"name": "Bo"}', 'e/t', 1002)""",
        "insert into applications (organisation_id, job_id, resume_id, source, status) values (1, 201, 101, 'staff', 'interview')",
    ):
        connection.execute(text(statement))
    connection.commit()
    return connection


def booked(connection: Connection) -> None:
    for statement in (
        BOOK,
        """insert into interview_interviewers (interview_id, user_id, status, starts_at, ends_at)
            select id, 1, status, starts_at, ends_at from interviews""",
        "insert into scorecards (interview_id, user_id, criteria, recommendation) values (505, 1, '[]', 'yes')",
    ):
        connection.execute(text(statement))
    connection.commit()


def count(connection: Connection) -> list[int]:
    return [int(connection.scalar(text(f"select count(*) from {table}")) or 0) for table in MADE]


def test_what_was_stored_stays_in_both_directions(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0012")
    kept = "select (select count(*) from resumes), (select count(*) from jobs), (select status from applications)"
    assert connection.execute(text(kept)).one() == (2, 1, "interview")
    booked(connection)
    at_revision("0011")
    assert connection.execute(text(kept)).one() == (2, 1, "interview")
    for table in MADE:
        assert connection.scalar(text(f"select to_regclass('{table}')")) is None
    connection.execute(text("update resumes set person_id = 1001"))
    connection.commit()
    at_revision("0012")
    assert count(connection) == [0, 0, 0]


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ("resumes", [0, 0, 0]),
        ("jobs", [0, 0, 0]),
        ("users", [1, 0, 1]),
        ("persons", [1, 1, 1]),
        ("organisations", [0, 0, 0]),
    ],
)
def test_what_is_erased_takes_or_frees_its_interviews(at_revision: At, gone: str, left: list[int]) -> None:
    connection = filled(at_revision)
    at_revision("0012")
    booked(connection)
    connection.execute(text(f"delete from {gone}"))
    connection.commit()
    assert count(connection) == left


@pytest.mark.parametrize(
    "wrong",
    [
        BOOK, BOOK.replace("'phone'", "'lunch'"), BOOK.replace("T10:00Z", "T09:00Z"),
        "update interviews set status = 'gone'", "update scorecards set recommendation = 'maybe'",
        "insert into scorecards (interview_id, user_id, criteria, recommendation) values (505, 1, '[]', 'no')",
    ],
)  # fmt: skip
def test_the_database_refuses_what_cannot_be(at_revision: At, wrong: str) -> None:
    connection = filled(at_revision)
    at_revision("0012")
    booked(connection)
    with pytest.raises(IntegrityError):
        connection.execute(text(wrong))
    connection.rollback()


def test_interviews_follow_the_person_of_their_resume(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0012")
    booked(connection)
    connection.execute(text(BOOK.replace("101, 1001", "102, 1002")))
    connection.execute(text("update resumes set person_id = 1001 where id = 102"))
    connection.commit()
    said = connection.execute(text("select person_id, is_exempt from interviews order by id")).all()
    assert [tuple(row) for row in said] == [(1001, False), (1001, True)]
    connection.execute(text("update resumes set person_id = null"))
    connection.commit()
    assert connection.scalar(text("select count(person_id) from interviews")) == 0
