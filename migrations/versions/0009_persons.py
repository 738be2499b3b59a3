"""Persons, each with their résumés, and the columns by which résumés are filtered, sorted and searched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op
from rapidfuzz import fuzz
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

revision = "0009"
down_revision = "0008"

_ALIKE = 80
# So many people may share a number, such as that of an office.
_MOST_COMPARED = 50
_FIRST_PERSON = 1001
# What stands between words: as in db/words.py.
_BETWEEN = (
    r"(?:[\x01-\x22\x24-\x2a\x2c-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7"
    r"\u2000-\u206f\u2190-\u2bff\u3000-\u3003\u3008-\u3020\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufffc\ufffd]"
    r"|[+#](?=[^\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7"
    r"\u2000-\u206f\u2190-\u2bff\u3000-\u3003\u3008-\u3020\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufffc\ufffd]))+"
)
_INDEXES = {
    "ix_resumes_organisation_id_id": ("organisation_id", "id"),
    "ix_resumes_organisation_id_email": ("organisation_id", "email"),
    "ix_resumes_organisation_id_phone": ("organisation_id", "phone"),
    "ix_resumes_organisation_id_name_id": ("organisation_id", "name", "id"),
    "ix_resumes_organisation_id_status_id": ("organisation_id", "status", "id"),
    "ix_resumes_organisation_id_language_id": ("organisation_id", "language", "id"),
    "ix_resumes_organisation_id_country_city": ("organisation_id", "country", "city"),
    "ix_resumes_organisation_id_city": ("organisation_id", "city"),
    "ix_resumes_organisation_id_candidate_id": ("organisation_id", "candidate_id"),
    "ix_resumes_person_id": ("person_id",),
}
_EXPERIENCE = "ix_resumes_organisation_id_experience_months_id"


def upgrade() -> None:
    """Makes the table and the columns and fills them; what staff uploaded is nobody's own any more.

    Until now ``owner_id`` named whoever uploaded; from now on it names the candidate whose own the résumé is.
    """
    # Compiling each expression and spilling the index to disk would take most of the time.
    op.execute("set local jit = off")
    op.execute("set local maintenance_work_mem = '256MB'")
    _persons()
    for column in _columns():
        op.add_column("resumes", column)
    op.drop_constraint("uq_resumes_organisation_id_sha256", "resumes")
    _fill_owners()
    _fill_facts()
    _fill_persons()
    op.create_foreign_key("fk_resumes_person_id", "resumes", "persons", ["person_id"], ["id"], ondelete="SET NULL")
    unique = ["organisation_id", "sha256", "owner_key"]
    op.create_unique_constraint("uq_resumes_organisation_id_sha256_owner_key", "resumes", unique)
    for name, columns in _INDEXES.items():
        op.create_index(name, "resumes", list(columns))
    op.create_index(_EXPERIENCE, "resumes", ["organisation_id", sa.text("experience_months desc nulls last"), "id"])
    for name in ("skill_names", "search"):
        op.create_index(f"ix_resumes_{name}", "resumes", [name], postgresql_using="gin")
    op.execute("analyze resumes")


def downgrade() -> None:
    """Keeps the résumés, also as somebody corrected them; who belongs together is forgotten.

    Where a candidate holds bytes that somebody else of the organisation holds too, the later row stays under another
    hash, so that its file has to be uploaded again.
    """
    op.drop_constraint("uq_resumes_organisation_id_sha256_owner_key", "resumes")
    op.execute("""
        update resumes set sha256 = encode(sha256(convert_to(resumes.sha256 || resumes.id, 'UTF8')), 'hex')
        where exists (select 1 from resumes other where other.organisation_id = resumes.organisation_id
            and other.sha256 = resumes.sha256 and other.id < resumes.id)
    """)
    for name in (*_INDEXES, _EXPERIENCE, "ix_resumes_skill_names", "ix_resumes_search"):
        op.drop_index(name, "resumes")
    op.drop_constraint("fk_resumes_person_id", "resumes")
    for column in _columns():
        op.drop_column("resumes", column.name)
    op.drop_table("persons")
    op.create_unique_constraint("uq_resumes_organisation_id_sha256", "resumes", ["organisation_id", "sha256"])


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_key", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("email", sa.String(320), nullable=True),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("skill_names", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("experience_months", sa.BigInteger(), nullable=True),
        sa.Column("city", sa.String(100), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("language", sa.String(8), nullable=True),
        sa.Column("search", TSVECTOR(), nullable=True),
        sa.Column("corrections", JSONB(), server_default="{}", nullable=False),
        sa.Column("reading", JSONB(), nullable=True),
    )


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=_FIRST_PERSON), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.String(320), nullable=True),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("search", TSVECTOR(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_persons_organisation_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_persons_user_id", ondelete="SET NULL"),
        sa.UniqueConstraint("organisation_id", "user_id", name="uq_persons_organisation_id_user_id"),
    )
    for columns in (["organisation_id", "id"], ["organisation_id", "email"], ["organisation_id", "phone"], ["user_id"]):
        op.create_index(f"ix_persons_{'_'.join(columns)}", "persons", columns)
    op.create_index("ix_persons_search", "persons", ["search"], postgresql_using="gin")


def _fill_owners() -> None:
    op.execute("""
        update resumes set owner_id = null from users where users.id = resumes.owner_id and users.role <> 'candidate'
    """)
    op.execute("update resumes set owner_key = owner_id where owner_id is not null")


def _fill_facts() -> None:
    """Everything but the person, in one pass: each row is written once."""
    op.execute(
        sa.text(f"""
        update resumes set
            name = left(name, 300),
            email = left(lower(record ->> 'email'), 320),
            phone = substring(record ->> 'phone' from '^\\+[1-9][0-9]{{6,14}}$'),
            skill_names = array(
                select distinct lower(skill ->> 'name') from jsonb_array_elements(record -> 'skills') skill
            ),
            experience_months = cast(record ->> 'total_experience_months' as bigint),
            city = left(lower(record -> 'location' ->> 'city'), 100),
            country = substring(record -> 'location' ->> 'country' from '^[A-Z]{{2}}$'),
            language = left(record ->> 'language', 8),
            search = {_words_of("concat_ws(' ', resumes.name, filename, (select string_agg(skill ->> 'name', ' ')"
                " from jsonb_array_elements(record -> 'skills') skill), record ->> 'text')")}
        where record is not null
    """).bindparams(between=_BETWEEN)
    )  # fmt: skip
    words = _words_of("concat_ws(' ', resumes.name, filename)")
    op.execute(sa.text(f"update resumes set search = {words} where record is null").bindparams(between=_BETWEEN))


def _words_of(text: str) -> str:
    """The words of a text as a tsvector: in lower case, at most 100 characters of each."""
    return f"""array_to_tsvector(array(
        select left(word, 100) from regexp_split_to_table(lower(left({text}, 200000)), :between) word
        where word <> ''))"""


class _Marks(NamedTuple):
    resume: int
    organisation: int
    phone: str
    name: str | None


def _fill_persons() -> None:
    """One person for all of a candidate's own, for all with one address, and for one number with similar names."""
    op.execute("""
        create temporary table person_of on commit drop as
        select id as resume_id, organisation_id, case when owner_key = 0 then phone end as phone, name,
            case when owner_key > 0 then min(id) over (partition by organisation_id, owner_key)
                when email is not null then min(id) over (partition by organisation_id, owner_key, email)
                else id end as first_id
        from resumes where status = 'ready'
    """)
    op.execute("analyze person_of")
    shared = op.get_bind().execute(
        sa.text("""
        select first_id, organisation_id, phone, name from (
            select *, count(*) over (partition by organisation_id, phone) as number from person_of
            where phone is not null) found
        where number > 1 order by organisation_id, phone, resume_id
    """)
    )
    joined = dict(_joined(_Marks(*row) for row in shared))
    if joined:
        op.get_bind().execute(
            sa.text("""
            update person_of set first_id = target from
                unnest(cast(:sources as bigint[]), cast(:targets as bigint[])) as joined (source, target)
            where first_id = source
        """),
            {"sources": list(joined), "targets": list(joined.values())},
        )
    _insert_persons()


