"""docs/matching.md says what the program does: weights, and the worked example to the digit."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import extractors
import matcher
from records import Match

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "matching.md").read_text("utf-8")
CV, AD = ROOT / "demo/resumes/amara-lindqvist-backend-engineer.pdf", ROOT / "demo/jobs/backend-engineer.pdf"


def example() -> Match:
    person = extractors.extract_resume(extractors.read(CV.read_bytes(), CV.name), as_of=date(2026, 1, 15))
    return matcher.match(person, extractors.extract_job(extractors.read(AD.read_bytes(), AD.name)))


def test_the_worked_example_is_what_the_program_says() -> None:
    found = example()
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", PAGE, re.MULTILINE)
    shown = {name: tuple(map(float, numbers)) for name, *numbers in rows}
    parts = {name: part for name, part in found.components.items() if part.weight}
    assert shown == {
        name: (round(100 * part.score, 1), round(part.weight, 3), round(100 * part.contribution, 1))
        for name, part in parts.items()
    }
    (total,) = re.findall(r"^\| \*\*score\*\* \| \| \| \*\*([\d.]+)\*\* \|$", PAGE, re.MULTILINE)
    assert float(total) == round(100 * found.match_score, 1)
    assert f"{found.experience.relevant_years} relevant years" in PAGE
    assert "Customs clearance" in {one.skill for one in found.would_raise}


def test_the_weights_of_the_table_are_those_of_the_balanced_profile() -> None:
    first = PAGE.split("## One match", 1)[0]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (\d[\d., ]*) \|", first, re.MULTILINE)
    table = {
        name: float(weight)
        for names, weights in rows
        for name, weight in zip(re.findall(r"\w+", names), weights.split(", "), strict=True)
    }
    assert table == matcher.PROFILES["balanced"]
