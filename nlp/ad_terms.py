"""On which terms: kind of employment, working mode, place, start, deadline and openings of a job ad."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from nlp.calendar_days import find_days
from nlp.facts import Fact, labelled
from nlp.lexicon import lexicon
from nlp.phrases import has_any, phrase_pattern, words_of
from nlp.places import find_place, places_in, remote_area, trailing_place
from nlp.sections import Section
from nlp.statements import Statement
from records import Line, Place

Remote = Literal["remote", "hybrid", "on-site"]
_NEAR = 12
_PLACE_WORDS = 14
_MOST_OPENINGS = 999


def find_employment_type(sections: Sequence[Section], said: Sequence[Statement]) -> Fact[str] | None:
    """full-time, part-time, contract, temporary, internship or volunteer; the first that is named."""
    for fact in labelled(sections, "employment_type"):
        if kind := _first_kind(fact.value, fact.start):
            return kind
        if _LASTS.match(fact.value):
            return Fact("contract", fact.start, fact.end)
    for one in said:
        kind = _first_kind(one.text, one.start, strict=True) if one.section != "application" else None
        if kind:
            return Fact(kind.value, one.start, one.end)
    return None


def find_remote(said: Sequence[Statement]) -> Fact[Remote] | None:
    """remote, hybrid or on-site; hybrid wins over remote, since such ads name both."""
    modes: tuple[Remote, ...] = ("hybrid", "remote", "on-site")
    denied: Fact[Remote] | None = None
    for mode in modes:
        for one in said:
            match = phrase_pattern(lexicon().tables["remote"][mode]).search(one.text)
            if match is None or has_any(one.text, lexicon().lists["no_remote"]):
                continue
            if not _is_denied(one.text, match):
                return Fact(mode, one.start, one.end)
            if mode == "remote":
                denied = Fact("on-site", one.start, one.end)
    return denied


def _is_denied(text: str, match: re.Match[str]) -> bool:
    """ "We do not offer remote work", "remote work is not possible"."""
    before = re.split(r"[,;.]", text[max(0, match.start() - 40) : match.start()])[-1]
    behind = re.split(r"[,;.]", text[match.end() : match.end() + 40])[0]
    return has_any(before, lexicon().lists["denials"]) or has_any(behind, lexicon().lists["denied_behind"])


def find_remote_area(sections: Sequence[Section], said: Sequence[Statement]) -> Fact[str] | None:
    """Where one must live to work remotely: "Remote (EU)", "WFH, Jabodetabek only"; as written."""
    stated = [(fact.value, fact.start, fact.end) for fact in labelled(sections, "location")]
    remote = lexicon().tables["remote"]["remote"]
    for text, start, end in [*stated, *((one.text, one.start, one.end) for one in said if has_any(one.text, remote))]:
        area = remote_area(text) if has_any(text, remote) else None
        if area:
            return Fact(area, start, end)
    return None


def find_locations(sections: Sequence[Section], company: str | None, text: str) -> list[Fact[Place]]:
    """Places of work: by label, else a place in the header, else behind words such as "based in"; else the employer's own."""
    stated = [place for fact in labelled(sections, "location") for place in _places(fact)]
    if stated:
        return stated
    header = [line for section in sections[:1] for line in section.lines][:8]
    named = [fact for line in header for fact in _in_line(line)]
    if named:
        return [next((fact for fact in named if fact.value.city), named[0])]
    spoken = list(_spoken(text))
    if spoken:
        return spoken[:1]
    town = re.search(r"\b(?:City|County|Town) of (?P<name>.+)$", company or "")
    if town and (at := text.find(town["name"])) >= 0:
        return [Fact(find_place(town["name"]) or Place(town["name"]), at, at + len(town["name"]))]
    return []


def _in_line(line: Line) -> Iterator[Fact[Place]]:
    """Places that are a piece of a header line, or end one behind the employer's name."""
    for piece in re.split(r"\s*[|•·]\s*|\t|\s[–—-]\s", line.text):
        place = find_place(piece) or _at_the_end(piece)
        is_piece = place and piece.strip(" .,()").endswith(place.text)
        if place and (is_piece or (place.region and len(words_of(piece)) <= 10)):
            start = line.start + max(0, line.text.find(place.text))
            yield Fact(place, start, start + len(place.text))


