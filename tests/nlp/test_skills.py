"""Skills in text: exact, by alias and by label; the longest name wins; names that are words count in context."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.skills import find_skills
from nlp.taxonomy import Taxonomy, default_taxonomy


def ids(text: str, taxonomy: Taxonomy | None = None) -> list[str]:
    return sorted({found.skill.id for found in find_skills(text, taxonomy or default_taxonomy())})


def names(text: str) -> set[str]:
    return {found.skill.name for found in find_skills(text, default_taxonomy())}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Power BI and PowerBI", ["power-bi"]),
        ("Power-BI dashboards", ["power-bi"]),
        ("MIG\nwelding", ["mig-welding"]),
        ("GMAW", ["mig-welding"]),
        ("perawatan luka", ["wound-care"]),
        ("PERAWATAN LUKA", ["wound-care"]),
        ("Postgres", ["postgresql"]),
        ("python3", ["python"]),
        ("Golang", ["go"]),
        ("power, bi", []),
        ("pythonic weldings", ["welding"]),
        ("", []),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, expected: list[str], trades: Taxonomy) -> None:
    assert ids(text, trades) == expected


def test_a_longer_name_wins_over_its_parts(trades: Taxonomy) -> None:
    assert [found.skill.id for found in find_skills("MIG welding, then welding", trades)] == ["mig-welding", "welding"]


@pytest.mark.parametrize(
    "text", ["JavaScript", "JAVASCRIPT", "javascript developer", "Java Script", "Javascript, HTML"]
)
def test_javascript_never_yields_java(text: str, trades: Taxonomy) -> None:
    assert ids(text, trades) == ["javascript"]
    assert "Java" not in names(text)


def test_a_mention_says_how_it_was_matched_and_where(trades: Taxonomy) -> None:
    text = "Python, JS and Wleding"
    found = find_skills(text, trades)
    assert [(one.match, text[one.start : one.end]) for one in found] == [
        ("exact", "Python"),
        ("alias", "JS"),
        ("fuzzy", "Wleding"),
    ]
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("Programming in C and Python", "C"),
        ("C/C++ firmware", "C"),
        ("R, Python, SQL, pandas", "R"),
        ("Statistics in R and SPSS", "R"),
        ("Go, Python, Docker", "Go"),
        ("Wrote microservices in Go", "Go"),
        ("Pivot tables in Excel", "Microsoft Excel"),
        ("Word, Excel, PowerPoint", "Microsoft Excel"),
        ("Word, Excel, PowerPoint", "Microsoft Word"),
        ("iOS apps in Swift and Objective-C", "Swift"),
        ("Java developer with Spring and Hibernate", "Spring Framework"),
        ("Chef, Puppet, Ansible", "Chef"),
        ("Node.js, Express, MongoDB", "Express.js"),
        ("Microsoft Access, SQL", "Microsoft Access"),
        ("Rust, C++ and WebAssembly", "Rust"),
        ("Ruby, Rails, PostgreSQL", "Ruby"),
        ("Oracle database administration", "Oracle Database"),
        ("Shell, Bash, Linux", "Bash"),
        ("SAP FI/CO", "SAP FICO"),
    ],
)
def test_a_name_that_is_also_a_word_counts_in_its_context(text: str, skill: str) -> None:
    assert skill in names(text)


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("Vitamin C and calcium", "C"),
        ("Grade C in mathematics", "C"),
        ("J. R. Miller", "R"),
        ("R&D manager", "R"),
        ("We go to market", "Go"),
        ("I go hiking", "Go"),
        ("Excel at teamwork and excel in communication", "Microsoft Excel"),
        ("We excel under pressure", "Microsoft Excel"),
        ("A swift response to customers", "Swift"),
        ("Taylor Swift concert", "Swift"),
        ("In spring 2019 I moved to Jaca", "Spring Framework"),
        ("Spring 2019 semester", "Spring Framework"),
        ("Head Chef at Bistro Lune", "Chef"),
        ("Sous Chef in a hotel kitchen", "Chef"),
        ("Express delivery driver", "Express.js"),
        ("American Express", "Express.js"),
        ("Access control systems", "Microsoft Access"),
        ("Access to healthcare", "Microsoft Access"),
        ("Rust removal and painting of steel", "Rust"),
        ("Corrosion and rust prevention", "Rust"),
        ("Ruby Smith", "Ruby"),
        ("Oracle of Delphi", "Oracle Database"),
        ("Shell station cashier", "Bash"),
        ("Word of mouth", "Microsoft Word"),
    ],
)
def test_a_name_that_is_also_a_word_does_not_count_out_of_its_context(text: str, skill: str) -> None:
    assert skill not in names(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTML5/CSS3", {"HTML", "CSS"}),
        ("HTML5, CSS3, C/C++", {"HTML", "CSS", "C", "C++"}),
        ("sklearn, k8s", {"Scikit-learn", "Kubernetes"}),
        ("forklift, cycle counting", {"Forklift operation", "Cycle counting"}),
        ("Pyhton, Javascrpt, Kuberntes", {"Python", "JavaScript", "Kubernetes"}),
        ("perawatan luka, EKG, BTCLS", {"Wound care", "Electrocardiography", "BTCLS"}),
        ("Menguasai Microsoft Excel dan akuntansi", {"Microsoft Excel", "Accounting"}),
        ("wound care, IV therapy, ACLS", {"Wound care", "IV therapy", "ACLS"}),
        ("MIG welding and TIG welding", {"MIG welding", "TIG welding"}),
    ],
)
def test_the_products_taxonomy_reads_the_lists_of_many_trades(text: str, expected: set[str]) -> None:
    assert names(text) == expected


def test_the_sap_of_a_tree_is_no_software() -> None:
    assert not any(name.startswith("SAP") for name in names("Tapped sap from maple trees; sap, syrup and sugar"))


@pytest.mark.parametrize("text", ["in design of bridges", "power of attorney", "I am a team player of the word"])
def test_words_side_by_side_are_not_glued_into_a_skill(text: str) -> None:
    assert names(text) & {"Adobe InDesign", "Power BI", "Microsoft Word"} == set()


@given(st.text(st.sampled_from("Python JavaScrp+#.,/&-\n•MIGwelding "), max_size=80))
@settings(max_examples=80, deadline=None)
def test_mentions_never_overlap_and_stand_in_order(trades: Taxonomy, text: str) -> None:
    found = find_skills(text, trades)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) and 0 < one.confidence <= 1 for one in found)


def test_finding_skills_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    taxonomy = default_taxonomy()
    find_skills("no warm python", taxonomy)
    units = ("Python, ", "C, ", "a ", "pyhton ", "no python ", "c++", "x.", "a-")
    assert is_linear(lambda text: find_skills(text, taxonomy), units) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Five years of Java and JavaScript.", {"Java", "JavaScript"}),
        ("Accounting in SAP and Oracle", {"Accounting", "SAP", "Oracle Database"}),
        ("REST APIs in Flask", {"REST API", "Flask"}),
        ("Python: never used. Java: daily.", {"Java"}),
        ("I do not use PHP; I use Ruby on Rails.", {"Ruby on Rails"}),
        ("I moved to Leeds; the sap of the trees rises.", set()),
    ],
)
def test_the_full_taxonomy_reads_plain_lines_right(text: str, names: set[str]) -> None:
    from nlp.taxonomy import default_taxonomy

    assert {found.skill.name for found in find_skills(text, default_taxonomy())} == names