def _joined(found: Iterable[_Marks]) -> Iterator[tuple[int, int]]:
    """(group, earlier group that it is part of) of groups of résumés with one number and similar names."""
    by_number: dict[tuple[int, str], list[_Marks]] = defaultdict(list)
    root: dict[int, int] = {}

    def first(key: int) -> int:
        while key in root:
            key = root[key]
        return key

    for one in found:
        known = by_number[one.organisation, one.phone]
        for other in known[:_MOST_COMPARED]:
            here, there = sorted((first(one.resume), first(other.resume)))
            if here != there and _are_alike(one.name, other.name):
                root[there] = here
                break
        known.append(one)
    yield from ((key, first(key)) for key in root)


def _are_alike(one: str | None, other: str | None) -> bool:
    return not one or not other or fuzz.token_set_ratio(one.lower(), other.lower()) >= _ALIKE


def _insert_persons() -> None:
    op.execute(f"""
        create temporary table person_key on commit drop as
        select first_id, row_number() over (order by first_id) + {_FIRST_PERSON - 1} as person_id
        from (select distinct first_id from person_of) firsts
    """)
    op.execute("analyze person_of")
    op.execute("analyze person_key")
    op.execute("""
        insert into persons (id, organisation_id, user_id, name, email, phone, created_at) overriding system value
        select person_key.person_id, first.organisation_id, first.owner_id,
            (array_agg(found.name order by found.id desc) filter (where found.name is not null))[1],
            (array_agg(found.email order by found.id desc) filter (where found.email is not null))[1],
            (array_agg(found.phone order by found.id desc) filter (where found.phone is not null))[1],
            min(found.created_at)
        from person_key join person_of using (first_id) join resumes found on found.id = person_of.resume_id
            join resumes first on first.id = first_id
        group by person_key.person_id, first.organisation_id, first.owner_id
    """)
    op.execute("""
        update resumes set person_id = person_key.person_id from person_of join person_key using (first_id)
        where resumes.id = person_of.resume_id
    """)
    words = _words_of("concat_ws(' ', name, email, phone)")
    op.execute(sa.text(f"update persons set search = {words}").bindparams(between=_BETWEEN))
    op.execute(f"""
        select setval(pg_get_serial_sequence('persons', 'id'), coalesce(max(id), {_FIRST_PERSON}), max(id) is not null)
        from persons
    """)
    op.execute("drop table person_key, person_of")
