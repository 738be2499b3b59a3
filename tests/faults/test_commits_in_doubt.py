"""A line that breaks between a commit and its answer: nobody knows whether the transaction holds, and it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from db import people
from db.session import Database
from errors import Unavailable
from tests.faults.proxy import Proxy


@pytest.fixture
def line(database_url: str) -> Iterator[Proxy]:
    url = make_url(database_url)
    proxy = Proxy(f"{url.query['host']}/.s.PGSQL.{url.port or 5432}")
    yield proxy
    proxy.close()


@pytest.fixture
def behind_the_line(database: Database, database_url: str, line: Proxy) -> Iterator[Database]:
    url = make_url(database_url).set(host="127.0.0.1", port=line.port, query={})
    far = Database(url.render_as_string(hide_password=False), connections=1)
    yield far
    far.close()


def test_a_file_stays_when_its_commit_is_in_doubt(
    database: Database, behind_the_line: Database, line: Proxy, tmp_path: Path
) -> None:
    path = tmp_path / "1" / "original"
    with behind_the_line.session() as session:
        session.write_original(path, b"cv")
        session.add(people.Organisation(name="In doubt"))
        session.flush()
        line.cut_answer_to(b"COMMIT")
        with pytest.raises(Unavailable):
            session.commit()
    with database.session() as session:
        found = session.scalar(select(func.count()).where(people.Organisation.name == "In doubt"))
        session.execute(sqlalchemy.delete(people.Organisation).where(people.Organisation.name == "In doubt"))
        session.commit()
    assert found == 1
    assert path.read_bytes() == b"cv"


def test_a_file_goes_when_the_line_breaks_before_the_commit(
    behind_the_line: Database, line: Proxy, tmp_path: Path
) -> None:
    path = tmp_path / "1" / "original"
    with behind_the_line.session() as session:
        session.write_original(path, b"cv")
        line.turn("refuse")
        with pytest.raises(Unavailable):
            session.scalar(select(1))
    assert not path.exists()
