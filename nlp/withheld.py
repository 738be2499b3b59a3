"""What of a person must not leave the house: texts without their marks, and a last look whether one is left.

A blind view (nlp.blinding) keeps some words of a name because a reader inside needs them: "Foster & Sons". Here none stays,
in no spelling: better a skill that is called like the person is hidden than the person told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from nlp import dates, markers
from nlp.blinding import MASK, Blindfold
from nlp.lexicon import lexicon
from nlp.persons import person_of, plain
from nlp.phrases import phrase_pattern
from nlp.places import country_code
from records import Resume

SHOWN_MASK = MASK * 3
"""What stands for anything hidden, whatever its length: that would tell of a name."""

_SHORTEST_NAME, _SHORTEST_LINK, _SHORTEST_DIGITS = 2, 6, 7
_OWN_PAGES = frozenset(
    {"linkedin", "github", "gitlab", "behance", "facebook", "instagram", "twitter", "medium", "x", "t", "wa"}
)
# Matches "███ ██" and "█"; not " ". One pass.
_MASKS = re.compile(rf"{MASK}(?:[{MASK} ]*{MASK})?")
# Matches "ann@example.org" and "ann (at) example.org"; not "at 5" nor "@work". Each part is bounded.
_EMAIL = re.compile(r"[^\s@<>()\[\]]{1,64} ?(?:@|\(at\)|\[at\]) ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.IGNORECASE)
# Matches "https://a.example/b", "www.a.example" and "a.example/b"; not "and/or" nor "e.g. this". Each part is bounded.
_LINK = re.compile(
    r"(?:[a-z]{2,10}://|www\.)\S{1,300}|(?<![\w@.-])[\w-]{2,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,10}/\S{1,300}",
    re.IGNORECASE,
)
# Matches "+62 812-3055 0147" and "0812 3055 0147"; not "2019" nor "1,200,000". One pass: each sign is read in one way.
_NUMBER = re.compile(r"\+?\(?\d(?:[ ().\-/‐‑–]{0,3}\d){6,18}")
# Matches "@ann_lee" and "ann#4411"; not "C#" nor "a@b.example", which is gone by then. Bounded.
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.-]{1,40}|\b\w{2,40}#\d{3,5}\b")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "ß": "ss"})
_LONG_NAME = 5
# Matches the words of "Mei-Ling O'Neil" apart; not "3".
_WORD = re.compile(r"[^\W\d_]+")


class Withheld:
    """The marks of one person, as a résumé is read and as somebody corrected it."""

    def __init__(self, *readings: Resume) -> None:
        self._folds = [Blindfold(one) for one in readings]
        names = {word for one in readings for word in _name_words(one)}
        self.knows_name = bool(names) and all(one.name for one in readings)
        self._words = _any_word(frozenset(names | {word for one in readings for word in _other_words(one)}))
        self._within = _within_words(frozenset(names))
        self._whole = tuple(dict.fromkeys(mark for one in readings for mark in _whole_marks(one)))
        self._phones = tuple(dict.fromkeys(digits for one in readings if (digits := _digits(one.phone))))
        self._homes = _any_word(frozenset(place for one in readings for place in _homes(one)))

    def tell(self, text: str, section: str = "other") -> str:
        """The text as somebody outside may read it, on one line."""
        text = _legible(text)
        for fold in self._folds:
            text = fold.tell(text, section)
        text = _hidden(text, markers.private_facts(text))
        if section in {"summary", "header"}:
            text = _gender().sub(SHOWN_MASK, text)
        for pattern in (_EMAIL, _LINK):
            text = pattern.sub(SHOWN_MASK, text)
        text = _hidden(text, (found.span() for found in _NUMBER.finditer(dates.mask(text))))
        text = _hidden(text, (found.span() for found in _HANDLE.finditer(text)))
        for words in (self._words, self._within, self._homes):
            text = _hidden(text, (found.span() for found in words.finditer(_folded(text))))
        for mark in self._whole:
            text = _hidden(text, _places_of(mark, _folded(text)))
        return " ".join(_MASKS.sub(SHOWN_MASK, text).split())

    def is_in(self, text: str) -> bool:
        """A mark of the person stands in the text: a part of the name, an address, a number, a link, where they live."""
        said = _folded(_legible(text))
        words = (self._words, self._within, self._homes)
        return any(one.search(said) for one in words) or self.is_named_in(text)

    def is_named_in(self, text: str) -> bool:
        """What is the person's alone stands in the text: the whole name, e-mail, number or link; for texts about others."""
        said = _folded(_legible(text))
        numbers = [re.sub(r"\D", "", line) for line in said.split("\n")]
        phones = any(phone[-_SHORTEST_DIGITS:] in line for phone in self._phones for line in numbers)
        return phones or any(mark in said for mark in self._whole)


