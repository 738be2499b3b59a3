"""Which of the supported languages a text is written in."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from nlp.lexicon import lexicon

# Matches "Pengalaman", "café"; not "3.14".
_WORD = re.compile(r"[^\W\d_]+")
# A share of hits below this says nothing (lists of product names); the identifier decides then.
_CLEAR = 0.04


def detect(text: str) -> str:
    """ISO 639-1 code of the text's language among the lexicon's; ``en`` for an empty text.

    Function words decide when they are frequent enough, py3langid otherwise (it is easily misled by lists of
    English product names in an Indonesian résumé).
    """
    words = [word.lower() for word in _WORD.findall(text[:20_000])]
    if not words:
        return "en"
    shares = {lang: sum(word in stops for word in words) / len(words) for lang, stops in _function_words().items()}
    best = max(shares, key=lambda lang: (shares[lang], lang == "en"))
    if shares[best] >= _CLEAR:
        return best
    return str(_identifier().classify(text[:5_000])[0])


@cache
def _function_words() -> dict[str, frozenset[str]]:
    """Stop words that only one language has."""
    stops = lexicon().stop_words
    return {
        lang: words - frozenset().union(*(w for k, w in stops.items() if k != lang)) for lang, words in stops.items()
    }


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(lexicon().languages))
    return identifier
