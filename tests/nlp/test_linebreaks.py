"""Lines that a form or an export turned into runs of blanks."""

from __future__ import annotations

from documents.reading import read_text
from nlp.linebreaks import restored

FLAT = (
    "Ada Marlowe  Baker  ada@example.org  12 Mill Lane, Leeds    Experience    Head Baker, Rye & Sons  2012  2018  "
    "Ran the night shift and the starter cultures.  Apprentice, Oat House  May 2009  August 2012  Shaped loaves by hand.  "
    "Education  2009  Diploma in Baking, Leeds City College"
)


def test_runs_of_blanks_become_lines_at_the_same_offsets() -> None:
    document = restored(read_text(FLAT))
    assert [line.text for line in document.lines][:3] == ["Ada Marlowe", "Baker", "ada@example.org"]
    assert all(document.text[line.start : line.start + len(line.text)] == line.text for line in document.lines)
    assert len(document.text) == len(FLAT)


def test_a_run_that_was_a_dash_between_dates_stays_one_range() -> None:
    lines = [line.text for line in restored(read_text(FLAT)).lines]
    assert any(line.startswith("2012- 2018") for line in lines)
    assert any(line.startswith("May 2009- August 2012") for line in lines)


def test_text_with_its_lines_in_order_is_left_alone() -> None:
    document = read_text(FLAT.replace("  ", "\n"))
    assert restored(document) is document
