"""Interviews in the database: its constraints refuse what no code may store, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import bookings, identity, interviews, persons, resumes
from db.bookings import cancel_upcoming, cancelled_here
from db.interviews import Interview
from db.people import FIRST_ORGANISATION, User, add
from db.resumes import StoredResume
from db.session import Database
from errors import Conflict

NINE = datetime(2030, 3, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def session(database: Database) -> Any:
    with database.session() as open_session:
        yield open_session


@pytest.fixture
def user(session: Session) -> User:
    row = add(session, FIRST_ORGANISATION, "bo@example.org", "x", "Bo", "recruiter")
    session.commit()
    return row


@pytest.fixture
def someone(store_resume: Callable[..., int], session: Session) -> Callable[[str], StoredResume]:
    """A résumé of a person of its own."""

    def make(letter: str) -> StoredResume:
        row = session.get_one(StoredResume, store_resume(letter * 64))
        row.email = f"{letter}@example.org"
        identity.identify(session, row)
        session.commit()
        return row

    return make


@pytest.fixture
def booked(session: Session, store_job: Callable[[], int]) -> Callable[..., Interview]:
    job_id = store_job()

    def book(resume: StoredResume, start: datetime = NINE, users: tuple[int, ...] = ()) -> Interview:
        row = Interview(
            organisation_id=FIRST_ORGANISATION, job_id=job_id, resume_id=resume.id, person_id=resume.person_id,
            type="phone", starts_at=start, ends_at=start + HOUR, time_zone="Europe/Berlin",
        )  # fmt: skip
        bookings.schedule(session, row, users)
        session.commit()
        return row

    return book


def insert(session: Session, row: Interview, start: datetime = NINE) -> None:
    """Books the same person again as somebody would who knows no rule."""
    session.execute(
        text(
            """insert into interviews (organisation_id, job_id, resume_id, person_id, type, starts_at, ends_at, time_zone)
            values (1, :job, :resume, :person, 'phone', :start, :end, 'UTC')"""
        ),
        {"job": row.job_id, "resume": row.resume_id, "person": row.person_id, "start": start, "end": start + HOUR},
    )


def test_the_database_itself_refuses_two_of_one_candidate_at_one_time(
    session: Session, someone: Any, booked: Any
) -> None:
    row = booked(someone("a"))
    for start in (NINE, NINE + HOUR / 2, NINE - HOUR / 2):
        with pytest.raises(IntegrityError, match="ex_interviews_candidate"):
            insert(session, row, start)
        session.rollback()
    insert(session, row, NINE + HOUR)
    insert(session, row, NINE - HOUR)


def test_the_database_itself_refuses_two_of_one_interviewer(
    session: Session, someone: Any, booked: Any, user: User
) -> None:
    booked(someone("a"), users=(user.id,))
    other = booked(someone("b"))
    seat = text(
        "insert into interview_interviewers (interview_id, user_id, status, starts_at, ends_at)"
        " select id, :user, status, starts_at, ends_at from interviews where id = :id"
    )
    with pytest.raises(IntegrityError, match="ex_interview_interviewers_user"):
        session.execute(seat, {"user": user.id, "id": other.id})
    session.rollback()
    # Other times than the interview's cannot be pretended.
    lie = text(
        "insert into interview_interviewers (interview_id, user_id, status, starts_at, ends_at)"
        " select id, :user, 'cancelled', starts_at, ends_at from interviews where id = :id"
    )
    with pytest.raises(IntegrityError, match="fk_interview_interviewers_interview_id"):
        session.execute(lie, {"user": user.id, "id": other.id})


def test_interviewers_follow_their_interview(session: Session, someone: Any, booked: Any, user: User) -> None:
    row = booked(someone("a"), users=(user.id,))
    booked(someone("b"), NINE + 2 * HOUR, users=(user.id,))
    with pytest.raises(IntegrityError, match="ex_interview_interviewers_user"):
        session.execute(
            text(
                "update interviews set starts_at = starts_at + interval '2 hours', ends_at = ends_at + interval '2 hours' where id = :id"
            ),
            {"id": row.id},
        )
    session.rollback()
    session.execute(text("update interviews set status = 'cancelled' where id = :id"), {"id": row.id})
    session.commit()
    assert (
        session.scalar(text("select status from interview_interviewers where interview_id = :id"), {"id": row.id})
        == "cancelled"
    )
    booked(someone("c"), users=(user.id,))


def test_who_is_busy_is_said_with_the_new_time(session: Session, someone: Any, booked: Any, user: User) -> None:
    booked(someone("a"), NINE + 3 * HOUR, users=(user.id,))
    row = booked(someone("b"), users=(user.id,))
    changes = {"starts_at": NINE + 3.5 * HOUR, "ends_at": NINE + 4.5 * HOUR}
    with pytest.raises(
        Conflict,
        match=rf"Interviewer {user.id} has another interview from 2030-03-01 13:00 to 2030-03-01 14:00 \(Europe/Berlin\)",
    ):
        bookings.reschedule(session, row, changes, [user.id])
    session.rollback()
    assert session.get_one(Interview, row.id).starts_at == NINE


def test_an_interview_without_a_person_meets_nobody(session: Session, someone: Any, booked: Any) -> None:
    row = booked(someone("a"))
    session.execute(text("update interviews set person_id = null"))
    session.commit()
    for _ in range(2):
        insert(session, Interview(job_id=row.job_id, resume_id=row.resume_id, person_id=None))
    booked(someone("b"))


def test_joining_two_persons_exempts_the_second_of_two_that_meet(session: Session, someone: Any, booked: Any) -> None:
    first, second = someone("a"), someone("b")
    one, two, apart = booked(first), booked(second), booked(second, NINE + 5 * HOUR)
    kept, gone = first.person_id, second.person_id
    identity.merge(session, kept, gone, FIRST_ORGANISATION)
    session.commit()
    session.expire_all()
    assert [row.person_id for row in (one, two, apart)] == [kept] * 3
    assert [row.is_exempt for row in (one, two, apart)] == [False, True, False]
    assert interviews.overlapping(session, one) == [two.id]
    new = identity.separate(session, second)
    session.commit()
    session.expire_all()
    assert [(row.person_id, row.is_exempt) for row in (two, apart)] == [(new.id, False)] * 2
    assert persons.get(session, kept, FIRST_ORGANISATION)


def test_what_is_to_come_is_cancelled_and_known_once(session: Session, someone: Any, booked: Any) -> None:
    past, mine, other = someone("a"), someone("b"), someone("c")
    began = booked(past, datetime.now(UTC) - HOUR / 4)
    row, kept = booked(mine), booked(other)
    assert cancel_upcoming(session, "rejected", job_id=row.job_id, resume_id=mine.id) == [row]
    assert [one.id for one in cancelled_here(session)] == [row.id]
    assert cancelled_here(session) == []
    assert [(one.id, one.ended_cause) for one in cancel_upcoming(session, "job_deleted", job_id=row.job_id)] == [
        (kept.id, "job_deleted")
    ]
    assert began.status == "scheduled"


def test_a_job_takes_its_interviews_along_and_a_user_leaves_them(
    session: Session, someone: Any, booked: Any, user: User
) -> None:
    row = booked(someone("a"), users=(user.id,))
    row.created_by = user.id
    session.execute(
        text(
            "insert into scorecards (interview_id, user_id, criteria, recommendation) values (:id, :user, '[]', 'yes')"
        ),
        {"id": row.id, "user": user.id},
    )
    session.commit()
    session.execute(text("delete from users"))
    left = "select (select count(*) from interviews), (select count(*) from interview_interviewers), (select count(*) from scorecards where user_id is null)"
    assert session.execute(text(left)).one() == (1, 0, 1)
    session.execute(text("delete from jobs"))
    assert session.execute(text(left)).one() == (0, 0, 0)


def test_a_resume_of_which_nothing_is_known_of_a_person_has_none(session: Session, someone: Any, booked: Any) -> None:
    resume = someone("a")
    row = booked(resume)
    session.execute(text("delete from persons"))
    session.commit()
    session.expire_all()
    assert (row.person_id, resumes.get(session, resume.id, FIRST_ORGANISATION).person_id) == (None, None)
