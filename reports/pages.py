"""How a match looks on paper: one or two A4 pages that a recruiter can hand on."""

from __future__ import annotations

from collections.abc import Sequence

from reports import sheet
from reports.decision import notice_of
from reports.reported import Need, Part, Reported
from reports.sheet import HEIGHT, MARGIN, WIDTH, Sheets, Style
from reports.wording import Wording, wording

_INK, _GREY, _PALE = (0.12, 0.15, 0.20), (0.40, 0.44, 0.50), (0.91, 0.93, 0.95)
_NAVY, _BLUE, _WHITE = (0.09, 0.18, 0.31), (0.16, 0.43, 0.71), (1.0, 1.0, 1.0)
_GREEN, _AMBER, _RED = (0.10, 0.49, 0.29), (0.68, 0.42, 0.02), (0.70, 0.19, 0.17)
_TINT, _FAINT = (0.955, 0.965, 0.98), (0.80, 0.86, 0.93)
_OF_STATUS = {"met": _GREEN, "partly": _AMBER, "missing": _RED}
_OF_GRADE = {"High Match": _GREEN, "Medium Match": _AMBER, "Low Match": _RED}

_BODY, _BOLD = Style(9.2, _INK), Style(9.2, _INK, "hebo")
_SMALL, _QUOTE = Style(8, _GREY), Style(8.2, _GREY, "heit")
_HEAD = Style(10.5, _NAVY, "hebo")
_WIDE = WIDTH - 2 * MARGIN
_GUTTER = 24.0
_COLUMN = (_WIDE - _GUTTER) / 2
_BAND = 104.0
_MOST_PAGES = 2
# So many requirements are tried one after the other until the report fits its pages.
_NEEDS = (40, 18, 6)
_ORDER = ("missing", "partly", "unknown", "met")


def pdf_of(said: Reported, language: str | None = None) -> bytes:
    """The report as a PDF; the same match and language give the same bytes."""
    words = wording(language)
    with sheet.drawing:
        for most in _NEEDS:
            pages = _drawn(said, words, most)
            if pages.count <= _MOST_PAGES:
                break
        _feet(pages, said, words)
        title = f"{words.labels['title']} {said.match_id}"
        return pages.finished(title, said.made, words.language)


def _drawn(said: Reported, words: Wording, most_needs: int) -> Sheets:
    pages = Sheets()
    _band(pages, said, words)
    _facts(pages, said, words)
    _summary(pages, said, words)
    _columns(pages, said, words)
    _requirements(pages, said, words, most_needs)
    _rest(pages, said, words)
    _notice(pages, said, words)
    return pages


def _candidate(said: Reported, words: Wording) -> str:
    if said.is_blind or not said.candidate:
        return words.labels["candidate"].format(key=said.resume_id)
    return said.candidate


def _job(said: Reported, words: Wording) -> str:
    title = said.job or words.labels["job"].format(key=said.job_id)
    return f"{title}, {said.company}" if said.company else title


def _band(pages: Sheets, said: Reported, words: Wording) -> None:
    """Who, for what, and the score."""
    pages.box(0, 0, WIDTH, _BAND, _NAVY)
    room = _WIDE - 130
    pages.write(MARGIN, 32, words.labels["title"].upper(), Style(8, _FAINT, "hebo"))
    name = Style(21, _WHITE, "hebo")
    pages.write(MARGIN, 60, sheet.wrapped(_candidate(said, words), room, name, 1)[0], name)
    line = words.labels["for_job"].format(job=_job(said, words))
    at = Style(11, _FAINT)
    for n, part in enumerate(sheet.wrapped(line, room, at, 2)):
        pages.write(MARGIN, 79 + 13 * n, part, at)
    right = WIDTH - MARGIN
    pages.write(right, 52, words.number(said.score), Style(34, _WHITE, "hebo"), "right")
    pages.write(right, 67, words.labels["of_hundred"], Style(8.5, _FAINT), "right")
    grade, pill = words.name(said.grade), Style(9, _WHITE, "hebo")
    wide = sheet.breadth(grade, pill) + 20
    pages.box(right - wide, 75, wide, 18, _OF_GRADE.get(said.grade, _BLUE), 0.5)
    pages.write(right - wide / 2, 87.3, grade, pill, "middle")
    pages.y = _BAND + 16


