"""Knows what the demo promises: every file is there, described by hand, and says what its description says."""

from __future__ import annotations

import html
import importlib.util
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from demo.build import SHEETS, build

DEMO = Path(__file__).parents[1] / "demo"
TRUTH: dict[str, list[dict[str, Any]]] = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))
DESCRIBED = TRUTH["resumes"] + TRUTH["jobs"]
SCAN = "resumes/bryn-prosser-welder-scan.pdf"
READABLE = [entry for entry in DESCRIBED if entry["file"] != SCAN]
LEVELS = {"secondary", "vocational", "associate", "bachelor", "master", "doctorate", None}

# Matches "2019" and "2019-03", not "03/2019" nor "2019-13".
ISO_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
# Matches "+442079460583", not "020 7946 0583".
E164 = re.compile(r"\+[1-9]\d{7,14}")


def text_layer(file: str) -> str:
    """The raw text of a demo file with every run of white space made one blank, in lower case."""
    path = DEMO / file
    match path.suffix:
        case ".pdf":
            with pymupdf.open(path) as pdf:
                text = "\n".join(page.get_text(sort=True) + "\n" + page.get_text() for page in pdf)
        case ".docx":
            text = word_text(path)
        case _:
            text = html.unescape(path.read_text(encoding="utf-8"))
    return " ".join(text.split()).casefold()


def word_text(path: Path) -> str:
    """All text of the body and of the page headers, from the raw XML."""
    with zipfile.ZipFile(path) as parts:
        names = [name for name in parts.namelist() if name.startswith(("word/document", "word/header"))]
        xml = "\n".join(parts.read(name).decode("utf-8") for name in names)
    # Matches "<w:t>", "<w:tab/>" and "</w:p>"; not "a < b" in escaped text.
    return html.unescape(re.sub(r"<[^<>]*>", "", re.sub(r"</w:p>|<w:tab/>", "\n", xml)))


def test_every_sheet_has_been_built_and_nothing_else_lies_beside_it() -> None:
    built = {f"{folder}/{path.name}" for folder in ("resumes", "jobs") for path in (DEMO / folder).iterdir()}
    assert built == {sheet.file for sheet in SHEETS}


def test_the_truth_describes_every_file_once() -> None:
    assert sorted(entry["file"] for entry in DESCRIBED) == sorted(sheet.file for sheet in SHEETS)


def test_the_demo_stays_small() -> None:
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 2_500_000


@pytest.mark.parametrize("entry", [e for e in READABLE if "name" in e], ids=lambda entry: entry["file"])
def test_a_resume_contains_what_its_truth_says(entry: dict[str, Any]) -> None:
    text = text_layer(entry["file"])
    said = [entry["name"], entry["email"], entry["location"], *entry["skills"]]
    said += [job[part] for job in entry["experience"] for part in ("title", "company")]
    said += [study[part] for study in entry["education"] for part in ("institution", "degree")]
    assert [one for one in said if one.casefold() not in text] == []
    # The last nine digits are the same in the national spelling of the file and in the international one here.
    assert entry["phone"][-9:] in re.sub(r"[^0-9]", "", text)  # "(312) 555-0148" becomes "3125550148"


@pytest.mark.parametrize("entry", TRUTH["jobs"], ids=lambda entry: entry["file"])
def test_a_job_ad_contains_what_its_truth_says(entry: dict[str, Any]) -> None:
    text = text_layer(entry["file"])
    said = [entry[part] for part in ("title", "company", "location")]
    said += entry["required_skills"] + entry["preferred_skills"]
    assert [one for one in said if one.casefold() not in text] == []


@pytest.mark.parametrize("entry", TRUTH["resumes"], ids=lambda entry: entry["file"])
def test_dates_phones_and_levels_of_the_truth_are_in_their_stated_form(entry: dict[str, Any]) -> None:
    assert E164.fullmatch(entry["phone"])
    assert re.fullmatch(r"[a-z.]+@example\.(com|org)", entry["email"])  # "a.b@example.org", not "a@mail.net"
    assert all(ISO_MONTH.fullmatch(job["start"]) for job in entry["experience"])
    assert all(job["current"] is (job["end"] is None) for job in entry["experience"])
    assert all(job["end"] is None or ISO_MONTH.fullmatch(job["end"]) for job in entry["experience"])
    assert {study["level"] for study in entry["education"]} <= LEVELS


def test_fits_name_files_that_exist_and_every_job_has_a_strong_and_a_weaker_resume() -> None:
    files = {sheet.file for sheet in SHEETS}
    assert all({fit["job"], fit["resume"]} <= files for fit in TRUTH["fits"])
    for job in TRUTH["jobs"]:
        grades = {fit["fit"] for fit in TRUTH["fits"] if fit["job"] == job["file"]}
        assert "strong" in grades
        assert grades & {"middling", "weak"}


def test_the_scan_has_no_text_layer() -> None:
    with pymupdf.open(DEMO / SCAN) as pdf:
        assert all(page.get_text().strip() == "" and page.get_images() for page in pdf)


def test_the_two_column_pages_are_drawn_across_both_columns() -> None:
    with pymupdf.open(DEMO / "resumes/amara-lindqvist-backend-engineer.pdf") as pdf:
        lines = [line.strip() for line in pdf[0].get_text().splitlines()]
    assert lines.index("EXPERIENCE") < lines.index("LANGUAGES") < lines.index("EDUCATION")


def test_the_three_files_of_one_person_say_the_same() -> None:
    texts = [text_layer(f"resumes/noor-haddad-data-scientist.{ending}") for ending in ("docx", "txt")]
    words = [sorted(set(re.findall(r"\w+", text))) for text in texts]  # "p95" and "naïve", not "-" or "|"
    assert words[0] == words[1]
    assert set(words[0]) <= set(re.findall(r"\w+", text_layer("resumes/noor-haddad-data-scientist.pdf")))


def test_plain_text_and_html_are_built_as_they_lie_here(tmp_path: Path) -> None:
    plain = tuple(sheet for sheet in SHEETS if Path(sheet.file).suffix in {".txt", ".html"})
    build(plain, tmp_path)
    assert [
        sheet.file for sheet in plain if (tmp_path / sheet.file).read_bytes() != (DEMO / sheet.file).read_bytes()
    ] == []


@pytest.mark.skipif(importlib.util.find_spec("reportlab") is None, reason="reportlab, which draws the PDFs, is absent")
def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    build(SHEETS, tmp_path / "first")
    build(SHEETS, tmp_path / "second")
    differing = [
        s.file
        for s in SHEETS
        if (tmp_path / "first" / s.file).read_bytes() != (tmp_path / "second" / s.file).read_bytes()
    ]
    assert differing == []
