"""Reads single values of strangers' answers: lines, texts, addresses, moments, amounts; what cannot be one is left out."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from connectors.boards.page_text import has_markup, seen, text_of
from connectors.boards.posting import MOST_DESCRIPTION, MOST_LINE, MOST_TAGS, Pay, Period

_LONGEST_URL = 2_000
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_MOST_PAY = 1e12
_PERIODS: dict[str, Period] = {
    "year": "year", "yearly": "year", "annual": "year", "annually": "year", "annum": "year", "jahr": "year", "tahun": "year", "yr": "year",
    "month": "month", "monthly": "month", "monat": "month", "bulan": "month", "mo": "month", "week": "week", "weekly": "week",
    "woche": "week", "minggu": "week", "day": "day", "daily": "day", "tag": "day", "hari": "day", "hour": "hour", "hourly": "hour",
    "hr": "hour", "stunde": "hour", "jam": "hour",
}  # fmt: skip
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "rp": "IDR", "₹": "INR", "¥": "JPY"}
# Matches "40k", "60,000" and "1.250.000,50"; not "k". Bounded repeats, one reading.
_AMOUNT = re.compile(r"(\d[\d.,]{0,20})\s?([kKmM]?)(?![A-Za-z0-9])")
# Matches "EUR" in "EUR 50,000"; not "Euro" nor "eur".
_CURRENCY = re.compile(r"(?<![A-Z])(USD|EUR|GBP|IDR|INR|JPY|CHF|CAD|AUD|SGD|SEK|NOK|DKK|PLN|MYR|NZD|BRL)(?![A-Za-z])")
# Matches "." in "1.250" and "," in "60,000": three digits follow, and no more.
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:\D|\Z))")
_WORD = re.compile(r"[a-z]+")  # matches "per", "year" in "per year"; not "1"


def at(found: object, *path: str | int) -> Any:
    """What is at a path within read JSON, None where the path ends early."""
    for step in path:
        if isinstance(step, str) and isinstance(found, dict):
            found = found.get(step)
        elif isinstance(step, int) and isinstance(found, list) and step < len(found):
            found = found[step]
        else:
            return None
    return found


def items(found: object) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as a list of one."""
    return found if isinstance(found, list) else [] if found is None else [found]


def line(said: object, most: int = MOST_LINE) -> str:
    """One line of plain text; empty when it is no text or number. Numbers are texts too: boards differ."""
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return ""
    text = str(said)[: 20 * most]
    for _ in range(2):  # markup that was written as text once more must not come back to life
        if not has_markup(text):
            break
        text = text_of(text)
    return " ".join(seen(text).split())[:most].strip()


def some(said: object, most: int = MOST_LINE) -> str | None:
    """Like ``line``, None for an empty one."""
    return line(said, most) or None


def lines(said: object, most: int = MOST_TAGS) -> tuple[str, ...]:
    """Each of a list as a line, or the parts of a text at its commas, without doubles and empty ones."""
    parts = said.split(",")[: 2 * most] if isinstance(said, str) else items(said)[: 2 * most]
    return tuple(dict.fromkeys(found for part in parts if (found := line(part, 100))))[:most]


def joined(said: Iterable[object], by: str = ", ") -> str:
    """Lines beside each other, without doubles and empty ones."""
    return by.join(dict.fromkeys(found for one in said if (found := line(one))))[:MOST_LINE]


def text(said: object, *, escaped: bool = False) -> str:
    """Plain text with line breaks, of HTML or of plain text. ``escaped`` HTML has its signs written as references."""
    if not isinstance(said, str):
        return ""
    shown = html.unescape(said[: 4 * MOST_DESCRIPTION]) if escaped else said[: 4 * MOST_DESCRIPTION]
    if has_markup(shown):
        return text_of(shown)[:MOST_DESCRIPTION].strip()
    rows = (" ".join(row.split()) for row in seen(shown).splitlines())
    kept = [row for row, before in _with_before(rows) if row or before]
    return "\n".join(kept)[:MOST_DESCRIPTION].strip()


