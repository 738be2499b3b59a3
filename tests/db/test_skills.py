"""Rows of own skills: revisions, ids, limits, and two who change at once."""

from __future__ import annotations

import threading

import pytest

import own_skills
from db import skills
from db.people import FIRST_ORGANISATION, Organisation
from db.session import Database, Session
from errors import Conflict, NotFound
from nlp.taxonomy import default_taxonomy

PRESS = {"name": "Zubrovka press", "category": "equipment"}


def add(session: Session, skill_id: str = "own-zubrovka-press", organisation_id: int = FIRST_ORGANISATION) -> str:
    skills.begin_change(session, organisation_id)
    row = skills.add(session, organisation_id, skill_id, dict(PRESS))
    session.commit()
    return row.skill_id


def test_every_change_gives_another_revision_and_a_failed_one_none(database: Database) -> None:
    with database.session() as session:
        seen = [skills.revision(session, FIRST_ORGANISATION)]
        add(session)
        seen.append(skills.revision(session, FIRST_ORGANISATION))
        row = skills.get(session, FIRST_ORGANISATION, "own-zubrovka-press")
        skills.revise(session, row, PRESS | {"aliases": ["ZP9"]})
        session.commit()
        seen.append(skills.revision(session, FIRST_ORGANISATION))
        skills.remove(session, row)
        session.rollback()
        assert skills.revision(session, FIRST_ORGANISATION) == seen[-1]
        skills.remove(session, skills.get(session, FIRST_ORGANISATION, "own-zubrovka-press"))
        session.commit()
        seen.append(skills.revision(session, FIRST_ORGANISATION))
    assert seen[0] == ""
    assert len(set(seen)) == 4


def test_a_taken_id_gets_a_number_and_another_organisation_has_its_own(database: Database) -> None:
    with database.session() as session:
        other = Organisation(name="Other")
        session.add(other)
        session.flush()
        made = [add(session), add(session), add(session, organisation_id=other.id)]
        assert made == ["own-zubrovka-press", "own-zubrovka-press-2", "own-zubrovka-press"]
        assert len(skills.all_of(session, FIRST_ORGANISATION)) == 2
        with pytest.raises(NotFound):
            skills.get(session, other.id, "own-zubrovka-press-2")
        session.delete(other)
        session.commit()
        assert skills.all_of(session, other.id) == []


def test_two_at_once_do_not_go_over_the_limit(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skills, "MOST", 3)
    refused: list[int] = []

    def work(number: int) -> None:
        with database.session() as session:
            try:
                add(session, f"own-{number}")
            except Conflict:
                refused.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as session:
        assert len(skills.all_of(session, FIRST_ORGANISATION)) == 3
    assert len(refused) == 3


def test_the_organisations_taxonomy_is_made_once_for_a_revision(database: Database) -> None:
    with database.session() as session:
        assert own_skills.taxonomy_of(session, FIRST_ORGANISATION) is default_taxonomy()
        add(session)
        made = own_skills.taxonomy_of(session, FIRST_ORGANISATION)
        assert made is own_skills.taxonomy_of(session, FIRST_ORGANISATION)
        assert made.by_id["own-zubrovka-press"].source == "organisation"
        assert made.version.startswith(default_taxonomy().version + "+")
        assert "own-zubrovka-press" not in default_taxonomy().by_id
        skills.begin_change(session, FIRST_ORGANISATION)
        skills.add(session, FIRST_ORGANISATION, "no-such-skill", {"aliases": ["ZP9"]})
        session.commit()
        assert "no-such-skill" not in own_skills.taxonomy_of(session, FIRST_ORGANISATION).by_id
