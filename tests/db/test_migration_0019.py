"""Second opinions on a database that is in use: nothing is lost on the way there, and what is erased takes its opinions along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

At = Callable[[str], Connection]
OPINION = """insert into model_comments (organisation_id, job_id, resume_id, basis, model, prompt_version, score, comment, reasons)
    values (1, 201, 101, 'b', 'm', '1', {score}, 'Fits.', '[]')"""


def filled(at_revision: At) -> Connection:
    """A résumé, a job and their match."""
    connection = at_revision("0018")
    for statement in (
        """insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status)
            values (1, 'b', 'cv', 't', 1, '2026-01-31', 'processing')""",
        "insert into jobs (organisation_id, sha256, filename, versions, given, record) values (1, 'b', '', '', '{}', '{}')",
        "insert into matches (organisation_id, job_id, resume_id, variant, basis, score, record) values (1, 201, 101, 'v', 'b', 0.5, '')",
    ):
        connection.execute(text(statement))
    connection.commit()
    return connection


def fill(connection: Connection) -> None:
    connection.execute(text(OPINION.format(score=0.5)))
    connection.execute(text("insert into model_tokens (organisation_id, day, tokens) values (1, '2026-01-31', 5)"))
    connection.commit()


def count(connection: Connection, *tables: str) -> list[int]:
    return [int(connection.scalar(text(f"select count(*) from {table}")) or 0) for table in tables]


def test_what_was_stored_stays_in_both_directions(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0019")
    fill(connection)
    assert count(connection, "model_comments", "model_tokens") == [1, 1]
    at_revision("0018")
    assert count(connection, "resumes", "jobs", "matches") == [1, 1, 1]
    assert [
        connection.scalar(text(f"select to_regclass('{name}')")) for name in ("model_comments", "model_tokens")
    ] == [
        None,
        None,
    ]
    at_revision("0019")
    assert count(connection, "model_comments", "model_tokens") == [0, 0]


@pytest.mark.parametrize(
    ("gone", "left"), [("resumes", [0, 1]), ("jobs", [0, 1]), ("matches", [1, 1]), ("organisations", [0, 0])]
)
def test_what_is_erased_takes_its_opinions_along(at_revision: At, gone: str, left: list[int]) -> None:
    connection = filled(at_revision)
    at_revision("0019")
    fill(connection)
    connection.execute(text(f"delete from {gone}"))
    connection.commit()
    assert count(connection, "model_comments", "model_tokens") == left


@pytest.mark.parametrize("score", [0.6, -0.1, 1.1])
def test_the_database_refuses_a_second_opinion_of_one_model_and_scores_that_are_none(
    at_revision: At, score: float
) -> None:
    connection = filled(at_revision)
    at_revision("0019")
    fill(connection)
    with pytest.raises(IntegrityError):
        connection.execute(text(OPINION.format(score=score)))
    connection.rollback()
