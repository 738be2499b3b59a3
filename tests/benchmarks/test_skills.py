"""Measuring skills: sets that are at hand or not, models in folds, the tagger switched off, references and figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import extractors
from benchmarks import lookups, scorer, skills
from benchmarks.skills import Folds
from nlp import skill_tagger

AD = "We need a developer who knows Python and PostgreSQL.\nYou have worked with Zubrovka planning software."
LINE = "Skills: Python, Excel"


@pytest.fixture(scope="module")
def rules() -> scorer.Scorer:
    try:
        return scorer.load()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name, row in (
        ("skills/jd_knowledge", {"text": AD, "knowledge": ["Python", "Cobol"], "skills": ["developer"]}),
        ("skills/resume_sentences", {"text": LINE, "skills": ["Python", "Excel"]}),
        ("skills/esco_sentences", {"source": "house", "sentence": "You know Python.", "gold": ["Python"]}),
        ("fields/resume_entities", {"id": "1", "layout": "flat", "spans": [], "text": f"Jo Doe\n\nSkills\n{LINE}",
                                    "fields": {"tech_tools": ["Python"], "job_skills": ["Cobol"]}}),
    ):  # fmt: skip
        path = tmp_path / "data" / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(row) + "\n", "utf-8")
    return tmp_path / "data"


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    address = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-00000000000{}"
    head = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,inScheme\n"
    row = "KnowledgeSkillCompetence,{},knowledge,cross-sector,{},,,released,http://data.europa.eu/esco/concept-scheme/skills\n"  # fmt: skip
    names = enumerate(("Python (computer programming)", "Zubrovka planning"))
    esco = head + "".join(row.format(address.format(at), name) for at, name in names)
    (folder / "skills_en.csv").write_text(esco, "utf-8")
    onet = "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n"
    (folder / "Technology Skills.txt").write_text(onet + "11-1011.00\tQuaff 9\t1\tBrewing software\tN\tN\n", "utf-8")
    return folder


def test_sets_that_are_absent_are_said_and_left_out(rules: scorer.Scorer, tmp_path: Path) -> None:
    text = skills.report(skills.marked_sets(tmp_path), rules)
    for name in ("job ads", "résumé lines", "résumés"):
        assert f"set of {name} is not beside the project" in text
    assert "ESCO and O*NET were not at hand" in text
    assert "| whole engine |" not in text


def test_the_tagger_is_switched_off_and_on_again() -> None:
    usual = skill_tagger.LANGUAGES
    with skills.tagger_off():
        assert all(hit.id for hit in extractors.extract_skills(AD))
        with pytest.raises(ZeroDivisionError), skills.tagger_off():
            raise ZeroDivisionError
    assert usual == skill_tagger.LANGUAGES != frozenset()


def test_a_text_is_tagged_by_the_model_that_has_not_seen_it(tmp_path: Path) -> None:
    for number, texts in enumerate((["An  ad about Cobol.\nYou know Python."], ["Another ad."])):
        (tmp_path / f"m.{number}.json").write_text(json.dumps(texts))
    folds = Folds(tmp_path / "m.crf")
    assert folds.model_for("Another ad.") == tmp_path / "m.1.crf"
    assert folds.model_for("You know Python.") == tmp_path / "m.0.crf"  # a sentence of an ad
    assert folds.model_for("Something new") == skill_tagger.WEIGHTS
    with pytest.raises(FileNotFoundError, match="no models in folds"):
        Folds(tmp_path / "other.crf")


def test_another_model_tags_for_a_while(tmp_path: Path) -> None:
    usual = skill_tagger.WEIGHTS
    with skills.tagged_by(tmp_path / "m.0.crf"):
        assert tmp_path / "m.0.crf" == skill_tagger.WEIGHTS
    assert usual == skill_tagger.WEIGHTS


@pytest.mark.parametrize("find", [lookups.dictionary, lookups.phrase_matcher])
def test_the_references_know_our_names_as_they_are_written_and_nothing_else(find: lookups.Lookup) -> None:
    found = dict(find("C++ or PYTHON; Machine learning, Pythn, machine-learnings"))
    assert found["Python"].lower() == "python"
    assert {"C++", "Python", "Machine learning"} <= found.keys()
    assert "C" not in found  # the longest name counts
    assert not any("pythn" in said.lower() for said in found.values())


def test_figures_are_those_of_a_hand_count(rules: scorer.Scorer, data: Path) -> None:
    text = skills.report(skills.marked_sets(data), rules)
    (row,) = (line for line in text.splitlines() if line.startswith("| taxonomy alone, skills with an id | 0"))
    offered = {hit.name for hit in extractors.extract_skills(AD) if hit.id}
    assert {"Python", "PostgreSQL"} <= offered
    assert row.split(" | ")[1:3] == [f"{1 / len(offered):.3f}", "0.500"]
    lines = [
        line for line in text.splitlines() if line.startswith("| taxonomy alone, skills with an id | 1.000 | 0.500")
    ]
    assert len(lines) == 1
    assert "in-sample" in text


def test_speed_and_linking_are_measured_with_the_imported_catalogues(
    rules: scorer.Scorer, data: Path, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skills, "_LOADS", 1)
    text = skills.report(skills.marked_sets(data), rules, taxonomies=downloads)
    assert "| find names, ours |" in text
    assert "| extract_skills, tagger off, with ESCO and O*NET |" in text
    assert "| ours | house | 1 | 1.000 | 1.000 | 1.000 |" in text
    assert "| with ESCO and O*NET | all | 1 |" in text
