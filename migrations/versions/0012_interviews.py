"""Interviews, who holds them, and what they found; the database itself refuses two at one time for one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"

_TYPES = ("phone", "video", "onsite", "technical")
_STATUSES = ("scheduled", "completed", "no_show", "cancelled")
_RECOMMENDATIONS = ("strong_no", "no", "yes", "strong_yes")
# btree_gist, which would let gist hold numbers, is not everywhere: a number is written as the range of itself. A range
# without a number would be endless, and meet everybody.
_CANDIDATES_TIME = """
    alter table interviews add constraint ex_interviews_candidate exclude using gist (
        int8range(person_id, person_id, '[]') with &&, tstzrange(starts_at, ends_at) with &&
    ) where (status = 'scheduled' and person_id is not null and not is_exempt)
"""
_INTERVIEWERS_TIME = """
    alter table interview_interviewers add constraint ex_interview_interviewers_user exclude using gist (
        int8range(user_id, user_id, '[]') with &&, tstzrange(starts_at, ends_at) with &&
    ) where (status = 'scheduled')
"""
# Two persons who turn out to be one may have two interviews at one time: that they are one must be sayable, so the
# interview that comes second is exempt until somebody moves it.
_FOLLOW = """
    create function interviews_follow_person() returns trigger language plpgsql as $$
    declare
        one bigint;
    begin
        for one in select id from interviews where resume_id = new.id order by id loop
            begin
                update interviews set person_id = new.person_id, is_exempt = false where id = one;
            exception when exclusion_violation then
                update interviews set person_id = new.person_id, is_exempt = true where id = one;
            end;
        end loop;
        return null;
    end
    $$
"""
_TRIGGER = """
    create trigger interviews_follow_person after update of person_id on resumes for each row
    when (old.person_id is distinct from new.person_id) execute function interviews_follow_person()
"""


def upgrade() -> None:
    """Makes the tables, their constraints, and has interviews follow the person of their résumé."""
    _make_interviews()
    _make_interviewers()
    _make_scorecards()
    op.execute(_FOLLOW)
    op.execute(_TRIGGER)


def downgrade() -> None:
    """Drops them; interviews and scorecards are lost, and with whom candidates are how far stays."""
    op.execute("drop trigger interviews_follow_person on resumes")
    op.execute("drop function interviews_follow_person()")
    for table in ("scorecards", "interview_interviewers", "interviews"):
        op.drop_table(table)


def _make_interviews() -> None:
    op.create_table(
        "interviews",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=505), nullable=False),
        _number("organisation_id"),
        _number("job_id"),
        _number("resume_id"),
        _number("person_id", nullable=True),
        _number("created_by", nullable=True),
        sa.Column("uid", sa.Uuid(), server_default=sa.func.gen_random_uuid(), nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), server_default="scheduled", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("location", "video_link", "note", "ended_why")),
        sa.Column("ended_cause", sa.String(16), nullable=True),
        sa.Column("is_exempt", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        _reference("interviews", "organisation_id", "organisations"),
        _reference("interviews", "job_id", "jobs"),
        _reference("interviews", "resume_id", "resumes"),
        _reference("interviews", "person_id", "persons", "SET NULL"),
        _reference("interviews", "created_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_interviews"),
        sa.UniqueConstraint("id", "status", "starts_at", "ends_at", name="uq_interviews_id_status_starts_at_ends_at"),
        sa.CheckConstraint(f"type in ({_listed(_TYPES)})", name="ck_interviews_type"),
        sa.CheckConstraint(f"status in ({_listed(_STATUSES)})", name="ck_interviews_status"),
        sa.CheckConstraint("starts_at < ends_at", name="ck_interviews_times"),
    )
    soonest = ["starts_at", "id"]
    op.create_index("ix_interviews_organisation_id_starts_at", "interviews", ["organisation_id", *soonest])
    op.create_index("ix_interviews_organisation_id_status", "interviews", ["organisation_id", "status", *soonest])
    op.create_index("ix_interviews_job_id", "interviews", ["job_id", *soonest])
    op.create_index("ix_interviews_resume_id", "interviews", ["resume_id", *soonest])
    op.create_index("ix_interviews_person_id", "interviews", ["person_id", *soonest])
    op.create_index("ix_interviews_created_by", "interviews", ["created_by"])
    op.execute(_CANDIDATES_TIME)


def _make_interviewers() -> None:
    # The interview's times and status stand here, too, since a constraint looks at one table; the key keeps them alike.
    same = ["status", "starts_at", "ends_at"]
    op.create_table(
        "interview_interviewers",
        _number("interview_id"),
        _number("user_id"),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id", *same],
            [f"interviews.{name}" for name in ("id", *same)],
            name="fk_interview_interviewers_interview_id",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        _reference("interview_interviewers", "user_id", "users"),
        sa.PrimaryKeyConstraint("interview_id", "user_id", name="pk_interview_interviewers"),
    )
    op.create_index("ix_interview_interviewers_user_id", "interview_interviewers", ["user_id", "starts_at"])
    op.execute(_INTERVIEWERS_TIME)


def _make_scorecards() -> None:
    op.create_table(
        "scorecards",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        _number("interview_id"),
        _number("user_id", nullable=True),
        sa.Column("criteria", JSONB(), nullable=False),
        sa.Column("recommendation", sa.String(16), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        _moment("created_at"),
        _moment("updated_at"),
        _reference("scorecards", "interview_id", "interviews"),
        _reference("scorecards", "user_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_scorecards"),
        sa.UniqueConstraint("interview_id", "user_id", name="uq_scorecards_interview_id_user_id"),
        sa.CheckConstraint(f"recommendation in ({_listed(_RECOMMENDATIONS)})", name="ck_scorecards_recommendation"),
    )
    op.create_index("ix_scorecards_user_id", "scorecards", ["user_id"])


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _reference(table: str, column: str, target: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
