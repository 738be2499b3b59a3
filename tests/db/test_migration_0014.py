from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

At = Callable[[str], Connection]
ADD = """
    insert into audit_entries (organisation_id, via, actor_id, action, kind, key, resume_ids, at)
    values (1, 'user', 1, 'viewed', 'resume', 'R101', '{101}', now() - cast(:days as int) * interval '1 day')
"""


def filled(at_revision: At) -> Connection:
    """A user, a job, a résumé, their match, a former version of it, and entries of today and of long ago."""
    connection = at_revision("0013")
    for statement in (
        "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'a@e.org', 'x', 'A', 'admin')",
        "insert into jobs (organisation_id, sha256, filename, versions, given, record) values (1, 'a', '', 'v', '{}', '{}')",
        """insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status)
            values (1, 'b', 'cv', 't', 1, '2026-01-31', 'ready')""",
        r"""insert into matches (organisation_id, job_id, resume_id, variant, basis, score, record)
            values (1, 201, 101, 'balanced', 'b', 0.5, '\x00')""",
        r"""insert into match_history (match_id, basis, score, record, created_at) values (301, 'a', 0.4, '\x00', now())""",
    ):
        connection.execute(text(statement))
    connection.commit()
    at_revision("0014")
    for days in (0, 20, 40, 800):
        connection.execute(text(ADD), {"days": days})
    connection.commit()
    return connection


def count(connection: Connection) -> int:
    return int(connection.scalar(text("select count(*) from audit_entries")) or 0)


def forget(connection: Connection, days: int, most: int = 100) -> int:
    asked = text("select forget_audit_entries(now() - cast(:days as int) * interval '1 day', :most)")
    gone = int(connection.scalar(asked, {"days": days, "most": most}) or 0)
    connection.commit()
    return gone


def test_what_was_stored_stays_in_both_directions(at_revision: At) -> None:
    connection = filled(at_revision)
    kept = "select (select count(*) from users), (select count(*) from matches), (select count(*) from match_history)"
    assert connection.execute(text(kept)).one() == (1, 1, 1)
    at_revision("0013")
    assert connection.execute(text(kept)).one() == (1, 1, 1)
    assert connection.scalar(text("select to_regclass('audit_entries')")) is None
    at_revision("0014")
    assert count(connection) == 0


@pytest.mark.parametrize(
    "attempt",
    [
        "update audit_entries set actor_id = 2",
        "update audit_entries set actor_id = actor_id where id = 4",
        "delete from audit_entries",
        "delete from audit_entries where id = 4",
        "truncate audit_entries",
        "with gone as (delete from audit_entries where at < now() - interval '2 years' returning id) select * from gone",
    ],
)
def test_an_entry_is_neither_changed_nor_deleted(at_revision: At, attempt: str) -> None:
    connection = filled(at_revision)
    with pytest.raises(DBAPIError, match="Audit entries can be added and nothing else"):
        connection.execute(text(attempt))
    connection.rollback()
    assert count(connection) == 4
    assert connection.scalar(text("select count(*) from audit_entries where actor_id = 1")) == 4


def test_one_function_removes_what_is_old_and_never_what_is_young(at_revision: At) -> None:
    connection = filled(at_revision)
    assert forget(connection, 730) == 1
    assert forget(connection, 730) == 0
    assert forget(connection, 0) == 1, "nobody removes an entry of the last thirty days, whatever they ask for"
    assert count(connection) == 2


def test_it_removes_no_more_than_asked_for_at_once(at_revision: At) -> None:
    connection = filled(at_revision)
    assert [forget(connection, 30, most=1) for _ in range(3)] == [1, 1, 0]


@pytest.mark.parametrize("gone", ["users", "resumes", "jobs", "organisations"])
def test_entries_outlive_whom_and_what_they_are_about(at_revision: At, gone: str) -> None:
    connection = filled(at_revision)
    connection.execute(text(f"delete from {gone}"))
    connection.commit()
    assert count(connection) == 4
