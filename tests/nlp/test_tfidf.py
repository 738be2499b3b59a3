"""Keyword similarity with an IDF that no batch can change."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp import tfidf

AD = "Head Baker. Sourdough bread, lamination, deck ovens and food hygiene. Three years in a bakery."
CV = "Baker of sourdough bread in a bakery, four years; deck ovens, hygiene certificate."


def test_a_text_is_like_itself_and_unlike_another_trade() -> None:
    assert tfidf.keyword_score(AD, AD) == pytest.approx(1.0)
    assert 0.1 < tfidf.keyword_score(CV, AD) < 1.0
    assert tfidf.keyword_score("Java, Kubernetes, PostgreSQL", AD) < 0.05
    assert tfidf.keyword_score("", AD) == 0.0


@pytest.mark.parametrize(("left", "right"), [(AD, CV), (CV, "nurse " * 50), ("bakery, bakery, oven", AD)])
def test_the_score_is_that_of_scikit_learn_with_the_same_idf(left: str, right: str) -> None:
    known = json.loads(tfidf.WEIGHTS.read_text("utf-8"))
    counts = np.array(list(known["document_frequency"].values()), dtype=np.float64)
    theirs = TfidfVectorizer(analyzer=tfidf.terms, sublinear_tf=True, vocabulary=list(known["document_frequency"]))
    theirs.idf_ = np.log((1 + known["documents"]) / (1 + counts)) + 1
    rows = theirs.transform([left, right])
    assert tfidf.keyword_score(left, right) == pytest.approx(float((rows[0] @ rows[1].T).toarray()[0, 0]))


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
