"""Everything that is stored about a person, table by table: found by the references between tables, those of today and of later."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Session

from db.people import User
from db.resumes import StoredResume
from db.stored import PackedRecord
from db.tables import Table as Model

# Numbers made of texts, which say nothing to anybody, and what is told elsewhere.
_LEFT_OUT = frozenset({"resume_vectors", "persons", "resumes", "users", "organisations", "jobs"})
_NOT_SHOWN = frozenset({"basis", "organisation_id", "owner_key", "refresh_jti", "changed_xid", "sha256", "key_sha256"})
_SECRET = ("secret", "token", "password", "_sha256")
_LETTERS = {
    "resume_id": "R", "job_id": "J", "match_id": "M", "person_id": "P", "application_id": "A", "interview_id": "I"
}  # fmt: skip
_OWN_LETTERS = {"matches": "M", "applications": "A", "notes": "N", "match_feedback": "F", "interviews": "I"}
_AT_ONCE = 200

# Of somebody who is gone no scan has to be read and no match to be made anew.
_FORGET_WAITING = text("delete from procrastinate_jobs where status = 'todo' and args ->> 'resume_id' = :key")

Clauses = dict[Table, ColumnElement[bool]]


def tables_about(resume_ids: Collection[int], user_id: int | None = None) -> Clauses:
    """The tables with rows about résumés, or about a user's own account, and which rows these are.

    A table belongs to it when it refers to one that does; ``user_id`` adds rows whose column of that name is this user.
    """
    found: Clauses = {_table(StoredResume): StoredResume.id.in_(list(resume_ids))}
    for table in Model.metadata.sorted_tables:  # whatever a table refers to comes before it
        if table in found or table.name in _LEFT_OUT:
            continue
        ways: list[ColumnElement[bool]] = [
            # All columns of a reference together: a part of one, such as a status, is that of other people's rows, too.
            tuple_(*key.columns).in_(select(*(one.column for one in key.elements)).where(found[key.referred_table]))
            for key in sorted(table.foreign_key_constraints, key=lambda one: str(one.name))
            if key.referred_table in found
        ]
        if user_id is not None:
            ways += [
                key.parent == user_id
                for key in table.foreign_keys
                if key.column.table is _table(User) and key.parent.name == "user_id"
            ]
        if ways:
            found[table] = or_(*ways)
    del found[_table(StoredResume)]
    return found


def rows_of(session: Session, table: Table, which: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """Reads rows with wire ids, some at a time, in the order of their key."""
    key: Sequence[Column[Any]] = list(table.primary_key.columns)
    columns = [column for column in table.columns if _is_told(column)]
    asked = select(*dict.fromkeys([*columns, *key])).where(which).order_by(*key).limit(_AT_ONCE)
    last: tuple[Any, ...] | None = None
    while True:
        rows = session.execute(asked if last is None else asked.where(tuple_(*key) > last)).mappings().all()
        for row in rows:
            yield {column.name: _told(table, column.name, row[column]) for column in columns}
        if len(rows) < _AT_ONCE:
            return
        last = tuple(rows[-1][column] for column in key)


def job_ids(session: Session, about: Clauses) -> set[int]:
    """The jobs that the rows speak of."""
    found: set[int] = set()
    for table, which in about.items():
        if "job_id" in table.columns:
            found |= {key for key in session.scalars(select(table.c.job_id).where(which).distinct()) if key is not None}
    return found


def forget_waiting(session: Session, resume_id: int) -> None:
    """Takes what waits in the queue for a résumé out of it."""
    session.execute(_FORGET_WAITING, {"key": str(resume_id)})


def _is_told(column: Column[Any]) -> bool:
    is_binary = isinstance(column.type, LargeBinary) and not isinstance(column.type, PackedRecord)
    is_hidden = column.name in _NOT_SHOWN or column.name.endswith(_SECRET) or column.name.startswith(_SECRET)
    return not (is_binary or is_hidden or isinstance(column.type, TSVECTOR))


def _told(table: Table, name: str, value: Any) -> Any:
    letter = _OWN_LETTERS.get(table.name) if name == "id" else _LETTERS.get(name)
    return f"{letter}{value}" if letter and isinstance(value, int) else value


def _table(model: type[Model]) -> Table:
    table = model.__table__
    assert isinstance(table, Table), "every model is one table"
    return table
