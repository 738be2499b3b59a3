"""Cuts a résumé into passages that can back a statement, and sets aside what must not count."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.contact import Contact
from nlp.lexicon import lexicon
from nlp.negation import without_denials
from nlp.phrases import has_any, without_bullet, words_of
from nlp.sections import Section, heading_of
from nlp.statements import Statement, statements
from records import Notice, Passage

_SHORTEST = 2
_LONGEST = 60
_AD_HEADINGS = frozenset({"responsibilities", "requirements", "preferred", "benefits", "company"})
# Matches "(555) 123-4567", "+62 812 345 678"; not "2019 - 2021" alone (nine digits at least).
_PHONE_LIKE = re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){8,14}")
# A statement of so many words of which fewer than half are different is a block of keywords.
_BLOCK_WORDS = 18
_BLOCK_VARIETY = 0.5


@dataclass(frozen=True, slots=True)
class Cut:
    """Passages, the stretches of the text that must not count, and what to tell a person about them."""

    passages: tuple[Passage, ...]
    discarded: tuple[tuple[int, int], ...]
    notices: tuple[Notice, ...]


def cut(sections: Sequence[Section], person: Contact) -> Cut:
    """Passages in reading order, 2 to 60 words each, without denials, instructions to a scorer and keyword blocks.

    The person's own name and address are taken out: a score must not depend on who somebody is.
    """
    said = statements([section for section in sections if section.name != "references"], itemised=False)
    orders = [one for one in said if has_any(one.text, lexicon().lists["scorer_instructions"])]
    blocks = [one for one in said if _is_block(one.text)]
    is_ad = _reads_like_an_ad(sections, said, person)
    asking = said if is_ad else []
    bad = {id(one) for one in (*orders, *blocks, *asking)}
    passages = [piece for one in said if id(one) not in bad for piece in _pieces(one, person)]
    total = max(1, sum(len(one.text) for one in said))
    notices = [
        Notice(
            "scorer_instructions",
            "The text speaks to a screening system; that part is not counted.",
            _share(orders, total),
        ),
        Notice("keyword_block", "A block repeats keywords; it is not counted.", _share(blocks, total)),
        Notice("looks_like_job_ad", "The text reads like a job ad, not a résumé; it is not counted.", None),
    ]
    shown = [notice for notice, found in zip(notices, (orders, blocks, is_ad), strict=True) if found]
    return Cut(tuple(passages), tuple((one.start, one.end) for one in (*orders, *blocks, *asking)), tuple(shown))


def _pieces(one: Statement, person: Contact) -> list[Passage]:
    text = without_denials(without_bullet(_without_person(one, person)))
    words = text.split()
    if len(words_of(text)) < _SHORTEST:
        return (
            [Passage(text, one.section, one.start, one.end)]
            if one.section in {"skills", "certifications"} and text
            else []
        )
    parts = [" ".join(words[at : at + _LONGEST]) for at in range(0, len(words), _LONGEST)]
    return [Passage(part, one.section, one.start, one.end) for part in parts]


def _without_person(one: Statement, person: Contact) -> str:
    text = one.text
    if one.section == "header":
        place = person.place.text if person.place else None
        # A piece with a number that ends in the place is an address: "14 Quarry Terrace, Wakefield".
        for piece in re.split(r"[|•·●▪;\t]", text) if place else ():
            if place in piece and re.search(r"\d", piece) and "@" not in piece:
                text = text.replace(piece, " ")
        for private in (person.name, person.email, place, *person.links):
            text = re.sub(rf"(?<!\w){re.escape(private)}(?!\w)", " ", text) if private else text
        text = _PHONE_LIKE.sub(" ", text)
    elif person.name:
        text = re.sub(rf"(?<!\w){re.escape(person.name)}(?!\w)", " ", text)  # "Agus" is not in "Agustus"
    return " ".join(text.split()).strip(" .|•·,")


def _is_block(text: str) -> bool:
    words = [word.lower() for word in words_of(text)]
    if len(words) < _BLOCK_WORDS:
        return False
    pairs = Counter(itertools.pairwise(words))
    return len(set(words)) < _BLOCK_VARIETY * len(words) and max(pairs.values()) >= 3


def _reads_like_an_ad(sections: Sequence[Section], said: Sequence[Statement], person: Contact) -> bool:
    """It asks more than it tells, and shows no person: no name, no contact, no school or job of its own."""
    own = any(section.name in {"experience", "education", "certifications"} for section in sections)
    if own or person.email or not said:
        return False
    heads = {heading_of(line.text, "job") for section in sections for line in section.lines}
    if len(heads & _AD_HEADINGS) >= 2:
        return True
    if person.name:
        return False
    asking = sum(_asks(one.text) for one in said)
    return asking >= 1 and asking >= 0.15 * len(said)


def _asks(text: str) -> bool:
    lists = lexicon().lists
    opening = ("required", "requirements", "preferred", "must", "we are looking for", "the ideal candidate", "nice to have", "you will",
               "you have", "persyaratan", "kualifikasi", "dibutuhkan", "diutamakan", "wajib", "apply", "we offer")  # fmt: skip
    return has_any(text, opening) or has_any(text, lists["boilerplate"])


def _share(found: Sequence[Statement], total: int) -> float:
    return round(sum(len(one.text) for one in found) / total, 3)
