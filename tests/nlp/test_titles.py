"""Job titles: the role that is left without rank, grade and abbreviations, and how alike two titles are."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nlp.titles import head_of, role_of, role_words, similarity

PAIRS: list[tuple[str, str, str]] = json.loads((Path(__file__).parent / "title_pairs.json").read_text("utf-8"))


def of(kind: str) -> list[float]:
    return [similarity(one, other) for one, other, verdict in PAIRS if verdict == kind]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Sr. SWE II (Remote)", "software engineer"),
        ("SENIOR ANIMAL CONTROL OFFICER 4316", "animal control officer"),
        ("Software Engineer Intern", "software engineer"),
        ("RnD Senior Software Engineer - Machine Vision", "research and development software engineer"),
        ("Branch Manager – Grade C", "branch manager"),
        ("Mgr, Marketing", "marketing manager"),
        ("Teachers", "teacher"),
        ("C++ Developer", "c++ developer"),
        (".NET Developer", ".net developer"),
        ("System Admin", "system administrator"),
        ("Admin Assistant", "administrative assistant"),
        ("Roving M & E Officer", "roving monitoring and evaluation officer"),
        ("Teacher / Tutor", "teacher"),
        ("Finance - Accountant", "accountant"),
        ("Nurse at Kestrel Clinic", "nurse"),
        ("Staff Nurse", "nurse"),
        ("Dibutuhkan Segera: Staf Gudang", "staf gudang"),
        ("Spv. Produksi", "supervisor produksi"),
    ],
)
def test_a_title_loses_rank_grade_and_code_and_its_abbreviations(title: str, role: str) -> None:
    assert role_of(title) == role


@pytest.mark.parametrize(
    "title",
    ["Head Pharmacist", "Lead Generation Specialist", "Principal Investigator", "Associate Professor", "Team Lead",
     "Sales Associate", "Management Trainee", "Chief of Party", "Assistant Manager", "Staf Administrasi"],
)  # fmt: skip
def test_a_rank_that_is_the_role_stays(title: str) -> None:
    assert role_of(title) == title.lower()


def test_a_title_without_letters_has_no_role_and_a_strange_one_is_kept() -> None:
    assert [role_of(title) for title in ("", " ", "123", "—")] == ["", "", "", ""]
    assert role_of("主管") == "主管"
    assert role_of("Senior") == "senior"


def test_the_head_is_the_last_word_in_english_the_one_before_of_and_the_first_in_indonesian() -> None:
    assert [head_of(title) for title in ("Finance Director", "Director of Finance", "Kepala Gudang", "")] == [
        "director", "director", "head", "",
    ]  # fmt: skip
    assert role_words("Guru Matematika") == ("teacher", "mathematic")


@pytest.mark.parametrize(("one", "other", "verdict"), [pair for pair in PAIRS if pair[2] == "same"])
def test_titles_of_one_role_are_the_same(one: str, other: str, verdict: str) -> None:
    assert similarity(one, other) > 0.95


def test_a_sous_chef_is_no_chef_de_projet() -> None:
    assert similarity("sous chef", "chef de projet") < 0.2
    assert similarity("Sr. SWE", "senior software engineer") == 1.0


def test_an_abbreviation_is_taken_in_the_reading_that_fits() -> None:
    assert similarity("PM", "Product Manager") == 1.0 == similarity("PM", "Project Manager")


def test_neighbouring_titles_stand_above_others_and_below_the_same() -> None:
    same, near, different = of("same"), of("near"), of("different")
    assert min(same) > max(near)
    assert min(same) > max(different)
    in_order = np.mean([one > other for one in near for other in different])
    assert in_order > 0.9
    assert np.median(near) > 0.55
    assert np.median(different) < 0.35


def test_similarity_is_symmetrical_and_between_nought_and_one() -> None:
    titles = [title for one, other, _ in PAIRS for title in (one, other)]
    chance = random.Random(3)
    for _ in range(400):
        one, other = chance.choice(titles), chance.choice(titles)
        found = similarity(one, other)
        assert found == similarity(other, one)
        assert 0.0 <= found <= 1.0
    assert all(similarity(title, title) == 1.0 for title in titles)
    assert similarity("", "Nurse") == 0.0


def test_a_word_that_no_list_knows_is_like_itself_alone() -> None:
    assert similarity("Zubrovka Planner", "Zubrovka Planners") == 1.0
    assert similarity("Zubrovka Planner", "Quibbler Planner") < 0.4


def test_hostile_titles_are_read_in_linear_time(is_linear: Callable[..., list[str]]) -> None:
    assert is_linear(role_of) == []
