"""Pay as a job ad states it; it converts no currency and no period."""

from __future__ import annotations

import itertools
import re
from functools import cache

from nlp.facts import Fact
from nlp.lexicon import lexicon
from nlp.phrases import phrase_pattern
from records import Salary

_CODES = "USD|EUR|GBP|INR|IDR|SGD|AUD|CAD|NZD|MYR|PHP|THB|VND|JPY|CNY|KRW|HKD|CHF|SEK|NOK|DKK|PLN|ZAR|KES|ETB|NGN|GHS|UGX|TZS|AED|SAR|QAR|BRL|MXN|PEN|COP|CLP|ARS|TRY|EGP|PKR|BDT|LKR"
_SIGNS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "rs": "INR", "rs.": "INR", "rp": "IDR", "rp.": "IDR", "s/": "PEN", "s/.": "PEN",
          "birr": "ETB", "br": "ETB", "rupiah": "IDR", "rupees": "INR", "dollars": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP"}  # fmt: skip
_UNITS = {
    "k": 1e3,
    "rb": 1e3,
    "ribu": 1e3,
    "juta": 1e6,
    "jt": 1e6,
    "million": 1e6,
    "mio": 1e6,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "lpa": 1e5,
}
# Units in which little but pay is written, and from where pay in a strong currency is that of a year.
_PAY_UNITS, _YEARLY = frozenset({"k", "lpa", "lakh", "juta", "jt"}), 10_000
_RUPIAH_UNITS = frozenset({"juta", "jt", "ribu", "rb"})
# Currencies whose ads state pay by the month when they name no period.
_MONTHLY = frozenset({"IDR", "ETB", "PEN"})
# Least amounts that can be pay for that time; less is a bonus, a fee or another number.
_LEAST = {"hour": 3.0, "day": 10.0, "week": 50.0, "month": 50.0, "year": 1000.0, None: 1000.0}
# More than this is no pay in such a currency, but an employer's turnover.
_MOST_PAY, _STRONG = 2_000_000, frozenset({"USD", "EUR", "GBP", "CHF", "AUD", "CAD", "SGD"})
_AFTER, _BEFORE = 34, 60
# An ad states its pay among so many of its first numbers; a text of nothing but numbers is none.
_MOST = 2_000


def find_salary(text: str) -> Fact[Salary] | None:
    """The first amount of money that is pay: beside a word of pay, a period, or as a range; never converted.

    "Up to" an amount leaves the lower end out, "from" the upper one; a single amount is both.
    """
    for match in itertools.islice(_money().finditer(text), _MOST):
        found = _salary(match, text)
        if found:
            return Fact(found, match.start(), match.end())
    return None


def _salary(match: re.Match[str], text: str) -> Salary | None:
    sign = (match["cur"] or match["cur2"] or match["cur3"] or "").lower().strip()
    currency = _SIGNS.get(sign, sign.upper() or None)
    after, before = text[match.end() : match.end() + _AFTER], text[max(0, match.start() - _BEFORE) : match.start()]
    near = re.split(r"[\n;]|[.!?]\s", before)[-1]
    spoken = _word_of_pay().search(near if currency is None else before) is not None
    unit_low, unit_high = (match["u1"] or "").lower(), (match["u2"] or "").lower()
    low = _amount(match["low"], unit_low or unit_high)
    high = _amount(match["high"], unit_high or unit_low)
    period = _period(after, before) or ("year" if "lpa" in {unit_low, unit_high} else None)
    currency = currency or ("IDR" if {unit_low, unit_high} & {"juta", "jt"} else None)
    if low is None or not (currency or (spoken and (unit_low or unit_high or low >= 100))):
        return None
    if not (spoken or period or high or (sign and (unit_low or unit_high) in _PAY_UNITS)):
        return None
    near = re.split(r"\+|,\s|\bplus\b", near)[-1]
    currency = currency or ("IDR" if {unit_low, unit_high} & _RUPIAH_UNITS else None)
    if period is None and currency in _MONTHLY:
        period = "month"
    if _no_pay().search(near) or ((unit_high or unit_low) == "million" and not (spoken or period)):
        return None
    if period is None and currency in _STRONG and min(low, high or low) >= _YEARLY:
        period = "year"
    if max(low, high or 0) > _MOST_PAY and currency in _STRONG:
        return None
    if max(low, high or 0) < _LEAST[period] or (high is not None and high < low):
        return None
    if high is None:
        return _single(low, currency, period, near, after)
    return Salary(low, high, currency, period)


