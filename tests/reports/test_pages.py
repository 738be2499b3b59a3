"""Reports on paper: what is on them, in which signs, on how many pages, and always the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import pymupdf
import pytest

from api.report_shapes import MatchNoticeQuery
from nlp import explaining
from reports.decision import notice_of
from reports.pages import pdf_of
from reports.reported import Need, Part, Pause, Reported
from reports.sheet import Style, breadth, wrapped
from reports.wording import FILES, languages, wording

SAID = Reported(
    match_id="M301",
    resume_id="R101",
    job_id="J201",
    candidate="Žofie Řezníčková",
    job="Backend Developer",
    company="Acme GmbH",
    score=61.5,
    grade="Medium Match",
    profile="balanced",
    versions={"matcher": "1.1", "extractor": "1.3", "taxonomy": "abc", "model": "all-MiniLM-L6-v2"},
    as_of="2026-01-31",
    made="2026-02-01T10:00:00Z",
    parts=[Part("skills", 80.0, 0.75, 60.0, True), Part("keyword", 6.0, 0.25, 1.5, True)],
    needs=[
        Need("Three years of Python", True, "met", "Built REST APIs in Python"),
        Need("Kubernetes", False, "missing", None),
    ],
    comments="Shows Python.",
    strengths=["Python for 6 years"],
    missing=["Kubernetes"],
    pauses=[Pause("2018-01", "2018-09", 8)],
    raises=[("Kubernetes", 4.2)],
    warnings=["Part of the text is hidden."],
)


def pages_of(told: bytes) -> list[str]:
    with pymupdf.open(stream=told) as pdf:  # type: ignore[no-untyped-call]
        return [str(page.get_text()) for page in pdf]


def test_a_report_says_who_how_well_why_and_what_to_do_about_it() -> None:
    text = "\n".join(pages_of(pdf_of(SAID)))
    for said in ("Žofie Řezníčková", "Acme GmbH", "61.5", "Medium match", "Three years of Python", "8 months", "+4.2"):
        assert said in text
    assert "“Built REST APIs in Python”" in text
    assert "Part of the text is hidden." in text
    assert "A person decides" in text.replace("\n", " ")
    assert "2026-01-31" in text


def test_the_same_match_gives_the_same_bytes() -> None:
    assert pdf_of(SAID) == pdf_of(SAID)
    assert pdf_of(SAID) != pdf_of(replace(SAID, score=61.6))


def test_signs_of_other_scripts_are_shown_and_what_no_font_has_is_a_question_mark() -> None:
    text = pages_of(pdf_of(replace(SAID, candidate="王小明 Łukasz", comments="emoji 😀.")))[0]
    assert "王小明 Łukasz" in text
    assert "emoji ?." in text


def test_markup_in_a_resume_is_text_and_nothing_of_it_acts() -> None:
    told = pdf_of(replace(SAID, comments="<script>app.alert(1)</script> <a href='http://x.example'>x</a>"))
    assert "<script>app.alert(1)</script>" in pages_of(told)[0].replace("\n", " ")
    for act in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/OpenAction"):
        assert act not in told


def test_a_long_match_keeps_to_two_pages_and_says_what_it_left_out() -> None:
    needs = [
        Need(f"Need {n} " + "of many words " * 30, True, "missing" if n == 69 else "met", "x " * 300) for n in range(70)
    ]
    pages = pages_of(pdf_of(replace(SAID, needs=needs)))
    assert len(pages) == 2
    assert "further requirements are left out" in "".join(pages)
    assert "Need 69" in "".join(pages), "what is not met stays"


def test_a_match_with_nothing_to_say_is_a_page_with_its_notice() -> None:
    bare = replace(
        SAID, candidate=None, job=None, parts=(), needs=(), comments="", strengths=(), missing=(), warnings=()
    )
    pages = pages_of(pdf_of(bare))
    assert len(pages) == 1
    assert "Candidate R101" in pages[0]
    assert "job J201" in pages[0]


def test_a_blind_report_names_the_resume_instead_of_the_person() -> None:
    text = "".join(pages_of(pdf_of(replace(SAID, is_blind=True))))
    assert "Žofie" not in text
    assert "Candidate R101" in text


@pytest.mark.parametrize("language", languages())
def test_every_language_says_everything(language: str) -> None:
    whole, said = (json.loads((FILES / f"{code}.json").read_text("utf-8")) for code in ("en", language))
    assert {part: set(words) for part, words in said.items()} == {part: set(words) for part, words in whole.items()}
    notice = notice_of(SAID, wording(language))
    assert "{" not in "".join((notice.what_was_scored, notice.made_by, notice.how_to_dispute))
    assert all(version in notice.made_by for version in SAID.versions.values())
    assert "M301" in notice.how_to_dispute


def test_reports_are_written_in_the_languages_that_matches_are_explained_in() -> None:
    assert languages() == explaining.languages()
    for code in languages():
        assert MatchNoticeQuery(lang=code).lang == code  # type: ignore[arg-type]
    assert wording("tlh").language == wording(None).language == "en"


def test_lines_are_never_wider_than_their_column() -> None:
    style = Style(9, (0.0, 0.0, 0.0))
    for text in ("w" * 300, "two words " * 40, "中文" * 80, "a中" * 60 + " " + "é" * 90):
        lines = wrapped(text, 120, style)
        assert all(breadth(line, style) <= 120 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert wrapped(text, 120, style, 2)[-1].endswith("…")
