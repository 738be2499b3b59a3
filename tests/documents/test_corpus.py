"""Real files of many makers are read whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from documents.reading import read
from errors import AppError


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def test_everything_known_about_the_files_is_in_their_text(shared: Path) -> None:
    for entry in json.loads((shared / "files" / "truth.json").read_text(encoding="utf-8")):
        text = _letters(read((shared / "files" / entry["file"]).read_bytes()).text)
        facts = [fact for value in entry["truth"].values() for fact in (value if isinstance(value, list) else [value])]
        assert [fact for fact in facts if isinstance(fact, str) and _letters(fact) not in text] == [], entry["file"]


@pytest.mark.parametrize(
    ("file", "order"),
    [
        (
            "bronzor",
            ["Summary", "Experience", "Creative Solutions", "TechAdvancers", "Education", "University", "Projects"],
        ),
        ("kakuna", ["Experience", "TechAdvancers", "Education", "University", "Projects", "Certifications", "Skills"]),
        (
            "nosepass",
            ["Summary", "Experience", "Jan 2019 - Present\tCreative", "Jun 2016 - Dec 2018\tTech", "Education"],
        ),
        ("azurill", ["Profiles", "Skills", "Certifications", "Projects", "Summary", "Experience", "Education"]),
        ("chikorita", ["John Doe", "Summary", "Experience", "Education", "Projects", "Skills", "Languages"]),
    ],
)
def test_sections_come_in_the_order_of_the_page(shared: Path, file: str, order: list[str]) -> None:
    lines = [line.text for line in read((shared / "files" / f"reactive-resume--{file}.pdf").read_bytes()).lines]
    places = [next((n for n, line in enumerate(lines) if line.startswith(start)), -1) for start in order]
    assert -1 not in places
    assert places == sorted(places)


def test_a_word_file_and_its_pdf_say_the_same(shared: Path) -> None:
    for word in sorted((shared / "files").glob("*.docx")):
        twins = [_letters(read(path.read_bytes()).text) for path in (word, word.with_suffix(".pdf"))]
        assert twins[0] == twins[1], word.name


@pytest.mark.heavy
def test_every_resume_of_the_corpus_is_read(shared: Path) -> None:
    files = sorted((shared / "categories" / "resumes").glob("*.pdf"))
    unread = []
    for file in files:
        try:
            document = read(file.read_bytes())
        except AppError as error:
            unread.append((file.name, error.code))
            continue
        assert all(document.text.startswith(line.text, line.start) for line in document.lines)
    assert unread == []
