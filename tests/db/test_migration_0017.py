from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, text


def stored(connection: Connection) -> int:
    connection.execute(
        text("""
            insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status)
            select 1, md5(n::text), '', 'text/plain', 1, now(), 'ready' from generate_series(1, 50) n
        """)
    )
    connection.execute(
        text("""
            insert into resume_vectors (resume_id, model, texts_sha256, keys, vectors)
            select id, 'm', sha256('a'), '', '' from resumes
        """)
    )
    connection.commit()
    return int(connection.scalar(text("select min(id) from resumes")) or 0)


def test_the_tables_are_made_empty_and_taken_away_beside_rows_that_stay(
    at_revision: Callable[[str], Connection],
) -> None:
    connection = at_revision("0016")
    first = stored(connection)
    at_revision("0017")
    assert connection.scalar(text("select count(*) from resume_wholes")) == 0
    connection.execute(
        text("""
            insert into resume_wholes (resume_id, space, organisation_id, direction, is_ready)
            select id, 5, 1, array_fill(0.05 * (id % 7), array[384])::real[]::halfvec(384), true from resumes
        """)
    )
    connection.execute(text("delete from resumes where id = :id"), {"id": first})
    assert connection.scalar(text("select count(*) from resume_wholes")) == 49
    connection.execute(text("update resumes set city = 'oslo', status = 'failed' where id = :id"), {"id": first + 1})
    changed = connection.execute(text("select resume_id, city from resume_wholes where not is_ready")).all()
    assert changed == [(first + 1, "oslo")]
    connection.commit()
    at_revision("0016")
    assert connection.scalar(text("select to_regclass('resume_wholes')")) is None
    connection.execute(text("update resumes set city = 'rome'"))
    assert connection.scalar(text("select count(*) from resume_vectors")) == 49
    at_revision("0017")
    assert connection.scalar(text("select count(*) from job_wholes")) == 0
    connection.execute(text("update resumes set city = 'bonn'"))
