"""Postings that searches of an organisation showed, rankings of them for a résumé, and which became jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.jobs import StoredJob
from db.people import Organisation
from db.resumes import StoredResume
from db.stored import PackedRecord, packed
from db.tables import Table
from errors import NotFound

_MOST_KEPT = 20
"""Rankings of one résumé; older ones make room."""


# One message however many there are.
_KEEP = text("""
    insert into found_postings (organisation_id, token, posting)
    select :organisation, token, posting
    from unnest(cast(:tokens as text[]), cast(:postings as bytea[])) as said (token, posting)
    on conflict (organisation_id, token) do update set posting = excluded.posting, last_seen = now()
""")


class FoundPosting(Table):
    """A posting with all of its sources, as a search last showed it; ``token`` is its id on the wire."""

    __tablename__ = "found_postings"
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(String(20), primary_key=True)
    posting: Mapped[dict[str, Any]] = mapped_column(PackedRecord)
    first_seen: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class KeptRanking(Table):
    """The answer of a search for a résumé, which goes with it; ``key`` names all that it depends on."""

    __tablename__ = "kept_rankings"
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    ranked: Mapped[dict[str, Any]] = mapped_column(PackedRecord)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class ImportedPosting(Table):
    """Where a job was imported from, and how often in a row it was not there any more."""

    __tablename__ = "imported_postings"
    __table_args__ = (
        Index(
            "ix_imported_postings_organisation_id_query_key_board_source",
            "organisation_id",
            "query_key",
            "board",
            "source",
        ),
    )
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    board: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(500))
    external_id: Mapped[str] = mapped_column(String(200))
    query_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    misses: Mapped[int] = mapped_column(default=0, server_default="0")
    looked_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


def keep(session: Session, organisation_id: int, found: Mapping[str, Any]) -> None:
    """Keeps postings, by token, in place of what they were."""
    rows = sorted(found.items())
    said = {"organisation": organisation_id, "tokens": [token for token, _ in rows]}
    session.execute(_KEEP, said | {"postings": [packed(one) for _, one in rows]})


def several(session: Session, organisation_id: int, tokens: Sequence[str]) -> dict[str, Any]:
    """The postings with these tokens, of those that are still kept."""
    wanted = select(FoundPosting.token, FoundPosting.posting).where(FoundPosting.organisation_id == organisation_id)
    return {row[0]: row[1] for row in session.execute(wanted.where(FoundPosting.token.in_(tokens)))}


def get(session: Session, organisation_id: int, token: str) -> Any:
    """One posting; raises NotFound for one that no search of the organisation showed of late."""
    found = several(session, organisation_id, [token])
    if token not in found:
        raise NotFound("posting", token[:40])
    return found[token]


def ranking(session: Session, resume_id: int, key: bytes) -> Any | None:
    """A kept ranking, None when there is none."""
    return session.scalar(select(KeptRanking.ranked).where(KeptRanking.resume_id == resume_id, KeptRanking.key == key))


def keep_ranking(session: Session, resume_id: int, key: bytes, ranked: Any) -> None:
    """Keeps a ranking unless its résumé is gone; the oldest of many make room."""
    if (
        session.scalar(select(StoredResume.id).where(StoredResume.id == resume_id).with_for_update(key_share=True))
        is None
    ):
        return
    new = insert(KeptRanking).values(resume_id=resume_id, key=key, ranked=ranked)
    again = {"ranked": new.excluded.ranked, "made_at": func.now()}
    session.execute(new.on_conflict_do_update(index_elements=("resume_id", "key"), set_=again))
    mine = select(KeptRanking.key).where(KeptRanking.resume_id == resume_id)
    newest = mine.order_by(KeptRanking.made_at.desc()).limit(_MOST_KEPT)
    old = delete(KeptRanking).where(KeptRanking.resume_id == resume_id, KeptRanking.key.not_in(newest))
    session.execute(old.execution_options(synchronize_session=False))


def forget(session: Session, before: datetime) -> int:
    """Deletes postings that no search showed since, and rankings of before."""
    old = [(FoundPosting, FoundPosting.last_seen), (KeptRanking, KeptRanking.made_at)]
    return sum(session.execute(delete(table).where(at < before)).rowcount for table, at in old)  # type: ignore[attr-defined]


def imported_from(
    session: Session, organisation_id: int, query_key: bytes, board: str, source: str
) -> list[ImportedPosting]:
    """What was imported from an answer of a board; held, so that two refreshes count one after the other."""
    mine = select(ImportedPosting).where(
        ImportedPosting.organisation_id == organisation_id,
        ImportedPosting.query_key == query_key,
        ImportedPosting.board == board,
        ImportedPosting.source == source,
    )
    return list(session.scalars(mine.order_by(ImportedPosting.job_id).with_for_update()))