def _facts(pages: Sheets, said: Reported, words: Wording) -> None:
    """Four short facts side by side."""
    years = words.number(said.relevant_years)
    worked = words.labels["years"].format(years=years)
    if said.required_years:
        worked = words.labels["years_of"].format(years=years, wanted=words.number(said.required_years))
    facts = (
        (words.labels["experience"], worked),
        (words.labels["education"], words.name(said.education)),
        (words.labels["place"], words.name(said.where)),
        (words.labels["as_of"], said.as_of),
    )
    starts, widths = (0.0, 0.34, 0.59, 0.85), (0.32, 0.23, 0.24, 0.15)
    for (label, value), start, width in zip(facts, starts, widths, strict=True):
        x = MARGIN + start * _WIDE
        pages.write(x, pages.y + 6, label, _SMALL)
        pages.write(x, pages.y + 19, sheet.wrapped(value, width * _WIDE, _BOLD, 1)[0], _BOLD)
    pages.rule(pages.y + 29, _PALE)
    pages.y += 36


def _summary(pages: Sheets, said: Reported, words: Wording) -> None:
    if said.comments:
        _heading(pages, words.labels["summary"])
        pages.y = pages.paragraph(MARGIN, pages.y, _WIDE, said.comments, _BODY, 7) + 6
    if said.is_blind:
        pages.y = pages.paragraph(MARGIN, pages.y - 3, _WIDE, words.labels["blind"], _SMALL) + 4


def _heading(pages: Sheets, said: str, x: float = MARGIN) -> None:
    pages.write(x, pages.y + 12, said, _HEAD)
    pages.y += 18


def _columns(pages: Sheets, said: Reported, words: Wording) -> None:
    """What the score is made of on the left, what speaks for and against on the right."""
    top = pages.y
    _heading(pages, words.labels["components"])
    counted = sorted((part for part in said.parts if part.weight), key=lambda part: (-part.weight, part.name))
    for part in counted:
        _bar(pages, part, words)
    silent = [words.name(part.name) for part in said.parts if not part.has_data and not part.name.startswith("section")]
    if silent:
        line = words.labels["no_data"].format(names=", ".join(silent))
        pages.y = pages.paragraph(MARGIN, pages.y, _COLUMN, line, _SMALL) + 4
    bottom, pages.y = pages.y, top
    _for_and_against(pages, said, words, MARGIN + _COLUMN + _GUTTER)
    pages.y = max(bottom, pages.y) + 6


def _bar(pages: Sheets, part: Part, words: Wording) -> None:
    name = sheet.wrapped(words.name(part.name), 118, _BODY, 1)[0]
    pages.write(MARGIN, pages.y + 9, name, _BODY)
    x, long = MARGIN + 122, _COLUMN - 122 - 74
    pages.box(x, pages.y + 2.5, long, 7, _PALE, 0.5)
    if part.score >= 1:
        pages.box(x, pages.y + 2.5, max(7.0, long * min(part.score, 100) / 100), 7, _BLUE, 0.5)
    pages.write(x + long + 26, pages.y + 9, words.number(part.score, 0), _BODY, "right")
    points = words.labels["points"].format(points=words.number(part.contribution))
    pages.write(MARGIN + _COLUMN, pages.y + 9, points, _SMALL, "right")
    pages.y += 14.5


def _for_and_against(pages: Sheets, said: Reported, words: Wording, x: float) -> None:
    if said.strengths:
        _heading(pages, words.labels["strengths"], x)
        for one in said.strengths[:5]:
            pages.box(x, pages.y + 4.4, 4, 4, _GREEN, 0.5)
            pages.y = pages.paragraph(x + 10, pages.y, _COLUMN - 10, one, _BODY, 2)
        pages.y += 5
    stand_ins = [words.labels["stands_in"].format(has=has, wanted=wanted) for has, wanted in said.partial]
    lists = (
        ("matched", said.matched, _GREEN),
        ("partial", stand_ins, _AMBER),
        ("missing_required", said.missing_required, _RED),
        ("missing", said.missing, _RED),
    )
    for label, names, colour in lists:
        if not names:
            continue
        pages.write(x, pages.y + 9, words.labels[label], Style(8, colour, "hebo"))
        pages.y = pages.paragraph(x, pages.y + 11, _COLUMN, _listed(names, words, 14), _BODY, 4) + 4


def _listed(names: Sequence[str], words: Wording, most: int) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} {words.labels['more'].format(count=len(names) - most)}" if len(names) > most else shown


