"""The same job ad as Word file, PDF, web page and pasted text is the same job."""

from __future__ import annotations

import html
import io
import textwrap
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import docx
import pymupdf
import pytest

import extractors
from nlp import wrapped_lines
from nlp.phrases import is_bullet, without_bullet
from nlp.sections import heading_of
from records import Job

ADS = sorted((Path(__file__).parents[1] / "demo" / "jobs").iterdir())


def lines_of(path: Path) -> list[str]:
    """The ad's paragraphs, bullets and headings, a line each."""
    lines = wrapped_lines.joined(extractors.read(path.read_bytes(), path.name).lines)
    return [" ".join(line.text.split()) for line in lines]


def as_text(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()


def as_wrapped_text(lines: list[str]) -> bytes:
    """As a mail program pastes it: wrapped at 70 columns, bullets hanging."""
    return "\n".join(
        textwrap.fill(line, 70, break_on_hyphens=False, subsequent_indent="  " if is_bullet(line) else "")
        for line in lines
    ).encode()


def as_html(lines: list[str]) -> bytes:
    parts = [f"<{tag}>{html.escape(words)}</{tag}>" for tag, words in map(_tagged, lines)]
    return f"<!DOCTYPE html><html><head><title>Job</title></head><body>{''.join(parts)}</body></html>".encode()


def as_word(lines: list[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        tag, words = _tagged(line)
        document.add_paragraph(words, style={"h2": "Heading 2", "li": "List Bullet", "p": None}[tag])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(lines: list[str]) -> bytes:
    body = "".join(
        f"<{tag}>{'• ' if tag == 'li' else ''}{html.escape(words)}</{tag}>" for tag, words in map(_tagged, lines)
    )
    story = pymupdf.Story(html=body.replace("<li>", "<p>").replace("</li>", "</p>"))
    out = io.BytesIO()
    writer, page = pymupdf.DocumentWriter(out), pymupdf.paper_rect("a4")
    more = True
    while more:
        device = writer.begin_page(page)
        more, _ = story.place(pymupdf.Rect(50, 50, page.x1 - 50, page.y1 - 50))
        story.draw(device)
        writer.end_page()
    writer.close()
    return out.getvalue()


def _tagged(line: str) -> tuple[str, str]:
    if is_bullet(line):
        return "li", without_bullet(line)
    return ("h2" if heading_of(line, "job") else "p"), line


FORMS: dict[str, Callable[[list[str]], bytes]] = {
    "wrapped.txt": as_wrapped_text, "page.html": as_html, "word.docx": as_word, "print.pdf": as_pdf,
}  # fmt: skip


def said(job: Job) -> dict[str, Any]:
    """All that the job says; not where it stands in the text, nor how a bullet is drawn."""
    told = asdict(job)
    for name in ("text", "evidence", "warnings"):
        del told[name]
    told["skills"] = {skill.name: (skill.importance, skill.any_of is not None, skill.min_years) for skill in job.skills}
    told["requirements"] = [(need.text, need.kind, need.importance, need.min_years) for need in job.requirements]
    for name in ("responsibilities", "benefits", "boilerplate"):
        told[name] = [without_bullet(text) for text in told[name]]
    told["warnings"] = {notice.code for notice in job.warnings}
    return told


@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("path", ADS, ids=lambda path: path.stem)
def test_an_ad_is_the_same_job_in_every_format(path: Path, form: str) -> None:
    lines = lines_of(path)
    plain = said(extractors.extract_job(extractors.read(as_text(lines), "ad.txt")))
    other = said(extractors.extract_job(extractors.read(FORMS[form](lines), form)))
    assert {name: (plain[name], other[name]) for name in plain if plain[name] != other[name]} == {}


@pytest.mark.parametrize("path", ADS, ids=lambda path: path.stem)
def test_an_ad_pasted_without_its_line_breaks_says_the_same_facts(path: Path) -> None:
    lines = lines_of(path)
    plain = said(extractors.extract_job(extractors.read_text("\n".join(lines))))
    flat = said(extractors.extract_job(extractors.read_text(" ".join(lines))))
    facts = ("salary", "deadline", "min_experience_years", "education_level", "employment_type", "language")
    assert {name: (plain[name], flat[name]) for name in facts if plain[name] != flat[name]} == {}


def test_different_ads_differ() -> None:
    one, other = (extractors.extract_job(extractors.read_text("\n".join(lines_of(path)))) for path in ADS[:2])
    assert said(one)["title"] != said(other)["title"]
