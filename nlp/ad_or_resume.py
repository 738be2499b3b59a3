"""Whether a text sent as a job ad is a résumé, by what only people write about themselves; it reads neither."""

from __future__ import annotations

import re
from functools import cache

from nlp import dates
from nlp.lexicon import lexicon
from nlp.phrases import phrase_pattern
from nlp.sections import heading_of

# Of 2,602 ads none has more than one point, of 47 résumé files 46 have three.
_ENOUGH = 3
# Without dates: an employer's address on top and the headings "Experience" and "Skills" are an ad's as well.
_ENOUGH_UNDATED = 4
_OPENING_LINES, _OPENING_CHARACTERS = 12, 800
# What tells the two apart stands in the first pages.
_LOOKED_AT = 20_000
_LINES = 400
_OF_A_PERSON = frozenset(
    {"experience", "education", "summary", "skills", "interests", "references", "awards", "projects", "languages",
     "publications"}
)  # fmt: skip
_OF_AN_AD = frozenset({"responsibilities", "benefits", "company"})
# An ad speaks to its reader at least once in so many words.
_WORDS_TO_THE_READER = 125
# Matches "ann@example.org"; not "@handle".
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w")
# Matches "+62 812-3456-7890" and "(555) 123-4567"; not "2019 - 2021" nor "12,500".
_PHONE = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d\s?-)\+?\(?\d[\d ().-]{7,17}\d(?!\d)")


def looks_like_resume(text: str) -> bool:
    """The text has a person's dated stations, headings and contact lines, and does not speak to an applicant."""
    text = text[:_LOOKED_AT]
    lines = [line for line in text.split("\n") if line.strip()][:_LINES]
    stations = _stations(text)
    signs = stations + _headings(lines) + _contact(lines) + _speaks_of_itself(text)
    against = _speaks_to_applicants(text) + _ad_headings(lines)
    return signs - against >= (_ENOUGH if stations else _ENOUGH_UNDATED)


def _stations(text: str) -> int:
    """Spans of time, up to three: "Jan 2019 - Present"."""
    return min(3, sum(not found.is_point for found in dates.find_ranges(text)))


def _headings(lines: list[str]) -> int:
    """One point for two headings of a résumé, two for more."""
    found = {heading_of(line, "resume") for line in lines} & _OF_A_PERSON
    return min(2, max(0, len(found) - 1))


def _contact(lines: list[str]) -> int:
    opening = "\n".join(lines[:_OPENING_LINES])[:_OPENING_CHARACTERS]
    return (_EMAIL.search(opening) is not None) + (_PHONE.search(opening) is not None)


def _speaks_of_itself(text: str) -> int:
    mine = len(_pronouns("me").findall(text))
    return int(mine >= 2 and mine >= len(_pronouns("reader").findall(text)))


def _speaks_to_applicants(text: str) -> int:
    to_reader, words = len(_pronouns("reader").findall(text)), len(text.split())
    of_ads = {match[0].lower() for match in _pronouns("ad").finditer(text)}
    return 2 * (to_reader >= 2 and to_reader * _WORDS_TO_THE_READER >= words) + 2 * (len(of_ads) >= 2)


def _ad_headings(lines: list[str]) -> int:
    return min(2, len({heading_of(line, "job") for line in lines} & _OF_AN_AD))


@cache
def _pronouns(of: str) -> re.Pattern[str]:
    """ "me" matches "my", "reader" matches "you", "ad" matches "how to apply"; none matches "army"."""
    return phrase_pattern(lexicon().tables["who_speaks"][of])
