"""Pay as ads state it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.pay import find_salary
from records import Salary


@pytest.mark.parametrize(
    ("text", "salary"),
    [
        ("Salary: $86,777 to $123,463 per year", Salary(86777, 123463, "USD", "year")),
        ("ANNUAL SALARY\n\n$62,535 to $91,391 and $67,672 to $98,950", Salary(62535, 91391, "USD", "year")),
        ("Rp 8 juta - 12 juta per bulan", Salary(8e6, 12e6, "IDR", "month")),
        ("Gaji Rp10.000.000 - Rp15.000.000 per bulan", Salary(1e7, 1.5e7, "IDR", "month")),
        ("Gaji 4-5 juta", Salary(4e6, 5e6, "IDR", "month")),
        ("IDR 6 – 9 million salary", Salary(6e6, 9e6, "IDR", "month")),
        ("7 hours per day, 6 days per week\nIDR 6 – 9 million salary", Salary(6e6, 9e6, "IDR", "month")),
        ("Gaji bulanan mulai dari Rp.2.000.000,-", Salary(2e6, None, "IDR", "month")),
        ("Upah Rp 150.000 per hari", Salary(15e4, 15e4, "IDR", "day")),
        ("USD 120k–150k", Salary(120e3, 150e3, "USD", "year")),
        ("Rp 150.000/hari", Salary(15e4, 15e4, "IDR", "day")),
        ("Gaji UMR + uang makan 25rb/hari", None),
        ("Gaji s/d 7jt", Salary(None, 7e6, "IDR", "month")),
        ("Up to £52k + bonus", Salary(None, 52e3, "GBP", "year")),
        ("CHF 110'000–135'000", Salary(110e3, 135e3, "CHF", "year")),
        ("Salary: Up to ₹17,000.00 per month", Salary(None, 17e3, "INR", "month")),
        ("£45,000 - £55,000 per annum", Salary(45e3, 55e3, "GBP", "year")),
        ("$38.50 - $52.00 per hour", Salary(38.5, 52.0, "USD", "hour")),
        ("$15/hr", Salary(15, 15, "USD", "hour")),
        ("Salary: 4000 birr", Salary(4e3, 4e3, "ETB", "month")),
        ("Starting gross salary: 29, 950ETB", Salary(29950, None, "ETB", "month")),
        ("INR 12 lakh per annum", Salary(1.2e6, 1.2e6, "INR", "year")),
        ("CTC 20-25 LPA", Salary(2e6, 2.5e6, None, "year")),
        ("5 years, 2019 - 2021", None),
        ("A budget of $500", None),
        ("We raised $20 million last year", None),
        ("at least 3-5 years, salary negotiable", None),
        ("", None),
    ],
)
def test_pay_is_read_as_it_is_stated(text: str, salary: Salary | None) -> None:
    found = find_salary(text)
    assert (found.value if found else None) == salary


def test_the_period_behind_the_amount_goes_before_one_that_stands_earlier() -> None:
    found = find_salary("Hybrid, two days a week in the office. £70,000 – £85,000 a year")
    assert found is not None
    assert found.value == Salary(70_000, 85_000, "GBP", "year")


def test_pay_says_where_it_stands() -> None:
    text = "Good pay: $15 an hour"
    found = find_salary(text)
    assert found is not None
    assert text[found.start : found.end] == "$15"


def test_looking_for_pay_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    assert (
        is_linear(find_salary, ("$", "$1", "$1,", "Rp", "Rp 1 - ", "$1 to ", "1", "USD 1k ", "salary ", "1, 000")) == []
    )