def _legible(text: str) -> str:
    """One form for each character, without those that nobody sees: they could part a name."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(char for char in normal if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"})


def _folded(text: str) -> str:
    """Lower case without accents, character by character, so that places in it are places in the text."""
    return "".join((plain(char)[:1] or char) if char > "\x7f" else char.lower() for char in text)


def _name_words(resume: Resume) -> Iterable[str]:
    named = _WORD.findall(_legible(resume.name or ""))
    # "Müller" is "Mueller" in addresses and in English texts.
    named += [spelt for word in named if (spelt := word.lower().translate(_SPELT_OUT)) != word.lower()]
    return (word for word in named if len(word) >= _SHORTEST_NAME)


def _other_words(resume: Resume) -> Iterable[str]:
    """How addresses and pages are named: "annlee", what stands before the "@", and "ann-lee-7" of a page of theirs."""
    yield from person_of(resume).joined
    local = (resume.email or "").partition("@")[0]
    yield from (word for word in (local,) if len(word) >= 4)
    for link in resume.links:
        host, _, path = _bare(link).partition("/")
        if _OWN_PAGES & set(host.split(".")):
            handle = path.removeprefix("in/").partition("/")[0].lstrip("@")
            yield from (word for word in (handle,) if len(word) >= 3)


def _whole_marks(resume: Resume) -> Iterable[str]:
    name = " ".join(_legible(resume.name or "").split())
    yield from (_folded(one) for one in (name,) if len(_WORD.findall(one)) > 1 or (len(one) > 1 and one[0] >= "\u2e80"))
    yield from (_folded(one) for one in (resume.email or "",) if one)
    yield from (bare for link in resume.links if len(bare := _bare(link)) >= _SHORTEST_LINK)


def _homes(resume: Resume) -> Iterable[str]:
    """Where the person lives, but not the country."""
    place = resume.location
    if place is None:
        return
    said = [part.strip() for part in place.text.split(",")] + [place.city or "", place.region or ""]
    yield from (part for part in said if len(part) >= 3 and not country_code(part))


def _bare(link: str) -> str:
    """ "https://www.Example.org/ann/" is "example.org/ann"."""
    return re.sub(r"\A(?:[a-z]+:/*)?(?:www\.)?", "", _folded(_legible(link)).strip()).rstrip("/")


def _digits(phone: str | None) -> str:
    digits = re.sub(r"\D", "", phone or "")
    return digits if len(digits) >= _SHORTEST_DIGITS else ""


@cache
def _within_words(names: frozenset[str]) -> re.Pattern[str]:
    """A word that holds a longer name: "mueller" in "muellers" and "bobmueller88"; not "lee" in "leeds"."""
    forms = sorted({_folded(_legible(name)) for name in names if len(name) >= _LONG_NAME})
    either = "|".join(map(re.escape, forms)) or "(?!)"
    return re.compile(rf"\w{{0,40}}(?:{either})\w{{0,40}}")


@cache
def _any_word(words: frozenset[str]) -> re.Pattern[str]:
    """Any of the words in a folded text, whole; "lee" matches in "sheryl lee" and "lee_cv"; not in "leeds"."""
    forms = {_folded(_legible(word)) for word in words}
    either = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form))) or "(?!)"
    return re.compile(rf"(?<![^\W\d_])(?:{either})(?![^\W\d_])")


def _places_of(mark: str, said: str) -> list[tuple[int, int]]:
    return [(found.start(), found.end()) for found in re.finditer(re.escape(mark), said)]


def _hidden(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


@cache
def _gender() -> re.Pattern[str]:
    return phrase_pattern(tuple(lexicon().tables["private"].get("gender", ())))
