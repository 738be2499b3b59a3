"""Gives a job ad its lines back where a job board or a paste has run headings, bullets and labels together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from nlp import linebreaks, wrapped_lines
from nlp.lexicon import lexicon
from records import Document, Line

_LONG = 120
_HEADS = ("responsibilities", "requirements", "preferred", "benefits", "company", "application", "skills")
# Matches the blank before "• x", "✅ x", "📌Masa"; not "a·b".
_BULLET = re.compile(r"\s(?=[•●▪■◦‣➢➤✓✔·\uf0b7\uf0a7\u2705\u2714\u25cf\U0001F300-\U0001FAFF])")
# Matches the blank before "- Kemang" in a row of such items; not "full - time".
_DASH = re.compile(r"\s(?=[-–—*]\s?[A-Z0-9][^\s])")
_LEAST_DASHES = 3
# Matches "2. " and "3) " behind a blank; the numbers decide whether they count upwards.
_ORDINAL = re.compile(r"(?<=\s)(\d{1,2})[.)]\s*(?=[^\W\d_])|^(\d{1,2})[.)]\s*(?=[^\W\d_])")


def restored(document: Document) -> Document:
    """The document with a line for each heading, label, bullet and numbered item, wrapped ones whole, at the same offsets."""
    document = linebreaks.restored(document)
    lines: list[Line] = []
    breaks: list[int] = []
    blanks: list[int] = []
    for line in wrapped_lines.joined(document.lines):
        blanks += [line.start + at for at, char in enumerate(line.text) if char == "\n"]
        line = replace(line, text=line.text.replace("\n", " "))
        is_long = len(line.text) > _LONG
        cuts = sorted(set(_cuts(line.text) if is_long else _around_headings(line.text, inside=True)))
        breaks += [line.start + cut for cut in cuts]
        lines += _pieces(line, cuts)
    if not breaks and not blanks:
        return document
    text = list(document.text)
    for at in blanks:
        text[at] = " "
    for at in breaks:
        text[at] = "\n"
    return replace(document, text="".join(text), lines=tuple(lines))


def _pieces(line: Line, cuts: list[int]) -> Iterator[Line]:
    begin = 0
    for end in [*cuts, len(line.text)]:
        piece = line.text[begin:end]
        clean = piece.strip()
        if clean:
            yield replace(
                line, text=clean, start=line.start + begin + piece.index(clean), gap=0.0 if begin else line.gap
            )
        begin = end + 1


def _cuts(text: str) -> Iterator[int]:
    """Offsets of the blanks that were line breaks."""
    yield from (match.start() for match in _BULLET.finditer(text))
    dashes = [match.start() for match in _DASH.finditer(text)]
    yield from dashes if len(dashes) >= _LEAST_DASHES else ()
    yield from _ordinals(text)
    yield from _around_headings(text)
    yield from (match.start() for match in _label().finditer(text))
    yield from (match.start() for match in _opener().finditer(text))


def _ordinals(text: str) -> Iterator[int]:
    """Before "1.", "2.", "3." where they count upwards."""
    found = [(int(match[1] or match[2]), match.start()) for match in _ORDINAL.finditer(text)]
    run: list[int] = []
    for number, start in found:
        if number == 1:
            yield from run if len(run) > 1 else ()
            run = [start]
        elif run and number == len(run) + 1:
            run.append(start)
    for start in run if len(run) > 1 else ():
        if start > 0 and text[start - 1].isspace():
            yield start - 1


def _around_headings(text: str, *, inside: bool = False) -> Iterator[int]:
    """The blanks around headings in a line; ``inside`` a short line only around those marked behind a sentence's end."""
    for match in _heading().finditer(text):
        words = match["head"].split()
        marked = bool(match["mark"].strip()) or match["next"] in _MARKS
        opens = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".;!?:)]*"
        capital = all(word[0].isupper() or not word[0].isalpha() or word in _SMALL for word in words)
        if inside and not (marked and opens and match.start() > 0):
            continue
        if not words[0][0].isupper() or (not marked and (len(words) == 1 or not (capital or opens))):
            continue
        if match.start() > 0:
            yield match.start() - 1
        end = match.end("mark")
        blank = re.compile(r"\s").search(text, end)
        if blank and blank.start() <= end + 1:
            yield blank.start()


_SMALL = frozenset(
    {"and", "the", "of", "to", "for", "dan", "yang", "we", "you", "in", "a", "or", "are", "will", "kami"}
)
_MARKS = frozenset("•·-–*1✅🔹📌●▪")


@cache
def _heading() -> re.Pattern[str]:
    """Matches "Job Requirements " and "Kualifikasi : " inside a line; not "our requirements are"."""
    table = lexicon().tables["headings"]
    phrases = sorted({phrase for name in _HEADS for phrase in table.get(name, ())}, key=len, reverse=True)
    body = "|".join(re.escape(phrase) for phrase in phrases)
    return re.compile(
        rf"(?:(?<=\s)|^)(?P<head>(?i:(?:(?:the|our|your|key|major|main|job|general|additional|minimum|other)\s)?(?:{body})))"
        r"(?P<mark>\s?[:;]|\s*[-–]\s(?=\s)|)(?=\s*(?P<next>[^\sa-z]))"
    )


@cache
def _opener() -> re.Pattern[str]:
    """The blank before "Minimum", "Ability to" where no mark ends the statement above; not the one in "At a Minimum"."""
    words = "|".join(re.escape(word) for word in sorted(lexicon().lists["statement_openers"], key=len, reverse=True))
    return re.compile(
        rf"(?<=[a-z0-9)\]%])(?<!\b(?:of|in|an|to|or))(?<!\b(?:and|the|our|for|dan))(?<!\ba)(?<!\bwith)\s(?=(?:{words})\b)"
    )


@cache
def _label() -> re.Pattern[str]:
    """The blank before "Location: ", "Career Level: ", "Employment Type : "; not "note: "."""
    names = sorted(
        {label for labels in lexicon().tables["job_labels"].values() for label in labels}, key=len, reverse=True
    )
    return re.compile(rf"(?<!\bof)\s(?=(?i:{'|'.join(re.escape(name) for name in names)})\s?:\s)(?=[A-Z])")
