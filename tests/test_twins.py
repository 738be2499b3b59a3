"""The same résumé saved as a Word file, as a PDF and as text says the same of its person."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import extractors

TODAY = date(2026, 11, 1)
DEMO = Path(__file__).parents[1] / "demo" / "resumes"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "files"
DOCX = sorted(SHARED.glob("*.docx"))


def facts(path: Path) -> dict[str, Any]:
    """What must not depend on the format; skills as a set, since columns change the order of mention."""
    resume = asdict(extractors.extract_resume(extractors.read(path.read_bytes(), path.name), as_of=TODAY))
    found = {name: resume[name] for name in ("name", "email", "phone", "location", "certifications", "languages",
                                             "total_experience_months", "experience_gaps")}  # fmt: skip
    for part in ("title", "company", "location", "start", "end", "current"):
        found[f"job: {part}"] = [job[part] for job in resume["experience"]]
    for part in ("institution", "degree", "level", "field", "start", "end"):
        found[f"study: {part}"] = [study[part] for study in resume["education"]]
    return found | {"skills": sorted(hit["id"] for hit in resume["skills"] if hit["id"])}


def differences(one: Path, other: Path) -> dict[str, tuple[Any, Any]]:
    """Fact -> what either file says, where they disagree."""
    left, right = facts(one), facts(other)
    return {name: (left[name], right[name]) for name in left if left[name] != right[name]}


@pytest.mark.skipif(not DOCX, reason="the development files are not beside the project")
@pytest.mark.parametrize("word", DOCX, ids=lambda path: path.stem)
def test_a_word_file_and_its_pdf_say_the_same(word: Path) -> None:
    assert differences(word, word.with_suffix(".pdf")) == {}


@pytest.mark.parametrize("ending", [".pdf", ".txt"])
def test_the_demo_person_is_the_same_in_every_format(ending: str) -> None:
    word = DEMO / "noor-haddad-data-scientist.docx"
    assert differences(word, word.with_suffix(ending)) == {}


def test_two_people_differ() -> None:
    found = differences(DEMO / "noor-haddad-data-scientist.docx", DEMO / "marcus-feld-accounts-payable.txt")
    assert {"name", "email", "phone", "job: company", "study: institution", "skills"} <= set(found)
