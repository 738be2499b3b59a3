"""What shows who somebody is: name, reach, home, birth, gender, faith; it finds the places and changes nothing.

Where a rule would hit ordinary words it looks only at some parts of a résumé (``Where``): a number of eight digits is a
telephone in the contact lines and a turnover in an entry of work, a bare date is a birthday in the one and a term in
the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from nlp import dates
from nlp.lexicon import lexicon
from nlp.persons import Person, plain
from nlp.places import country_code, is_city

Where = Literal["contact", "work", "education", "elsewhere"]
Spans = list[tuple[int, int]]

# Matches "a.b+c@mail.example.com" and "a.b(at)example.com"; not "@handle".
_EMAIL = re.compile(
    r"(?<![^\s<>|,;:()\[\]@])[^\s<>|,;:()\[\]@]{1,64} ?(?:@|\(at\)|\[at\]) ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}",
    re.IGNORECASE,
)
# Matches what every address by e-mail has; not "at".
_AT = re.compile(r"@|[(\[]at[)\]]", re.IGNORECASE)
# Matches "https://example.org/a", "www.example.org" and "linkedin.com/in/x"; not "example.org" nor "e.g.".
_LINK = re.compile(
    r"(?:https?://|www\.|(?:[a-z]{2,3}\.)?(?:linkedin|github|gitlab|behance|facebook|instagram|twitter|medium|x|t|wa)"
    r"\.(?:com|net|me)/)[^\s|<>\"')]{1,300}",
    re.IGNORECASE,
)
# Matches "ann.example.org", "example.org/ann" and "@ann_lee"; not "e.g." nor "and/or".
_ADDRESS = re.compile(
    r"(?<![\w@.-])(?:@\w[\w.]{1,60}|[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[A-Za-z]{2,10}(?!\w)(?:/[^\s|,;)]{0,200})?)"
)
# Matches "(020) 7946-0583" and "+62 812 3055 0147"; not "2019" nor "1,200,000".
_PHONE = re.compile(r"(?<![\w/.,+-])(?:\+|00)?\(?\d[\d \t().\-/‐‑–]{5,22}\d(?![\w/])")
# Matches the pieces of "a | b" and "a · b"; not the two of "a, b".
_PIECE = re.compile(r"[^|•·●▪;\t]+")
# Matches "CO 80203", "SW1A 1AA", "80203-1234" and "10115"; not "CO" nor "2019".
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|(?:[A-Z]{2}[ -])?\d{5}(?:-\d{4})?)\b")
# Matches "Lindenstraße 12", "Jl. Melati No. 5" and "Gang Mawar"; not "straightforward 12" nor "jalan".
_STREET = re.compile(
    r"[^\W\d_]{2,30}(?:straße|strasse|str\.|weg|platz|allee) \d{1,4}"
    r"|\b(?:Jl|Jln|Jalan|Gg|Gang|Perum|Dusun|RT|RW)\b[. ]"
)

# Matches the "British" left of "Married, British"; not the ", " left of "Married, 34 years old".
_WORD = re.compile(r"[^\W\d_]{2}")


def spans(line: str, person: Person, where: Where) -> Spans:
    """Places [start, end) in one line that show who the person is, in no order; they may overlap."""
    names = _names(line, person)
    found = [*names, *_reach(line, person, where), *_gender(line, names)]
    found += [span for span in _matches(person.city, line) if not person.keeps(line, *span)]
    if where == "work":
        return found
    found += [*(_labelled(line) or _matches(_births(), line)), *_matches(_ages(), line)]
    found += [*_matches(_private("marital"), line), *_graduation(line, where)]
    if where == "contact":
        found += [*_home(line, person), *_matches(_private("gender"), line), *_days(line)]
    return found


def is_reach(line: str, person: Person) -> bool:
    """The line holds an address or a number by which the person is reached."""
    return bool(_reach(line, person, "contact"))


def asks_below(line: str) -> bool:
    """The line is the label of a private fact that stands on the next line."""
    return _label_alone().fullmatch(line.strip()) is not None


def is_private(line: str) -> bool:
    """The line states private facts and nothing else: "Agama : Islam", "Married, two children", "Born 4 May 1985"."""
    found = [*(match.span() for match in _label().finditer(line)), *private_facts(line)]
    if not found or _births().match(line.strip()):
        return bool(found)
    rest = "".join(char for at, char in enumerate(line) if not any(start <= at < end for start, end in found))
    return not _WORD.search(_private("beside").sub(" ", rest))


def private_facts(text: str) -> Spans:
    """Places [start, end) of ages, births and family in a sentence, in no order; they may overlap."""
    return [*_matches(_births(), text), *_matches(_ages(), text), *_matches(_private("marital"), text)]


def place_spans(text: str) -> Spans:
    """All of a place but its country."""
    return [span for span in _commas(text, 0, len(text)) if not country_code(text[slice(*span)])]


def _names(line: str, person: Person) -> Spans:
    """Words of the name in a row anywhere; one alone unless it belongs to an employer's, a school's, a skill's name."""
    alone = [span for span in _matches(person.alone, line) if not person.keeps(line, *span)]
    return _matches(person.in_a_row, line) + alone


