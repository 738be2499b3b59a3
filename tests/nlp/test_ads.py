"""The facts on the top of an ad."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp import ads
from nlp.sections import Section
from records import Salary

Ad = Callable[[str], list[Section]]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Job title: Night Nurse\nWe care.", "Night Nurse"),
        ("Posisi: Staf Akuntansi\nPT Maju", "Staf Akuntansi"),
        ("Rye Bakery Ltd\nHead Baker\nJaca, Spain\nRequirements\n- Bread", "Head Baker"),
        ("Senior Electrician | Leeds\nRequirements\n- 18th edition", "Senior Electrician"),
        ("Perawat ICU\nRS Cahaya\nPersyaratan\n- STR aktif", "Perawat ICU"),
        ("we bake bread.\nwe sell bread.", None),
    ],
)
def test_the_title_is_found(text: str, title: str | None, ad: Ad) -> None:
    assert ads.find_title(ad(text)) == title


@pytest.mark.parametrize(
    ("title", "seniority"),
    [("Senior Backend Engineer", "senior"), ("Junior Cook", "junior"), ("Head of Nursing", "director"), ("Warehouse Supervisor", "manager"),
     ("Accounting Intern", "intern"), ("Lead Welder", "lead"), ("Manajer Keuangan", "manager"), ("Electrician", None), (None, None)],
)  # fmt: skip
def test_a_title_names_its_level(title: str | None, seniority: str | None) -> None:
    assert ads.find_seniority(title) == seniority


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Company: Rye & Oak\nHead Baker", "Rye & Oak"),
        ("Head Baker\nRye Bakery Ltd\nJaca, Spain", "Rye Bakery Ltd"),
        ("Staf Akuntansi\nPT Maju Jaya\nBandung, Jawa Barat", "PT Maju Jaya"),
        ("Head Baker\nwe bake bread", None),
    ],
)
def test_the_employer_is_found(text: str, company: str | None, ad: Ad) -> None:
    assert ads.find_company(ad(text), text.split("\n")[0]) == company


@pytest.mark.parametrize(
    ("text", "city"),
    [("Location: Leeds\nElectrician", "Leeds"), ("Head Baker\nRye Bakery Ltd | Austin, TX", "Austin"),
     ("Perawat ICU\nLokasi kerja: Surabaya, Jawa Timur", "Surabaya")],
)  # fmt: skip
def test_the_place_of_work_is_found(text: str, city: str, ad: Ad) -> None:
    place = ads.find_location(ad(text))
    assert place is not None
    assert place.city == city


def test_an_ad_without_a_place_has_none(ad: Ad) -> None:
    assert ads.find_location(ad("Head Baker\nWe bake bread every day.")) is None


@pytest.mark.parametrize(
    ("text", "mode"),
    [("Fully remote", "remote"), ("Hybrid, two days remote", "hybrid"), ("Work on-site in Leeds", "on-site"), ("Kerja dari rumah", "remote"),
     ("remotely plausible", None), ("", None)],
)  # fmt: skip
def test_the_working_mode(text: str, mode: str | None) -> None:
    assert ads.find_remote(text) == mode


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Full-time, day shift", "full-time"), ("Karyawan tetap", "full-time"), ("Paruh waktu", "part-time"), ("Fixed-term contract", "contract"),
     ("Magang 3 bulan", "internship"), ("bread", None)],
)  # fmt: skip
def test_the_kind_of_employment(text: str, kind: str | None, ad: Ad) -> None:
    assert ads.find_employment_type(ad("Head Baker"), text) == kind


@pytest.mark.parametrize(
    ("text", "salary"),
    [
        ("Salary: $86,777 to $123,463 per year", Salary(86777, 123463, "USD", "year")),
        ("Rp 8 juta - 12 juta per bulan", Salary(8e6, 12e6, "IDR", "month")),
        ("Gaji Rp10.000.000 - Rp15.000.000 per bulan", Salary(1e7, 1.5e7, "IDR", "month")),
        ("USD 120k–150k", Salary(120e3, 150e3, "USD", None)),
        ("£45,000 - £55,000 per annum", Salary(45e3, 55e3, "GBP", "year")),
        ("$38.50 - $52.00 per hour", Salary(38.5, 52.0, "USD", "hour")),
        ("$15/hr", Salary(15, None, "USD", "hour")),
        ("€52.000", Salary(52e3, None, "EUR", None)),
        ("INR 12 lakh per annum", Salary(1.2e6, None, "INR", "year")),
        ("5 years, 2019 - 2021", None),
        ("A budget of $500", None),
        ("", None),
    ],
)
def test_pay_is_read_as_it_is_stated(text: str, salary: Salary | None) -> None:
    assert ads.find_salary(text) == salary


def test_looking_for_pay_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    assert is_linear(ads.find_salary, ("$", "$1", "$1,", "Rp", "Rp 1 - ", "$1 to ", "1", "USD 1k ")) == []


def test_the_period_behind_the_amount_goes_before_one_that_stands_earlier() -> None:
    salary = ads.find_salary("Hybrid, two days a week in the office. £70,000 – £85,000 a year")
    assert salary is not None
    assert (salary.min, salary.max, salary.currency, salary.period) == (70_000, 85_000, "GBP", "year")
