"""Résumés in any number, no two alike, made of the demo's: their lines recombined and their years moved, by a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import extractors

DEMO = Path(__file__).resolve().parents[1] / "demo"
_LONG, _MORE_LINES = 40, 26
# Matches "2019" in "05/2019 - 2021"; does not match "12019" or "14,000". Linear.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# Matches "14,000" and "6"; does not match "six". Linear.
_NUMBER = re.compile(r"\d[\d,]*")


def texts(count: int, seed: int = 7) -> Iterator[str]:
    """So many résumé texts of about fifty passages each."""
    chance = random.Random(seed)
    people = [text.splitlines() for text in _demo_texts()]
    pool = sorted({line for lines in people for line in lines if _tells(line)})
    for number in range(count):
        lines = chance.choice(people)
        yield "\n".join(_recombined(lines, pool, chance, number))


def _demo_texts() -> list[str]:
    files = [path for path in sorted((DEMO / "resumes").iterdir()) if "scan" not in path.name]
    return [extractors.read(path.read_bytes(), path.name).text for path in files]


def _recombined(lines: list[str], pool: list[str], chance: random.Random, number: int) -> Iterator[str]:
    moved = chance.randint(-4, 0)
    told = [at for at, line in enumerate(lines) if _tells(line)]
    added = set(chance.choices(told, k=_MORE_LINES)) if told else set()
    for at, line in enumerate(lines):
        if at == 0:
            yield f"{line} {_letters(number)}"
        elif at in told:
            yield _sentence(pool, chance)
        else:
            yield _YEAR.sub(lambda year: _moved(year.group(), moved), line)
        if at in added:
            yield _sentence(pool, chance)


def _sentence(pool: list[str], chance: random.Random) -> str:
    one, other = chance.choice(pool).split(), chance.choice(pool).split()
    said = " ".join(one[: (len(one) + 1) // 2] + other[len(other) // 2 :])
    said = _NUMBER.sub(lambda found: str(chance.randint(2, 990)), said).lstrip("*-•·– ")
    return f"- {said}"


def _tells(line: str) -> bool:
    """A line that tells of work, not one that dates, names or heads something."""
    return len(line) > _LONG and "@" not in line and "|" not in line and not _YEAR.search(line)


def _moved(year: str, by: int) -> str:
    return str(min(int(year) + by, date.today().year))


def _letters(number: int) -> str:
    """A made surname for each number."""
    syllables = ("ba", "de", "ki", "lo", "mu", "na", "re", "si", "to", "vu")
    return "".join(syllables[int(digit)] for digit in f"{number:04d}").capitalize()
