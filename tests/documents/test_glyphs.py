"""Characters that look alike to a reader become one."""

from __future__ import annotations

import time

import pytest

from documents.glyphs import clean, close_up, is_bullet


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("plain text", "plain text"),
        ("of\ufb01ce\u00a0work\u2009flow", "office work flow"),
        ("\ue0b1 Jane", " Jane"),
        ("\uf0b7 item", "• item"),
        ("data\u2011driven", "data-driven"),
        ("co\u00adoperate", "cooperate"),
        ("Zoe\u0308 Mu\u0308ller", "Zoë Müller"),
        ("zero\u200bwidth\u2060 and \u202eturned", "zerowidth and turned"),
        ("\U000e0041tag", "tag"),
        ("donâ€™t, cafÃ©, strongÂ planner", "don’t, café, strong planner"),
        ("SÃO PAULO, château, À la carte", "SÃO PAULO, château, À la carte"),
        ("nul\x00byte\x1b[31m", "nulbyte[31m"),
        ("lone \ud800 surrogate", "lone  surrogate"),
    ],
)
def test_odd_characters_become_plain(raw: str, plain: str) -> None:
    assert clean(raw) == plain


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("S K I L L S", "SKILLS"),
        ("W O R K  E X P E R I E N C E", "WORK EXPERIENCE"),
        ("a b", "a b"),
        ("C R programming", "C R programming"),
        ("Plan A B testing", "Plan A B testing"),
    ],
)
def test_letters_set_apart_become_words(apart: str, together: str) -> None:
    assert close_up(apart) == together


def test_only_a_lone_mark_is_a_bullet() -> None:
    assert is_bullet("•")
    assert not is_bullet("• item")
    assert not is_bullet("C")


@pytest.mark.parametrize(
    "probe", ["e" + "\u0301" * 100_000, "Â" * 100_000, "â€" * 50_000, "a " * 50_000, "\ue000" * 100_000]
)
def test_long_probes_stay_linear(probe: str) -> None:
    began = time.process_time()
    close_up(clean(probe))
    assert time.process_time() - began < 2
