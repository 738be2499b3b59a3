"""Skill hits: evidence, years from text and from jobs, and items that no taxonomy knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from documents import reading
from nlp import skill_hits
from nlp.sections import Section, split
from nlp.skills import find_skills
from nlp.taxonomy import Taxonomy
from records import Position, SkillHit

TODAY = date(2026, 1, 15)


def hits(text: str, taxonomy: Taxonomy, jobs: tuple[Position, ...] = ()) -> dict[str, SkillHit]:
    found = find_skills(text, taxonomy)
    section_at = skill_hits.section_finder(split(reading.read_text(text)))
    return {hit.name: hit for hit in skill_hits.gather(text, found, section_at, jobs, TODAY)}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5 years of Python", {"python": 5}),
        ("Python: 5 years", {"python": 5}),
        ("Python (3 years), Ruby (6 months)", {"python": 3, "ruby": 0.5}),
        ("3 years of Python and later 7 years of Python", {"python": 7}),
        ("Pengelasan selama 4 tahun", {"welding": 4}),
        ("Worked 5 years in a bakery. Python since then", {}),
        ("Python; 5 years at sea", {}),
    ],
)
def test_years_belong_to_the_skill_beside_them(text: str, years: dict[str, float], trades: Taxonomy) -> None:
    assert skill_hits.stated_years(text, find_skills(text, trades)) == years


def test_a_skill_is_one_hit_with_the_places_it_stands_in(trades: Taxonomy) -> None:
    text = "Ana Lopez\nSummary\nLikes Python\nSkills\nPython, Wleding\n"
    found = hits(text, trades)
    assert list(found) == ["Python", "Welding"]
    assert [one.section for one in found["Python"].evidence] == ["summary", "skills"]
    assert all(text[one.start : one.end] == one.text for hit in found.values() for one in hit.evidence)
    assert found["Welding"].match == "fuzzy"


def test_the_best_mention_gives_the_confidence(trades: Taxonomy) -> None:
    found = hits("Pyhton first, Python then", trades)["Python"]
    assert (found.match, found.confidence) == ("exact", hits("Python", trades)["Python"].confidence)


def test_at_most_six_places_are_kept(trades: Taxonomy) -> None:
    assert len(hits("Python\n" * 40, trades)["Python"].evidence) <= 6


def test_years_of_jobs_are_counted_once_and_tell_the_last_use(trades: Taxonomy) -> None:
    jobs = (
        Position("Coder", "A", start="2018-01", end="2019-12", skills=("python",)),
        Position("Coder", "B", start="2019-01", end="2020-12", skills=("python",)),
        Position("Baker", "C", start="2021-01", current=True),
    )
    found = hits("Python", trades, jobs)["Python"]
    assert (found.years, found.last_used) == (3.0, "2020-12")


def test_the_larger_of_stated_and_worked_years_counts(trades: Taxonomy) -> None:
    jobs = (Position("Coder", "A", start="2018-01", end="2019-12", skills=("python",)),)
    assert hits("8 years of Python", trades, jobs)["Python"].years == 8
    assert hits("1 year of Python", trades, jobs)["Python"].years == 2


def test_without_dates_and_statements_years_are_unknown(trades: Taxonomy) -> None:
    found = hits("Python", trades)["Python"]
    assert (found.years, found.last_used) == (None, None)


def test_items_that_the_taxonomy_does_not_know_are_kept_without_an_id(
    trades: Taxonomy, parts: Callable[[str], list[Section]]
) -> None:
    text = "Ana Lopez\nExperience\nGlass blowing at night\nSkills\nPython, Glass blowing, Advanced, 2019 - 2021\n• Enamel (hot)"
    found = skill_hits.candidates(parts(text), find_skills(text, trades))
    assert [(hit.id, hit.name) for hit in found] == [(None, "Glass blowing"), (None, "Enamel"), (None, "hot")]
    assert all(text[hit.evidence[0].start : hit.evidence[0].end] == hit.name for hit in found)
