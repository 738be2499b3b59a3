from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

SAID: dict[str, Any] = {"match_score": 0.5, "comments": 'Zwölf Jahre \\ "Öl" – 木', "told": {"id": ["a"]}}


def fill(connection: Connection) -> None:
    """One job, a thousand résumés and their matches, of which one replaced another, as version 0010 keeps them."""
    said = json.dumps(SAID, ensure_ascii=False)
    connection.execute(
        text("""
            insert into jobs (organisation_id, sha256, filename, versions, status, given, record)
            values (1, 'a', '', '1/1', 'open', '{}', '{}')
        """)
    )
    connection.execute(
        text("""
            insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status)
            select 1, number::text, '', 'text/plain', 1, now(), 'processing' from generate_series(1, 1001) as number
        """)
    )
    connection.execute(
        text("""
            insert into matches (organisation_id, job_id, resume_id, variant, basis, score, record)
            select 1, jobs.id, resumes.id, 'balanced', 'b', 0.5, cast(:said as jsonb) from jobs, resumes
        """),
        {"said": said},
    )
    history = (
        "insert into match_history (match_id, basis, score, record, created_at) values (301, 'a', 0, :said, now())"
    )
    connection.execute(text(history), {"said": said})
    connection.commit()


def test_records_are_packed_and_come_back_as_they_were(at_revision: Callable[[str], Connection]) -> None:
    connection = at_revision("0010")
    fill(connection)
    at_revision("0011")
    for table, count in (("matches", 1001), ("match_history", 1)):
        found = connection.scalars(text(f"select record from {table}")).all()
        assert len(found) == count
        assert all(json.loads(zlib.decompress(record)) == SAID for record in found)
    at_revision("0010")
    for table, count in (("matches", 1001), ("match_history", 1)):
        assert connection.scalars(text(f"select record from {table}")).all() == [SAID] * count
