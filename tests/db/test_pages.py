"""Pages of lists: exact counts up to a number of rows, beyond it an estimate that says so, and long lists counted once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event, text

from db import pages, persons
from db.pages import Found
from db.people import FIRST_ORGANISATION
from db.persons import StoredPerson
from db.session import Database


@pytest.fixture
def counts(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The counting statements that were sent; up to a hundred rows are counted."""
    monkeypatch.setattr(pages, "COUNTED", 100)
    monkeypatch.setattr(pages, "_SURELY_MORE", 300)
    monkeypatch.setattr(pages, "_LONG", pages._LongLists())
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "count(*)" in statement:
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def people(database: Database, number: int) -> None:
    with database.session() as session:
        session.execute(text("delete from persons"))
        session.execute(
            text("""insert into persons (organisation_id, name, search)
                select 1, 'x', to_tsvector('simple', 'x') from generate_series(1, :number)"""),
            {"number": number},
        )
        session.execute(text("analyze persons"))
        session.commit()


def page(database: Database, skipped: int = 0) -> Found[StoredPerson]:
    with database.session() as session:
        return pages.found(session, persons.visible(FIRST_ORGANISATION), skipped, 20)


def test_what_is_few_is_counted_every_time(database: Database, counts: list[str]) -> None:
    people(database, 90)
    for skipped in (0, 80):
        found = page(database, skipped)
        assert (len(found.rows), found.total, found.is_estimate) == (min(20, 90 - skipped), 90, False)
    assert len(counts) == 2


def test_a_long_list_is_counted_once_while_somebody_turns_its_pages(database: Database, counts: list[str]) -> None:
    people(database, 150)
    first, second = page(database), page(database, 20)
    assert first.is_estimate
    assert second.is_estimate
    assert min(first.total, second.total) > 100
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert len(counts) == 1
    people(database, 40)
    assert (page(database).total, page(database).is_estimate) == (40, False)
