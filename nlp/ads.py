"""The facts on the top of a job ad: title, seniority, employer, place, remote mode, kind of employment and pay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from nlp.lexicon import lexicon
from nlp.phrases import has_any, is_bullet, is_title_case, phrase_pattern, words_of
from nlp.places import find_place
from nlp.sections import Section, heading_of
from records import Line, Place, Salary

Remote = Literal["remote", "hybrid", "on-site"]
_TITLE_WORDS = 12
_TITLE_LINES = 8
# Matches "$86,777 to $123,463", "Rp 8 juta - 12 juta", "USD 120k–150k"; not "5 years" nor "2019 - 2021".
_MONEY = re.compile(
    r"(?P<cur>[$€£₹]|\b(?:USD|EUR|GBP|INR|IDR|SGD|AUD|CAD)\b|\bRp\.?)\s?(?P<low>\d[\d.,]{0,14})\s?(?P<u1>k\b|juta\b|jt\b|million\b|lakh\b|lpa\b)?"
    r"(?:\s?(?:-|–|—|to|and|sampai|hingga|s/d)\s?(?:[$€£₹]|USD|EUR|GBP|INR|IDR|SGD|AUD|CAD|Rp\.?)?\s?(?P<high>\d[\d.,]{0,14})\s?(?P<u2>k\b|juta\b|jt\b|million\b|lakh\b|lpa\b)?)?",
    re.IGNORECASE,
)
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "RP": "IDR", "RP.": "IDR"}
_UNITS = {"k": 1e3, "juta": 1e6, "jt": 1e6, "million": 1e6, "lakh": 1e5, "lpa": 1e5}
_PERIODS = {
    "hour": ("per hour", "an hour", "/hour", "/hr", "hourly", "per jam", "/h"),
    "day": ("per day", "a day", "/day", "daily", "per hari"),
    "week": ("per week", "a week", "weekly", "/week", "per minggu"),
    "month": ("per month", "a month", "/month", "monthly", "per bulan", "/bulan", "/bln"),
    "year": (
        "per year",
        "a year",
        "/year",
        "annual",
        "annually",
        "yearly",
        "per annum",
        "p.a.",
        "per tahun",
        "/yr",
        "lpa",
    ),
}


def find_title(sections: Sequence[Section]) -> str | None:
    """The ad's title: by its label, else the first short line that names a role."""
    labelled = _labelled(sections, "title")
    if labelled:
        return labelled[:120]
    lines = [line for section in sections[:2] for line in section.lines][:_TITLE_LINES]
    for line in lines:
        candidate = _first_phrase(line.text)
        if candidate and phrase_pattern(lexicon().lists["roles"]).search(_singular(candidate)):
            return candidate
    return _largest(lines)


def find_seniority(title: str | None) -> str | None:
    """The level that a title names: intern, junior, mid, senior, lead, manager, director or executive."""
    if not title:
        return None
    found = [level for level, words in lexicon().tables["seniority"].items() if has_any(title, words)]
    order = list(lexicon().tables["seniority"])
    return max(found, key=order.index) if found else None


def find_company(sections: Sequence[Section], title: str | None) -> str | None:
    """The employer: by its label, else a header line with a company's word."""
    labelled = _labelled(sections, "company")
    if labelled:
        return labelled[:120]
    for line in [line for section in sections[:1] for line in section.lines][:6]:
        for piece in re.split(r"\s*(?:\||·|•|\t|\s[–—-]\s)\s*", line.text):
            short = piece.strip() != title and len(words_of(piece)) <= 6 and is_title_case(piece)
            if short and has_any(piece, lexicon().lists["company_words"]) and not find_place(piece):
                return piece.strip()
    return None


def find_location(sections: Sequence[Section]) -> Place | None:
    """Where the work is: by its label, else a place in the first lines."""
    labelled = _labelled(sections, "location")
    if labelled:
        return find_place(labelled) or Place(labelled[:120])
    for line in [line for section in sections[:1] for line in section.lines][:_TITLE_LINES]:
        if len(words_of(line.text)) > 20:
            continue
        for piece in re.split(r"\s*(?:\||·|•|\t|\s[–—-]\s)\s*", line.text):
            place = find_place(piece)
            if place:
                return place
    return None


def find_remote(text: str) -> Remote | None:
    """The working mode that the ad names; hybrid wins over remote, since it names both."""
    modes: tuple[Remote, ...] = ("hybrid", "remote", "on-site")
    return next((mode for mode in modes if has_any(text, lexicon().tables["remote"][mode])), None)


def find_employment_type(sections: Sequence[Section], text: str) -> str | None:
    """full-time, part-time, contract, temporary or internship."""
    table = lexicon().tables["employment_types"]
    said = _labelled(sections, "employment_type") or text
    return next((kind for kind, words in table.items() if has_any(said, words)), None)


def find_salary(text: str) -> Salary | None:
    """The first amount of money that can be pay, as stated; never converted."""
    for match in _MONEY.finditer(text):
        unit = (match["u2"] or match["u1"] or "").lower()
        low, high = _amount(match["low"], unit), _amount(match["high"], unit)
        period = _period(text[match.end() : match.end() + 40]) or _period(
            text[max(0, match.start() - 60) : match.start()]
        )
        is_capital = unit == "million" and period is None
        if low is not None and not is_capital and (low >= 1000 or (period == "hour" and low >= 3)):
            currency = _CURRENCIES.get(match["cur"].upper(), match["cur"].upper())
            return Salary(low, high if high is None or high >= low else None, currency, period)
    return None


def _amount(text: str | None, unit: str) -> float | None:
    if not text:
        return None
    text = text.strip(".,")
    groups = re.split(r"[.,]", text)
    is_grouped = len(groups) > 1 and all(len(group) in {2, 3} for group in groups[1:]) and len(groups[-1]) == 3
    plain = (
        "".join(groups)
        if is_grouped
        else text.replace(",", ".", 1)
        if text.count(",") == 1 and "." not in text
        else text
    )
    try:
        return float(plain.replace(",", "")) * _UNITS.get(unit, 1.0)
    except ValueError:
        return None


def _period(around: str) -> str | None:
    return next((period for period, words in _PERIODS.items() if any(word in around.lower() for word in words)), None)


def _labelled(sections: Sequence[Section], key: str) -> str | None:
    labels = lexicon().tables["job_labels"][key]
    for line in [line for section in sections for line in section.lines][:40]:
        head, mark, rest = line.text.partition(":")
        if mark and head.strip(" *-•#").lower() in labels and rest.strip(" *"):
            return " ".join(rest.strip(" *").split())
    return None


def _first_phrase(text: str) -> str | None:
    """The line, or its first sentence, when that is short enough for a title."""
    if is_bullet(text) or heading_of(text, "job"):
        return None
    first = re.split(r"(?<=[^\W\d_]{3})\.(?:\s|$)|\s[|–—]\s|\t|:\s|\s-\s", text.strip(), maxsplit=1)[0].strip(" .:*#")
    return (
        first if 1 <= len(words_of(first)) <= _TITLE_WORDS and first[:1].isupper() and not first.endswith(",") else None
    )


def _largest(lines: Sequence[Line]) -> str | None:
    """Without a role word, the line in the largest type; nothing when all are alike."""
    sizes = {line.size for line in lines}
    if len(sizes) < 2:
        return None
    line = max(lines, key=lambda line: line.size)
    return line.text.strip() if len(words_of(line.text)) <= _TITLE_WORDS else None


def _singular(text: str) -> str:
    return re.sub(r"(?<=[a-z]{3})s\b", "", text)
