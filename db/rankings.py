"""Which matches of a job are still to be made, and up to which transaction that was looked at; it scores nothing."""

from __future__ import annotations

import hashlib
import itertools
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Engine,
    ForeignKey,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from db import jobs
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.resumes import StoredResume
from db.tables import Table, created

_NUL: ColumnElement[bytes] = literal_column(r"'\x00'::bytea")
_HORIZON = text("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
# A row with a later number comes from another database, where numbers were higher: here nobody has changed it yet.
_NEXT_XID: ColumnElement[int] = literal_column("pg_snapshot_xmax(pg_current_snapshot())::text::bigint", BigInteger)
# Transactions are counted anew in another database; where its name may not be read, all are taken for one.
_SYSTEM = text("""
    select case when has_function_privilege('pg_control_system()', 'execute')
    then (select system_identifier::text from pg_control_system()) else '' end
""")


class Ranking(Table):
    """A job's ranking by one way of weighing that was complete once.

    ``state`` names everything that its scores depend on but the résumés; those changed by transactions numbered below
    ``through_xid`` have been looked at.
    """

    __tablename__ = "rankings"
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"), primary_key=True)
    variant: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[str] = mapped_column(String(64))
    through_xid: Mapped[int]
    counted_at: Mapped[datetime] = created()


@dataclass(frozen=True, slots=True)
class Makers:
    """What a score depends on beside the résumé and the job: versions, in the order in which a basis names them."""

    matcher: str
    model: str
    taxonomy: str

    def basis(self, resume: Any = StoredResume, job: Any = StoredJob) -> ColumnElement[str]:
        """The basis of a match that is up to date, as the database computes it; ``pipeline`` computes the same.

        Args:
            resume: A row, or the table itself for the résumé of each row.
            job: A row, or the table itself for the job of each row.
        """
        if resume is StoredResume:
            about: tuple[Any, ...] = (resume.sha256, resume.versions, func.to_char(resume.as_of, "YYYY-MM-DD"))
        else:
            about = (resume.sha256, resume.versions, resume.as_of.isoformat())
        parts = (self.matcher, self.model, self.taxonomy, *about, job.sha256, job.versions)
        joined: Any = None
        # What is known already is joined here: the database computes this for each of many rows.
        for is_known, some in itertools.groupby(parts, lambda part: isinstance(part, str)):
            together = list(some)
            for piece in ["\x00".join(together).encode().hex()] if is_known else together:
                one = func.decode(literal(piece, String), "hex") if is_known else func.convert_to(piece, "UTF8")
                joined = one if joined is None else joined.op("||")(_NUL).op("||")(one)
        return func.encode(func.sha256(joined), "hex")

    def state(self, session: Session, job: StoredJob) -> str:
        """Names everything that the scores of a job depend on but the résumés, in this database."""
        said = (self.matcher, self.model, self.taxonomy, job.sha256, job.versions, _system(session.get_bind()))
        return hashlib.sha256("\x00".join(said).encode()).hexdigest()


@lru_cache(maxsize=4)
def _system(database: Engine | Connection) -> str:
    with database.connect() if isinstance(database, Engine) else nullcontext(database) as connection:
        return str(connection.scalar(_SYSTEM) or "")


def horizon(session: Session) -> int:
    """The number below which every transaction has ended, so that whatever it stored is seen from now on."""
    return int(session.execute(_HORIZON).scalar_one())


def looked_through(
    session: Session, organisation_id: int, job_id: int, variant: str, state: str
) -> tuple[int, bool] | None:
    """Up to which transaction a ranking was complete in this state, and whether a later one changed a résumé.

    None when it never was complete.
    """
    asked = {"organisation": organisation_id, "job": job_id, "variant": variant, "state": state}
    row = session.execute(_LOOKED_THROUGH, asked).one_or_none()
    return (row[0], row[1]) if row else None


def missing(job: StoredJob, variant: str, makers: Makers, since: int | None = None) -> Select[int]:
    """Selects the résumés that are ready and have no match with a job that is up to date, newest first.

    Args:
        job: The job.
        variant: The way of weighing.
        makers: What the match must be made by.
        since: Look only at those changed by transactions from this number on.
    """
    same = (StoredMatch.job_id == job.id) & (StoredMatch.variant == variant)
    rows = select(StoredResume.id).outerjoin(StoredMatch, and_(same, StoredMatch.resume_id == StoredResume.id))
    rows = rows.where(StoredResume.organisation_id == job.organisation_id, StoredResume.status == "ready")
    rows = rows.where(or_(StoredMatch.id.is_(None), StoredMatch.basis != makers.basis(job=job)))
    rows = rows if since is None else rows.where(_changed(job.organisation_id, since))
    return rows.order_by(StoredResume.id.desc())


def missing_jobs(resume: StoredResume, variant: str, makers: Makers) -> Select[int]:
    """Selects the open jobs that have no match with a résumé that is up to date, newest first."""
    pair = and_(StoredMatch.resume_id == resume.id, StoredMatch.variant == variant, StoredMatch.job_id == StoredJob.id)
    rows = jobs.open_ones(resume.organisation_id).outerjoin(StoredMatch, pair).with_only_columns(StoredJob.id)
    return rows.where(or_(StoredMatch.id.is_(None), StoredMatch.basis != makers.basis(resume=resume)))


def keep(session: Session, job_id: int, variant: str, state: str, through: int) -> None:
    """Remembers that a ranking is complete up to a transaction."""
    new = insert(Ranking).values(job_id=job_id, variant=variant, state=state, through_xid=through)
    now = {"state": state, "through_xid": through, "counted_at": func.now()}
    session.execute(new.on_conflict_do_update(index_elements=["job_id", "variant"], set_=now))


def _changed(organisation_id: int | BindParameter[int], since: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    mine = StoredResume.organisation_id == organisation_id
    return and_(mine, StoredResume.changed_xid >= since, StoredResume.changed_xid < _NEXT_XID)


# Asked for with every page of a ranking; put together once.
_LOOKED_THROUGH = select(
    Ranking.through_xid, exists(select(StoredResume.id).where(_changed(bindparam("organisation"), Ranking.through_xid)))
).where(
    Ranking.job_id == bindparam("job"), Ranking.variant == bindparam("variant"), Ranking.state == bindparam("state")
)
