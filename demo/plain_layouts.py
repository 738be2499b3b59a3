"""Knows how a résumé or an ad looks as plain text and as a web page; refuses to know files and fonts."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable

from demo.writing import Block, Bullet, Entry, Paragraph, Piece, Section

_WIDTH = 88


def exported(piece: Piece) -> str:
    """Text as a word processor saves it: one paragraph a line, headings in capitals, no rules."""
    head = [piece.name, piece.headline, *piece.contact]
    return _page(head, piece, str.upper, _title_then_company, "- ", wrap=False)


def typed(piece: Piece) -> str:
    """Text typed into a form: wrapped lines, ruled headings, company and dates first."""
    head = [piece.name, piece.headline, " | ".join(piece.contact)]
    return _page(head, piece, _ruled, _company_and_dates, "* ", wrap=True)


def piped(piece: Piece) -> str:
    """Text with every entry on one line, its parts divided by pipes."""
    head = [piece.name, piece.headline, *piece.contact]
    return _page(head, piece, lambda heading: f"{heading}\n{'-' * len(heading)}", _one_line, "* ", wrap=True)


def labelled(piece: Piece) -> str:
    """An Indonesian curriculum vitae whose contact data are labelled and aligned at the colon."""
    place, phone, mail, *rest = piece.contact
    labels = [("Nama", piece.name), ("Posisi", piece.headline), ("Domisili", place), ("No. HP", phone), ("Email", mail)]
    labels += [("Situs", site) for site in rest]
    head = ["CURRICULUM VITAE", "", *(f"{label:<10}: {value}" for label, value in labels)]
    return _page(head, piece, str.upper, _title_then_company, "- ", wrap=False)


def posting(piece: Piece) -> str:
    """A job ad as plain text, as it is pasted into a board."""
    head = [piece.name, piece.headline, *piece.contact]
    return _page(head, piece, str, _one_line, "- ", wrap=False)


def web_page(piece: Piece) -> str:
    """A job ad as a page of a careers site, with the navigation and footer that surround it there."""
    title, company = html.escape(piece.name), html.escape(piece.headline)
    facts = "\n".join(f"      <li>{html.escape(fact)}</li>" for fact in piece.contact)
    sections = "\n".join(_web_section(section) for section in piece.sections)
    return _WEB_PAGE.format(title=title, company=company, facts=facts, sections=sections)


def _page(
    head: list[str],
    piece: Piece,
    heading: Callable[[str], str],
    entry: Callable[[Entry], str],
    sign: str,
    *,
    wrap: bool,
) -> str:
    lines = ["\n".join(head)]
    for section in piece.sections:
        lines.append(f"\n{heading(section.heading)}")
        for index, block in enumerate(section.blocks):
            apart = "\n" if isinstance(block, Entry) and index else ""
            lines.append(apart + _text_of(block, entry, sign, wrap))
    return "\n".join(lines) + "\n"


def _text_of(block: Block, entry: Callable[[Entry], str], sign: str, wrap: bool) -> str:
    match block:
        case Entry():
            return entry(block)
        case Bullet(text):
            return textwrap.fill(sign + text, _WIDTH, subsequent_indent="  ") if wrap else sign + text
        case Paragraph(text):
            return textwrap.fill(text, _WIDTH) if wrap else text


def _ruled(heading: str) -> str:
    return f"{'=' * _WIDTH}\n{heading}\n{'=' * _WIDTH}"


def _title_then_company(entry: Entry) -> str:
    return "\n".join(part for part in (entry.title, entry.where, entry.dates) if part)


def _company_and_dates(entry: Entry) -> str:
    return f"{entry.where:<{_WIDTH - len(entry.dates)}}{entry.dates}\n{entry.title}"


def _one_line(entry: Entry) -> str:
    return " | ".join(part for part in (entry.title, entry.company, entry.place, entry.dates) if part)


def _web_section(section: Section) -> str:
    rows = [f"    <h2>{html.escape(section.heading)}</h2>"]
    bullets = [block.text for block in section.blocks if isinstance(block, Bullet)]
    rows += [f"    <p>{html.escape(block.text)}</p>" for block in section.blocks if isinstance(block, Paragraph)]
    if bullets:
        items = "\n".join(f"      <li>{html.escape(text)}</li>" for text in bullets)
        rows.append(f"    <ul>\n{items}\n    </ul>")
    return "\n".join(rows)


_WEB_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>{title} | Careers at {company}</title>
  <style>body {{ font-family: sans-serif; max-width: 46em; margin: auto; }} nav, footer {{ color: #666; }}</style>
  <script>window.pageKind = "job-detail";</script>
</head>
<body>
  <nav><a href="#home">Home</a> <a href="#brands">Our brands</a> <a href="#jobs">All jobs</a></nav>
  <main>
    <h1>{title}</h1>
    <p><strong>{company}</strong></p>
    <ul>
{facts}
    </ul>
{sections}
    <p><a href="#apply">Apply now</a></p>
  </main>
  <footer>© {company} · Privacy · Cookie settings</footer>
</body>
</html>
"""
