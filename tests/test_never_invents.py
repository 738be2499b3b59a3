"""Whatever a résumé is said to state stands in its document: no value is made up, completed or translated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import extractors
from nlp.lexicon import lexicon
from records import Document, Resume

TODAY = date(2026, 11, 1)
DEMO = Path(__file__).parents[1] / "demo" / "resumes"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "files"
FILES = [path for path in sorted(DEMO.iterdir()) if "scan" not in path.name]
FILES += sorted(SHARED.glob("*.pdf")) + sorted(SHARED.glob("*.docx")) if SHARED.is_dir() else []
# A number without its country code; a national "0" before it may be gone too.
OWN_DIGITS = 8


def letters(text: str) -> str:
    """Letters and digits alone, in one case: blanks, line breaks and marks are set differently by every format."""
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def inventions(document: Document, resume: Resume) -> Iterator[tuple[str, str]]:
    """(field, value) of every value whose words are not in the document."""
    words = letters(document.text)
    behind = words + "".join(letters(link) for link in document.links)
    digits = re.sub(r"\D", "", document.text)
    yield from ((field, value) for field, value in _written(resume) if letters(value) not in words)
    yield from (("link", link) for link in resume.links if letters(link) not in behind)
    if resume.phone and resume.phone[-OWN_DIGITS:] not in digits:
        yield "phone", resume.phone
    yield from (("year", moment) for moment in _moments(resume) if not _is_dated(document.text, moment[:4]))
    for one in resume.languages:
        names = lexicon().tables["languages"].get(one.language, (one.language,))
        if not any(letters(name) in words for name in names):
            yield "language", one.language


def _written(resume: Resume) -> Iterator[tuple[str, str]]:
    single = {"name": resume.name, "email": resume.email, "headline": resume.headline, "summary": resume.summary,
              "location": resume.location and resume.location.text}  # fmt: skip
    yield from ((field, value) for field, value in single.items() if value)
    for job in resume.experience:
        parts = {"title": job.title, "company": job.company, "workplace": job.location}
        yield from ((field, value) for field, value in parts.items() if value)
    for study in resume.education:
        parts = {"institution": study.institution, "degree": study.degree, "field": study.field, "grade": study.grade}
        yield from ((field, value) for field, value in parts.items() if value)
    yield from (("certification", value) for value in resume.certifications)
    for field in ("projects", "publications", "awards"):
        yield from ((field, value) for value in getattr(resume, field))
    yield from (("skill", piece.text) for hit in resume.skills for piece in hit.evidence)


def _moments(resume: Resume) -> Iterator[str]:
    for entry in (*resume.experience, *resume.education):
        yield from (moment for moment in (entry.start, entry.end) if moment)


def _is_dated(text: str, year: str) -> bool:
    """The year in full, or its last two digits on their own: "03/19", "Sep '19"."""
    return year in text or re.search(rf"(?<!\d){year[2:]}(?!\d)", text) is not None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_value_of_a_resume_stands_in_its_document(path: Path) -> None:
    document = extractors.read(path.read_bytes(), path.name)
    resume = extractors.extract_resume(document, as_of=TODAY)
    assert resume.email  # an engine that reads nothing invents nothing
    assert resume.experience
    assert list(inventions(document, resume)) == []


def test_an_invention_would_be_noticed() -> None:
    document = extractors.read_text("Jo Smith\njo@example.org\n+44 20 7946 0583\nExperience\nCook, Bistro, 2019 - 2021")
    other = extractors.read_text("Al Jones\nal@example.org\n+44 20 7946 0111\nExperience\nBaker, Oven, 2011 - 2012")
    assert list(inventions(document, extractors.extract_resume(document, as_of=TODAY))) == []
    made_up = {field for field, _ in inventions(other, extractors.extract_resume(document, as_of=TODAY))}
    assert {"name", "email", "phone", "title", "company", "year"} <= made_up


def test_a_current_job_gets_no_date_of_its_own() -> None:
    document = extractors.read_text("Jo Smith\nExperience\nCook, Bistro, 2019 - present\nBaker, Oven Ltd, 2012 - 2018")
    jobs = extractors.extract_resume(document, as_of=TODAY).experience
    assert [(job.start, job.end, job.current) for job in jobs] == [("2019", None, True), ("2012", "2018", False)]