def _reach(line: str, person: Person, where: Where) -> Spans:
    found = [*(_matches(_EMAIL, line) if _AT.search(line) else ()), *_matches(_LINK, line)]
    for match in _ADDRESS.finditer(line):
        if person.is_named_in(match[0]) or (where == "contact" and match[0].startswith("@")):
            found.append(match.span())
    # Dates look like numbers; blanking them is dear, and few lines hold either.
    numbers = _PHONE.finditer(dates.mask(line)) if _PHONE.search(line) else ()
    return found + [match.span() for match in numbers if _is_phone(match[0], person, where)]


def _is_phone(text: str, person: Person, where: Where) -> bool:
    digits = re.sub(r"\D", "", text)
    same = len(person.phone) >= 6 and digits.endswith(person.phone[-6:])
    return same or (len(digits) >= 8 and (where == "contact" or text[0] in "+0("))


def _gender(line: str, names: Spans) -> Spans:
    begins = {start for start, _ in names}
    titles = [match.span("title") for match in _name_honorifics().finditer(line) if match.end() in begins]
    return [*_matches(_pronouns(), line), *_matches(_honorifics(), line), *titles]


def _labelled(line: str) -> Spans:
    """What follows a label: "Jenis kelamin: Perempuan", and of an address all but the country."""
    found: Spans = []
    for match in _label().finditer(line):
        start, end = match.span("value")
        if plain(match["label"]) in _address_labels():
            found += [span for span in _commas(line, start, end) if not country_code(line[slice(*span)])]
        else:
            found.append((start, start + len(match["value"].rstrip())))
    return found


def _graduation(line: str, where: Where) -> Spans:
    if where != "education" and not _private("graduation").search(line):
        return []
    return [(found.start, found.end) for found in dates.find_ranges(line)]


def _days(line: str) -> Spans:
    """A single date among the contact lines is a day of birth."""
    return [(found.start, found.end) for found in dates.find_ranges(line) if found.is_point]


def _home(line: str, person: Person) -> Spans:
    found = [*_matches(_POSTCODE, line), *_matches(person.region, line)]
    for piece in _PIECE.finditer(line):
        parts = _commas(line, *piece.span())
        is_street = _STREET.search(piece[0]) or _numbered_street().search(piece[0])
        for start, end in parts:
            part = _POSTCODE.sub("", line[start:end]).strip(" .()")
            if (is_street and not country_code(part)) or (len(parts) > 1 and is_city(part)):
                found.append((start, end))
    return found


def _commas(text: str, start: int, end: int) -> Spans:
    """The parts between commas, without the blanks around them."""
    found: Spans = []
    for match in re.finditer(r"[^,]+", text[start:end]):
        words = match[0].strip()
        at = start + match.start() + match[0].find(words)
        found += [(at, at + len(words))] if words else []
    return found


def _matches(pattern: re.Pattern[str], text: str) -> Spans:
    return [match.span() for match in pattern.finditer(text)]


def _words(key: str) -> tuple[str, ...]:
    return lexicon().tables["private"].get(key, ())


def _either(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(set(phrases), key=len, reverse=True)) or "(?!)"


