"""The facts on the top of an ad."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp import ads, employers
from nlp.sections import Section

Ad = Callable[[str], list[Section]]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Job title: Night Nurse\nWe care.", "Night Nurse"),
        ("Posisi: Staf Akuntansi\nPT Maju", "Staf Akuntansi"),
        ("Rye Bakery Ltd\nHead Baker\nJaca, Spain\nRequirements\n- Bread", "Head Baker"),
        ("Senior Electrician | Leeds\nRequirements\n- 18th edition", "Senior Electrician"),
        ("Perawat ICU\nRS Cahaya\nPersyaratan\n- STR aktif", "Perawat ICU"),
        ("HEAD BAKER 3774 041417\nRequirements\n- Bread", "Head Baker"),
        ("VACANCY: NIGHT NURSE X3\nWe care.", "Night Nurse"),
        ("We care.\nWe are looking for a night nurse to join our team.", "Night nurse"),
        ("Puesto: Panadero\nBuscamos a alguien.", "Panadero"),
        ("we bake bread.\nwe sell bread.", None),
    ],
)
def test_the_title_is_found(text: str, title: str | None, ad: Ad) -> None:
    found = ads.find_title(ad(text))
    assert (found.value if found else None) == title


@pytest.mark.parametrize(
    ("title", "seniority"),
    [("Kitchen Staff", None), ("Ahli Gizi", None), ("Staff Engineer", "lead"), ("Senior Backend Engineer", "senior"), ("Junior Cook", "junior"), ("Head of Nursing", "director"), ("Warehouse Supervisor", "manager"),
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
        ("Head Baker\nAbout Rye & Oak\nWe bake.", "Rye & Oak"),
        ("Head Baker\nRye & Oak is looking for a baker. Bread matters.", "Rye & Oak"),
        ("Pengasuh Anak\nBergabunglah dengan Taman Pelangi sekarang!", "Taman Pelangi"),
        ("Clerk\nThe City of Marlow pays well. Write to the City of Marlow, Room 4.", "City of Marlow"),
        ("Driver\nOur office is in front of Harbour Bank", None),
        ("Head Baker\nThe role is a challenge. This is a bakery.", None),
        ("Head Baker\nTHE RESTAURANT\nThe restaurant is a place.", None),
        ("Head Baker\nwe bake bread", None),
    ],
)
def test_the_employer_is_found(text: str, company: str | None, ad: Ad) -> None:
    found = employers.find_company(ad(text), "Head Baker", text)
    assert (found.value if found else None) == company


def test_a_fact_says_where_it_stands(ad: Ad) -> None:
    text = "Job title: Night Nurse\nCompany: Rye & Oak"
    title, company = ads.find_title(ad(text)), employers.find_company(ad(text), "Night Nurse", text)
    assert title is not None
    assert company is not None
    assert (text[title.start : title.end], text[company.start : company.end]) == ("Night Nurse", "Rye & Oak")


def test_looking_for_the_employer_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    assert (
        is_linear(
            lambda text: employers.find_company([], None, text),
            ("A", "U.S.", "1.", "A&", "A ", "PT ", "A of ", "join A ", "A & ", "City of A "),
        )
        == []
    )
