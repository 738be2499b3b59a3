"""The words by which a résumé and an ad are scored, as against the words that people see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from nlp import impersonal, tfidf
from nlp.gloss import gloss
from records import Passage, Resume, Terms


@lru_cache(maxsize=16_384)
def compared_title(title: str, language: str) -> str:
    """``compared`` of a short text that many résumés share."""
    return compared(title, language)


@lru_cache(maxsize=8_192)
def compared(text: str, language: str) -> str:
    """Gendered words in one common form, and English words in place of those of a language with a gloss."""
    return gloss(impersonal.neutral(text), language)


def prepared(resume: Resume) -> Resume:
    """The résumé with the compared text of each passage where it differs, and the counts of their words."""
    said = [gloss(text, resume.language) for text in impersonal.counted_texts(resume)]
    passages = tuple(
        replace(passage, compared=text if text != passage.text else "")
        for passage, text in zip(resume.passages, said, strict=True)
    )
    return replace(resume, passages=passages, terms=terms_of(passages))


def terms_of(passages: Sequence[Passage]) -> Terms:
    """The words of the passages that count."""
    return tfidf.counted("\n".join(passage.counted for passage in passages))
