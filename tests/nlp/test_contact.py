"""Contact data: who, where and how to reach them; dates are never numbers to call."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from documents import reading
from nlp.contact import Contact, find_contact, find_email, find_phone
from nlp.sections import split
from records import Document, Line


def contact(text: str, language: str = "en") -> Contact:
    document = reading.read_text(text)
    return find_contact(document, split(document), language)


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("Write to ana.lopez+work@mail.example.com.", "ana.lopez+work@mail.example.com"),
        ("E-mail: Ana_Lopez@Example.ORG | +34 600", "Ana_Lopez@example.org"),
        ("ana(at)example.org", "ana@example.org"),
        ("first a@b then ana@example.org", "ana@example.org"),
        ("@handle, no address", None),
        ("a@b", None),
    ],
)
def test_the_first_valid_address_is_taken(text: str, email: str | None) -> None:
    assert find_email(text) == email


@pytest.mark.parametrize(
    ("text", "language", "phone"),
    [
        ("+62 812-3456-7890", "id", "+6281234567890"),
        ("0812-3055-0147", "id", "+6281230550147"),
        ("(312) 555-0148", "en", "+13125550148"),
        ("312.555.0148", "en", "+13125550148"),
        ("+44 20 7946 0583", "en", "+442079460583"),
        ("Chicago 60601 (312) 555-0148", "en", "+13125550148"),
        ("+49 171 3920045", "en", "+491713920045"),
    ],
)
def test_a_number_is_written_as_the_world_dials_it(text: str, language: str, phone: str) -> None:
    assert find_phone(text, language) == (phone, True)


@pytest.mark.parametrize(
    "text",
    [
        "2019 - 2021",
        "01.02.2019 - 03.04.2020",
        "2015-2018 Rye; 2018-2020 Oak",
        "Born 14.03.1990",
        "Sep 2019 – Oct 2020",
        "Revenue of 12,500",
        "",
    ],
)
def test_a_date_is_no_phone_number(text: str) -> None:
    assert find_phone(text) == (None, False)


def test_dates_are_masked_before_numbers_are_looked_for() -> None:
    assert find_phone("01/2019 - 03/2021  312-555-0148") == ("+13125550148", True)
    assert find_phone("2019-03-14 312-555-0148") == ("+13125550148", True)


def test_a_number_that_no_plan_knows_is_kept_and_marked() -> None:
    assert find_phone("(555) 123-4567") == ("+15551234567", False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Lopez\nPastry Chef\nana.lopez@example.org\nJaca, Spain", "Ana Lopez"),
        ("Curriculum Vitae\nNama: Budi Santoso\nTelepon: 0812-3055-0147", "Budi Santoso"),
        ("Siobhán O'Neil-Brady | Galway, Ireland | s.oneil@example.org", "Siobhán O'Neil-Brady"),
        ("Grace Whitlock, BSN, RN\ngrace@example.org", "Grace Whitlock"),
        ("CONTACT\nana.lopez@example.org\nAna Lopez\nSKILLS\nSourdough", "Ana Lopez"),
        ("Software Engineer\nPython Developer\nlong text of no name", None),
    ],
)
def test_the_name_is_found_and_a_trade_is_none(text: str, name: str | None) -> None:
    assert contact(text).name == name


def test_the_largest_line_of_the_page_is_the_name() -> None:
    rows = [("Rye Bakery", 9.0), ("Jaca", 9.0), ("Ana Lopez", 24.0), ("Pastry Chef", 12.0)]
    lines, at = [], 0
    for text, size in rows:
        lines.append(Line(text, at, size=size))
        at += len(text) + 1
    document = Document("\n".join(text for text, _ in rows), tuple(lines))
    assert find_contact(document, split(document), "en").name == "Ana Lopez"


@pytest.mark.parametrize(
    ("text", "city", "country"),
    [
        ("Ana Lopez\nana@example.org | Austin, TX", "Austin", "US"),
        ("Budi Santoso\nDomisili: Bandung, Jawa Barat", "Bandung", "ID"),
        ("Ana Lopez\n+44 20 7946 0583 • London, United Kingdom", "London", "GB"),
    ],
)
def test_home_is_found_beside_the_other_contact_data(text: str, city: str, country: str) -> None:
    place = contact(text).place
    assert place is not None
    assert (place.city, place.country) == (city, country)


def test_links_are_listed_once_without_mail() -> None:
    document = reading.read_text("Ana Lopez\nlinkedin.com/in/ana, https://ana.example.org/work.\nana@example.org")
    document = Document(document.text, document.lines, links=("mailto:ana@example.org", "https://rye.example.org"))
    found = find_contact(document, split(document), "en")
    assert found.links == ("linkedin.com/in/ana", "https://ana.example.org/work", "https://rye.example.org")


def test_nothing_is_invented() -> None:
    found = contact("we bake bread every day")
    assert (found.name, found.email, found.phone, found.place, found.links) == (None, None, None, None, ())


def test_looking_for_contact_data_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    def look(text: str) -> None:
        document = reading.read_text(text)
        find_contact(document, split(document), "en")

    assert is_linear(lambda text: find_email("a@" + text), ("a.", "a-", "a.a@")) == []
    assert is_linear(look, ("a@", "a.", "1 ", "+1 ", "http://", "A B ", "5 - ", "1\n")) == []


@pytest.mark.parametrize(
    "text", ["(555)123-4567@john.doe@example.com", "(555) 123-4567john.doe@example.com", "✉ john.doe@example.com"]
)
def test_an_address_set_without_a_blank_is_read_on_its_own(text: str) -> None:
    assert find_email(text) == "john.doe@example.com"
