"""Keyword similarity with an IDF that no batch can change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import tfidf

AD = "Head Baker. Sourdough bread, lamination, deck ovens and food hygiene. Three years in a bakery."
CV = "Baker of sourdough bread in a bakery, four years; deck ovens, hygiene certificate."


def test_a_text_is_like_itself_and_unlike_another_trade() -> None:
    assert tfidf.keyword_score(AD, AD) == pytest.approx(1.0)
    assert 0.1 < tfidf.keyword_score(CV, AD) < 1.0
    assert tfidf.keyword_score("Java, Kubernetes, PostgreSQL", AD) < 0.05
    assert tfidf.keyword_score("", AD) == 0.0


def test_who_else_is_in_the_batch_changes_no_row() -> None:
    alone = tfidf.keyword_vectors([CV]).toarray()
    together = tfidf.keyword_vectors([AD, "Java", CV, "nurse " * 50]).toarray()
    assert np.array_equal(alone[0], together[2])


def test_rows_have_unit_length_or_are_empty() -> None:
    lengths = np.linalg.norm(tfidf.keyword_vectors([CV, AD, "", "the and of"]).toarray(), axis=1)
    assert lengths == pytest.approx([1.0, 1.0, 0.0, 0.0])


def test_stop_words_numbers_and_single_letters_are_no_terms() -> None:
    assert tfidf.terms("The baker and 400 ovens, a b c dan roti") == ["baker", "oven", "roti"]


def test_ordinary_words_hold_stop_words_and_the_corpus_has_a_name() -> None:
    assert {"the", "dan"} <= tfidf.ordinary_words()
    assert tfidf.corpus_version()


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_the_score_is_a_share_and_the_same_both_ways(left: str, right: str) -> None:
    score = tfidf.keyword_score(left, right)
    assert 0.0 <= score <= 1.0 + 1e-9
    assert score == pytest.approx(tfidf.keyword_score(right, left))
