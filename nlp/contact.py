"""Who a résumé is about: name, e-mail, phone, place and links, from the document's own words and layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from nameparser import HumanName

from nlp import dates
from nlp.lexicon import lexicon
from nlp.places import find_place, is_city
from nlp.sections import Section, heading_of
from records import Document, Line, Place

# Matches "a.b+c@mail.example.com", of "☎ 0100@ann@example.com" the last two; not "@handle" nor "a@b".
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9_][\w.+'-]{0,63}@(?>[A-Za-z0-9][\w-]{0,62}(?:\.[A-Za-z0-9][\w-]{0,62}){1,6})(?![\w.-]{0,64}@)"
)
# Matches "555-0143" of "555-0143ann@example.com", set without a blank; not "1984" nor "a1".
_NUMBER_BEFORE = re.compile(r"^\d{3,4}(?:[-.]\d{2,4}){1,3}(?=[A-Za-z])")
# Matches "linkedin.com/in/x", "https://x.org/a"; not "e.g." nor an e-mail's domain.
_LINK = re.compile(
    r"(?<![\w@.])(?:https?://[^\s|<>\"')]{3,200}|(?:www\.|(?:[a-z]{2,3}\.)?linkedin\.com/|github\.com/|gitlab\.com/|behance\.net/)[^\s|<>\"')]{2,150})",
    re.IGNORECASE,
)
# Matches "+62 812-3456-7890", "(555) 123-4567"; not "2019" nor "12,500".
_PHONE = re.compile(r"(?<![\w/.,+-])(?:\+|00)?\(?\d[\d \t().\-/‐‑–]{6,22}\d(?![\w/])")
_REGIONS = {"id": "ID"}
_NAME_LINES = 12
_CONTACT_CHARACTERS = 3_000
# The name may stand above its own heading ("SAMPLE RESUME: EDUCATION"): the opening lines are read in any case.
_OPENING = 8
# Separators of pieces on one header line: "Jane Doe | Chicago · 555 0100".
_PIECES = re.compile(r"\s*(?:[|•·●▪◦‖⋅♦❖✉☎]|\t| {3,}|(?<=[^\W\d_])\s[–—]\s)\s*")
# Matches "RESUME OF " and "CV " before a name; not "Resume" alone nor "cv writer".
_DOCUMENT_WORDS = re.compile(
    r"^(?i:r[eé]sum[eé]|cv|curriculum vitae)(?i:\s+(?:of|for)|\s*[:–-])?\s+(?=[A-Z]\S+\s+[A-Z])"
)
# Matches "Mrs. " of "Mrs. Ayu Lestari"; not "Mark" nor "Prof" alone.
_HONORIFIC = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|dr|prof|drs|dra|ir|hj?)\.\s*|(?:mr|mrs|ms|miss|dr|prof)\s+)+(?=\S)", re.IGNORECASE
)
# Matches "Jane A. Doe-Smith", "ANNA WIŚNIEWSKA", "O'Neil"; not "Python 3".
_NAME = re.compile(r"[^\W\d_][^\W\d_'’.\-]*(?:[\s'’.\-]+[^\W\d_][^\W\d_'’.\-]*\.?){1,5}")


@dataclass(frozen=True, slots=True)
class Contact:
    """Each value is None when the document does not show it."""

    name: str | None
    email: str | None
    phone: str | None
    phone_valid: bool
    place: Place | None
    links: tuple[str, ...]


def find_contact(document: Document, sections: Sequence[Section], language: str) -> Contact:
    """Contact data of the person, header first; nothing is invented."""
    header = [line for section in sections if section.name == "header" for line in section.lines]
    top = (header or list(document.lines))[:_NAME_LINES]
    email = find_email(document.text)
    place = _find_place([*top, *_around(document.lines, email)])
    country = place.country if place else None
    phone, valid = find_phone("\n".join(line.text for line in top)[:_CONTACT_CHARACTERS], language, country)
    if phone is None:
        phone, valid = find_phone(document.text[:_CONTACT_CHARACTERS], language, country)
    name = _find_name(document, sections, email)
    return Contact(name, email, phone, valid, place, find_links(document))


def spans_about(document: Document, person: Contact) -> list[tuple[int, int]]:
    """Where the person's name and any address of mail or web stand: they earn nothing, even when they spell a skill."""
    named = re.finditer(rf"(?<!\w){re.escape(person.name)}(?!\w)", document.text) if person.name else ()
    return address_spans(document.text) + [match.span() for match in named]


