from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text

from db.stored import to_json
from db.words import words_of
from records import Place, Resume, SkillHit

At = Callable[[str], Connection]

AS_OF = "2026-01-31"
SAID = "Größe ÄÖÜ, C++/C#; ann.lee@example.org – node.js a+b #tag “quoted” naïve\tЖизнь 日本語 don't x" + "y" * 300
ANN = Resume(
    SAID, AS_OF, "1.3", "t", name="Ann Lee", email="Ann.Lee@Example.org", phone="+14155550123", language="de",
    location=Place("Berlin, Germany", "Berlin", None, "DE"), total_experience_months=30,
    skills=(SkillHit("python", "Python", "x", 0.9, "exact", ()), SkillHit(None, "Zither", "unknown", 0.5, "exact", ())),
)  # fmt: skip


def add(
    connection: Connection, sha256: str, resume: Resume | None, owner: int | None = None, organisation: int = 1
) -> None:
    """One row as version 1.2 stored it."""
    values: dict[str, Any] = {
        "organisation_id": organisation, "owner_id": owner, "sha256": sha256 * 64, "filename": "Lebenslauf.txt",
        "media_type": "text/plain", "size": 3, "as_of": date(2026, 1, 31), "status": "ready" if resume else "failed",
        "name": resume.name if resume else None, "record": to_json(resume) if resume else None,
    }  # fmt: skip
    columns = ", ".join(values)
    held = ", ".join(f"cast(:{name} as jsonb)" if name == "record" else f":{name}" for name in values)
    connection.execute(text(f"insert into resumes ({columns}) values ({held})"), values)


def rows(connection: Connection, columns: str, table: str = "resumes") -> list[Any]:
    return [tuple(row) for row in connection.execute(text(f"select {columns} from {table} order by id"))]


@pytest.fixture
def filled(at_revision: At) -> Connection:
    connection = at_revision("0008")
    connection.execute(text("insert into organisations (name) values ('Other')"))
    user = (
        "insert into users (organisation_id, email, password_hash, full_name, role) values (1, :email, 'x', 'n', :role)"
    )
    connection.execute(
        text(user), [{"email": "r@x.org", "role": "recruiter"}, {"email": "c@x.org", "role": "candidate"}]
    )
    add(connection, "a", ANN, owner=1)
    add(connection, "b", replace(ANN, email="ann.lee@example.org", phone=None, name="Ann M. Lee"))
    add(connection, "c", replace(ANN, email=None, name="Lee Ann"))
    add(connection, "d", replace(ANN, email=None, name="Tobias Wegner"))
    add(connection, "e", replace(ANN, email=None, phone="(030) 12", name=None))
    add(connection, "f", None)
    add(connection, "0", ANN, owner=2)
    add(connection, "1", replace(ANN, email="other@example.org", name="N" * 5000), owner=2)
    add(connection, "a", ANN, organisation=2)
    connection.commit()
    return connection


def test_rows_that_are_there_get_what_they_are_found_by(filled: Connection, at_revision: At) -> None:
    at_revision("0009")
    columns = "email, phone, skill_names, experience_months, city, country, language"
    ann = ("ann.lee@example.org", "+14155550123", ["python", "zither"], 30, "berlin", "DE", "de")
    assert rows(filled, columns)[0] == ann
    assert rows(filled, columns)[4] == (None, None, *ann[2:])
    assert rows(filled, columns)[5] == (None, None, [], None, None, None, None)


def test_they_are_searched_by_the_words_that_new_rows_are_searched_by(filled: Connection, at_revision: At) -> None:
    at_revision("0009")
    for at, said in ((0, f"Ann Lee Lebenslauf.txt Python Zither {SAID}"), (5, "Lebenslauf.txt")):
        made = text("select array_to_tsvector(string_to_array(:words, ' '))::text")
        assert rows(filled, "search::text")[at][0] == filled.scalar(made, {"words": " ".join(words_of(said))})


def test_what_staff_uploaded_is_nobodys_own(filled: Connection, at_revision: At) -> None:
    at_revision("0009")
    owners = [(None, 0)] * 6 + [(2, 2)] * 2 + [(None, 0)]
    assert rows(filled, "owner_id, owner_key") == owners


def test_resumes_of_one_person_are_found_together(filled: Connection, at_revision: At) -> None:
    at_revision("0009")
    assert rows(filled, "person_id") == [
        (1001,),
        (1001,),
        (1001,),
        (1002,),
        (1003,),
        (None,),
        (1004,),
        (1004,),
        (1005,),
    ]
    called = rows(filled, "organisation_id, user_id, name, email, phone", "persons")
    assert called[0] == (1, None, "Lee Ann", "ann.lee@example.org", "+14155550123")
    assert called[3] == (1, 2, "N" * 300, "other@example.org", "+14155550123")
    assert called[4][0] == 2
    assert filled.scalar(text("insert into persons (organisation_id) values (1) returning id")) == 1006


def test_an_empty_table_counts_its_persons_from_the_first(at_revision: At) -> None:
    connection = at_revision("0009")
    assert connection.scalar(text("insert into persons (organisation_id) values (1) returning id")) == 1001


def test_going_back_keeps_the_resumes(filled: Connection, at_revision: At) -> None:
    before = rows(filled, "id, sha256, record::text, filename, status, created_at")
    at_revision("0009")
    twice = (
        "insert into resumes (organisation_id, owner_id, owner_key, sha256, filename, media_type, size, as_of, status)"
    )
    filled.execute(
        text(f"{twice} select 1, 2, 2, sha256, 'twin', media_type, size, as_of, 'failed' from resumes where id = 101")
    )
    filled.commit()
    at_revision("0008")
    after = rows(filled, "id, sha256, record::text, filename, status, created_at")
    assert after[:-1] == before
    assert after[-1][3] == "twin"
    assert len({(row[1], row[0] == 109) for row in after}) == len(after)
    with pytest.raises(Exception, match="uq_resumes_organisation_id_sha256"):
        add(filled, "b", None)
    filled.rollback()
    at_revision("0009")
    assert rows(filled, "person_id")[0] == (1001,)
