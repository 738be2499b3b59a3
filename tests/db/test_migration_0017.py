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
            insert into resume_wholes (resume_id, space, organisation_id, direction)
            select id, 5, 1, array_fill(0.05 * (id % 7), array[384])::real[]::halfvec(384) from resumes
        """)
    )
    connection.execute(text("delete from resumes where id = :id"), {"id": first})
    assert connection.scalar(text("select count(*) from resume_wholes")) == 49
    connection.execute(text("set local enable_seqscan = off"))
    plan = connection.scalars(
        text("""
            explain select resume_id from resume_wholes where vector_dims(direction) = 384
            order by direction::halfvec(384) <#> array_fill(0.1, array[384])::real[]::halfvec(384) limit 5
        """)
    )
    assert any("ix_resume_wholes_direction_384" in line for line in plan)
    connection.commit()
    at_revision("0016")
    assert connection.scalar(text("select to_regclass('resume_wholes')")) is None
    assert connection.scalar(text("select count(*) from resume_vectors")) == 49
    at_revision("0017")
    assert connection.scalar(text("select count(*) from job_wholes")) == 0