def _at_the_end(piece: str) -> Place | None:
    """The place of "Rowan Ltd, Leeds"; none of a sentence."""
    if len(words_of(piece)) > _PLACE_WORDS or piece.rstrip().endswith((".", "!", "?", ":")):
        return None
    _, place = trailing_place(piece.strip(" .,"))
    return find_place(place) if place else None


def find_start(sections: Sequence[Section], said: Sequence[Statement]) -> Fact[str] | None:
    """The first day of work as an ISO date, or ``immediately``."""
    for fact in labelled(sections, "start"):
        days = find_days(fact.value)
        if days:
            return Fact(days[0].iso, fact.start, fact.end)
        if has_any(fact.value, lexicon().lists["at_once"]):
            return Fact("immediately", fact.start, fact.end)
    for one in said:
        if has_any(one.text, lexicon().lists["start_at_once"]):
            return Fact("immediately", one.start, one.end)
        cue = phrase_pattern(lexicon().lists["start_cues"]).search(one.text)
        behind = [day for day in find_days(one.text) if cue and 0 <= day.start - cue.end() <= _NEAR]
        if behind and not has_any(one.text, lexicon().lists["deadline_cues"]):
            return Fact(behind[0].iso, one.start, one.end)
    return None


def find_deadline(sections: Sequence[Section], said: Sequence[Statement]) -> Fact[str] | None:
    """The last day to apply as an ISO date: of several in one sentence the last."""
    for fact in labelled(sections, "deadline"):
        if days := find_days(fact.value):
            return Fact(days[-1].iso, fact.start, fact.end)
    cue, weak = (phrase_pattern(lexicon().lists[name]) for name in ("deadline_cues", "weak_deadline_cues"))
    for one in said:
        match = cue.search(one.text)
        if match is None and (one.section == "application" or has_any(one.text, lexicon().lists["applying"])):
            match = weak.search(one.text)
        days = find_days(one.text) if match else []
        if match and (behind := [day for day in days if day.start >= match.start()] or days):
            return Fact(behind[-1].iso, one.start, one.end)
    for section in sections:
        if cue.search(section.title):
            text = "\n".join(line.text for line in section.lines[:6])
            if days := find_days(text):
                return Fact(days[-1].iso, section.lines[0].start, section.lines[0].start + len(section.lines[0].text))
    return None


def find_openings(sections: Sequence[Section], title: str | None, text: str) -> Fact[int] | None:
    """How many people are wanted."""
    for fact in labelled(sections, "openings"):
        match = re.match(r"\D{0,12}?(\d{1,3})\b", fact.value)
        if match and 0 < int(match[1]) <= _MOST_OPENINGS:
            return Fact(int(match[1]), fact.start, fact.end)
    for match in _openings().finditer(text):
        if has_any(text[max(0, match.start() - 20) : match.start()], lexicon().lists["no_openings"]):
            continue
        number = match["number"] or match["times"]
        count = lexicon().numbers["number_words"].get(number.lower()) or (int(number) if number.isdigit() else 0)
        if 0 < count <= _MOST_OPENINGS:
            return Fact(count, match.start(), match.end())
    return None


def _first_kind(text: str, start: int, *, strict: bool = False) -> Fact[str] | None:
    """The kind named first; within prose not as part of "two years of full-time experience" or "not a full-time employee"."""
    best: Fact[str] | None = None
    for kind, words in lexicon().tables["employment_types"].items():
        for match in phrase_pattern(words).finditer(text):
            if strict and not _is_offered(text, match, kind):
                continue
            if best is None or start + match.start() < best.start:
                best = Fact(kind, start + match.start(), start + match.end())
            break
    return best


# Matches "4 months with probation", "one (1) year"; not "40 hours".
_LASTS = re.compile(
    r"\W*(?:\d{1,2}|one|two|three|six|twelve)(?:\s?\(\w+\))?[\s-](?:months?|years?|bulan|tahun)\b", re.IGNORECASE
)


