"""Wording that a recruiter should reconsider, in the ad's own words, and ordinary wording that must not alarm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp import age_limits
from nlp.ad_wording import reconsider
from nlp.lexicon import lexicon
from nlp.sections import Section
from nlp.statements import statements
from records import Notice

Ad = Callable[[str], list[Section]]
SENTENCES = json.loads((Path(__file__).parent / "ad_wording.json").read_text("utf-8"))


@pytest.fixture
def notices(ad: Ad) -> Callable[[str], tuple[Notice, ...]]:
    return lambda text: reconsider(text, statements(ad(text)))


@pytest.mark.parametrize(
    "told", [one for one in SENTENCES if one["codes"]], ids=lambda told: "+".join(told["codes"]) + ": " + told["text"]
)
def test_wording_that_leaves_people_out_is_pointed_out(
    told: dict[str, str], notices: Callable[[str], tuple[Notice, ...]]
) -> None:
    assert sorted(notice.code for notice in notices(told["text"])) == sorted(told["codes"])


def test_ordinary_wording_does_not_alarm(notices: Callable[[str], tuple[Notice, ...]]) -> None:
    harmless = [one["text"] for one in SENTENCES if not one["codes"]]
    assert len(harmless) >= 60
    assert {text: found for text in harmless if (found := notices(text))} == {}


def test_a_notice_quotes_the_ad_and_says_what_to_do(notices: Callable[[str], tuple[Notice, ...]]) -> None:
    (sex, age) = notices("Kasir\nPersyaratan\n- PRIA, usia maks. 27 tahun\n- Pria lebih disukai\n- Jujur")
    assert sex.detail.startswith("The ad speaks to one sex: “PRIA”. Say what the work needs instead")
    assert "“usia maks. 27 tahun”" in age.detail


def test_a_title_that_names_a_sex_comes_with_a_word_for_everybody(
    notices: Callable[[str], tuple[Notice, ...]],
) -> None:
    (notice,) = notices("Salesman\nWe need a waitress, too.")
    assert "“Salesman”, “waitress”" in notice.detail
    assert "For “salesman” say “salesperson”." in notice.detail
    assert "For “waitress” say “server”." in notice.detail


def test_a_notice_names_five_phrases_and_says_that_there_are_more(
    notices: Callable[[str], tuple[Notice, ...]],
) -> None:
    text = "Sales\nRequirements\n" + "\n".join(f"- Usia maksimal {age} tahun" for age in range(30, 40))
    (notice,) = notices(text)
    assert notice.detail.count("“") == 5
    assert "”, …." in notice.detail


def test_a_promise_to_treat_everybody_alike_hides_no_demand(notices: Callable[[str], tuple[Notice, ...]]) -> None:
    text = "Cashier\nWe hire regardless of age, gender or religion.\nRequirements\n- Female, max. 30 years old"
    assert [notice.code for notice in notices(text)] == ["gendered_wording", "age_limit"]


def test_a_promise_over_several_lines_does_not_alarm(notices: Callable[[str], tuple[Notice, ...]]) -> None:
    text = (
        "Cashier\nThe shop does not discriminate on the basis of race, religion, national origin,\n"
        "sex, age, marital status, sexual orientation, gender identity, disability or creed."
    )
    assert notices(text) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wanita, usia maksimal 27 tahun, rapi", ["usia maksimal 27 tahun"]),
        ("Umur min 20 - max. 30th. Rapi", ["Umur min 20 - max. 30th"]),
        ("Age 25-35. Experience 3-5 years", ["Age 25-35"]),
        ("Pengalaman 20 tahun. Kontrak maks. 24 bulan", []),
        ("Usia maksimal\n27 tahun", ["Usia maksimal\n27 tahun"]),
    ],
)
def test_an_age_limit_is_found_with_its_words(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in age_limits.find(text)] == words


def test_every_code_has_words_in_every_language() -> None:
    lists = lexicon().tables
    assert {"gendered_wording", "age_limit", "appearance", "marital_status", "religion_or_origin", "health"} == set(
        lists["reconsider"]
    )
    assert all(phrase == phrase.lower() for table in ("reconsider", "reconsider_alone") for phrases in lists[table].values() for phrase in phrases)  # fmt: skip


def test_the_work_grows_with_the_length_alone(
    is_linear: Callable[..., list[str]], notices: Callable[[str], tuple[Notice, ...]]
) -> None:
    units = ("wanita ", "usia ", "maks 27 ", "27 ", "27-", "pria/", "only a ", "khusus seorang ", "native ", "min max ", "tinggi min ",
             "single, ", "male and ", "usia 27 tahun\n", "race, ", "he ", "a-\n")  # fmt: skip
    assert is_linear(lambda text: reconsider(text, []), units) == []
