"""Phrases are linked to skills by meaning, and the names' vectors are made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import extractors
from nlp.embeddings import Embedder, Vectors, load_embedder
from nlp.skill_links import Linker, SkillVectors
from nlp.taxonomy import Skill, Taxonomy

ESCO = "http://data.europa.eu/esco/skill/"
SKILLS = (
    Skill("containers", "container orchestration", "technique"),
    Skill("esco-1", "work in teams", "skill/competence", source="esco", uri=ESCO + "1"),
    Skill("esco-2", "bake bread", "skill/competence", source="esco", uri=ESCO + "2"),
    Skill("esco-3", "lead a team", "skill/competence", source="esco", uri=ESCO + "3"),
)


class Counting:
    """The real model, counting what it is asked."""

    def __init__(self, model: Embedder) -> None:
        self._model, self.name, self.identity = model, model.name, model.identity
        self.dimensions, self.asked = model.dimensions, list[str]()

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return self._model.embed(texts)


@pytest.fixture(scope="module")
def model() -> Embedder:
    return load_embedder()


@pytest.fixture
def linker(model: Embedder) -> Linker:
    return Linker(SKILLS, model.embed([skill.name for skill in SKILLS]), model)


def test_a_phrase_in_other_words_is_linked_and_another_one_is_not(linker: Linker) -> None:
    (link,) = linker.same(["orchestration of containers", "watering the office plants"])
    assert (link.skill.id, link.phrase) == ("containers", 0)
    assert 0.8 < link.chance <= 1


def test_suggestions_come_from_the_catalogue_best_first(linker: Linker) -> None:
    found = linker.suggestions("You enjoy working in a team.", ["working in a team"])
    assert found[0].skill.id == "esco-1"
    assert {link.skill.id for link in found} <= {"esco-1", "esco-2", "esco-3", "containers"}
    assert all(0.01 <= link.chance < 1 for link in found)
    assert found[0].chance > next(link.chance for link in found if link.skill.id == "esco-2")


def test_a_text_that_is_near_no_skill_gets_no_suggestion(linker: Linker) -> None:
    assert linker.suggestions("The parking lot is closed on Sunday.", []) == []


def test_a_short_text_is_linked_in_the_story_of_reading(linker: Linker) -> None:
    taxonomy = Taxonomy(SKILLS, "t1")
    found = extractors.extract_skills(
        "We want somebody who enjoys working in a team.", taxonomy=taxonomy, linker=linker
    )
    hit = next(hit for hit in found if hit.id == "esco-1")
    assert (hit.match, hit.name) == ("semantic", "work in teams")


def test_vectors_are_made_once_and_kept_by_name(tmp_path: Path, model: Embedder) -> None:
    many = [Skill(f"s{n}", f"skill number {n}", "tool") for n in range(300)]
    first, told = Counting(model), list[tuple[int, int]]()
    vectors = SkillVectors(tmp_path, first)
    taxonomy = Taxonomy(many, "t1")
    assert vectors.linker(taxonomy) is None  # too many are missing to make them in passing
    assert vectors.prepare(taxonomy, lambda done, total: told.append((done, total))) == 300
    assert told == [(256, 300), (300, 300)]
    again = Counting(model)
    other = SkillVectors(tmp_path, again)
    grown = Taxonomy([*many, Skill("new", "knitting of socks", "technique")], "t2")
    made = other.linker(grown)
    assert made is not None
    assert again.asked == ["knitting of socks"]
    assert other.linker(grown) is made
    (link,) = made.same(["knitting of socks"])
    assert link.skill.id == "new"
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]


def test_a_broken_file_of_vectors_is_made_anew(tmp_path: Path, model: Embedder) -> None:
    vectors = SkillVectors(tmp_path, model)
    vectors.prepare(Taxonomy(SKILLS, "t1"))
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    assert SkillVectors(tmp_path, model).prepare(Taxonomy(SKILLS, "t1")) == len(SKILLS)
    assert np.load(kept)["vectors"].shape == (len(SKILLS), model.dimensions)


def test_a_renamed_skill_gets_a_vector_of_its_own(tmp_path: Path, model: Embedder) -> None:
    vectors = SkillVectors(tmp_path, model)
    vectors.prepare(Taxonomy(SKILLS, "t1"))
    renamed = Taxonomy([replace(SKILLS[0], name="bread baking"), *SKILLS[1:]], "t2")
    linker = vectors.linker(renamed)
    assert linker is not None
    assert linker.same(["bread baking"])[0].skill.id == "containers"


def test_other_names_of_a_catalogue_draw_its_skill_nearer(tmp_path: Path, model: Embedder) -> None:
    helped = replace(SKILLS[2], aliases=("make loaves", "knead dough"))
    vectors = SkillVectors(tmp_path, model)
    chances = []
    for version, skills in (("t1", SKILLS), ("t2", (*SKILLS[:2], helped, SKILLS[3]))):
        linker = vectors.linker(Taxonomy(skills, version))
        assert linker is not None
        found = linker.suggestions("Kneading of dough for loaves", ["kneading of dough for loaves"])
        chances.append(next(link.chance for link in found if link.skill.id == "esco-2"))
    assert chances[1] > chances[0]
