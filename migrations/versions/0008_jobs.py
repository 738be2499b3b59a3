"""Jobs with a status, a version and a last day, deleted ones that can be restored, and columns to find jobs by."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

revision = "0008"
down_revision = "0007"

_KEPT = sa.text("deleted_at is null")
# What stands between words: as in db/words.py.
_BETWEEN = (
    r"(?:[\x01-\x22\x24-\x2a\x2c-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7"
    r"\u2000-\u206f\u2190-\u2bff\u3000-\u3003\u3008-\u3020\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufffc\ufffd]"
    r"|[+#](?=[^\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7"
    r"\u2000-\u206f\u2190-\u2bff\u3000-\u3003\u3008-\u3020\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufffc\ufffd]))+"
)
_SORTED_BY = ("status", "remote", "employment_type", "title_key", "updated_at")
_OTHERS = (
    "ix_jobs_organisation_id_id", "ix_jobs_organisation_id_industry_key_id", "ix_jobs_deleted", "ix_jobs_closes_on",
    "ix_jobs_places", "ix_jobs_search",
)  # fmt: skip


def upgrade() -> None:
    """Adds the columns and fills them: a job that took candidates is open, any other closed."""
    for column in _columns():
        op.add_column("jobs", column)
    _fill()
    op.drop_column("jobs", "is_open")
    op.create_check_constraint("ck_jobs_status", "jobs", "status in ('draft', 'open', 'closed')")
    _index()
    op.execute("analyze jobs")


def downgrade() -> None:
    """Keeps every job: only those that are open take candidates, drafts and deleted ones come back as closed."""
    for name in (*_OTHERS, *(f"ix_jobs_organisation_id_{column}_id" for column in _SORTED_BY)):
        op.drop_index(name, "jobs")
    op.drop_constraint("ck_jobs_status", "jobs")
    op.add_column("jobs", sa.Column("is_open", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.execute("update jobs set is_open = status = 'open' and deleted_at is null")
    op.alter_column("jobs", "is_open", server_default=None)
    for column in _columns():
        op.drop_column("jobs", column.name)


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("status", sa.String(8), server_default="open", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        *(sa.Column(f"{name}_at", sa.DateTime(timezone=True), nullable=True) for name in ("published", "closed", "deleted")),
        sa.Column("title_key", sa.String(100), nullable=True),
        sa.Column("industry_key", sa.String(100), nullable=True),
        sa.Column("places", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("remote", sa.String(16), nullable=True),
        sa.Column("employment_type", sa.String(40), nullable=True),
        sa.Column("seniority", sa.String(40), nullable=True),
        sa.Column("search", TSVECTOR(), nullable=True),
    )  # fmt: skip


def _fill() -> None:
    """Everything in one pass: each row is written once. ``updated_at`` stays, since nobody changed a job."""
    words = (
        "concat_ws(' ', title, company, industry,"
        " (select string_agg(skill #>> '{}', ' ') from jsonb_path_query(record, '$.skills[*].name') skill),"
        " record ->> 'text')"
    )
    op.execute(
        sa.text(f"""
        update jobs set
            status = case when is_open then 'open' else 'closed' end,
            published_at = created_at,
            closed_at = case when not is_open then updated_at end,
            title_key = left(lower(trim(title)), 100),
            industry_key = left(lower(trim(industry)), 100),
            places = {_PLACES},
            remote = left(record ->> 'remote', 16),
            employment_type = left(record ->> 'employment_type', 40),
            seniority = left(record ->> 'seniority', 40),
            search = array_to_tsvector(array(
                select distinct left(word, 100) from regexp_split_to_table(lower(left({words}, 200000)), :between) word
                where word <> ''))
    """).bindparams(between=_BETWEEN)
    )


# Of a job that an older version stored the list of places may be missing.
_PLACES = """array(
    select distinct name from (
        select place from jsonb_path_query(record, '$.locations[*]') place
        union all select place from jsonb_path_query(record, '$.location') place
    ) said, lateral (values (lower(place ->> 'city')), (place ->> 'country')) known (name)
    where jsonb_typeof(place) = 'object' and name <> '' order by name)"""


def _index() -> None:
    op.create_index("ix_jobs_organisation_id_id", "jobs", ["organisation_id", "id"], postgresql_where=_KEPT)
    for column in _SORTED_BY:
        columns = ["organisation_id", column, "id"]
        op.create_index(f"ix_jobs_organisation_id_{column}_id", "jobs", columns, postgresql_where=_KEPT)
    op.create_index(
        "ix_jobs_organisation_id_industry_key_id",
        "jobs",
        ["organisation_id", "industry_key", "id"],
        postgresql_where=_KEPT,
        postgresql_ops={"industry_key": "text_pattern_ops"},
    )
    is_deleted = sa.text("deleted_at is not null")
    op.create_index("ix_jobs_deleted", "jobs", ["organisation_id", "id"], postgresql_where=is_deleted)
    may_close = sa.text("status = 'open' and deleted_at is null")
    op.create_index("ix_jobs_closes_on", "jobs", ["closes_on"], postgresql_where=may_close)
    for column in ("places", "search"):
        op.create_index(f"ix_jobs_{column}", "jobs", [column], postgresql_using="gin")
