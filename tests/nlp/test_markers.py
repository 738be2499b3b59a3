from __future__ import annotations

from typing import Any

import pytest

from nlp import markers
from nlp.markers import Where
from nlp.persons import Person, person_of
from records import Evidence, Place, Position, Resume, SkillHit, Study

MASK = "#"


def person(**said: Any) -> Person:
    fields: dict[str, Any] = {
        "text": "",
        "as_of": "2026-01-15",
        "extractor_version": "1",
        "taxonomy_version": "1",
        "name": "Julia van der Page",
        "email": "jpage@example.org",
        "phone": "+447700900123",
        "location": Place("Leeds, UK", "Leeds", None, "GB"),
    }
    return person_of(Resume(**fields | said))


def masked(line: str, where: Where = "elsewhere", who: Person | None = None) -> str:
    for start, end in markers.spans(line, who or person(), where):
        line = line[:start] + MASK * (end - start) + line[end:]
    return line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("JULIA VAN DER PAGE", "##################"),
        ("Page, Julia", "###########"),
        ("Julia led, Page wrote", "##### led, #### wrote"),
        ("turn the page; a van", "turn the page; a van"),
        ("Pages by Juliane", "Pages by Juliane"),
        ("CV_Julia_2019", "CV_#####_2019"),
        ("see juliapage.example.org", "see #####################"),
        ("page-turner and node.js", "page-turner and node.js"),
    ],
)
def test_a_name_goes_whole_in_any_case_and_word_by_word_as_names_are_written(line: str, expected: str) -> None:
    assert masked(line, "work") == expected


def test_a_word_of_the_name_stays_in_the_name_of_an_employer_or_a_skill() -> None:
    skill = SkillHit("layout", "Layout", "technique", 1.0, "exact", (Evidence("Page layout", "skills", 0, 11),))
    who = person(experience=(Position("Cook", "Page & Sons"),), skills=(skill,))
    line = "Page & Sons: Page layout, then Page again; Julia Page & Sons"
    assert masked(line, "work", who) == "Page & Sons: Page layout, then #### again; ########## & Sons"


def test_a_month_is_no_name_in_a_date() -> None:
    who = person(name="April May")
    assert masked("April 2019 to May, 2020; April wrote; April May", "work", who) == (
        "April 2019 to May, 2020; ##### wrote; #########"
    )


def test_accents_do_not_matter() -> None:
    who = person(name="Siobhán Ó Carrick", email=None)
    assert masked("Siobhan, SIOBHÁN; siobhancarrick.example.org", "work", who) == (
        "################; ##########################"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a.b+c@mail.example.com", "######################"),
        ("a.b (at) example.com", "####################"),
        ("Call +1 (312) 555-0190 now", "Call ################# now"),
        ("Call 07700 900123", "Call ############"),
        ("https://x.example/a and www.x.example", "################### and #############"),
        ("github.com/someone", "##################"),
        ("1,200,000 users, 2014 - 2018, 12 000 000 rows", "1,200,000 users, 2014 - 2018, 12 000 000 rows"),
    ],
)
def test_ways_to_reach_somebody_go_everywhere(line: str, expected: str) -> None:
    assert masked(line, "work") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("she led her team; SHE", "### led ### team; SHE"),
        ("HER2 assays, HIS interface, this", "HER2 assays, HIS interface, this"),
        ("Mrs. Smith and Mr Lee", "#### Smith and ## Lee"),
        ("MS Office; miss a beat", "MS Office; miss a beat"),
        ("Ibu Julia, kesehatan Ibu dan Anak", "### #####, kesehatan Ibu dan Anak"),
    ],
)
def test_words_that_tell_the_gender_go_everywhere(line: str, expected: str) -> None:
    assert masked(line, "work") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Gender: Female | Agama : Islam", "Gender: ###### | Agama : #####"),
        ("Jenis Kelamin\t:\tPerempuan", "Jenis Kelamin\t:\t#########"),
        ("Tempat, tanggal lahir: Solo, 5 Mei 1995", "Tempat, tanggal lahir: ################"),
        ("Date of birth  12 March 1990", "Date of birth  #############"),
        ("Alamat: Jl. Melati No. 5, Klaten, Indonesia", "Alamat: ################, ######, Indonesia"),
        ("Status : Belum menikah", "Status : #############"),
        ("a 27-year-old, aged 34, berusia 27 tahun", "a ###########, #######, ################"),
        ("Born in Hull on 3 May 1990.", "##########################."),
        ("Graduated in 2012", "Graduated in ####"),
        ("I live in Leeds", "I live in #####"),
        ("5 years of Python, 2012 - 2019", "5 years of Python, 2012 - 2019"),
        ("Engender: trust; heritage: 5", "Engender: trust; heritage: 5"),
    ],
)
def test_private_facts_go_outside_work(line: str, expected: str) -> None:
    assert masked(line) == expected


def test_in_an_entry_of_work_such_words_are_about_the_work() -> None:
    line = "Location: Hull, patients aged 65, born 1950, married design and code"
    assert masked(line, "work") == line


def test_the_persons_city_goes_everywhere_but_in_the_name_of_an_employer_or_a_school() -> None:
    who = person(experience=(Position("Cook", "Bank of Leeds"),), education=(Study("University of Leeds", None),))
    assert masked("Cook, Bank of Leeds, Leeds", "work", who) == "Cook, Bank of Leeds, #####"
    assert masked("University of Leeds, LEEDS", "education", who) == "University of Leeds, #####"


def test_among_the_contact_lines_home_goes_but_the_country() -> None:
    assert (
        masked("14 Quarry Terrace, Wakefield WF1 2AB, UK | Cook", "contact")
        == "#################, #################, UK | Cook"
    )
    assert masked("Lindenstraße 12, 10115 Berlin, Germany", "contact") == "#" * 15 + ", ############, Germany"
    assert masked("Leeds, UK · 3 May 1990 · female · @jules", "contact") == "#####, UK · ########## · ###### · ######"
    assert masked("Data Analyst, formerly Teacher", "contact") == "Data Analyst, formerly Teacher"


def test_dates_of_education_go_and_dates_of_work_stay() -> None:
    assert masked("BSc, Hull, 2009 - 2012", "education") == "BSc, Hull, ###########"
    assert masked("Cook, Hull, 2009 - 2012", "work") == "Cook, Hull, 2009 - 2012"


def test_a_label_may_stand_above_its_fact() -> None:
    assert all(markers.asks_below(line) for line in ("Date of birth", "Alamat:", "Jenis kelamin", "Gender :"))
    assert not any(markers.asks_below(line) for line in ("Age", "Gender: F", "Skills", "Experience:"))


def test_long_lines_are_searched_in_reasonable_time() -> None:
    for line in ("a" * 200_000, "a-" * 100_000, "1 " * 100_000, "Gender " * 30_000, "a.a" * 60_000, "born 1" * 30_000):
        assert isinstance(markers.spans(line, person(), "contact"), list)
