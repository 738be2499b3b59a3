"""A résumé sent as a job ad is told from an ad, on the project's own files and on other people's."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from documents import reading
from nlp.ad_or_resume import looks_like_resume

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data sets are not beside the project")


def texts(folder: Path, *kinds: str) -> dict[str, str]:
    files = [path for path in sorted(folder.iterdir()) if path.suffix in kinds and "scan" not in path.name]
    return {path.name: reading.read(path.read_bytes(), path.name).text for path in files}


def test_every_resume_of_the_demo_is_told_and_no_ad() -> None:
    resumes, ads = (
        texts(ROOT / "demo" / "resumes", ".pdf", ".docx", ".txt"),
        texts(ROOT / "demo" / "content" / "jobs", ".txt"),
    )
    assert len(resumes) >= 15
    assert [name for name, text in resumes.items() if not looks_like_resume(text)] == []
    assert [name for name, text in ads.items() if looks_like_resume(text)] == []


@needs_shared
def test_nine_of_ten_resumes_of_other_people_are_told() -> None:
    found = [looks_like_resume(text) for text in texts(SHARED / "files", ".pdf", ".docx").values()]
    assert sum(found) >= 0.9 * len(found)


@needs_shared
def test_no_ad_of_other_people_is_taken_for_a_resume() -> None:
    ads = texts(SHARED / "jobs" / "files", ".pdf", ".docx")
    ads |= {path.name: path.read_text("utf-8", "replace") for path in (SHARED / "jobs" / "city_of_la").glob("*.txt")}
    with (SHARED / "jobs" / "hahu_esco.csv").open(encoding="utf-8", newline="") as file:
        ads |= {row["ID"]: f"{row['title']}\n{row['description']}" for row in csv.DictReader(file)}
    for line in (SHARED / "jobs" / "indonesian.jsonl").read_text("utf-8").splitlines()[::10]:
        ads |= {line[:80]: json.loads(line)["text"]}
    assert len(ads) > 400
    assert [name for name, text in ads.items() if looks_like_resume(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Baker wanted\nRye Bakery, jobs@rye.example, +44 20 7946 0000\nExperience\n- 3 years\nSkills\n- Sourdough",
        "Internship, May 2026 - Aug 2026\nEducation\n- Second year\nSkills\n- Python\nYou work with our team. Apply to us.",
        "",
    ],
)
def test_an_ad_with_some_signs_of_a_resume_stays_an_ad(text: str) -> None:
    assert not looks_like_resume(text)


def test_the_work_grows_with_the_length_alone(is_linear: Callable[..., list[str]]) -> None:
    assert is_linear(looks_like_resume) == []
