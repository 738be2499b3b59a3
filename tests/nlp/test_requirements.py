"""What an ad asks for: requirements with kind, importance, years and alternatives."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from documents import reading
from nlp import requirements as asking
from nlp.asked_education import education_asked
from nlp.asked_skills import alternatives, merged
from nlp.sections import Section, split
from nlp.skills import find_skills
from nlp.statements import sorted_out, statements
from nlp.taxonomy import Taxonomy
from records import Evidence, JobSkill, Requirement

Ad = Callable[[str], list[Section]]


def asked(text: str, taxonomy: Taxonomy, title: str | None = None) -> list[Requirement]:
    document = reading.read_text(text)
    said = sorted_out(statements(split(document, "job")))
    return [need for _, need in asking.find_requirements(said, find_skills(document.text, taxonomy), title)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("At least 3 years of experience in a bakery", "experience"),
        ("Pengalaman minimal 2 tahun di rumah sakit", "experience"),
        ("Bachelor's degree in Nursing", "education"),
        ("Pendidikan minimal S1 Keperawatan", "education"),
        ("Valid forklift licence", "licence"),
        ("Memiliki STR aktif", "licence"),
        ("Fluent German", "language"),
        ("Mampu berbahasa Inggris", "language"),
        ("Solid knowledge of Python", "skill"),
        ("Pengelasan pipa baja", "skill"),
        ("Willing to work on weekends", "other"),
    ],
)
def test_a_requirement_has_its_kind(line: str, kind: str, trades: Taxonomy) -> None:
    assert [need.kind for need in asked(f"Head Baker\nRequirements\n- {line}", trades)] == [kind]


@pytest.mark.parametrize(
    ("text", "importance"),
    [
        ("Requirements\n- Python", "required"),
        ("Requirements\n- Python is a plus", "preferred"),
        ("Nice to have\n- Python", "preferred"),
        ("Nice to have\n- You must know Python", "required"),
        ("KUALIFIKASI\n- Menguasai Python", "required"),
        ("KUALIFIKASI\n- Python diutamakan", "preferred"),
        ("LEBIH DISUKAI\n- Python", "preferred"),
    ],
)
def test_a_requirement_is_as_important_as_its_heading_and_its_words(
    text: str, importance: str, trades: Taxonomy
) -> None:
    assert [need.importance for need in asked(f"Developer\n{text}", trades)] == [importance]


@pytest.mark.parametrize(
    "line", ["A degree is not required", "Python is not required", "Gelar sarjana tidak wajib", "Python is optional"]
)
def test_what_an_ad_waives_is_no_requirement(line: str, trades: Taxonomy) -> None:
    assert asked(f"Developer\nRequirements\n- Java every day\n- {line}", trades) == asked(
        "Developer\nRequirements\n- Java every day", trades
    )


def test_the_title_and_the_benefits_are_no_requirements(trades: Taxonomy) -> None:
    found = asked(
        "Python Developer\nRequirements\n- Java\nBenefits\n- Courses in Ruby\n- Free bread", trades, "Python Developer"
    )
    assert [need.text for need in found] == ["Java"]


def test_a_requirement_names_its_skills_and_years(trades: Taxonomy) -> None:
    (need,) = asked("Developer\nRequirements\n- 3+ years of experience with Python and Postgres", trades)
    assert (need.skills, need.min_years) == (("python", "postgresql"), 3)


def test_a_wrapped_bullet_is_one_statement(ad: Ad) -> None:
    said = statements(
        ad(
            "Developer\nRequirements\n- Experience with services that are written in Python,\n  Java or Ruby\n- Teamwork"
        )
    )
    assert [one.text for one in said if one.section == "requirements"] == [
        "- Experience with services that are written in Python, Java or Ruby", "- Teamwork",
    ]  # fmt: skip


def test_a_list_in_one_sentence_is_one_statement_an_item(ad: Ad) -> None:
    said = statements(ad("Perawat ICU\nPersyaratan: S1 Keperawatan, STR aktif, BTCLS"))
    assert {"S1 Keperawatan", "STR aktif", "BTCLS"} <= {one.text for one in said}


def test_a_statement_says_where_it_stands(ad: Ad) -> None:
    text = "Developer\nRequirements\n- Python. Java\n- Ruby"
    for one in statements(ad(text)):
        assert " ".join(text[one.start : one.end].split()) == one.text


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Python or Ruby", [["python", "ruby"]]),
        ("Python, Java or Ruby", [["python", "java", "ruby"]]),
        ("either Python or a Ruby", [["python", "ruby"]]),
        ("Python/Ruby", [["python", "ruby"]]),
        ("Python atau Ruby", [["python", "ruby"]]),
        ("Python, Ruby", []),
        ("Python and Ruby", []),
        ("Python. Or call Ruby", []),
        ("Python or Ruby; welding or Java", [["python", "ruby"], ["welding", "java"]]),
    ],
)
def test_alternatives_share_a_number(text: str, groups: list[list[str]], trades: Taxonomy) -> None:
    hits = find_skills(text, trades)
    numbered = alternatives(text, hits)
    found = [
        [hits[at].skill.id for at in sorted(numbered) if numbered[at] == number]
        for number in dict.fromkeys(numbered.values())
    ]
    assert sorted(map(sorted, found)) == sorted(map(sorted, groups))


@pytest.mark.parametrize(
    ("lines", "years"),
    [
        ("- 5 years of experience in nursing\n- 2 years of experience with Python", 5),
        ("- Experience of 3 years is a plus", None),
        ("1. Two years of experience as a baker; or\n2. Five years of experience as a cook", 2),
        ("- Fresh graduate welcome", 0),
        ("- Lulusan baru dipersilakan melamar", 0),
        ("- Likes bread", None),
    ],
)
def test_the_years_asked_for_overall(lines: str, years: float | None, ad: Ad) -> None:
    said = statements(ad(f"Head Baker\nRequirements\n{lines}"))
    assert asking.years_asked(asking.find_requirements(said, [])) == years


@pytest.mark.parametrize(
    ("line", "level", "fields"),
    [
        ("Bachelor's or Master's degree in Statistics", "bachelor", ("Statistics",)),
        ("Pendidikan minimal D3 Akuntansi", "associate", ("Akuntansi",)),
        ("High school diploma", "secondary", ()),
        ("Likes bread", None, ()),
    ],
)
def test_the_education_asked_for(line: str, level: str | None, fields: tuple[str, ...], ad: Ad) -> None:
    said = statements(ad(f"Head Baker\nRequirements\n- {line}"))
    found = education_asked([need for _, need in asking.find_requirements(said, [])])
    assert (found.level, found.fields) == (level, fields)


@pytest.mark.parametrize(
    ("lines", "level", "instead"),
    [
        ("- Bachelor's degree or equivalent experience", None, True),
        ("- Bachelor's degree or equivalent", "bachelor", False),
        ("- A degree in engineering; or certification as an engineer", None, True),
        ("1. Completion of a diploma in nursing; or\n2. Six years of experience as a nurse", None, True),
        ("- A college degree may be substituted for one year of experience", None, False),
        ("- Master's degree is a plus\n- Diploma in baking", "associate", False),
    ],
)
def test_experience_may_stand_in_for_education(lines: str, level: str | None, instead: bool, ad: Ad) -> None:
    said = statements(ad(f"Head Baker\nRequirements\n{lines}"))
    found = education_asked([need for _, need in asking.find_requirements(said, [])])
    assert (found.level, found.experience_instead) == (level, instead)


def test_requirements_of_which_one_is_enough_share_a_number(trades: Taxonomy) -> None:
    found = asked(
        "Baker\nRequirements\n- Two years of experience as a baker; or\n- A diploma in baking\n- Java", trades
    )
    assert [need.any_of for need in found] == [1, 1, None]


@pytest.mark.parametrize(
    ("line", "importance"),
    [
        ("Minimum 2 years of experience with Python, preferably in retail", "required"),
        ("Preferred knowledge of Python", "preferred"),
        ("Solid Python and bread, preferably with Java", "required"),
        ("Python is required for some positions", "preferred"),
    ],
)
def test_a_wish_at_the_end_leaves_the_rest_required(line: str, importance: str, trades: Taxonomy) -> None:
    assert [need.importance for need in asked(f"Developer\nRequirements\n- {line}", trades)] == [importance]


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("7 years of experience for Bachelor and 5 years for Master", 5),
        ("5+ years with Python", 5),
        ("Contract of 2 years, experience with bread", None),
        ("6 months probation, experience with bread", None),
        ("You must be 21 years of age and like experience", None),
        ("Experience that requires a four-year college degree", None),
        ("One year of experience may be substituted by a diploma", None),
    ],
)
def test_only_years_of_work_count(line: str, years: float | None, trades: Taxonomy) -> None:
    found = asked(f"Developer\nRequirements\n- {line}", trades)
    assert [need.min_years for need in found] == [years]


def test_a_skill_named_twice_is_required_if_it_is_required_once() -> None:
    evidence = Evidence("Python", "requirements", 0, 6)
    skill = JobSkill("python", "Python", "language", "preferred", (evidence,), any_of=1)
    assert merged(skill, "required", evidence, None) == JobSkill(
        "python", "Python", "language", "required", (evidence, evidence), any_of=None
    )
    assert merged(skill, "preferred", evidence, 2).any_of == 1
