"""What figures are counted from follows from rows of before, goes with the way back, and is made again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

At = Callable[[str], Connection]
TABLES = ("score_sums", "decision_sums", "skill_sums", "sums_made")
SKILLS = (
    '{"skills": [{"name": "Python", "importance": "required"}, {"name": "SQL", "importance": "preferred"},'
    ' {"name": "python", "importance": "preferred"}, {"name": "Café", "importance": "required"}]}'
)


def filled(at_revision: At) -> Connection:
    """Two jobs; somebody who went to interview and back, somebody who is pending, somebody stored as hired without a move."""
    connection = at_revision("0014")
    for statement in (
        f"""insert into jobs (organisation_id, sha256, filename, versions, given, record)
            values (1, 'a', '', 'v', '{{}}', '{SKILLS}'), (1, 'b', '', 'v', '{{}}', '{{"skills": null}}')""",
        """insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status)
            select 1, 'r' || n, 'cv', 't', 1, '2026-01-31', 'ready' from generate_series(1, 3) n""",
        """insert into applications (organisation_id, job_id, resume_id, status, source, created_at)
            values (1, 201, 101, 'shortlisted', 'staff', '2026-01-01'), (1, 201, 102, 'pending', 'staff', '2026-01-01'),
                (1, 202, 103, 'hired', 'staff', '2026-01-01')""",
        """insert into application_moves (application_id, from_status, to_status, via, at)
            values (901, 'pending', 'shortlisted', 'local', '2026-01-03'),
                (901, 'shortlisted', 'interview', 'local', '2026-01-08'),
                (901, 'interview', 'shortlisted', 'local', '2026-01-09')""",
    ):
        connection.execute(text(statement))
    connection.commit()
    return connection


def all_of(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(statement))]


def check(connection: Connection) -> None:
    # Bits: pending 1, shortlisted 4, interview 8, hired 32.
    assert all_of(connection, "select reached from applications order by id") == [(1 + 4 + 8,), (1,), (1 + 32,)]
    stays = "select organisation_id, job_id, (at - entered_at)::text from application_moves order by id"
    assert all_of(connection, stays) == [(1, 201, "2 days"), (1, 201, "5 days"), (1, 201, "1 day")]
    wanted = "select required_skills, preferred_skills from jobs order by id"
    assert all_of(connection, wanted) == [(["café", "python"], ["sql"]), ([], [])]


def test_what_follows_is_made_of_what_was_stored_in_both_directions(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0015")
    check(connection)
    connection.execute(text("insert into skill_sums values (1, '2026-01-01', 7, 1)"))
    at_revision("0014")
    for table in TABLES:
        assert connection.scalar(text(f"select to_regclass('{table}')")) is None
    kept = "select (select count(*) from applications), (select count(*) from application_moves), (select count(*) from jobs)"
    assert all_of(connection, kept) == [(3, 3, 2)]
    connection.execute(text("update applications set status = 'shortlisted' where id = 902"))
    connection.execute(text("update applications set status = 'pending' where id = 902"))
    connection.commit()
    at_revision("0015")
    check(connection)


def test_moves_are_completed_and_statuses_remembered_from_then_on(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0015")
    for statement in (
        """insert into application_moves (application_id, from_status, to_status, via, at)
            values (901, 'shortlisted', 'rejected', 'local', '2026-01-12'),
                (902, 'pending', 'reviewed', 'local', '2025-12-31')""",
        "update applications set status = 'rejected' where id = 901",
        "update applications set updated_at = now(), source = 'candidate' where id = 902",
        "update applications set status = 'reviewed' where id = 902",
        "insert into applications (organisation_id, job_id, resume_id, source) values (1, 202, 101, 'staff')",
    ):
        connection.execute(text(statement))
    connection.commit()
    assert all_of(connection, "select reached from applications order by id") == [(1 + 4 + 8 + 64,), (3,), (33,), (1,)]
    # Who came later to a status than they left it, by clocks that do not agree, stayed no time.
    stays = "select job_id, (at - entered_at)::text from application_moves where id > 3 order by id"
    assert all_of(connection, stays) == [(201, "3 days"), (201, "00:00:00")]


def test_sums_go_with_the_job_or_the_organisation(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0015")
    for statement in (
        "insert into organisations (id, name) overriding system value values (5, 'Others')",
        "insert into score_sums values (1, 201, 'v', '2026-01-01', 3, 1, 0, 0), (1, 202, 'v', '2026-01-01', 3, 1, 0, 0)",
        "insert into decision_sums values (1, 201, 'v', '2026-01-01', 900, 1, 0)",
        "insert into skill_sums values (5, '2026-01-01', 7, 1), (1, '2026-01-01', 7, 1)",
        "insert into sums_made values (5, now())",
        "delete from jobs where id = 201",
        "delete from organisations where id = 5",
    ):
        connection.execute(text(statement))
    connection.commit()
    counts = ", ".join(f"(select count(*) from {table})" for table in TABLES)
    assert all_of(connection, f"select {counts}") == [(1, 0, 1, 0)]
