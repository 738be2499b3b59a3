"""What figures are counted from: statuses ever reached, how long each stay was, skills that jobs want, and sums of many rows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0015"
down_revision = "0014"

_AT_ONCE = 500
_SUMS = ("score_sums", "decision_sums", "skill_sums", "sums_made")
# A bit for each status, in this order for ever: what is stored says so.
_STATUSES = "array['pending', 'reviewed', 'shortlisted', 'interview', 'offer', 'hired', 'rejected', 'withdrawn']"
_REMEMBER = f"""
    create function applications_remember_status() returns trigger language plpgsql as $$
    begin
        new.reached := case tg_op when 'INSERT' then 1 else old.reached end
            | (1 << (array_position({_STATUSES}, new.status::text) - 1));
        return new;
    end
    $$
"""
_REMEMBERED = """
    create trigger applications_remember_status before insert or update of status on applications
    for each row execute function applications_remember_status()
"""
_OF_A_MOVE = ("organisation_id", "job_id", "entered_at")
# The moves of one candidate come one after the other, since each holds the row of the application.
_COMPLETE = """
    create function application_moves_complete() returns trigger language plpgsql as $$
    begin
        select organisation_id, job_id, created_at into new.organisation_id, new.job_id, new.entered_at
        from applications where id = new.application_id;
        new.entered_at := least(new.at, coalesce(
            (select max(at) from application_moves where application_id = new.application_id), new.entered_at));
        return new;
    end
    $$
"""
_COMPLETED = """
    create trigger application_moves_complete before insert on application_moves
    for each row execute function application_moves_complete()
"""


def upgrade() -> None:
    """Makes columns and tables and fills the columns from what is stored."""
    _note_statuses()
    _note_stays()
    _note_wanted_skills()
    _make_sums()


def downgrade() -> None:
    """Drops them: everything in them follows from other rows."""
    for table in _SUMS:
        op.drop_table(table)
    op.drop_column("jobs", "preferred_skills")
    op.drop_column("jobs", "required_skills")
    op.execute("drop trigger application_moves_complete on application_moves")
    op.execute("drop function application_moves_complete()")
    for column in _OF_A_MOVE:
        op.drop_column("application_moves", column)
    op.execute("drop trigger applications_remember_status on applications")
    op.execute("drop function applications_remember_status()")
    op.drop_column("applications", "reached")


def _note_statuses() -> None:
    op.add_column("applications", sa.Column("reached", sa.SmallInteger(), server_default="1", nullable=False))
    bit = f"(1 << (array_position({_STATUSES}, {{}}::text) - 1))"
    op.execute(f"""
        update applications set reached = 1 | {bit.format("applications.status")} | coalesce((
            select bit_or({bit.format("to_status")} | {bit.format("from_status")}) from application_moves
            where application_id = applications.id), 0)
        where status <> 'pending' or exists (select from application_moves where application_id = applications.id)
    """)
    op.execute(_REMEMBER)
    op.execute(_REMEMBERED)


def _note_stays() -> None:
    for name in _OF_A_MOVE:
        kind: sa.types.TypeEngine[Any] = sa.DateTime(timezone=True) if name == "entered_at" else sa.BigInteger()
        op.add_column("application_moves", sa.Column(name, kind, nullable=True))
    op.execute("""
        update application_moves set organisation_id = known.organisation_id, job_id = known.job_id,
            entered_at = least(application_moves.at, coalesce(earlier, known.created_at)) from (
            select moved.id, of.organisation_id, of.job_id, of.created_at,
                max(moved.at) over (partition by application_id order by moved.id
                    rows between unbounded preceding and 1 preceding) as earlier
            from application_moves moved join applications of on of.id = application_id) known
        where known.id = application_moves.id
    """)
    for name in _OF_A_MOVE:
        op.alter_column("application_moves", name, nullable=False)
    op.execute(_COMPLETE)
    op.execute(_COMPLETED)


def _note_wanted_skills() -> None:
    for name in ("required_skills", "preferred_skills"):
        op.add_column("jobs", sa.Column(name, ARRAY(sa.Text()), server_default="{}", nullable=False))
    connection, last = op.get_bind(), 0
    asked = sa.text(f"select id, record -> 'skills' from jobs where id > :last order by id limit {_AT_ONCE}")
    write = sa.text("update jobs set required_skills = :required, preferred_skills = :preferred where id = :key")
    while rows := connection.execute(asked, {"last": last}).all():
        connection.execute(write, [{"key": key} | _wanted(skills) for key, skills in rows])
        last = rows[-1][0]


def _wanted(skills: Any) -> dict[str, list[str]]:
    """Names in lower case, cut in Python so that no locale of a database matters; required is more than preferred."""
    known = [one for one in skills if isinstance(one, dict)] if isinstance(skills, list) else []
    required = {str(one["name"]).lower() for one in known if one.get("name") and one.get("importance") == "required"}
    others = {str(one["name"]).lower() for one in known if one.get("name")} - required
    return {"required": sorted(required), "preferred": sorted(others)}


def _make_sums() -> None:
    op.create_table(
        "score_sums",
        *_of_a_job(),
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        _count("matches"),
        _count("chosen"),
        _count("rejected"),
        *_keys("score_sums", ["job_id", "variant", "day", "bucket"]),
        _reference("score_sums", "job_id", "jobs"),
    )
    op.create_table(
        "decision_sums",
        *_of_a_job(),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        _count("chosen"),
        _count("rejected"),
        *_keys("decision_sums", ["job_id", "variant", "day", "points"]),
        _reference("decision_sums", "job_id", "jobs"),
    )
    op.create_table(
        "skill_sums",
        _number("organisation_id"),
        sa.Column("day", sa.Date(), nullable=False),
        _number("skill"),
        _count("resumes"),
        *_keys("skill_sums", ["organisation_id", "skill", "day"]),
    )
    op.create_table(
        "sums_made",
        _number("organisation_id"),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        *_keys("sums_made", ["organisation_id"]),
    )
    for table in ("score_sums", "decision_sums"):
        op.create_index(f"ix_{table}_organisation_id_variant", table, ["organisation_id", "variant"])


def _of_a_job() -> list[sa.Column[Any]]:
    variant, day = sa.Column("variant", sa.String(80), nullable=False), sa.Column("day", sa.Date(), nullable=False)
    return [_number("organisation_id"), _number("job_id"), variant, day]


def _keys(table: str, primary: list[str]) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint(*primary, name=f"pk_{table}"),
        _reference(table, "organisation_id", "organisations"),
    ]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")
