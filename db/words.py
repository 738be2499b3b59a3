"""Words as they are searched for: how a text is cut into them, and the query that wants them; it knows no table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Text, cast, func, literal
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

MOST_CHARACTERS = 200_000
_LONGEST = 100
_SIGNS = (
    r"\x00-\x22\x24-\x2a\x2c-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7"
    r"\u2000-\u206f\u2190-\u2bff\u3000-\u3003\u3008-\u3020\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufffc\ufffd"
)
# Matches the ", " of "C++, Go" and the "+" of "a+b"; not the "++" of "C++", nor the "#" of "C#". Linear.
_BETWEEN = re.compile(rf"(?:[{_SIGNS}]|[+#](?=[^+#{_SIGNS}]))+")


def words_of(said: str) -> list[str]:
    """The words of a text in lower case, each once and in order, of its first 200,000 characters.

    A word is a run of letters and digits, with "+" or "#" at its end; of a longer one the first 100 characters count.
    """
    # Marks that Postgres cannot hold stand between words.
    held = said[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8").lower()
    return list(dict.fromkeys(word[:_LONGEST] for word in _BETWEEN.split(held) if word))


def vector_of(texts: Iterable[str | None]) -> ColumnElement[str]:
    """The expression that stores the words of texts; those that come first are kept when there are too many."""
    # Words hold no blank. One text rather than an array: thousands of small parameters take ten times as long.
    held = " ".join(words_of(" ".join(one for one in texts if one)))
    return func.array_to_tsvector(func.string_to_array(literal(held, Text), " ", type_=Text), type_=TSVECTOR)


def query_of(wanted: Sequence[Sequence[Sequence[str]]]) -> ColumnElement[str]:
    """The expression that wants all of several things, each in one of several wordings, all words of the wording.

    Args:
        wanted: Thing -> wordings -> words of ``words_of``. The last word of the last thing's first wording may be
            the beginning of a longer one.
    """
    things = [
        " | ".join(_all(words, begins=at == len(wanted) - 1 and number == 0) for number, words in enumerate(wordings))
        for at, wordings in enumerate(wanted)
    ]
    return cast(literal(" & ".join(f"({thing})" for thing in things), Text), TSQUERY)


def _all(words: Sequence[str], begins: bool) -> str:
    # Words hold neither quotes nor backslashes: these stand between words.
    quoted = [f"'{word}'" for word in words]
    return "(" + " & ".join([*quoted[:-1], quoted[-1] + (":*" if begins else "")]) + ")"
