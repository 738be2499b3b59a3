"""Fictional people of five trades and an ad for each, as a table of two raters' scores and as labelled pairs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from nlp.embeddings import choose_default_embedder, set_default_embedder
from nlp.occupations import set_default_occupations
from nlp.taxonomy import set_default_taxonomy
from training.__main__ import main
from training.labelled_pairs import Pair

AS_OF = "2026-01-15"
# Trade -> what the ad asks, and what somebody has done in it.
TRADES = {
    "Baker": ("Bread baking and food safety", "HACCP", "Baked bread for 400 customers a night", "Food safety checks under HACCP"),
    "Backend Developer": ("Python and PostgreSQL", "Docker", "Built Python services on PostgreSQL", "Shipped them with Docker"),
    "Nurse": ("Wound care and patient assessment", "Basic life support", "Wound care on a ward of 30 beds", "Basic life support training"),
    "Accountant": ("Bookkeeping and payroll", "Microsoft Excel", "Ran payroll and bookkeeping for 80 staff", "Monthly reports in Microsoft Excel"),
    "Electrician": ("Electrical wiring and maintenance", "Reading blueprints", "Electrical wiring of twelve houses", "Maintenance by reading blueprints"),
}  # fmt: skip


def ad(trade: str) -> str:
    first, second, *_ = TRADES[trade]
    return f"{trade}\nRequirements\n- {first}\n- {second}\n- 2 years of experience as {trade.lower()}\n"


def resume(trade: str, name: str = "Noor Haddad") -> str:
    done = "\n".join(f"- {one}" for one in TRADES[trade][2:])
    return (
        f"{name}\n{trade}\nnoor@example.com\nExperience\n{trade} | Oak Ltd | 2019-01 to Present\n{done}\n"
        f"Skills\n{', '.join(TRADES[trade][:2])}\n"
    )


@pytest.fixture
def pairs() -> list[Pair]:
    """Every person for every ad: 1.0 for the own trade, else 0.25 and 0.0 in turn."""
    trades = list(TRADES)
    return [
        Pair(f"{one}-{other}", resume(one), ad(other), _label(at, place), as_of=AS_OF)
        for at, one in enumerate(trades)
        for place, other in enumerate(trades)
    ]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The same as a table: the baker's résumé is a file, the raters differ by a point here and there."""
    (tmp_path / "cvs").mkdir()
    (tmp_path / "cvs" / "baker.txt").write_text(resume("Baker"), "utf-8")
    trades = list(TRADES)
    rows = [
        (
            "cvs/baker.txt" if one == "Baker" else resume(one),
            ad(other),
            rater,
            1 + round(4 * _label(at, place)) + strict,
        )
        for at, one in enumerate(trades)
        for place, other in enumerate(trades)
        for rater, strict in (("ann", 0), ("bo", -1 if at == place else 0))
    ]
    return write_table(tmp_path / "scores.csv", rows)


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Callable[..., int]]:
    """Runs a command with its runs under the test's own folder; what it chose for the process is given back."""
    yield lambda *said: main([*map(str, said), "--runs", str(tmp_path / "runs"), "--as-of", AS_OF])
    set_default_embedder(None)
    choose_default_embedder()
    set_default_taxonomy(None)
    set_default_occupations(None)


@pytest.fixture
def last_run(tmp_path: Path) -> Callable[[str], Path]:
    """The newest run of a command."""
    return lambda name: max((tmp_path / "runs").glob(f"*Z-{name}-*"), key=lambda path: path.stat().st_mtime_ns)


def write_table(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("resume", "job", "rater", "score"), *rows])
    return path


def _label(at: int, place: int) -> float:
    return 1.0 if at == place else 0.25 * ((at + place) % 2)
