from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, text

INDEX = "select indexdef from pg_indexes where indexname = 'ix_resumes_organisation_id_city'"


def fill(connection: Connection) -> int:
    """Three hundred résumés whose records are as long as real ones and hard to compress; returns the table's bytes."""
    connection.execute(
        text("""
            insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status, record, name)
            select 1, clock_timestamp() || ' ' || n, '', 'text/plain', 1, now(), 'processing', jsonb_build_object('text',
                (select string_agg(md5(random()::text || n || m), ' ') from generate_series(1, 200) m)),
                (select string_agg(md5(random()::text || n || m), ' ') from generate_series(1, 20) m)
            from generate_series(1, 300) n
        """)
    )
    size = connection.scalar(text("select pg_relation_size('resumes')"))
    connection.commit()
    assert size
    return int(size)


def test_rows_become_lean_and_what_was_there_stays(at_revision: Callable[[str], Connection]) -> None:
    connection = at_revision("0015")
    before = fill(connection)
    at_revision("0016")
    assert "(organisation_id, city, language, id)" in str(connection.scalar(text(INDEX)))
    grown = fill(connection) - before
    assert grown < before / 2
    at_revision("0015")
    assert "(organisation_id, city)" in str(connection.scalar(text(INDEX)))
    assert connection.scalar(text("select count(*) from resumes where length(record ->> 'text') = 6599")) == 600
