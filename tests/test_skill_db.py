"""The taxonomy file: well-formed, sorted, closed in itself and free of names that mean two skills."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from typing import Any

import pytest

from nlp.skills import find_skills
from nlp.taxonomy import DEFAULT_FILE, default_taxonomy
from nlp.words import words

LINES = DEFAULT_FILE.read_text("utf-8").splitlines()
ROWS: list[dict[str, Any]] = json.loads("\n".join(LINES))
IDS = {row["id"] for row in ROWS}
KEYS = {"id", "name", "category", "sectors", "aliases", "parents", "related", "labels", "ambiguous"}
# Matches "a-b-test", "c-plus-plus", "3d-animation"; not "A-b", "-a" nor "a--b".
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def spellings(row: dict[str, Any]) -> list[str]:
    return [
        row["name"],
        *row.get("aliases", ()),
        *(label for found in row.get("labels", {}).values() for label in found),
    ]


def form(name: str) -> str:
    return "".join(word.form for word in words(name))


SECTORS = {
    "software", "data", "cloud", "security", "design", "product", "marketing", "sales", "finance", "accounting",
    "banking", "hr", "law", "health", "nursing", "laboratory", "education", "construction", "electrical",
    "mechanical", "manufacturing", "quality", "logistics", "transport", "aviation", "hospitality", "kitchen",
    "retail", "agriculture", "public-sector", "media", "fitness", "office", "languages", "certifications",
    "licences", "soft-skills",
}  # fmt: skip


def test_the_taxonomy_is_as_large_as_promised() -> None:
    assert len(ROWS) >= 3_000
    assert sum(len(row.get("aliases", ())) for row in ROWS) >= 9_000
    assert sum("id" in row.get("labels", {}) for row in ROWS) >= 500


def test_six_thousand_further_names_differ_in_more_than_case_blanks_hyphens_and_plurals() -> None:
    further = {(row["id"], form(name)) for row in ROWS for name in spellings(row)} - {
        (row["id"], form(row["name"])) for row in ROWS
    }
    assert len(further) >= 6_000


def test_every_sector_has_sixty_skills_or_more() -> None:
    count = Counter(sector for row in ROWS for sector in row["sectors"])
    assert set(count) == SECTORS
    assert {sector: count[sector] for sector in sorted(SECTORS) if count[sector] < 60} == {}


def test_each_skill_stands_on_a_line_of_its_own() -> None:
    assert (LINES[0], LINES[-1]) == ("[", "]") or len(LINES) == len(ROWS)
    lines = [line.rstrip(",") for line in LINES if line not in {"[", "]"}]
    assert len(lines) == len(ROWS)
    assert [json.loads(line.removeprefix("[").removesuffix("]"))["id"] for line in lines] == [row["id"] for row in ROWS]


def test_ids_are_unique_and_sorted() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(IDS) == len(ids)
    assert ids == sorted(ids)
    assert [one for one in ids if not ID.fullmatch(one)] == []


def test_every_row_has_the_known_shape() -> None:
    wrong = [
        row["id"]
        for row in ROWS
        if not set(row) <= KEYS
        or not {"id", "name", "category", "sectors"} <= set(row)
        or not all(
            isinstance(row[key], str) and row[key].strip() == row[key] != "" for key in ("id", "name", "category")
        )
        or not all(isinstance(row.get(key, []), list) for key in ("sectors", "aliases", "parents"))
        or not row["sectors"]
        or any(not name.strip() for name in spellings(row))
    ]
    assert wrong == []


def test_parents_and_neighbours_exist_and_nobody_is_their_own() -> None:
    gone = {
        (row["id"], other)
        for row in ROWS
        for other in (*row.get("parents", ()), *row.get("related", {}))
        if other not in IDS
    }
    assert gone == set()
    assert [row["id"] for row in ROWS if row["id"] in (*row.get("parents", ()), *row.get("related", {}))] == []


def test_shares_of_neighbours_lie_between_nothing_and_all() -> None:
    assert [
        (row["id"], other) for row in ROWS for other, share in row.get("related", {}).items() if not 0 < share < 1
    ] == []


def test_no_skill_is_its_own_ancestor() -> None:
    parents = {row["id"]: row.get("parents", []) for row in ROWS}
    rings = []
    for start in parents:
        seen: set[str] = set()
        ahead = list(parents[start])
        while ahead:
            one = ahead.pop()
            if one not in seen:
                seen.add(one)
                ahead += parents.get(one, [])
        if start in seen:
            rings.append(start)
    assert rings == []


def test_no_name_means_two_skills() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in ROWS:
        for name in spellings(row):
            owners[form(name)].add(row["id"])
    assert {name: sorted(ids) for name, ids in owners.items() if len(ids) > 1} == {}


def test_every_name_has_letters_to_be_found_by() -> None:
    assert [(row["id"], name) for row in ROWS for name in spellings(row) if not form(name)] == []


def test_guarded_names_are_names_of_their_skill_and_have_a_context() -> None:
    wrong = []
    for row in ROWS:
        guard = row.get("ambiguous")
        if guard is not None:
            own = {name.lower() for name in spellings(row)}
            if (
                not guard.get("names")
                or not guard.get("context")
                or not {name.lower() for name in guard["names"]} <= own
            ):
                wrong.append(row["id"])
    assert wrong == []


def test_single_letters_are_guarded() -> None:
    bare = [
        (row["id"], name)
        for row in ROWS
        for name in spellings(row)
        if len(name) == 1 and name.lower() not in {one.lower() for one in row.get("ambiguous", {}).get("names", ())}
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ASP . net core", ".NET"),
        ("front-end technologies", "Front-end development"),
        ("FrontEnd", "Front-end development"),
        ("API's", "API development"),
        ("Java 11", "Java"),
        ("C/C++", "C"),
        ("C/C++", "C++"),
        ("MS SQL", "SQL Server"),
        ("web-services", "Web services"),
        ("human computer interaction", "Human-computer interaction"),
        ("E-Commerce", "E-commerce"),
        ("life science", "Life sciences"),
    ],
)
def test_usual_spellings_of_a_name_are_found(written: str, name: str) -> None:
    assert name in {found.skill.name for found in find_skills(written, default_taxonomy())}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Judgment and Decision Making, Stress Tolerance", "Decision making"),
        ("Teamwork, Flexibility, Credibility", "Adaptability"),
        ("must be able to multi-task", "Multitasking"),
        ("attention to details", "Attention to detail"),
        ("a resourceful problem-solver", "Problem solving"),
        ("oral and written communication", "Communication skills"),
        ("issue citations and make arrests", "Arrest procedures"),
        ("issue citations and make arrests", "Issuing citations"),
        ("provides court testimony", "Court testimony"),
        ("enforces laws, ordinances and codes", "Municipal ordinances"),
        ("knowledge of plumbing codes", "Plumbing code"),
        ("oxyacetylene torches, shop math, welding symbols", "Shop mathematics"),
        ("backflow prevention and cross-connection control", "Backflow prevention"),
        ("stormwater and industrial wastes", "Stormwater management"),
        ("cleaning, sweeping and mopping of floors", "Custodial work"),
        ("drawing, painting, ceramics", "Drawing"),
        ("Degree in Music or Theatre", "Music"),
        ("provision of MHPSS services", "Mental health and psychosocial support"),
        ("WASH, nutrition and shelter", "Water and sanitation programmes"),
        ("Project Cycle Management (PCM)", "Project cycle management"),
        ("MEAL and donor reporting", "Monitoring and evaluation"),
        ("preparing lesson plans", "Lesson planning"),
        ("ledgers, payables and receivables", "Accounts payable"),
        ("Membuat laporan keuangan bulanan", "Financial reporting"),
        ("melakukan survei kelayakan calon debitur", "Credit analysis"),
        ("Bisa bekerjasama dalam tim", "Teamwork"),
        ("membuat konten media sosial", "Social media content creation"),
        ("Melakukan stock opnam", "Stocktaking"),
        ("Mampu mengoperasikan komputer", "Computer literacy"),
        ("Melakukan penagihan kepada nasabah", "Debt collection"),
        ("Pengasuh anak dan bayi", "Childcare"),
        ("Jujur, teliti, mandiri", "Integrity"),
    ],
)
def test_the_words_of_trades_outside_of_it_are_found(written: str, name: str) -> None:
    assert name in {found.skill.name for found in find_skills(written, default_taxonomy())}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("AN EQUAL EMPLOYMENT OPPORTUNITY EMPLOYER", "EEO compliance"),
        ("We offer dental and life insurance.", "Insurance industry"),
        ("Bachelor or M.E. in Computer Science", "Monitoring and evaluation"),
        ("Penempatan: Bank Mandiri Bandung", "Self-motivation"),
        ("The kitchen is closed for a meal on Sundays.", "Monitoring and evaluation"),
        ("Drawing on ten years of growth, we expand.", "Drawing"),
        ("There was music and dancing until late.", "Music"),
        ("Rent includes water and electricity.", "Electrical theory"),
        ("The records were broken in the last race.", "Records management"),
        ("They wash their cars on Sundays.", "Water and sanitation programmes"),
    ],
)
def test_words_of_notices_and_of_daily_life_are_no_skills(written: str, name: str) -> None:
    assert name not in {found.skill.name for found in find_skills(written, default_taxonomy())}
