"""How many rows the planner expects of a select, without reading any."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ClauseElement, Executable, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler


def estimate(session: Session, rows: Select[Any]) -> int:
    """The planner's guess, which rests on the figures that the server last took of the tables."""
    plan = session.execute(_Planned(rows.order_by(None))).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])


class _Planned(Executable, ClauseElement):
    """A statement's plan instead of its rows, as https://docs.sqlalchemy.org/en/21/core/compiler.html shows it."""

    inherit_cache = False

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement


@compiles(_Planned)
def _explain(planned: _Planned, compiler: SQLCompiler, **given: Any) -> str:
    return f"explain (format json) {compiler.process(planned.statement, **given)}"
