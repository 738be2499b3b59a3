from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest

import extractors
from nlp.blinding import MASK, Blindfold, hidden_name
from records import Evidence, Resume

CV = """Ayu Lestari
Nurse
Jl. Melati No. 5, Klaten, Indonesia | 0812-3055-0147 | ayu.lestari@example.org
Date of birth:
5 May 1995

Profile
Ayu is a 30-year-old nurse; she graduated in 2016.

Experience
Nurse, RS Lestari Husada, Klaten
May 2018 - Present
- Ayu Lestari trained 12 nurses in wound care; her ward won a prize

Education
S1 Keperawatan, Universitas Taman
2012 - 2016

Skills
Wound care, ACLS
"""


@pytest.fixture(scope="module")
def seen() -> Resume:
    return extractors.extract_resume(extractors.read_text(CV, "ayu_lestari.v2.pdf"), as_of=date(2026, 1, 15))


@pytest.fixture(scope="module")
def blind(seen: Resume) -> Resume:
    return Blindfold(seen).resume()


def test_every_character_keeps_its_place(seen: Resume, blind: Resume) -> None:
    assert len(blind.text) == len(seen.text)
    assert all(a == b or b == MASK for a, b in zip(seen.text, blind.text, strict=True))
    assert all(blind.text[e.start : e.end] == e.text for hit in blind.skills for e in hit.evidence)


def test_what_tells_the_person_is_masked_and_what_they_did_stays(seen: Resume, blind: Resume) -> None:
    assert blind.text.splitlines() == [
        "███████████",
        "Nurse",
        "████████████████, ██████, Indonesia | ██████████████ | ███████████████████████",
        "Date of birth:",
        "██████████",
        "",
        "Profile",
        "███ is a ███████████ nurse; ███ graduated in ████.",
        "",
        "Experience",
        "Nurse, RS Lestari Husada, ██████",
        "May 2018 - Present",
        "- ███████████ trained 12 nurses in wound care; ███ ward won a prize",
        "",
        "Education",
        "S1 Keperawatan, Universitas Taman",
        "███████████",
        "",
        "Skills",
        "Wound care, ACLS",
    ]
    assert (blind.name, blind.filename) == (MASK * 11, f"{MASK * 14}.pdf")
    assert [hit.name for hit in blind.skills] == [hit.name for hit in seen.skills]
    assert [(job.company, job.start, job.months) for job in blind.experience] == [
        (job.company, job.start, job.months) for job in seen.experience
    ]
    assert blind.total_experience_months == seen.total_experience_months


def test_dates_of_education_are_left_out_and_what_they_could_be_reckoned_from(seen: Resume, blind: Resume) -> None:
    assert any(study.end for study in seen.education)
    assert blind.education == tuple(replace(study, start=None, end=None) for study in seen.education)
    assert (blind.education_gaps, blind.education_to_first_job_months) == ((), None)


def test_the_country_stays(blind: Resume) -> None:
    assert blind.location is not None
    assert blind.location.country == "ID"
    assert blind.location.city == MASK * len("Klaten")


def test_a_file_keeps_its_ending_alone() -> None:
    assert [hidden_name(name) for name in ("ann.lee.pdf", "ann", "", "a.b c")] == ["███████.pdf", "███", "", "█████"]


# Fields that hold no words of the document, or words that nobody is known by.
NOT_TEXT = {
    "as_of", "extractor_version", "taxonomy_version", "language", "pages", "ocr", "phone_valid", "months", "id",
    "category", "confidence", "match", "years", "last_used", "start", "end", "current", "level", "country", "section",
    "total_experience_months", "needs_review", "code", "after", "before", "share", "languages", "grade", "detail",
}  # fmt: skip


def named(value: Any, name: str, field: str = "") -> Any:
    """The same record with the person's name in every field of text."""
    if isinstance(value, str) or value is None:
        return value if field in NOT_TEXT else f"about {name}."
    if isinstance(value, tuple):
        if value and all(isinstance(one, str) for one in value):
            return value if field in NOT_TEXT | {"skills"} else tuple(f"{one} {name}" for one in value)
        return tuple(named(one, name) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: named(getattr(value, f.name), name, f.name) for f in fields(value)})
    return value


def test_no_field_of_a_resume_is_forgotten(seen: Resume) -> None:
    """A field that is added to the records must be masked, or named above."""
    filled = replace(seen, publications=("x",), awards=("x",), projects=("x",), certifications=("x",), links=("x",))
    marked = named(filled, "Ayu Lestari")
    marked = replace(marked, name="Ayu Lestari", skills=tuple(
        replace(hit, id=None, evidence=(Evidence("by Ayu Lestari", "skills", 0, 14),)) for hit in marked.skills
    ))  # fmt: skip
    assert repr(marked).count("Lestari") > 30
    shown = repr(Blindfold(marked).resume()).replace("RS Lestari", "")
    assert "Lestari" not in shown


@pytest.mark.parametrize(
    ("text", "section", "told"),
    [
        ("S1 Keperawatan, Universitas Taman", "education", f"S1 Keperawatan, {MASK * 17}"),
        ("Assistant at UNIVERSITAS TAMAN", "experience", f"Assistant at {MASK * 17}"),
        ("Ayu Lestari led it; her ward won", "experience", "███████████ led it; ███ ward won"),
        ("Chairwoman of the council, reports to Mrs Lane", "experience", "chair of the council, reports to ███ Lane"),
        ("Karyawati teladan; melapor kepada Ibu Ratna", "experience", "karyawan teladan; melapor kepada Ratna"),
        ("Nurse at RS Lestari Husada", "experience", "Nurse at RS Lestari Husada"),
        ("Kelas Ibu Hamil", "experience", "Kelas Ibu Hamil"),
    ],
)
def test_what_a_ranking_quotes_names_no_school_and_no_gender(seen: Resume, text: str, section: str, told: str) -> None:
    assert Blindfold(seen).tell(text, section) == told


def test_a_school_that_was_misread_as_a_small_word_masks_nothing_else(seen: Resume) -> None:
    misread = replace(seen, education=(replace(seen.education[0], institution="A&M"),))
    assert Blindfold(misread).tell("Led A&M and the M&A team") == "Led A&M and the M&A team"
