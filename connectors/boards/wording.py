"""Knows the words of ads and boards for kinds of employment, workplaces and levels, in English, German and Indonesian."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from connectors.boards.posting import HYBRID, ON_SITE, REMOTE, Workplace

JOB_TYPES: Mapping[str, tuple[str, ...]] = {
    "F": ("full time", "fulltime", "permanent", "regular", "vollzeit", "festanstellung", "unbefristet", "penuh waktu", "purna waktu",
          "karyawan tetap", "tetap"),
    "P": ("part time", "parttime", "teilzeit", "minijob", "mini job", "paruh waktu", "paro waktu", "half time"),
    "C": ("contract", "contractor", "freelance", "freelancer", "b2b", "self employed", "freiberuflich", "freie mitarbeit", "selbststandig",
          "kontrak", "lepas", "tenaga lepas"),
    "T": ("temporary", "temp", "fixed term", "seasonal", "per diem", "casual", "befristet", "zeitarbeit", "aushilfe", "saisonal",
          "sementara", "musiman", "harian"),
    "I": ("intern", "internship", "trainee", "apprenticeship", "working student", "praktikum", "praktikant", "praktikantin", "werkstudent",
          "werkstudentin", "ausbildung", "magang", "kerja praktik"),
    "V": ("volunteer", "voluntary", "ehrenamt", "ehrenamtlich", "freiwillig", "sukarela", "sukarelawan", "relawan"),
}  # fmt: skip
"""Codes of ``Query.job_types``, and what boards call them; without accents, words parted by blanks."""

WORKPLACES: Mapping[Workplace, tuple[str, ...]] = {
    "hybrid": ("hybrid", "hybridarbeit", "hybrides arbeiten", "hibrida", "hibrid", "teilweise remote", "partly remote", "partially remote"),
    "on-site": ("on site", "onsite", "in office", "in person", "no remote", "not remote", "vor ort", "prasenz", "im buro", "di kantor",
                "di lokasi", "wfo", "work from office"),
    "remote": ("remote", "telecommute", "telecommuting", "work from home", "work from anywhere", "wfh", "wfa", "home based", "homeoffice",
               "home office", "mobiles arbeiten", "ortsunabhangig", "telearbeit", "jarak jauh", "dari rumah", "kerja dari rumah",
               "dari mana saja", "fully distributed"),
}  # fmt: skip
"""In the order in which they win: what is hybrid is also called remote, and "no remote" holds the word."""

LEVELS: Mapping[int, tuple[str, ...]] = {
    1: ("intern", "internship", "working student", "praktikum", "praktikant", "praktikantin", "werkstudent", "werkstudentin", "magang",
        "student", "trainee", "apprentice", "ausbildung", "azubi"),
    6: ("executive director", "chief", "ceo", "cto", "cfo", "coo", "cmo", "cio", "vp", "svp", "evp", "vice president", "president", "c level",
        "geschaftsfuhrer", "geschaftsfuhrerin", "vorstand", "direktur utama", "executive level", "executive"),
    5: ("director", "head of", "bereichsleiter", "bereichsleiterin", "bereichsleitung", "abteilungsleiter", "abteilungsleiterin",
        "direktor", "direktorin", "direktur", "kepala"),
    4: ("mid senior level", "mid senior", "senior", "sr", "lead", "principal", "staff engineer", "mid level", "manager", "mid", "experienced",
        "berufserfahren", "teamleiter", "teamleiterin", "leiter", "leiterin", "leitung", "manajer", "senior level", "expert"),
    3: ("associate", "intermediate", "madya"),
    2: ("entry level", "entry", "junior", "jr", "graduate", "berufseinsteiger", "berufseinstieg", "absolvent", "lulusan baru", "fresh graduate",
        "pemula", "no experience"),
}  # fmt: skip
"""Numbers of ``Query.experience``, the first that occurs wins."""

UNMARKED_LEVELS = frozenset({2, 3, 4})
"""A title that names no level is that of somebody who does the work; interns, directors and executives are always named."""

_ASSISTANTS = (
    "account executive",
    "sales executive",
    "executive assistant",
    "marketing executive",
    "customer executive",
    "support executive",
)
_ANYWHERE = frozenset(
    {"remote", "anywhere", "worldwide", "global", "weltweit", "uberall", "seluruh dunia", "dari mana saja"}
)
_COUNTRIES = {
    "germany": ("deutschland", "de", "deu", "jerman"), "indonesia": ("id", "idn", "indonesien"), "austria": ("osterreich", "at", "aut"),
    "switzerland": ("schweiz", "ch", "che", "swiss"), "united states": ("usa", "us", "u s a", "united states of america", "amerika serikat"),
    "united kingdom": ("uk", "gb", "gbr", "great britain", "england", "inggris"), "netherlands": ("niederlande", "nl", "nld", "belanda", "holland"),
    "france": ("frankreich", "fr", "fra", "prancis"), "singapore": ("singapur", "sg", "sgp", "singapura"), "malaysia": ("my", "mys"),
    "japan": ("jp", "jpn", "jepang"), "australia": ("australien", "au", "aus"), "india": ("indien", "ind"), "spain": ("spanien", "es", "esp", "spanyol"),
}  # fmt: skip
_COUNTRY_OF = {other: name for name, others in _COUNTRIES.items() for other in (name, *others)}
_CITIES = {"munchen": "munich", "koln": "cologne", "wien": "vienna", "zurich": "zurich", "nurnberg": "nuremberg", "genf": "geneva", "jakarta selatan": "south jakarta"}  # fmt: skip
_BREAKS = re.compile(r"[^\w+#]+")  # matches "-" in "full-time"; not "c++" nor "c#". One class.
_UMLAUTS = str.maketrans({"ß": "ss"})


def words(said: str) -> str:
    """A text in lower case without accents, its words parted by single blanks and with one on either side."""
    plain = said
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
        plain = plain.casefold().translate(_UMLAUTS)
    return f" {_BREAKS.sub(' ', plain.lower().replace('_', ' ')).strip()} "


def holds(text: str, phrases: Iterable[str]) -> bool:
    """Says whether one of some phrases occurs as whole words in what ``words`` made."""
    return any(f" {phrase} " in text for phrase in phrases)


def job_types_in(said: str) -> frozenset[str]:
    """The codes of the kinds of employment that a phrase names."""
    text = words(said)
    # An internship is often called full-time, too: that is how long its days are.
    return frozenset(code for code, phrases in JOB_TYPES.items() if holds(text, phrases))


def workplace_in(said: str) -> Workplace | None:
    """Where the work is done, by a phrase such as a location or a label; None when it says nothing."""
    text = words(said)
    return next((place for place, phrases in WORKPLACES.items() if holds(text, phrases)), None)


def levels_in(said: str) -> frozenset[int]:
    """The level that a title or a label names; empty when it names none."""
    text = words(said)
    for phrase in _ASSISTANTS:
        text = text.replace(f" {phrase} ", " ")
    return next((frozenset({level}) for level, phrases in LEVELS.items() if holds(text, phrases)), frozenset())


def number_of(place: Workplace) -> int:
    """The number of a workplace in ``Query.remote``."""
    return {"on-site": ON_SITE, "remote": REMOTE, "hybrid": HYBRID}[place]


def places_in(said: str) -> list[str]:
    """The parts of a location, from the nearest to the widest, each in one spelling; without words such as remote."""
    found = []
    for part in re.split(r"[,;/|()•–]| - ", said[:400]):  # matches the comma of "Berlin, Germany"; not "Baden-Baden"
        name = words(part).strip()
        name = _COUNTRY_OF.get(name, _CITIES.get(name, name))
        for phrase in WORKPLACES["remote"] + WORKPLACES["hybrid"] + WORKPLACES["on-site"]:
            name = f" {name} ".replace(f" {phrase} ", " ").strip()
        if name and name not in _ANYWHERE and name not in found:
            found.append(_COUNTRY_OF.get(name, name))
    return found


def is_anywhere(said: str) -> bool:
    """Says whether a location is none in particular: ``Worldwide``, ``Anywhere``."""
    return holds(words(said), _ANYWHERE - {"remote"})