@cache
def _private(key: str) -> re.Pattern[str]:
    """Phrases of the lexicon as whole words: "marital" matches "Belum menikah"; not "menikahkan"."""
    return re.compile(rf"(?<!\w)(?:{_either(_words(key))})(?!\w)", re.IGNORECASE)


@cache
def _pronouns() -> re.Pattern[str]:
    """Matches "her", "She" and "she/her"; not "HER" (a receptor) nor "here"."""
    forms = (form for word in _words("pronouns") for form in (word, word.capitalize()))
    return re.compile(rf"(?<!\w)(?:{_either(forms)})(?!\w)")


@cache
def _honorifics() -> re.Pattern[str]:
    """Matches the "Mrs." of "Mrs. Lee" and the "Sdri" of "Sdri Ayu"; not "MS Office" nor "miss a beat"."""
    forms = _either(word.capitalize() for word in _words("honorifics"))
    return re.compile(rf"(?<!\w)(?:{forms})\b\.?(?=[ ]{{1,2}}[A-ZÀ-Þ])")


@cache
def _name_honorifics() -> re.Pattern[str]:
    """Matches "Ibu " before any word, for the caller to see whose; not "Ibunya"."""
    return re.compile(rf"(?<!\w)(?P<title>(?:{_either(_words('honorifics_of_names'))})\.?)[ ]{{1,2}}", re.IGNORECASE)


@cache
def _address_labels() -> frozenset[str]:
    return frozenset((*_words("address"), *lexicon().tables["labels"]["location"]))


def _labels() -> str:
    return _either((*_words("labels"), *_address_labels(), *lexicon().tables["labels"]["name"]))


@cache
def _label() -> re.Pattern[str]:
    """Matches "Gender: Female" and "a | Agama : Islam"; not "Transgender: Female" nor "Gender"."""
    opens = r"(?:^|(?<=[|•·●▪;,/(\t])|(?<=  ))[\s*–-]{0,3}"
    mark = r"(?:[ \t]{0,40}[:：=][ \t]{0,40}|[ ]?\t[ \t]{0,40}|[ ]{2,40})"
    value = r"(?P<value>[^\s|•·●▪;][^|•·●▪;\t]{0,200})"
    return re.compile(f"{opens}(?P<label>{_labels()}){mark}{value}", re.IGNORECASE)


@cache
def _label_alone() -> re.Pattern[str]:
    """Matches "Date of birth" and "Alamat:"; not "Age" without its colon nor "Date of birth: 1990"."""
    long = _either(label for label in (*_words("labels"), *_words("address")) if " " in label)
    return re.compile(rf"(?:(?:{_labels()})\s{{0,10}}[:：]|(?:{long}))", re.IGNORECASE)


@cache
def _ages() -> re.Pattern[str]:
    """Matches "34 years old", "27-year-old", "aged 34" and "berusia 27 tahun"; not "5 years of Python"."""
    before, after = _either(_words("age_before")), _either(_words("age_after")).replace(r"\ ", "[ -]")
    named = rf"(?:{before})[ :]{{1,3}}\d{{1,2}}(?!\d)(?: tahun| years)?"
    return re.compile(rf"(?<!\w)(?:{named}|\d{{1,2}}[ -](?:{after}))(?!\w)", re.IGNORECASE)


@cache
def _births() -> re.Pattern[str]:
    """Matches "born in Leeds on 3 May 1990" and "lahir di Solo, 1998"; not "born to lead"."""
    born = rf"(?<!\w)(?:{_either(_words('born'))})(?!\w)"
    return re.compile(rf"{born}[^.;|\d]{{0,40}}[^.;|]{{0,24}}?(?:19|20)\d\d(?!\d)", re.IGNORECASE)


@cache
def _numbered_street() -> re.Pattern[str]:
    """Matches "14 Quarry Terrace" and "221b Baker St"; not "14 years on the road" nor "5 drives"."""
    words = _either(form for word in _words("streets") for form in (word.capitalize(), word.upper()))
    return re.compile(rf"(?<![\w.])\d{{1,5}}[A-Za-z]?,? (?:[A-Z][\w'’.-]{{0,30}} ){{1,4}}(?:{words})(?!\w)")