def _single(amount: float, currency: str | None, period: str | None, before: str, after: str) -> Salary:
    lists = lexicon().lists
    if phrase_pattern(lists["pay_up_to"]).search(before[-24:]):
        return Salary(None, amount, currency, period)
    is_open = phrase_pattern(lists["pay_from"]).search(before[-24:]) or re.match(
        r"\+(?!\s?[^\W\d_])|\s?and (?:up|above)", after
    )
    return Salary(amount, None if is_open else amount, currency, period)


def _amount(text: str | None, unit: str) -> float | None:
    """ "86,777.50", "2.000.000", "1,5" (with a unit), "17.000,00"."""
    if not text:
        return None
    text = re.sub(r"[ '’]", "", text).strip(".,")
    cents = re.fullmatch(r"(.*\d)[.,](\d{1,2})", text)
    whole, rest = (cents[1], cents[2]) if cents else (text, "")
    groups = re.split(r"[.,]", whole)
    if len(groups) > 1 and not all(len(group) in {2, 3} for group in groups[1:]):
        return None
    return float("".join(groups) + (f".{rest}" if rest else "")) * _UNITS.get(unit, 1.0)


def _period(after: str, before: str) -> str | None:
    """The time that the amount is for: right behind it, else in the words that lead to it."""
    table = lexicon().tables["pay_periods"]
    behind = re.split(r"[\n;.(]|\s[-–—]\s|,\s", after.lstrip(" (.,-"))[0]
    for period, words in table.items():
        if phrase_pattern(words).search(behind) or _is_rate(behind, words):
            return period
    for period, words in table.items():
        kinds = tuple(word for word in words if not _RATE.match(word))  # "six days per week" is no rate of pay
        if kinds and phrase_pattern(kinds).search(before):
            return period
    return None


def _is_rate(behind: str, words: tuple[str, ...]) -> bool:
    """ "/h" of "/h" and not of "/hari"."""
    return any(re.match(re.escape(word) + r"(?![^\W\d_])", behind) for word in words if word[0] == "/")


# Matches "per week", "an hour", "/jam"; not "weekly".
_RATE = re.compile(r"(?:per|an?)\s|/")


@cache
def _word_of_pay() -> re.Pattern[str]:
    """Matches "Salary:", "gaji", "stipend"; not "sale"."""
    return phrase_pattern(lexicon().lists["pay_words"])


@cache
def _no_pay() -> re.Pattern[str]:
    """Matches "revenue of", "fee", "bonus"; not "salary"."""
    return phrase_pattern(lexicon().lists["no_pay_words"])


@cache
def _money() -> re.Pattern[str]:
    """Matches "$86,777 to $123,463", "Rp 8 juta - 12 juta", "120k–150k EUR", "IDR 6 – 9 million"; not "2019 - 2021" alone."""
    sign = rf"[$€£₹]|US\$|(?<![^\W\d_])(?:(?:{_CODES})(?![^\W\d_])|Rp\.?(?=\s?\d)|Rs\.?(?=\s?\d)|S/\.?)"
    word = rf"(?<![^\W\d_])(?:{_CODES})(?![^\W\d_])|\b(?:birr|rupiah|rupees|dollars|euros?|pounds|Br)\b"
    unit = "|".join(sorted(_UNITS, key=len, reverse=True))
    number = r"(?:\d{1,3}(?:, |['’ ])\d{3}(?:['’ ]\d{3})*(?!\d)|\d(?:[\d.,]{0,13}\d)?)"
    return re.compile(
        rf"(?<![\w.,/-])(?P<cur>(?:{sign})\s?)?\s?(?P<low>{number})(?:,-|/-|\+)?\s?(?P<u1>(?:{unit})\b)?\s?(?P<cur2>{word})?"
        rf"(?:\*|\s?\((?:flat-rated)\)|\s?/\s?(?:bulan|bln|month|jam|hour|hr|hari|day|tahun|year|minggu|week)(?=\s?[-–—]))?(?:\s?(?:-|–|—|to|and|s\.?d\.?|s/d|sampai|hingga|up to|a)\s?(?:{sign}|{word})?\s?(?P<high>{number})(?:,-|/-)?\s?(?P<u2>(?:{unit})\b)?)?"
        rf"(?:\s?(?P<cur3>{word}))?(?![\w%])",
        re.IGNORECASE,
    )