def texts(*said: object) -> str:
    """Several texts one below the other."""
    return "\n\n".join(found for one in said if (found := text(one)))[:MOST_DESCRIPTION].strip()


def address(said: object) -> str | None:
    """A web address by http or https without a user, written in ASCII; None when it is none."""
    if not isinstance(said, str):
        return None
    said = said.strip()
    if not 0 < len(said) <= _LONGEST_URL or any(char <= " " or char in '\\<>"^`{|}\x7f' for char in said):
        return None
    try:
        parts = urlsplit(said)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc or seen(said) != said:
        return None
    ascii_only = quote(said, safe="%/:?#[]@!$&'()*+,;=~-._")
    return None if len(ascii_only) > _LONGEST_URL or not parts.netloc.isascii() else ascii_only


def moment(said: object) -> datetime | None:
    """A moment in UTC, of ISO 8601, RFC 5322 or seconds or milliseconds since 1970; a date is its beginning."""
    try:
        found = _moment(said)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    return found if found and _EARLIEST <= found < _LATEST else None


def number(said: object) -> float | None:
    """A finite amount of 0 or more, also written as text: ``"50,000"``, ``"60k"``."""
    if isinstance(said, str):
        found = _AMOUNT.search(said[:100])
        said = _amount(found) if found else None
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    return float(said) if math.isfinite(said) and 0 <= said <= _MOST_PAY else None


def pay(minimum: object, maximum: object, currency: object, period: object) -> Pay | None:
    """What is paid, None when no amount is stated; amounts that are the wrong way round are turned."""
    low, high = number(minimum) or None, number(maximum) or None
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        low, high = high, low
    code = line(currency, 20).upper()
    return Pay(low, high, code if len(code) == 3 and code.isascii() and code.isalpha() else None, period_of(period))


def pay_in(said: object) -> Pay | None:
    """What is paid, out of a phrase such as ``$40k - $50k`` or ``Rp 8.000.000 per bulan``."""
    phrase = line(said)
    found = [amount for match in list(_AMOUNT.finditer(phrase))[:2] if (amount := _amount(match)) is not None]
    if not found:
        return None
    # "40-50k" means thousands both times.
    if len(found) == 2 and found[0] < 1000 <= found[1] and "k" in phrase.lower():
        found[0] *= 1000
    code = _CURRENCY.search(phrase)
    sign = next((name for sign, name in _SIGNS.items() if sign in phrase.lower()), None)
    return pay(found[0], found[-1], code.group() if code else sign, phrase)


def period_of(said: object) -> Period | None:
    """The time that an amount is paid for: ``1 YEAR``, ``per-year-salary``, ``pro Jahr``."""
    return next((_PERIODS[word] for word in _WORD.findall(line(said).lower()) if word in _PERIODS), None)


def _amount(match: re.Match[str]) -> float | None:
    digits = _THOUSANDS.sub("", match.group(1).rstrip(".,")).replace(",", ".")
    try:
        return float(digits) * {"k": 1e3, "m": 1e6}.get(match.group(2).lower(), 1.0)
    except ValueError:
        return None


def _moment(said: object) -> datetime | None:
    if isinstance(said, bool):
        return None
    if isinstance(said, str) and said.strip().isdigit() and 9 <= len(said.strip()) <= 14:
        said = int(said)
    if isinstance(said, int | float):
        return datetime.fromtimestamp(said / 1000 if said > 1e11 else said, UTC)
    if not isinstance(said, str) or len(said) > 60:
        return None
    written = said.strip().removesuffix(" UTC")
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        found = parsedate_to_datetime(written)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _with_before(rows: Iterable[str]) -> Iterable[tuple[str, str]]:
    before = ""
    for row in rows:
        yield row, before
        before = row