def address_spans(text: str) -> list[tuple[int, int]]:
    """Where addresses of mail and web stand: "http://x.org/java" names no skill."""
    return [match.span() for pattern in (_EMAIL, _LINK) for match in pattern.finditer(text)]


def find_email(text: str) -> str | None:
    """The first valid address, as written but for the domain's case."""
    for match in _EMAIL.finditer(text.replace("(at)", "@")):
        try:
            return validate_email(
                _NUMBER_BEFORE.sub("", match[0].strip(".'-")),
                check_deliverability=False,
                test_environment=True,
                globally_deliverable=False,
            ).normalized
        except EmailNotValidError:
            continue
    return None


def find_phone(text: str, language: str = "en", country: str | None = None) -> tuple[str | None, bool]:
    """(E.164 number, valid by its numbering plan); dates are masked first, since they look like numbers.

    A number without a country code is read as one of the person's country, then of the language's, then of the rest.
    """
    regions = dict.fromkeys(region for region in (country, _REGIONS.get(language), "US", "GB") if region)
    for match in _PHONE.finditer(dates.mask(text)):
        read = [number for tail in _tails(match[0]) for region in regions if (number := _number(tail, region))]
        if read:
            e164 = phonenumbers.format_number(read[0], phonenumbers.PhoneNumberFormat.E164)
            return e164, phonenumbers.is_valid_number(read[0])
    return None, False


def _tails(text: str) -> list[str]:
    """The candidate, then the same without what may stand before the number: "94588 (555) 123-4567"."""
    cuts = [match.start() for match in re.finditer(r"(?<=[\s])[(+\d]", text)]
    return [text, *(text[cut:] for cut in cuts)]


