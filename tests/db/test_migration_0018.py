"""Tasks of many résumés on a database that is in use: nothing is lost on the way, and who is erased is named by no file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

At = Callable[[str], Connection]
MADE = ("bulk_tasks", "bulk_files", "bulk_answers", "job_failures")
SHA = "b" * 64


def filled(at_revision: At) -> Connection:
    connection = at_revision("0017")
    connection.execute(
        text(f"""insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status, record)
            select 1, case n when 1 then '{SHA}' else md5(n::text) end, 'cv', 't', 1, '2026-01-31', 'processing', '{{}}'
            from generate_series(1, 3) n""")
    )
    connection.commit()
    return connection


def fill(connection: Connection) -> None:
    for statement in (
        "insert into bulk_tasks (organisation_id, token_nonce, token_sha256, expires_at) values (1, '', '', now())",
        f"""insert into bulk_files (task_id, position, upload, filename, sha256, size, state, resume_id) values
            (404, 1, 1, 'ann.txt', '{SHA}', 3, 'ready', 101), (404, 2, 1, 'ann-again.txt', '{SHA}', 3, 'waiting', null),
            (404, 3, 1, 'bo.txt', 'c', 3, 'ready', 102)""",
        "insert into bulk_answers (scope, key_sha256, body_sha256, task_id) values ('O1', 'k', 'b', 404)",
        "insert into job_failures (queued_id, error) values (1, 'KeyError')",
    ):
        connection.execute(text(statement))
    connection.commit()


def test_what_was_stored_stays_in_both_directions(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0018")
    fill(connection)
    at_revision("0017")
    assert connection.scalar(text("select count(*) from resumes")) == 3
    assert [connection.scalar(text(f"select to_regclass('{table}')")) for table in MADE] == [None] * 4
    connection.execute(text("delete from resumes where id = 101"))
    at_revision("0018")
    assert [connection.scalar(text(f"select count(*) from {table}")) for table in MADE] == [0] * 4


def test_who_is_erased_is_named_by_no_file_of_the_same_bytes(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0018")
    fill(connection)
    connection.execute(text("delete from resumes where id = 101"))
    connection.commit()
    rows = connection.execute(text("select state, filename, sha256, resume_id from bulk_files order by position")).all()
    assert rows == [("erased", "", "", None), ("erased", "", "", None), ("ready", "bo.txt", "c", 102)]


def test_what_goes_takes_its_tasks_and_files_along(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0018")
    fill(connection)
    connection.execute(text("delete from organisations"))
    connection.commit()
    assert [connection.scalar(text(f"select count(*) from {table}")) for table in MADE] == [0, 0, 0, 1]


@pytest.mark.parametrize("wrong", ["update bulk_tasks set status = 'lost'", "update bulk_files set state = 'lost'"])
def test_the_database_refuses_what_is_no_state(at_revision: At, wrong: str) -> None:
    connection = filled(at_revision)
    at_revision("0018")
    fill(connection)
    with pytest.raises(IntegrityError):
        connection.execute(text(wrong))
    connection.rollback()
