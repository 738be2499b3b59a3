"""Lines become one text in which nothing is endless and every line stands where it says."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extractors
from documents import linework
from documents.composing import WIDEST_GAP, compose
from documents.reading import read_text
from errors import NoText
from records import Line


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000", " \t"])
def test_a_gap_is_kept_up_to_its_width_and_cut_behind_it(blank: str) -> None:
    def composed(count: int) -> str:
        return compose([Line("a" + (blank * count)[:count] + "b", 0)], media_type="text/plain").text

    assert len(composed(WIDEST_GAP)) == WIDEST_GAP + 2
    assert len(composed(WIDEST_GAP + 1)) == WIDEST_GAP + 2
    assert len(composed(100_000)) == WIDEST_GAP + 2


def test_a_line_of_blanks_does_not_hold_up_the_reading() -> None:
    wide = f"Ann Lee\n\nExperience\nBackend{' ' * 200_000}Developer, Acme GmbH\nJan 2019 - Present\n"
    read_text("Ann Lee")
    began = time.process_time()
    document = read_text(wide)
    assert len(document.text) < 300
    extractors.extract_job(document)
    assert time.process_time() - began < 20


@given(
    st.lists(
        st.builds(Line, st.text(alphabet="ab \t\u3000\x0b", max_size=200), st.just(0), gap=st.floats(0, 3)), max_size=6
    )
)
@settings(max_examples=100, deadline=None)
def test_every_line_stands_where_it_says(lines: list[Line]) -> None:
    try:
        document = compose(lines, media_type="text/plain", characters=300)
    except NoText:
        assert not any(line.text.strip() for line in lines)
        return
    assert all(document.text.startswith(line.text, line.start) for line in document.lines)
    assert [line.text.split() for line in document.lines] == [line.text.split() for line in lines if line.text.strip()][
        : len(document.lines)
    ] or document.notices
    assert len(document.text) <= 300


def test_a_cut_word_is_made_whole_however_long_the_line() -> None:
    mended = linework.mend([Line("we develop-", 0), Line("ment of teams", 0)], hyphenated=True)
    assert [line.text for line in mended] == ["we development", "of teams"]
    began = time.process_time()
    linework.mend([Line("a" * 100_000, 0), Line("b", 0)], hyphenated=True)
    assert time.process_time() - began < 2
