"""Notifications on a database that is in use: nothing is lost on the way there, and what is erased takes its notices along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

At = Callable[[str], Connection]
MADE = ("webhooks", "outbox", "notice_preferences")


def filled(at_revision: At) -> Connection:
    """An admin, a résumé and an invitation."""
    connection = at_revision("0012")
    for statement in (
        "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'a@e.org', 'x', 'A', 'admin')",
        """insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status)
            values (1, 'b', 'cv', 't', 1, '2026-01-31', 'processing')""",
        """insert into invitations (organisation_id, email, role, token_sha256, expires_at)
            values (1, 'b@e.org', 'recruiter', 'x', now())""",
    ):
        connection.execute(text(statement))
    connection.commit()
    return connection


def fill(connection: Connection) -> None:
    for statement in (
        """insert into webhooks (organisation_id, url, events, secret_nonce, secret_sha256, created_by)
            values (1, 'https://e.org', '{offer.made}', 'n', 's', 1)""",
        "insert into notice_preferences (user_id, muted) values (1, '{offer.made}')",
        "insert into outbox (organisation_id, kind, about, webhook_id) values (1, 'offer.made', '{}', 601)",
        "insert into outbox (organisation_id, kind, about, user_id, resume_id) values (1, 'offer.made', '{}', 1, 101)",
        "insert into outbox (organisation_id, kind, about, resume_id) values (1, 'offer.made', '{}', 101)",
        "insert into outbox (organisation_id, kind, about, invitation_id) values (1, 'invitation.created', '{}', 701)",
    ):
        connection.execute(text(statement))
    connection.commit()


def count(connection: Connection) -> list[int]:
    return [int(connection.scalar(text(f"select count(*) from {table}")) or 0) for table in MADE]


def test_what_was_stored_stays_in_both_directions(at_revision: At) -> None:
    connection = filled(at_revision)
    kept = "select (select count(*) from users), (select count(*) from resumes), (select count(*) from invitations)"
    at_revision("0013")
    assert connection.execute(text("select token_nonce from invitations")).all() == [(None,)]
    fill(connection)
    assert connection.scalar(text("select min(id) from outbox")) == 651
    at_revision("0012")
    assert connection.execute(text(kept)).one() == (1, 1, 1)
    assert [connection.scalar(text(f"select to_regclass('{table}')")) for table in MADE] == [None] * 3
    at_revision("0013")
    assert count(connection) == [0, 0, 0]


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ("users", [1, 3, 0]), ("resumes", [1, 2, 1]), ("invitations", [1, 3, 1]), ("webhooks", [0, 3, 1]),
        ("organisations", [0, 0, 0]),
    ],
)  # fmt: skip
def test_what_is_erased_takes_its_notices_along(at_revision: At, gone: str, left: list[int]) -> None:
    connection = filled(at_revision)
    at_revision("0013")
    fill(connection)
    connection.execute(text(f"delete from {gone}"))
    connection.commit()
    assert count(connection) == left


@pytest.mark.parametrize(
    "wrong",
    [
        "insert into outbox (organisation_id, kind, about) values (1, 'offer.made', '{}')",
        "update outbox set status = 'lost'",
    ],
)
def test_the_database_refuses_what_is_for_nobody_and_what_is_no_status(at_revision: At, wrong: str) -> None:
    connection = filled(at_revision)
    at_revision("0013")
    fill(connection)
    with pytest.raises(IntegrityError):
        connection.execute(text(wrong))
    connection.rollback()


def test_what_is_due_is_found_without_going_through_what_is_done(at_revision: At) -> None:
    connection = filled(at_revision)
    at_revision("0013")
    fill(connection)
    connection.execute(
        text("""insert into outbox (organisation_id, kind, about, webhook_id, status, done_at)
            select 1, 'offer.made', '{}', 601, 'delivered', now() from generate_series(1, 20000)""")
    )
    connection.commit()
    connection.execute(text("analyze outbox"))
    for question in (
        "select id from outbox where webhook_id is null and status in ('pending', 'sending') and next_at <= now() order by next_at, id limit 20",
        "select min(next_at) from outbox where webhook_id = 601 and status in ('pending', 'sending')",
        "select distinct webhook_id from outbox where status in ('pending', 'sending') and next_at < now()",
        "select * from outbox where webhook_id = 601 order by id desc limit 20",
        "select id from outbox where done_at < now() - interval '30 days' limit 5000",
    ):
        plan = "\n".join(row[0] for row in connection.execute(text(f"explain {question}")))
        assert "Seq Scan" not in plan, plan
