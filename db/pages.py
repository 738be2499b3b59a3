"""One page of any select and how many rows it has, at a cost that does not grow with the table; it shows nothing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ClauseElement,
    Column,
    Executable,
    Select,
    func,
    inspect,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.sql.visitors import iterate

from db.session import BY_INDEX_ALONE

COUNTED = 10_000
"""So many rows are counted; of more the planner's estimate is told."""

# Where the planner expects so many rows nobody counts whether there are more than ``COUNTED``.
_SURELY_MORE = 3 * COUNTED
_LONG_FOR_S = 60.0
_MOST_LONG = 1_000

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Found(Generic[R]):
    """The rows of a page, in order, and how many there are in all: counted, or estimated beyond ``COUNTED``."""

    rows: Sequence[R]
    total: int
    is_estimate: bool


def found(session: Session, rows: Select[R], skipped: int, most: int, *, is_narrow: bool = False) -> Found[R]:
    """Reads up to so many rows of a select of one entity behind those that are skipped, and counts them all; else as ``keys``."""
    some = keys(session, rows, skipped, most, is_narrow=is_narrow)
    return Found(_by_key(session, rows, some.rows), some.total, some.is_estimate)


def keys(session: Session, rows: Select[Any], skipped: int, most: int, *, is_narrow: bool = False) -> Found[int]:
    """Finds the keys of up to so many rows of a select of one entity behind those that are skipped, and counts them all.

    What few rows fulfil is looked up and sorted; what many fulfil is read in the order of an index until the page is full.
    The planner alone cannot tell the two apart where it has to guess how many there are.

    Args:
        session: The unit of work.
        rows: The select, in its order.
        skipped: How many rows come before.
        most: How many are wanted.
        is_narrow: Few rows are to be expected, as of one job: the planner is not asked for an estimate first.
    """
    key = _key_of(rows)
    clauses = rows._order_by_clauses
    ordered_by = {one.key: one for clause in clauses for one in iterate(clause) if isinstance(one, Column)} | {
        key.key: key
    }
    few: Select[Any] = (
        rows.order_by(None).with_only_columns(*ordered_by.values(), maintain_column_froms=True).limit(COUNTED + 1)
    )
    hits = few.cte("hits").prefix_with("materialized")
    same = ClauseAdapter(hits)
    page = select(hits.c[key.key]).order_by(*(same.traverse(clause) for clause in clauses)).limit(most).offset(skipped)
    count = select(func.count()).select_from(hits).scalar_subquery()
    paged = func.array(page.scalar_subquery(), type_=ARRAY(BigInteger))
    estimate = COUNTED if is_narrow else _estimate(session, few)
    is_maybe_long = COUNTED / 2 < estimate <= _SURELY_MORE
    if estimate <= _SURELY_MORE and not (is_maybe_long and _LONG.has(session, few)):
        counted, ids = session.execute(select(count, paged), execution_options=BY_INDEX_ALONE).one()
        if counted <= COUNTED:
            return Found(ids, counted, False)
        if is_maybe_long:
            _LONG.add(session, few)
    walked = rows.with_only_columns(key, maintain_column_froms=True).limit(most).offset(skipped)
    total = max(COUNTED + 1, _estimate(session, few) if is_narrow else estimate)
    return Found(list(session.scalars(walked, execution_options=BY_INDEX_ALONE)), total, True)


def count(session: Session, rows: Select[*tuple[Any, ...]]) -> tuple[int, bool]:
    """How many rows a select has, and whether that is an estimate."""
    few: Select[Any] = (
        rows.order_by(None).with_only_columns(literal_column("1"), maintain_column_froms=True).limit(COUNTED + 1)
    )
    counted = session.scalar(select(func.count()).select_from(few.subquery()), execution_options=BY_INDEX_ALONE) or 0
    return (counted, False) if counted <= COUNTED else (max(COUNTED + 1, _estimate(session, few)), True)


class _LongLists:
    """Lists that had more than ``COUNTED`` rows a moment ago: who turns their pages has nobody count them again."""

    def __init__(self) -> None:
        self._until: dict[Hashable, float] = {}

    def has(self, session: Session, few: Select[Any]) -> bool:
        return bool(self._until) and self._until.get(_name(session, few), 0.0) > time.monotonic()

    def add(self, session: Session, few: Select[Any]) -> None:
        if len(self._until) >= _MOST_LONG:
            self._until = {}
        self._until[_name(session, few)] = time.monotonic() + _LONG_FOR_S


_LONG = _LongLists()


def _name(session: Session, few: Select[Any]) -> Hashable:
    """Names a list by its statement, its values and its database; the name tells no value."""
    said = few._generate_cache_key()
    if said is None:  # it holds a part that cannot be compared: no name is that of another list
        return object()
    values = [str(one.effective_value) for one in said.bindparams]
    return said.key, hashlib.sha256(repr(values).encode("utf-8", "replace")).digest(), str(session.get_bind())


def _by_key(session: Session, rows: Select[R], keys: Sequence[int]) -> list[R]:
    if not keys:
        return []
    entity, key = rows.column_descriptions[0]["entity"], _key_of(rows)
    known = {getattr(row, key.key): row for row in session.scalars(select(entity).where(key.in_(keys)))}
    return [known[one] for one in keys if one in known]


def _key_of(rows: Select[Any]) -> Any:
    return inspect(rows.column_descriptions[0]["entity"]).primary_key[0]


def _estimate(session: Session, few: Select[Any]) -> int:
    plan = session.execute(_Explained(few.limit(None)), execution_options=BY_INDEX_ALONE).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])


class _Explained(Executable, ClauseElement):
    """A statement's plan instead of its rows, as https://docs.sqlalchemy.org/en/21/core/compiler.html shows it."""

    inherit_cache = False

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement


@compiles(_Explained)
def _explain(explained: _Explained, compiler: SQLCompiler, **given: Any) -> str:
    return f"explain (format json) {compiler.process(explained.statement, **given)}"
