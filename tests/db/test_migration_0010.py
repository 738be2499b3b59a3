from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

At = Callable[[str], Connection]
MADE = ("applications", "application_moves", "notes", "resume_tags", "rankings")


def filled(at_revision: At) -> Connection:
    """A user, a job, a résumé that is ready and their match."""
    connection = at_revision("0009")
    for statement in (
        "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'a@e.org', 'x', 'A', 'admin')",
        """insert into jobs (organisation_id, sha256, filename, versions, given, record)
            values (1, 'a', '', 'v', '{}', '{"title": "Baker"}')""",
        """insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status, record, versions)
            values (1, 'b', 'cv', 't', 1, '2026-01-31', 'ready', '{"name": "Ann"}', 'e/t')""",
        """insert into matches (organisation_id, job_id, resume_id, variant, basis, score, record)
            values (1, 201, 101, 'balanced', 'b', 0.5, '{}')""",
    ):
        connection.execute(text(statement))
    connection.commit()
    return connection


def xid(connection: Connection) -> int:
    found: int = connection.scalar(text("select changed_xid from resumes where id = 101"))
    return found


def change(connection: Connection, what: str) -> int:
    connection.execute(text(f"update resumes set {what} where id = 101"))
    connection.commit()
    return xid(connection)


def test_what_was_stored_stays_in_both_directions(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0010")
    kept = "select (select count(*) from resumes), (select count(*) from jobs), (select count(*) from matches)"
    assert connection.execute(text(kept)).one() == (1, 1, 1)
    assert connection.scalar(text("select profile from users")) == {}
    fill_candidacy(connection)
    at_revision("0009")
    assert connection.execute(text(kept)).one() == (1, 1, 1)
    for table in MADE:
        assert connection.scalar(text(f"select to_regclass('{table}')")) is None
    assert change_without_column(connection) == "later"
    at_revision("0010")
    assert connection.scalar(text("select count(*) from applications")) == 0
    assert xid(connection) > 0


def change_without_column(connection: Connection) -> Any:
    connection.execute(text("update resumes set versions = 'later'"))
    connection.commit()
    return connection.scalar(text("select versions from resumes"))


def fill_candidacy(connection: Connection) -> None:
    for statement in (
        "insert into applications (organisation_id, job_id, resume_id, source) values (1, 201, 101, 'staff')",
        """insert into application_moves (application_id, from_status, to_status, user_id, via)
            values (901, 'pending', 'reviewed', 1, 'user')""",
        "insert into notes (organisation_id, resume_id, job_id, author_id, text) values (1, 101, 201, 1, 'Called')",
        "insert into resume_tags (organisation_id, resume_id, tag) values (1, 101, 'soon')",
        "insert into rankings (job_id, variant, state, through_xid) values (201, 'balanced', 's', 1)",
    ):
        connection.execute(text(statement))
    connection.commit()


def count(connection: Connection) -> list[int]:
    return [int(connection.scalar(text(f"select count(*) from {table}")) or 0) for table in MADE]


@pytest.mark.parametrize(
    ("gone", "left"),
    [("resumes", [0, 0, 0, 0, 1]), ("jobs", [0, 0, 0, 1, 0]), ("users", [1, 1, 1, 1, 1])],
)
def test_what_is_erased_takes_its_candidacy_along(at_revision: At, gone: str, left: list[int]) -> None:
    connection = filled(at_revision)
    at_revision("0010")
    fill_candidacy(connection)
    connection.execute(text(f"delete from {gone}"))
    connection.commit()
    assert count(connection) == left


def test_an_organisation_leaves_nothing(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0010")
    fill_candidacy(connection)
    connection.execute(text("delete from organisations"))
    connection.commit()
    assert count(connection) == [0] * len(MADE)


def test_a_resume_notices_what_a_score_depends_on_and_nothing_else(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0010")
    before = xid(connection)
    for nothing in ("filename = 'other'", "name = 'Other'", "versions = versions", "record = record"):
        assert change(connection, nothing) == before, nothing
    for something in (
        """record = '{"name": "Bo"}'""", "versions = 'new'", "as_of = '2026-02-01'", "status = 'processing'", "sha256 = 'c'",
        "record = null",
    ):  # fmt: skip
        after = change(connection, something)
        assert after > before, something
        before = after


def test_the_database_refuses_what_is_no_status_and_a_second_row_of_a_pair(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0010")
    fill_candidacy(connection)
    for wrong in (
        "update applications set status = 'gone'",
        "insert into applications (organisation_id, job_id, resume_id, source) values (1, 201, 101, 'staff')",
    ):
        with pytest.raises(IntegrityError):
            connection.execute(text(wrong))
        connection.rollback()
