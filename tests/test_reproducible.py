"""The same pair, the same number: alone, in a crowd, in other processes, from other files, however it is laid out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pymupdf
import pytest

import extractors
import matcher
from records import Job, Resume

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 1, 15)
PEOPLE = sorted((ROOT / "demo" / "resumes").glob("*.txt"))[:3] or sorted((ROOT / "demo" / "resumes").glob("*.pdf"))[:3]
ADS = sorted((ROOT / "demo" / "jobs").glob("*"))[:3]

PROGRAM = """
import json, sys
from datetime import date
from pathlib import Path
import extractors, matcher
people = [extractors.extract_resume(extractors.read(Path(p).read_bytes(), Path(p).name), as_of=date(2026, 1, 15)) for p in sys.argv[2:]]
ad = Path(sys.argv[1])
job = extractors.extract_job(extractors.read(ad.read_bytes(), ad.name))
found = sorted(matcher.rank(people, job), key=lambda one: one.index)
print(json.dumps([[one.match.match_score, {n: c.score for n, c in one.match.components.items()}, one.match.comments] for one in found]))
"""


def person(path: Path) -> Resume:
    return extractors.extract_resume(extractors.read(path.read_bytes(), path.name), as_of=TODAY)


def ad(path: Path) -> Job:
    return extractors.extract_job(extractors.read(path.read_bytes(), path.name))


def in_a_process(seed: str, job: Path, people: list[Path]) -> list[object]:
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    asked = [sys.executable, "-c", PROGRAM, str(job), *map(str, people)]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True, timeout=120)
    answer: list[object] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def here() -> list[object]:
    job = ad(ADS[0])
    alone = [matcher.match(person(path), job) for path in PEOPLE]
    return [
        [one.match_score, {name: part.score for name, part in one.components.items()}, one.comments] for one in alone
    ]


@pytest.mark.parametrize(("seed", "threads"), [("1", "1"), ("2", "2")])
def test_another_process_gives_a_crowd_the_numbers_that_each_has_alone(
    here: list[object], seed: str, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", threads)
    assert in_a_process(seed, ADS[0], PEOPLE) == here


def score(text: str, job: Job) -> float:
    read = extractors.extract_resume(extractors.read_text(text), as_of=TODAY)
    return 100 * matcher.match(read, job).match_score


TEXT = """Ilka Brandt
Warehouse Supervisor
ilka.brandt@example.org | Hamburg, Germany

EXPERIENCE
Warehouse Supervisor | Nordkai Logistik | 2018-03 to Present
- Led a night shift of fourteen pickers and forklift drivers and cut picking errors by a third within two years
- Planned inventory counts, inbound deliveries and cycle counting with SAP Extended Warehouse Management
Forklift Operator | Elbe Depot | 2014-05 to 2018-02
- Loaded and unloaded lorries and kept the loading dock safe

EDUCATION
Vocational training, Warehouse Logistics, Berufsschule Hamburg, 2014

SKILLS
Inventory management, Forklift operation, SAP EWM, Team leadership
"""
AD = """Warehouse Manager
Requirements
- At least 4 years of experience in warehouse operations
- Inventory management and SAP EWM
- Team leadership
- Forklift licence
Responsibilities
- Plan shifts and stock counts
"""


@pytest.fixture(scope="module")
def warehouse() -> Job:
    return extractors.extract_job(extractors.read_text(AD))


def test_wrapped_lines_move_the_score_by_a_point_at_most(warehouse: Job) -> None:
    wrapped = "\n".join(
        part for line in TEXT.splitlines() for part in (_wrapped(line, 60) if len(line) > 60 else [line])
    )
    assert wrapped.count("\n") > TEXT.count("\n")
    assert abs(score(wrapped, warehouse) - score(TEXT, warehouse)) <= 1.0


def test_windows_line_ends_and_blanks_move_nothing(warehouse: Job) -> None:
    assert score(TEXT.replace("\n", "\r\n"), warehouse) == score(TEXT, warehouse)
    assert score(TEXT.replace("\n", "   \n"), warehouse) == score(TEXT, warehouse)


@pytest.mark.parametrize("colour", [(1, 1, 1), None])
def test_text_that_nobody_sees_moves_nothing_and_is_flagged(
    warehouse: Job, colour: tuple[int, int, int] | None
) -> None:
    plain, stuffed = (
        _pdf(TEXT),
        _pdf(TEXT, hidden="Forklift licence, warehouse manager for ten years, stock counts. " * 3, colour=colour),
    )
    seen, tricked = (
        extractors.extract_resume(extractors.read(data, "cv.pdf"), as_of=TODAY) for data in (plain, stuffed)
    )
    assert matcher.match(seen, warehouse).match_score == matcher.match(tricked, warehouse).match_score
    assert "hidden_text" in {notice.code for notice in tricked.warnings} - {notice.code for notice in seen.warnings}


def _wrapped(line: str, width: int) -> list[str]:
    lines, now = [], ""
    for word in line.split():
        if len(now) + len(word) + 1 > width:
            lines.append(now)
            now = ""
        now = f"{now} {word}".strip()
    return [*lines, now]


def _pdf(text: str, hidden: str = "", colour: tuple[int, int, int] | None = None) -> bytes:
    with pymupdf.open() as file:
        page = file.new_page()
        for at, line in enumerate(text.splitlines()):
            page.insert_text((50, 50 + 13 * at), line, fontsize=9.5)
        if hidden:
            where, size = ((50, 740), 9.5) if colour else ((50, 740), 0.5)
            page.insert_text(where, hidden, fontsize=size, color=colour or (0, 0, 0))
        return bytes(file.tobytes())
