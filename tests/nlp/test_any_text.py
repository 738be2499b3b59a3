"""Whatever a text is, what is found in it stands inside it, comes out the same the second time, and raises nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import reading
from errors import NoText
from nlp import calendar_days, contact, dates, linebreaks, pay, sections, wrapped_lines, years

# Pieces of what the readers look for, so that half of a date meets half of an address.
PIECES = (
    "Jan", "2019", "–", "-", "/", "present", "Since ", "’19", "03/2019", "Sept.", "Q1 ", "Mei ", "s/d", "5", "1,5", "+", "years", "tahun",
    "five ", "(", ")", "ann", "@", ".org", "example", "mailto:", "https://", "www.", "linkedin.com/in/", "+1 ", "415 ", "555-0123", "(0)",
    "$", "€", "Rp", "80k", "100,000", "per hour", " ", "\n", "\t", ",", ".", ":", "•", "experi-", "ence", "Ann Lee", "Experience", "é", "\u0130",
    "\u200b", "\u202e", "\U0001f600", "\u0301", "99999999999999999999", "31.12.", "2024-02-30", "0000",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join)
often = settings(max_examples=150, deadline=None)


@pytest.mark.parametrize(
    "find", [dates.find_ranges, calendar_days.find_days, years.find_durations], ids=lambda one: one.__name__
)
@given(text=TEXTS)
@often
def test_what_is_found_stands_inside_the_text_in_order(find: Callable[[str], list[object]], text: str) -> None:
    found = find(text)
    spans = [(one.start, one.end) for one in found]  # type: ignore[attr-defined]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert find(text) == found


@given(text=TEXTS)
@often
def test_masking_dates_keeps_every_other_character_in_its_place(text: str) -> None:
    masked = dates.mask(text)
    assert len(masked) == len(text)
    assert all(new in (old, " ") or not new.isalnum() for old, new in zip(text, masked, strict=True))


@given(text=TEXTS)
@often
def test_a_month_that_is_read_can_be_counted(text: str) -> None:
    for found in dates.find_ranges(text):
        span = dates.month_span(found.first, found.last, found.current, date(2026, 1, 15))
        assert span is None or span[0] < span[1]


@given(text=TEXTS)
@often
def test_contact_data_stand_in_the_text(text: str) -> None:
    email, (phone, _) = contact.find_email(text), contact.find_phone(text)
    if email:
        assert "@" in email
        assert email.partition("@")[0].lower() in text.lower().replace("\u200b", "")
    if phone:
        digits = [sign for sign in text if sign.isdecimal()]
        assert phone[0] == "+" or phone[0].isdigit()
        assert len([sign for sign in phone if sign.isdigit()][-7:]) <= len(digits)
    assert all(0 <= start <= end <= len(text) for start, end in contact.address_spans(text))


@given(text=TEXTS)
@often
def test_pay_stands_in_the_text(text: str) -> None:
    found = pay.find_salary(text)
    if found:
        assert 0 <= found.start < found.end <= len(text)


@given(text=TEXTS)
@often
def test_lines_are_mended_without_losing_a_letter(text: str) -> None:
    try:
        document = reading.read_text(text)
    except NoText:
        return
    whole = linebreaks.restored(document)
    assert all(whole.text.startswith(line.text, line.start) for line in whole.lines)
    for mended in (whole.lines, wrapped_lines.joined(document.lines)):
        assert letters("".join(line.text for line in mended)) == letters("".join(line.text for line in document.lines))
    assert all(line in whole.lines for part in sections.split(whole) for line in part.lines)


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
