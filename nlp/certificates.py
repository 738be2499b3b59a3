"""Certificates and licences: as listed in a résumé, and as asked for in an ad."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp import dates
from nlp.phrases import without_bullet, words_of
from nlp.sections import Section
from nlp.skills import Found
from records import Requirement

_CATEGORIES = frozenset({"certification", "licence"})
_WORDS = 16
# Matches any letter or digit; not "(" nor " - ".
_SAYS = re.compile(r"[^\W_]")


def find_certificates(sections: Sequence[Section]) -> tuple[str, ...]:
    """The items of the certificate sections, without dates and bullets."""
    found: list[str] = []
    for section in sections:
        if section.name == "certifications":
            for line in section.lines:
                found += [item for part in line.text.split(";") if (item := _item(part))]
    return tuple(dict.fromkeys(found))


def asked_certificates(needs: Sequence[Requirement], mentions: Sequence[Found]) -> tuple[str, ...]:
    """Names of the certificates and licences that the ad's requirements name."""
    wanted = {skill for need in needs for skill in need.skills}
    names = [hit.skill.name for hit in mentions if hit.skill.category in _CATEGORIES and hit.skill.id in wanted]
    return tuple(dict.fromkeys(names))


def _item(text: str) -> str | None:
    for found in reversed(dates.find_ranges(text)):
        before, behind = text[: found.start], text[found.end :]
        if not (_SAYS.search(before) and _SAYS.search(behind)):  # a date in the middle is part of the words
            text = before + behind
    text = " ".join(without_bullet(text).replace("()", "").split()).strip(" ,;|.–—-")
    return text if 1 <= len(words_of(text)) <= _WORDS and any(char.isalpha() for char in text) else None
