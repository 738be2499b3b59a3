"""Confidence: one number a field, lower where its signs are worse, and a list of what a person should look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extractors
from nlp import confidence, sections
from records import Document, Line, Place, Resume, Stated
from training.confidence import DIRECTIONS

TODAY = date(2026, 1, 15)
TEXT = """Dale Marsh
dale.marsh@example.com | +1 312 555 0148 | Austin, TX
Experience
Welder | Tomago Steel Works | 2019-01 to Present
- MIG welding of pressure vessels
Apprentice Welder | Hunter Works Ltd | 2015-01 to 2017-12
Education
High School Diploma, Austin North School, 2014
Skills
MIG welding, TIG welding
"""


def resume(text: str) -> Resume:
    return extractors.extract_resume(extractors.read_text(text), as_of=TODAY)


def judged(document: Document, found: Resume, **others: list[str]) -> dict[str, float]:
    return confidence.judge(document, sections.split(document), found, **others)


@pytest.fixture(scope="module")
def dale() -> tuple[Document, Resume]:
    document = extractors.read_text(TEXT)
    return document, extractors.extract_resume(document, as_of=TODAY)


def test_every_field_that_is_there_has_a_confidence_and_no_other(dale: tuple[Document, Resume]) -> None:
    assert set(dale[1].confidence) == set(confidence.FIELDS)
    bare = resume("we bake bread every day")
    assert set(bare.confidence) <= {"skills"}


def test_a_confidence_is_between_none_and_certain_with_two_places(dale: tuple[Document, Resume]) -> None:
    assert all(0 < value < 1 and value == round(value, 2) for value in dale[1].confidence.values())


def test_judging_twice_is_the_same(dale: tuple[Document, Resume]) -> None:
    assert judged(*dale) == judged(*dale) == dale[1].confidence


def test_a_field_that_somebody_stated_is_certain(dale: tuple[Document, Resume]) -> None:
    document, found = dale
    assert judged(document, found, given=["name"])["name"] == 1.0
    named = extractors.extract_resume(document, as_of=TODAY, candidate_name="D. Marsh")
    assert named.confidence["name"] == 1.0


def test_what_a_format_states_is_certain_and_what_is_read_from_its_words_is_not(
    dale: tuple[Document, Resume],
) -> None:
    document, found = dale
    shown = judged(replace(document, stated=Stated(name="Dale Marsh")), found)
    assert {name: value for name, value in shown.items() if value < 1} == {"skills": shown["skills"]}


@pytest.mark.parametrize("name", ["Candidate Name", "San Diego", "JOB OBJECTIVES"])
def test_a_place_or_a_heading_is_hardly_a_name(name: str, dale: tuple[Document, Resume]) -> None:
    document, found = dale
    shown = judged(document, replace(found, name=name))
    assert shown["name"] < found.confidence["name"]
    assert "name" in confidence.doubtful(shown)


def test_a_name_that_its_address_repeats_in_the_largest_type_is_nearly_certain() -> None:
    lines = (Line("Maja Novak", 0, size=20.0), Line("maja.novak@example.org", 11, size=10.0))
    document = Document("Maja Novak\nmaja.novak@example.org", lines)
    found = Resume(document.text, "2026-01-15", "1", "1", name="Maja Novak", email="maja.novak@example.org")
    assert judged(document, found)["name"] >= 0.97


def test_an_address_with_its_neighbours_stuck_to_it_needs_a_look(dale: tuple[Document, Resume]) -> None:
    document, found = dale
    for glued in ("jo.doe@example.comhttps", "jo.doe@example.orgreferences"):
        assert "email" in confidence.doubtful(judged(document, replace(found, email=glued)))
    assert "email" not in confidence.doubtful(judged(document, replace(found, email="88jo@example.co.uk")))


def test_a_sentence_is_hardly_a_location(dale: tuple[Document, Resume]) -> None:
    document, found = dale
    odd = replace(found, location=Place("564, Solani Puram near the old college gate"))
    assert judged(document, odd)["location"] < found.confidence["location"]
    assert "location" in confidence.doubtful(judged(document, odd))


def test_entries_without_titles_or_dates_are_trusted_less(dale: tuple[Document, Resume]) -> None:
    document, found = dale
    before = found.confidence["experience"]
    untitled = replace(found, experience=tuple(replace(job, title=None) for job in found.experience))
    undated = replace(found, experience=tuple(replace(job, start=None) for job in found.experience))
    assert judged(document, untitled)["experience"] < before
    assert judged(document, undated)["experience"] < before
    schools = replace(found, education=tuple(replace(one, degree=None, level=None) for one in found.education))
    assert judged(document, schools)["education"] < found.confidence["education"]


def test_recognised_words_are_never_trusted_more(dale: tuple[Document, Resume]) -> None:
    document, found = dale
    scanned = judged(replace(document, ocr=True), found)
    assert all(scanned[name] <= value for name, value in found.confidence.items())
    assert scanned["email"] < found.confidence["email"]


@pytest.mark.parametrize("field", confidence.FIELDS)
def test_no_better_sign_lowers_a_confidence(field: str) -> None:
    curve = confidence.Curve(**confidence.learnt()["curves"][field])
    ways = DIRECTIONS[field]
    assert set(curve.weights) == set(ways)
    for corner in product((0.0, 1.0), repeat=len(ways)):
        signs = dict(zip(ways, corner, strict=True))
        for name, way in ways.items():
            worse, better = ({**signs, name: value} for value in ((0.0, 1.0) if way > 0 else (1.0, 0.0)))
            assert curve.at(worse) <= curve.at(better)


def test_the_signs_are_those_that_the_weights_know(dale: tuple[Document, Resume]) -> None:
    document, found = dale
    seen = confidence.signs(document, sections.split(document), found)
    assert {field: set(signs) for field, signs in seen.items()} == {f: set(ways) for f, ways in DIRECTIONS.items()}
    assert all(0 <= value <= 1 for signs in seen.values() for value in signs.values())


@pytest.mark.parametrize(
    ("missing", "flagged"),
    [
        (["name"], {"name"}),
        (["phone"], set()),
        (["email", "phone"], {"email", "phone"}),
        (["experience"], set()),
        (["experience", "education"], {"experience", "education"}),
        (["skills"], {"skills"}),
        (["location"], set()),
    ],
)
def test_what_a_recruiter_expects_and_does_not_find_is_flagged(missing: list[str], flagged: set[str]) -> None:
    sure = {name: 0.99 for name in confidence.FIELDS if name not in missing}
    assert set(confidence.doubtful(sure)) == flagged


def test_a_value_is_flagged_below_its_bound_and_not_at_it() -> None:
    for field in confidence.FIELDS:
        bound = confidence.learnt()["curves"][field]["review_below"]
        sure = dict.fromkeys(confidence.FIELDS, 1.0)
        assert confidence.doubtful({**sure, field: bound}) == ()
        assert confidence.doubtful({**sure, field: bound - 0.01}) == (field,)


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    if not text.strip():
        return
    document = Document(text, (Line(text, 0),))
    found = Resume(text, "2026-01-15", "1", "1", name=text[:40] or None, email=text[:20] or None, location=Place(text))
    assert all(0 <= value <= 1 for value in judged(document, found).values())


def test_judging_is_linear(is_linear: Callable[..., list[str]]) -> None:
    def work(text: str) -> object:
        document = extractors.read_text(text)
        return judged(document, Resume(document.text, "2026-01-15", "1", "1", name="Jo Smith", email="jo@x.org"))

    assert is_linear(work) == []
