"""Who a résumé is about, as words to look for in its text; what else shows a person is the business of nlp.markers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from nlp import contact, sections
from nlp.lexicon import lexicon
from nlp.phrases import has_any, phrase_pattern
from nlp.places import country_code
from records import Document, Line, Place, Resume

_ALONE = 3
_JOINED = 4
_NAME_LINES, _OPENING_LINES = 40, 6
_LONGEST_NAME = 6
# Matches where the name ends in "Ann Lee, MBA" and "Ann Lee (she/her)"; not inside "Mei-Ling".
_DEGREES = re.compile(r"[,(|/]")
# Matches the words of "Mei-Ling O'Neil"; not "3" nor "&".
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Person:
    """What to look for.

    Attributes:
        in_a_row: Two or more words of the name in a row, in any case.
        alone: One word of the name, of more than two letters, written as a name is.
        joined: Words and runs of words as addresses join them: lower case, letters only, without accents.
        phone: The digits of the number; empty where none was read.
        city, region: Where the person lives, in words of the résumé.
        kept: Phrases, in lower case, in which the city or one word of the name is somebody else's: employers, schools,
            titles, skills.
    """

    in_a_row: re.Pattern[str]
    alone: re.Pattern[str]
    joined: tuple[str, ...]
    phone: str
    city: re.Pattern[str]
    region: re.Pattern[str]
    kept: tuple[str, ...]

    def keeps(self, line: str, start: int, end: int) -> bool:
        """The stretch [start, end) of the line stands inside a kept phrase."""
        low = line.lower()
        for phrase in self.kept:
            at = low.find(phrase, max(0, end - len(phrase)), start + len(phrase))
            if at >= 0 and at <= start:
                return True
        return False

    def is_named_in(self, address: str) -> bool:
        """A site, a handle or a file is named after the person: "annlee.example.org"."""
        pieces = re.split(r"[^a-z]+", plain(address))
        return any(name in "".join(pieces) for name in self.joined) or any(
            self.alone.match(piece.capitalize()) for piece in pieces
        )


def person_of(resume: Resume) -> Person:
    """The person of a résumé, also under the name that the text shows where the résumé was given another."""
    names = [name.title() if name.islower() else name for name in _names(resume)]
    words = [word for name in names for word in _WORD.findall(name)]
    for address in (resume.email or "", *resume.links):
        words += _address_words(address, words)
    city, region = _home(resume.location)
    return Person(
        in_a_row=_run_of(words),
        alone=_any_alone(word for word in words if len(word) >= _ALONE and word[0].isupper()),
        joined=_joined(names, words),
        phone=re.sub(r"\D", "", resume.phone or ""),
        city=_any_of(city),
        region=_any_of(region),
        kept=_kept(resume),
    )


def plain(text: str) -> str:
    """Lower case without accents: "Siobhán" is "siobhan" in an address."""
    return _without_accents(text).lower()


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _names(resume: Resume) -> list[str]:
    """Known names, and what else may be one where none of them opens a line: a wrong name must not hide the right one."""
    lines = resume.text.split("\n")
    labelled = (_name_label().search(line) for line in lines[:_NAME_LINES])
    known = [resume.name] if resume.name else []
    known += [_DEGREES.split(match["name"])[0] for match in labelled if match]
    openings = [line for line in lines if line.strip()][:_OPENING_LINES]
    if any(_opens_with(line, name) for name in known for line in lines) or not resume.text:
        return known
    seen = [*_seen(resume), *[line for line in openings if _may_be_name(line)][:1]]
    return known + [_DEGREES.split(_without_honorific(name))[0] for name in seen]


def _opens_with(line: str, name: str) -> bool:
    label = _name_label().search(line)
    said = label["name"] if label else _without_honorific(line)
    return said.lower().startswith(name.strip().lower())


def _seen(resume: Resume) -> list[str]:
    """The name that the text itself shows."""
    lines: list[Line] = []
    for text in resume.text.split("\n"):
        lines.append(Line(text, lines[-1].start + len(lines[-1].text) + 1 if lines else 0))
    document = Document(resume.text, tuple(lines))
    name = contact.find_contact(document, sections.split(document), resume.language).name
    return [name] if name else []


def _may_be_name(line: str) -> bool:
    """Where nothing better is known: capitalised words that are no heading and no trade."""
    words = _DEGREES.split(_without_honorific(line))[0].split()
    is_written_so = all(word[0].isupper() or (word.isalpha() and len(word) <= _ALONE) for word in words)
    is_plain = 2 <= len(words) <= _LONGEST_NAME and is_written_so and not re.search(r"[\d@:]", line)
    return is_plain and sections.heading_of(line) is None and not has_any(line, lexicon().lists["roles"])


def _without_honorific(text: str) -> str:
    table = lexicon().tables["private"]
    titles = phrase_pattern((*table["honorifics"], *table["honorifics_of_names"]))
    found = titles.match(text.strip())
    return text.strip()[found.end() :].lstrip(" .") if found else text.strip()


@cache
def _name_label() -> re.Pattern[str]:
    """Matches "Nama : Ayu Lestari"; not "Company name: Ayu Catering"."""
    labels = "|".join(re.escape(label) for label in lexicon().tables["labels"]["name"])
    return re.compile(
        rf"^[\s*–-]{{0,3}}(?:{labels})(?:\s{{0,40}}[:：=]\s{{0,40}}|\t\s{{0,40}}|[ ]{{2,40}})(?P<name>[^\W\d_][^|•·;\t]{{1,80}})",
        re.IGNORECASE,
    )


def _address_words(address: str, words: Sequence[str]) -> list[str]:
    """Words before the "@" or behind the last "/" that are like the name's; all of them while no name is known."""
    known = [plain(word) for word in words if len(word) >= _ALONE]
    named = address.split("@")[0] if "@" in address else address.rstrip("/").rpartition("/")[2]
    local = [part for part in re.split(r"[\W\d_]+", named.lower()) if len(part) >= _JOINED]
    return [part.capitalize() for part in local if not known or any(part in word or word in part for word in known)]