def _number(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    is_whole = phonenumbers.is_possible_number(number) and len(str(number.national_number)) >= 8
    return number if is_whole else None


def find_links(document: Document) -> tuple[str, ...]:
    """Addresses written in the text and behind it, without mail and phone links."""
    written = [match[0].rstrip(".,;)") for match in _LINK.finditer(document.text)]
    behind = [uri for uri in document.links if uri.lower().startswith(("http://", "https://"))]
    return tuple(dict.fromkeys(written + behind))[:20]


def _find_place(lines: Sequence[Line]) -> Place | None:
    labels, said = set(lexicon().tables["labels"]["location"]), None
    for line in lines:
        label, _, rest = line.text.partition(":")
        if rest and label.strip(" \t*-•").lower() in labels:
            place = find_place(rest)
            if place and place.city and is_city(place.city):
                return place
            said = said or place or Place(" ".join(rest.split())[:120])
    for line in lines:
        for piece in _PIECES.split(_EMAIL.sub(" | ", _LINK.sub(" | ", line.text))):
            place = find_place(_without_phone(piece))
            if place:
                return place
    return said


def _around(lines: Sequence[Line], email: str | None) -> list[Line]:
    """The lines next to the e-mail address: a sidebar may be read after the text it stands beside."""
    at = next((number for number, line in enumerate(lines) if email and email.lower() in line.text.lower()), None)
    return [] if at is None else list(lines[max(0, at - 3) : at + 4])


def _without_phone(text: str) -> str:
    return _PHONE.sub("", text).strip(" ,;-–—")


def _find_name(document: Document, sections: Sequence[Section], email: str | None) -> str | None:
    """The name: a label decides, then size and place on the page, then likeness to the address."""
    labelled = _labelled_name(document.lines[:40])
    if labelled:
        return labelled
    header = [line for section in sections if section.name == "header" for line in section.lines]
    first_page = [line for line in document.lines if line.page == 0]
    largest = max((line.size for line in first_page), default=0.0)
    best: tuple[float, str] | None = None
    opening = [line for line in document.lines[:_OPENING] if line not in header]
    for rank, line in enumerate([*header[:_NAME_LINES], *opening, *_big(first_page, largest, header)]):
        name = _as_name(line.text)
        if name:
            score = (
                0.55 - 0.04 * rank + _likeness(name, email) + (0.3 if largest and line.size >= largest - 0.1 else 0.0)
            )
            if best is None or score > best[0]:
                best = (score, name)
    if best and best[0] >= 0.3:
        return best[1]
    return next((name for line in header[:_NAME_LINES] if (name := _name_of_address(line.text, email))), None)


def _name_of_address(text: str, email: str | None) -> str | None:
    """The words that a header line opens with where the address is made of just these: "Will Baker" at will.baker@…."""
    first = _HONORIFIC.sub("", re.split(r"[,(|]", text.strip(), maxsplit=1)[0].strip())
    words = [re.sub(r"[^a-z]", "", word.lower()) for word in first.split()]
    local = re.sub(r"[^a-z]", "", email.split("@")[0].lower()) if email else ""
    return first if local and local in {"".join(words), "".join(reversed(words))} else None


def _big(lines: Sequence[Line], largest: float, seen: Sequence[Line]) -> list[Line]:
    """Lines outside the header set in the largest type of the page: designers put the name beside a sidebar."""
    if not largest:
        return []
    return [line for line in lines if line.size >= largest - 0.1 and line not in seen][:3]


def _labelled_name(lines: Iterable[Line]) -> str | None:
    labels = set(lexicon().tables["labels"]["name"])
    found = list(lines)
    for line, below in zip(found, [*found[1:], None], strict=True):
        label, mark, rest = line.text.partition(":")
        if mark and label.strip(" \t*-•").lower() in labels:
            said = rest.strip(" \t*") or (below.text if below else "")
            return _as_name(said) or None
    return None


def _as_name(text: str) -> str | None:
    """The person's name that a header line opens with, without titles and letters after it; None when it is none."""
    first = _PIECES.split(_DOCUMENT_WORDS.sub("", text.strip()))[0].split(" - ")[0] if text.strip() else ""
    first = _HONORIFIC.sub("", first)
    first = re.split(r"[,(\uf000-\uf8ff]|\s\d|(?<=[^\W\d_]{3})\.(?:\s|$)", first, maxsplit=1)[0].strip(" *#-–—:\"“”'")
    spaced = first.split()
    if len(spaced) > 4 and all(len(word) == 1 for word in spaced):
        first = re.sub(r"(?<=\S) (?=\S)", "", first)
    if not _NAME.fullmatch(first) or not 5 <= len(first) <= 50 or heading_of(first) or _is_trade(first):
        return None
    words = first.split()
    if not all(word[0].isupper() or word.lower() in _PARTICLES for word in words):
        return None
    person = HumanName(first)
    parts = [part for part in (person.first, person.middle, person.last) if part]
    return " ".join(parts) if len(parts) > 1 else None


_PARTICLES = frozenset(
    {"de", "da", "dos", "van", "von", "der", "den", "bin", "binti", "al", "el", "la", "di", "du", "y", "e"}
)


def _is_trade(text: str) -> bool:
    """A job title or a headline rather than a person."""
    words = [word.strip(".,").lower() for word in text.split()]
    roles, stops = _trade_words()
    return (
        any(word in roles for word in words)
        or any(word.lower() in stops and word != "Dan" for word in text.split())
        or find_place(text) is not None
    )


@cache
def _trade_words() -> tuple[frozenset[str], frozenset[str]]:
    lists = lexicon().lists
    roles = frozenset(lists["roles"]) | {"resume", "résumé", "curriculum", "vitae", "cv", "page", "engineering", "sales",
        "marketing", "finance", "accounting", "development", "management", "science", "software", "data", "business",
        "personal", "particulars", "address", "permanent", "current", "sample", "example", "examples", "template", "applicant", "center", "centre", "department", "career", "careers", "office",
        "rs", "rsud", "pt", "cv.", "rumah", "sakit", "klinik", "hospital", "clinic", "company", "limited", "group", "bank",
        "university", "college", "institute", "hall", "room", "suite", "box", "apartment", "status", "marital", "birth", "nationality", "gender",
        "fathers", "father", "objective", "objectives", "phd", "street", "avenue", "road", "jalan", "email", "phone", "linkedin"}  # fmt: skip
    return roles, frozenset({"and", "of", "the", "with", "for", "in", "to", "dan", "yang", "dengan", "untuk"})


def _likeness(name: str, email: str | None) -> float:
    """Up to 0.4 when the address is made of the name's words."""
    if not email:
        return 0.0
    local = re.sub(r"[^a-z]", "", email.split("@")[0].lower())
    words = [re.sub(r"[^a-z]", "", word.lower()) for word in name.split()]
    hits = sum(1 for word in words if len(word) > 2 and word in local)
    return 0.4 * min(1.0, hits / 2)
