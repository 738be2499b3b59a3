"""Fragments come out in the order in which a person reads them."""

from __future__ import annotations

from documents.columns import Fragment, regions
from documents.linework import join

PITCH = 14.0


def _at(x: float, row: float, text: str, *, bold: bool = False, size: float = 10.0) -> Fragment:
    baseline = 50 + row * PITCH
    width = 0.5 * size * len(text)
    return Fragment(text, x, baseline - 0.8 * size, x + width, baseline + 0.2 * size, baseline, size, bold)


def _read(fragments: list[Fragment]) -> list[str]:
    return [join(row) for rows in regions(fragments) for row in rows]


def test_an_interleaved_page_of_two_columns_is_read_column_by_column() -> None:
    page = []
    for row in range(12):
        page += [_at(50, row, f"left column line {row:02}"), _at(320, row, f"right column line {row:02}")]
    assert _read(page) == [f"left column line {n:02}" for n in range(12)] + [
        f"right column line {n:02}" for n in range(12)
    ]


def test_a_band_across_the_page_comes_before_and_after_its_columns() -> None:
    page = [_at(50, 0, "Jane Doe, a name and a headline right across the whole page width")]
    page += [_at(50, n, f"left {n}") for n in range(2, 8)] + [_at(320, n, f"right {n}") for n in range(2, 8)]
    page += [_at(50, 10, "A closing line that again runs right across the whole page width")]
    lines = _read(page)
    assert lines[0].startswith("Jane")
    assert lines[1:13] == [f"left {n}" for n in range(2, 8)] + [f"right {n}" for n in range(2, 8)]
    assert lines[-1].startswith("A closing")


def test_a_right_aligned_date_stays_on_its_line() -> None:
    page, row = [], 0
    for company, date in (("Acme Ltd", "2019 - 2021"), ("Initech Incorporated", "Mar 2015 - 2019"), ("Hooli", "2012")):
        page += [_at(50, row, company, bold=True), _at(540 - 5 * len(date), row, date)]
        page += [_at(50, row + 1, "Engineer")]
        row += 2
    assert _read(page) == [
        "Acme Ltd\t2019 - 2021", "Engineer", "Initech Incorporated\tMar 2015 - 2019", "Engineer", "Hooli\t2012",
        "Engineer",
    ]  # fmt: skip


def test_dates_in_the_left_margin_stay_with_their_entries() -> None:
    page = []
    for entry in range(4):
        page += [_at(50, 4 * entry, f"201{entry} - 201{entry + 1}"), _at(150, 4 * entry, f"Company {entry}")]
        page += [_at(150, 4 * entry + n, f"what was done there, part {n}") for n in (1, 2)]
    assert _read(page)[:4] == [
        "2010 - 2011\tCompany 0", "what was done there, part 1", "what was done there, part 2", "2011 - 2012\tCompany 1",
    ]  # fmt: skip


def test_labels_with_a_colon_stay_with_their_values() -> None:
    pairs = [("Languages:", "Python, Java"), ("Databases:", "Postgres"), ("Tools:", "Git, Docker"), ("Cloud:", "AWS")]
    page = [item for row, (a, b) in enumerate(pairs) for item in (_at(50, row, a), _at(150, row, b))]
    assert _read(page) == [f"{a}\t{b}" for a, b in pairs]


def test_headings_left_of_their_sections_come_before_them() -> None:
    page, row = [], 0
    for heading in ("Summary", "Experience", "Education"):
        page += [_at(50, row, heading, bold=True)]
        page += [_at(170, row + n, f"{heading} text of a whole line, number {n}") for n in range(4)]
        row += 6
    lines = _read(page)
    assert lines[0] == "Summary"
    assert lines[5] == "Experience"
    assert lines[6] == "Experience text of a whole line, number 0"


def test_a_sidebar_on_its_own_line_grid_comes_out_whole() -> None:
    page = [_at(40, 1.37 * n, word) for n, word in enumerate(("Skills", "Python", "SQL", "Docker", "Git", "Bash"))]
    page += [_at(200, n, f"main text that runs on and on, line {n}") for n in range(12)]
    lines = _read(page)
    assert lines[:6] == ["Skills", "Python", "SQL", "Docker", "Git", "Bash"]
    assert lines[6:] == [f"main text that runs on and on, line {n}" for n in range(12)]


def test_a_heading_between_two_grids_parts_them() -> None:
    page = [_at(50, n, f"a{n} project text") for n in range(3)] + [_at(300, n, f"b{n} project text") for n in range(3)]
    page += [_at(50, 5, "Certificates", bold=True)]
    page += [_at(50, n, f"c{n} course text") for n in range(6, 9)] + [_at(300, n, f"d{n} course") for n in range(6, 9)]
    lines = [line.split()[0] for line in _read(page)]
    assert lines == ["a0", "a1", "a2", "b0", "b1", "b2", "Certificates", "c6", "c7", "c8", "d6", "d7", "d8"]


def test_bullets_are_no_column() -> None:
    page = [item for n in range(6) for item in (_at(50, n, "•"), _at(70, n, f"item {n}"))]
    assert _read(page) == [f"• item {n}" for n in range(6)]


def test_pieces_of_one_word_are_joined_without_a_blank() -> None:
    page = [_at(50, 0, "certi"), _at(75, 0, "fi"), _at(85, 0, "cate")]
    assert _read(page) == ["certificate"]


def test_a_line_stretched_to_both_margins_keeps_its_blanks() -> None:
    words = ["performing", "the", "work", "that", "is", "claimed", "as", "such"]
    page, x = [], 50.0
    for word in words:
        page.append(_at(x, 0, word))
        x = page[-1].x1 + 20
    assert _read(page) == [" ".join(words)]


def test_no_fragment_is_lost_or_doubled_on_a_crowded_page() -> None:
    page = [_at(40 + 37 * (n % 13), n // 13 + 0.31 * (n % 7), f"w{n}") for n in range(400)]
    words = " ".join(_read(page)).split()
    assert sorted(words) == sorted(f"w{n}" for n in range(400))


def test_an_empty_page_has_no_regions() -> None:
    assert regions([]) == []