def _joined(names: Iterable[str], words: Iterable[str]) -> tuple[str, ...]:
    """ "annlee", "leeann", "alee" and long single words: how sites and handles are named."""
    found = [plain(word) for word in words]
    for name in names:
        parts = [re.sub(r"[^a-z]", "", plain(word)) for word in _WORD.findall(name)]
        if len(parts) > 1:
            first, last = parts[0], parts[-1]
            found += [first + last, last + first, first[:1] + last, "".join(parts)]
    return tuple(dict.fromkeys(part for part in found if len(part) >= _JOINED))


def _home(place: Place | None) -> tuple[list[str], list[str]]:
    """(city, everything else of the place but its country) as written."""
    if place is None:
        return [], []
    rest = [part.strip() for part in place.text.split(",")]
    rest = [part for part in (*rest, place.region) if part and not country_code(part)]
    return [place.city] if place.city and not country_code(place.city) else [], rest


def _kept(resume: Resume) -> tuple[str, ...]:
    said = [text for job in resume.experience for text in (job.company, job.title)]
    said += [text for study in resume.education for text in (study.institution, study.degree, study.field)]
    said += [piece.text for hit in resume.skills if hit.id for piece in hit.evidence if " " in piece.text]
    return tuple(dict.fromkeys(text.lower() for text in said if text and text != resume.name))


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, as written and in capitals: "Leeds" matches "LEEDS, UK"; not "Leedsham"."""
    forms = {form for phrase in phrases for form in (phrase, phrase.upper())}
    return re.compile(rf"(?<!\w)(?:{_either(forms)})(?!\w)") if forms else _NEVER


def _any_alone(words: Iterable[str]) -> re.Pattern[str]:
    """ "Will" matches in "Will_CV" and "by Will"; not in "will", "Willow" nor, for April, in "April 2019"."""
    spelt = {form for word in words for form in (word, _without_accents(word))}
    forms = {form for word in spelt for form in (word, word.capitalize(), word.upper())}
    year = r"(?!\.?,? ?(?:\d{1,2},? )?(?:19|20)\d\d)"
    return re.compile(rf"(?<![^\W\d_])(?:{_either(forms)})(?![^\W\d_]){year}") if forms else _NEVER


def _run_of(words: Iterable[str]) -> re.Pattern[str]:
    """ "Ann", "Lee" match as "ANN LEE" and "Lee, Ann"; not as "Ann" nor as "Ann met Lee"."""
    forms = {form for word in words for form in (word, _without_accents(word))}
    word = rf"(?:{_either(forms)})"
    row = rf"(?<![^\W\d_]){word}(?:[\s.,'’_-]{{1,3}}{word})+(?![^\W\d_])"
    return re.compile(row, re.IGNORECASE) if forms else _NEVER


def _either(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