def _is_offered(text: str, match: re.Match[str], kind: str) -> bool:
    behind, before = text[match.end() : match.end() + 40], text[max(0, match.start() - 30) : match.start()]
    if kind in {"contract", "temporary", "internship", "volunteer"} and not _offering(kind).search(text):
        return False
    other = phrase_pattern(lexicon().lists["full_time_of_experience"]).search(behind)
    return not (other and other.start() <= 25) and not has_any(before, lexicon().lists["not_offered"])


@cache
def _offering(kind: str) -> re.Pattern[str]:
    """Words that make the rarer kinds an offer: "contract position", "6 months internship"; not "contract law"."""
    words = "|".join(re.escape(word) for word in lexicon().tables["employment_types"][kind])
    nouns = "|".join(re.escape(noun) for noun in lexicon().lists["kinds_of_offer"])
    return re.compile(
        rf"(?i)\b(?:{words})\b[\s-]{{0,2}}(?:\w+\s){{0,2}}(?:{nouns})\b|\b(?:{nouns})\b\W{{0,3}}(?:is\s|are\s|:\s?)?(?:an?\s|on\s)?(?:a\s)?(?:\w+\s){{0,2}}(?:{words})\b"
        rf"|^\W*(?:{words})\W*$"
    )


def _places(fact: Fact[str]) -> Iterator[Fact[Place]]:
    if has_any(fact.value, lexicon().tables["remote"]["remote"]) and find_place(fact.value) is None:
        return
    if len(words_of(fact.value)) > _PLACE_WORDS or "comfort" in fact.value.lower():
        return
    found = places_in(fact.value)
    if found:
        yield from (Fact(place, fact.start, fact.end) for place in found)
        return
    text = fact.value.strip(" .,")
    if re.search(r"[^\W\d_]{3}", re.sub(r"\[[^\]]*\]", "", text)) and not find_days(text):
        yield Fact(Place(text), fact.start, fact.end)


def _spoken(text: str) -> Iterator[Fact[Place]]:
    """ "based in Canggu, Bali", "penempatan di Kota Bandung (Jawa Barat)"."""
    for match in _where().finditer(text):
        words = match["place"].strip(" ,.")
        for length in range(len(words.split()), 0, -1):
            piece = " ".join(words.split()[:length]).strip(" ,.")
            place = find_place(piece)
            if place and place.text.strip() == piece:
                start = match.start("place")
                yield Fact(place, start, start + len(piece))
                break
        else:
            if match["sure"] and len(words.split()) <= 4:
                yield Fact(Place(words), match.start("place"), match.end("place"))


@cache
def _where() -> re.Pattern[str]:
    """Matches "based in Canggu, Bali"; not "interested in Sales"."""
    lists = lexicon().lists
    sure = "|".join(re.escape(cue).replace(r"\ ", r"\s") for cue in sorted(lists["place_cues"], key=len, reverse=True))
    loose = "|".join(re.escape(cue) for cue in sorted(lists["loose_place_cues"], key=len, reverse=True))
    word = r"(?-i:[A-Z][\w.'’-]*)"
    return re.compile(
        rf"\b(?:(?P<sure>{sure})|(?:{loose}))\s(?P<place>{word}(?:,?\s(?:\()?{word}\)?){{0,4}})", re.IGNORECASE
    )


@cache
def _openings() -> re.Pattern[str]:
    """Matches "3 vacancies", "two (2) positions", "Counselor X3", "2 orang"; not "10 positions of trust held"."""
    numbers = "|".join(sorted(lexicon().numbers["number_words"], key=len, reverse=True))
    nouns = "|".join(re.escape(noun) for noun in sorted(lexicon().lists["opening_words"], key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.,/-])(?P<number>\d{{1,3}}|{numbers})(?:\s?\(\w{{1,9}}\))?\s(?:\w+[\s-]){{0,2}}?(?:{nouns})(?!\w)"
        r"|(?<=[a-z]\s)(?-i:[Xx]\s?(?P<times>\d{1,2}))(?!\w)",
        re.IGNORECASE,
    )
