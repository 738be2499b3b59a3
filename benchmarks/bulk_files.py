"""Résumé files in any number, no two alike, as txt, docx and pdf: the demo's people under other names; measures nothing."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pymupdf
from docx import Document as WordFile

import extractors

DEMO = Path(__file__).resolve().parents[1] / "demo"
_LONG = 40
_LINES_OF_A_PAGE = 52
# Matches "2019" in "05/2019 - 2021"; does not match "12019" or "14,000". Linear.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# Matches "ann.lee@example.org"; does not match "@home". Linear for short lines.
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,20}")
_FIRST = ("Ada", "Bram", "Cleo", "Dina", "Emil", "Fay", "Gita", "Hugo", "Ines", "Jan", "Kira", "Leo")
_SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "re", "si", "to", "vu")


def files(count: int, seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """So many (name, bytes): two in four are text, one is a Word file and one a PDF; the same for the same seed."""
    chance = random.Random(seed)
    people = [_text_of(path).splitlines() for path in sorted((DEMO / "resumes").iterdir()) if "scan" not in path.name]
    for number in range(count):
        text = "\n".join(_another(chance.choice(people), chance, seed, number))
        kind = ("txt", "docx", "txt", "pdf")[number % 4]
        yield f"person-{number:05d}.{kind}", _WRITTEN[kind](text)


def packed(given: Iterator[tuple[str, bytes]]) -> bytes:
    """The files as one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in given:
            archive.writestr(name, data)
    return out.getvalue()


def _text_of(path: Path) -> str:
    return extractors.read(path.read_bytes(), path.name).text


def _another(lines: list[str], chance: random.Random, seed: int, number: int) -> Iterator[str]:
    """The lines of somebody else: another name, address, employers' town, years, and sentences in another order.

    Each sentence names a project of its own, so that no two files have a sentence, and with it a vector, in common.
    """
    made, moved = _made(f"{seed}{number:05d}"), chance.randint(-4, 0)
    told = [line for line in lines if _tells(line)]
    chance.shuffle(told)
    for at, line in enumerate(lines):
        if at == 0:
            yield f"{chance.choice(_FIRST)} {made}"
        elif _tells(line):
            yield f"{told.pop().rstrip('. ')} for {_made(str(chance.randrange(10**6)))}."
        else:
            other = _MAIL.sub(f"{made.lower()}@example.org", line)
            yield _YEAR.sub(lambda year: str(int(year.group()) + moved), other)


def _tells(line: str) -> bool:
    return len(line) > _LONG and "@" not in line and "|" not in line and not _YEAR.search(line)


def _made(digits: str) -> str:
    return "".join(_SYLLABLES[int(digit)] for digit in digits).capitalize()


def _word(text: str) -> bytes:
    document, out = WordFile(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    lines = text.splitlines()
    with pymupdf.open() as document:  # type: ignore[no-untyped-call]
        for start in range(0, len(lines), _LINES_OF_A_PAGE):
            page = document.new_page()
            for at, line in enumerate(lines[start : start + _LINES_OF_A_PAGE]):
                page.insert_text((50, 50 + 14 * at), line.encode("latin-1", "replace").decode("latin-1"), fontsize=9)
        return bytes(document.tobytes())


_WRITTEN: dict[str, Callable[[str], bytes]] = {"txt": lambda text: text.encode(), "docx": _word, "pdf": _pdf}
