"""Whom to write to about a job: the name, mail address, phone number and link that an ad gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from nlp import contact
from nlp.facts import Fact, labelled
from nlp.lexicon import lexicon
from nlp.phrases import has_any, words_of
from nlp.sections import Section
from nlp.statements import Statement
from records import JobContact

_TELLING = frozenset({"application", "header", "other", "benefits"})
# Matches "https://jobs.example.org/4", "www.example.org/apply"; not "example.org".
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"]{4,200}")


def find_contact(said: Sequence[Statement], sections: Sequence[Section], language: str) -> Fact[JobContact] | None:
    """The first address or number of the ad, with the name that stands with it or behind a label; None without any."""
    stated = list(labelled(sections, "contact"))
    pieces = [(fact.value, fact.start, fact.end, True) for fact in stated]
    pieces += [(one.text, one.start, one.end, _asks(one.text)) for one in said if one.section in _TELLING]
    pieces += [(one.text, one.start, one.end, _asks(one.text)) for one in said if one.section not in _TELLING]
    name = next((found for text, _, _, asks in pieces if asks and (found := _name(text))), None)
    name = name or next((found for fact in stated if (found := _plain_name(fact.value))), None)
    for text, start, end, asks in pieces:
        email = contact.find_email(text)
        phone = contact.find_phone(text, language)[0] if asks and re.search(r"\d{4}|\d{3} \d{3}", text) else None
        link = _LINK.search(text) if asks else None
        if email or phone or link:
            return Fact(JobContact(name, email, phone, _address(link[0]) if link else None), start, end)
    return Fact(JobContact(name), stated[0].start, stated[0].end) if stated and name else None


def _address(link: str) -> str:
    link = link.rstrip(".,;)")
    return link if link.startswith("http") else f"https://{link}"


def _asks(text: str) -> bool:
    return has_any(text, (*lexicon().lists["applying"], *lexicon().lists["contact_words"]))


def _name(text: str) -> str | None:
    """ "text Dan on 07700", "call Ward Manager Siobhan Keane on 0116", "0812 (Bu Retno)", "Write to Ilse at jobs@..."."""
    return next(
        (name for match in _people().finditer(text) if (name := _checked(match["a"] or match["b"] or ""))), None
    )


def _plain_name(text: str) -> str | None:
    """ "Ayu Lestari", "Marla Quist, (509) 555-0142": a label's value up to what is no name."""
    name = re.split(r"[,;(\d@]|\s[-–—|]\s", text)[0].strip(" .:")
    words = words_of(name)
    is_name = 2 <= len(words) <= 4 and all(word[0].isupper() for word in words)
    return _checked(name) if is_name else None


def _checked(name: str) -> str | None:
    words = [word for word in name.split() if word.lower().strip(".") not in _no_names()]
    return " ".join(words) if words and words[-1][0].isupper() and not words[-1].isupper() else None


@cache
def _no_names() -> frozenset[str]:
    lists = lexicon().lists
    return frozenset(
        (
            *lists["roles"],
            *lists["no_employers"],
            *lists["contact_words"],
            "ward",
            "team",
            "department",
            "recruitment",
            "admin",
        )
    )


@cache
def _people() -> re.Pattern[str]:
    lists = lexicon().lists
    honorific = "|".join(re.escape(word) for word in lists["honorifics_of_contacts"])
    cue = "|".join(re.escape(word) for word in sorted(lists["contact_words"], key=len, reverse=True))
    word = r"[A-Z][a-z'’-]+(?:\s[A-Z][a-z'’-]+){0,4}"
    return re.compile(
        rf"\b(?:(?:{honorific})\b\.?\s(?P<a>{word})|(?i:{cue})\b[:\s]{{1,3}}(?:our\s|the\s)?(?P<b>{word})(?=\s?(?:[,(:]|on\b|at\b|by\b|via\b|di\b|\+?\d)))"
    )
