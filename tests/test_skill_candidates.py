"""`skills candidates` tells what the taxonomy lacks, from what is stored, and nobody's name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import extractors
from app_main import cli
from db import jobs, resumes
from db.people import FIRST_ORGANISATION
from db.session import Database
from nlp.taxonomy import set_default_taxonomy
from records import Evidence, Job, Resume, SkillHit

Store = Callable[..., None]


def unknown(name: str) -> SkillHit:
    return SkillHit(None, name, "unknown", 0.5, "exact", (Evidence(name, "skills", 0, len(name)),))


@pytest.fixture
def store(database: Database) -> Store:
    """Stores a résumé that offers these phrases."""
    numbers = iter(range(100, 200))

    def add(*phrases: str, name: str = "Ann Lee") -> None:
        hits = (replace(unknown("Python"), id="python"), *map(unknown, phrases))
        with database.session() as session:
            row, _ = resumes.add(
                session, organisation_id=FIRST_ORGANISATION, sha256=f"{next(numbers):064}", filename="cv.txt",
                media_type="text/plain", size=1, as_of=date(2026, 11, 1), status="processing",
            )  # fmt: skip
            row.read(Resume("text", "2026-11-01", "e", "t", name=name, skills=hits))
            session.commit()

    return add


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Result]]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def invoke(*options: object) -> Result:
        shown = CliRunner().invoke(cli, ["skills", "candidates", *map(str, options)], env={"COLUMNS": "200"})
        assert shown.exit_code == 0, shown.output
        return shown

    yield invoke
    set_default_taxonomy(None)


def test_phrases_are_counted_by_document_whatever_their_case(store: Store, run: Callable[..., Result]) -> None:
    for phrases in (
        ("Quaxwork", "quaxWORK "),
        ("Quaxwork",),
        ("QUAXWORK", "Quaff"),
    ):
        store(*phrases)
    found = json.loads(run("--json").stdout)
    assert found == [{"phrase": "Quaxwork", "documents": 3, "nearest": None}]


def test_a_phrase_of_one_document_is_shown_only_when_asked_for(store: Store, run: Callable[..., Result]) -> None:
    store("Quaff brewing", "Quaxwork")
    store("Quaxwork")
    assert json.loads(run("--json").stdout) == []
    assert "Quaff" not in run("--least", 2).stdout
    assert [one["phrase"] for one in json.loads(run("--least", 1, "--json").stdout)] == ["Quaxwork", "Quaff brewing"]  # fmt: skip
    assert len(json.loads(run("--least", 1, "--limit", 1, "--json").stdout)) == 1


def test_the_skill_that_is_spelt_most_alike_stands_beside_the_phrase(store: Store, run: Callable[..., Result]) -> None:
    store("Postgressqlly")
    (found,) = json.loads(run("--least", 1, "--json").stdout)
    assert found["nearest"] == "PostgreSQL"
    shown = run("--least", 1).stdout
    assert "Postgressqlly" in shown
    assert "PostgreSQL" in shown


def test_names_and_addresses_of_people_and_skills_known_by_now_are_left_out(
    store: Store, run: Callable[..., Result]
) -> None:
    store("Lee", "Photo of Ann", "jo@example.org", "Kubernetes", "[Zubrovka]", name="Ann Lee")
    assert [one["phrase"] for one in json.loads(run("--least", 1, "--json").stdout)] == ["[Zubrovka]"]
    assert "[Zubrovka]" in run("--least", 1).stdout


def test_the_texts_of_jobs_count_once_each(
    store: Store, run: Callable[..., Result], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extractors, "extract_skills", lambda text, *, taxonomy: [unknown(w) for w in text.split(", ")])
    with database.session() as session:
        for content in ("a", "a", "b"):
            jobs.add(session, FIRST_ORGANISATION, Job("Zubrovka, Quaff", "e", "t"), content * 64, {}, "")
        session.commit()
    store("Quaff")
    counts = {one["phrase"]: one["documents"] for one in json.loads(run("--least", 1, "--json").stdout)}
    assert counts == {"Quaff": 3, "Zubrovka": 2}


def test_another_organisation_keeps_its_phrases(store: Store, run: Callable[..., Result]) -> None:
    store("Quaxwork")
    assert json.loads(run("--least", 1, "--json", "--organisation", FIRST_ORGANISATION + 1).stdout) == []