def _requirements(pages: Sheets, said: Reported, words: Wording, most: int) -> None:
    """Each requirement with its verdict and the words that show it, what is required first."""
    if not said.needs:
        return
    pages.room(70)
    _heading(pages, words.labels["requirements"])
    needs = sorted(said.needs, key=lambda need: not need.is_required)
    if len(needs) > most:
        # What is not met is what a reader has to ask about: it stays.
        kept = sorted(needs, key=lambda need: (not need.is_required, _place(need)))[:most]
        needs = [need for need in needs if any(need is one for one in kept)]
    for need in needs:
        _requirement(pages, need, words)
    if len(said.needs) > len(needs):
        left_out = words.labels["more_needs"].format(count=len(said.needs) - len(needs))
        pages.y = pages.paragraph(MARGIN, pages.y + 2, _WIDE, left_out, _SMALL)
    pages.y += 8


def _place(need: Need) -> int:
    return _ORDER.index(need.status) if need.status in _ORDER else len(_ORDER)


def _requirement(pages: Sheets, need: Need, words: Wording) -> None:
    x, wide = MARGIN + 74, _WIDE - 74 - 62
    passage = f"“{need.passage.strip()}”" if need.passage and need.passage.strip() else words.labels["nothing"]
    if need.passage and need.status not in {"met", "partly"}:
        passage = f"{words.labels['closest']} {passage}"
    height = sheet.height_of(need.text, wide, _BODY, 3) + sheet.height_of(passage, wide, _QUOTE, 2) + 8
    pages.room(height)
    pages.rule(pages.y, _PALE)
    y = pages.y + 3
    colour, said = _OF_STATUS.get(need.status, _GREY), words.name(need.status)
    pages.box(MARGIN, y + 1.5, 66, 13, colour, 0.5)
    pages.write(MARGIN + 33, y + 10.8, said, Style(7.6, _WHITE, "hebo"), "middle")
    importance = words.labels["required" if need.is_required else "preferred"]
    pages.write(WIDTH - MARGIN, y + 10.2, importance, _SMALL, "right")
    y = pages.paragraph(x, y, wide, need.text, _BODY, 3)
    pages.y = pages.paragraph(x, y, wide, passage, _QUOTE, 2) + 5


def _rest(pages: Sheets, said: Reported, words: Wording) -> None:
    """What to settle, gaps, what would help and warnings: lists that are often empty."""
    say = words.labels
    pauses = [say["gap"].format(after=one.after, before=one.before, months=one.months) for one in said.pauses[:3]]
    raises = [
        say["raise_one"].format(skill=name, points=words.number(points)) for name, points in said.raises[:5] if points
    ]
    for label, lines in (
        ("settle", list(said.knockouts[:4])),
        ("gaps", pauses),
        ("raise", raises),
        ("warnings", list(said.warnings[:3])),
    ):
        if not lines:
            continue
        pages.room(34)
        _heading(pages, say[label])
        for line in lines:
            pages.room(sheet.height_of(line, _WIDE - 10, _BODY, 2))
            pages.box(MARGIN, pages.y + 4.4, 4, 4, _BLUE, 0.5)
            pages.y = pages.paragraph(MARGIN + 10, pages.y, _WIDE - 10, line, _BODY, 2)
        pages.y += 6


def _notice(pages: Sheets, said: Reported, words: Wording) -> None:
    """The decision notice in a box of its own, whole on one page."""
    notice, text = notice_of(said, words), Style(8, _INK)
    parts = (
        notice.what_was_scored,
        notice.made_by,
        notice.what_is_left_out,
        notice.who_decides,
        notice.how_to_dispute,
    )
    inner = _WIDE - 24
    height = sum(sheet.height_of(one, inner, text) + 3 for one in parts) + 34
    pages.room(height)
    pages.box(MARGIN, pages.y, _WIDE, height, _TINT, 0.03)
    pages.box(MARGIN, pages.y, 3, height, _BLUE)
    top = pages.y
    pages.write(MARGIN + 14, top + 18, words.labels["notice"], _HEAD)
    y = top + 24
    for one in parts:
        y = pages.paragraph(MARGIN + 14, y, inner, one, text) + 3
    pages.y = top + height + 8


def _feet(pages: Sheets, said: Reported, words: Wording) -> None:
    line = words.labels["foot"].format(
        match=said.match_id, candidate=_candidate(said, words), job=_job(said, words), as_of=said.as_of
    )
    for number in range(pages.count):
        pages.on_page(number)
        y = HEIGHT - 30
        pages.rule(y - 12, _PALE)
        told = words.labels["page"].format(page=number + 1, pages=pages.count)
        room = _WIDE - sheet.breadth(told, _SMALL) - 20
        pages.write(MARGIN, y, sheet.wrapped(line, room, _SMALL, 1)[0], _SMALL)
        pages.write(WIDTH - MARGIN, y, told, _SMALL, "right")
