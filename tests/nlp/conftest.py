"""Shared by the tests of the language engine: documents from text, a small taxonomy and a probe for slow patterns."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from documents import reading
from nlp.sections import Section, split
from nlp.taxonomy import Skill, Taxonomy
from records import Document

PROBE_SIZE = 100_000
# Repeated, each of these keeps a careless pattern busy: half a match, over and over.
HOSTILE = (
    "a", "1", "-", "(", ".", "'", "$", "é", "1 ", "a ", "2019 ", "2019", "2019-", "Jan ", "+1 ", "1-", "a@", "a.", "$1,", "5 - ",
    "no ", "c, ", "a\n", "1\n", "Rp", "’19 ", "http://", "A B ", "www.", "linkedin.com/", "not python\n", "Skills: ", "since ",
    "• ", "Python, ", "x: ",
)  # fmt: skip


@pytest.fixture(scope="session")
def is_linear() -> Callable[..., list[str]]:
    """Names the hostile texts of 100 kB over which a function takes 2 s, or more than 2.5 times those of 50 kB."""

    def probe(work: Callable[[str], object], units: tuple[str, ...] = HOSTILE) -> list[str]:
        texts = ["Jo Smith\n" + (unit * (PROBE_SIZE // len(unit) + 1))[:PROBE_SIZE] for unit in units]
        return [repr(text[9:25]) for text in texts if _is_slow(work, text) and _is_slow(work, text, looks=3)]

    return probe


def _is_slow(work: Callable[[str], object], text: str, looks: int = 1) -> bool:
    whole = min(_seconds(work, text) for _ in range(looks))
    if whole <= 0.4:  # a ratio of so little is noise
        return False
    return whole > 2.0 or whole > 0.3 + 2.5 * min(_seconds(work, text[: PROBE_SIZE // 2]) for _ in range(looks))


def _seconds(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began


@pytest.fixture(scope="session")
def read() -> Callable[[str], Document]:
    """A document from text."""
    return reading.read_text


@pytest.fixture(scope="session")
def parts() -> Callable[[str], list[Section]]:
    """The sections of a résumé's text."""
    return lambda text: split(reading.read_text(text))


@pytest.fixture(scope="session")
def ad() -> Callable[[str], list[Section]]:
    """The sections of a job ad's text."""
    return lambda text: split(reading.read_text(text), "job")


@pytest.fixture(scope="session")
def trades() -> Taxonomy:
    """A dozen skills of several trades, one guarded."""
    return Taxonomy(
        [
            Skill("python", "Python", "language", ("Python 3",), ("software",), related={"ruby": 0.4}),
            Skill("ruby", "Ruby", "language", (), ("software",)),
            Skill("java", "Java", "language", (), ("software",)),
            Skill("javascript", "JavaScript", "language", ("JS",), ("software",)),
            Skill(
                "go", "Go", "language", ("Golang",), ("software",), guarded=("Go",), context=("developer", "services")
            ),
            Skill("databases", "Databases", "technique", (), ("software",)),
            Skill("postgresql", "PostgreSQL", "tool", ("Postgres",), ("software",), parents=("databases",)),
            Skill("welding", "Welding", "technique", (), ("metal",), labels={"id": ("Pengelasan",)}),
            Skill("mig-welding", "MIG welding", "technique", ("GMAW",), ("metal",), parents=("welding",)),
            Skill("wound-care", "Wound care", "technique", (), ("nursing",), labels={"id": ("Perawatan luka",)}),
            Skill("power-bi", "Power BI", "tool", (), ("data",)),
            Skill("teamwork", "Teamwork", "soft-skill", (), ("general",)),
        ],
        "tiny",
    )
