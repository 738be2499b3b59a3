"""Phrases that name a skill are found whether or not the taxonomy knows them, and their surroundings weigh its hits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

import extractors
from documents import reading
from nlp import sections, skill_tagger, skills
from nlp.skill_features import describe
from nlp.taxonomy import own_taxonomy
from records import SkillHit

AD = """Platform engineer
Requirements
- Strong knowledge of Flurbnetes and Weaveflux clusters
- Experience with PostgreSQL, Terraform and Quuxstream
- No experience with Zorblatt required
We have a great sales team and free fruit.
"""


def hits(text: str) -> dict[str, SkillHit]:
    return {hit.name: hit for hit in extractors.extract_skills(text)}


def tagging(text: str) -> skill_tagger.Tagging:
    document = reading.read_text(text)
    parts = sections.split(document, "job")
    found = skill_tagger.tag(document, parts, skills.find_skills(document.text, own_taxonomy()))
    assert found is not None
    return found


def test_a_phrase_that_the_taxonomy_lacks_is_a_hit_without_an_id() -> None:
    found = hits(AD)
    new = [name for name, hit in found.items() if hit.id is None]
    assert any("Weaveflux" in name for name in new)
    for name in new:
        hit = found[name]
        assert 0.5 <= hit.confidence <= 1
        assert all(AD[piece.start : piece.end] == piece.text for piece in hit.evidence)


def test_what_the_text_denies_is_no_phrase() -> None:
    assert "Zorblatt" not in " ".join(hits(AD))


def test_a_known_skill_gains_the_whole_phrase_as_evidence() -> None:
    found = hits("Requirements\n- Experience with automated acceptance testing and relational database design\n")
    shown = [piece.text for hit in found.values() if hit.id for piece in hit.evidence]
    assert any(len(text.split()) >= 3 for text in shown)


def test_a_hit_is_less_sure_where_no_skill_is_spoken_of() -> None:
    wanted = hits("Requirements\n- Experience in B2B sales and PostgreSQL\n")
    said = hits("Our sales team sits on the second floor next to the kitchen.")
    assert wanted["PostgreSQL"].confidence > 0.85
    assert "Sales" not in said or said["Sales"].confidence < 0.6


def test_another_language_keeps_the_taxonomy_alone() -> None:
    text = "Kualifikasi: menguasai Python dan PostgreSQL, berpengalaman minimal dua tahun sebagai pengembang perangkat lunak."
    assert {"Python", "PostgreSQL"} <= hits(text).keys()
    assert all(hit.id for hit in extractors.extract_skills(text))


def test_chances_stand_beside_the_mentions_they_are_of() -> None:
    document = reading.read_text(AD)
    mentions = skills.find_skills(document.text, own_taxonomy())
    found = tagging(AD)
    assert len(found.chances) == len(mentions)
    assert all(0 <= chance <= 1 for chance in found.chances)
    assert {phrase.label for phrase in found.phrases} <= set(skill_tagger.LABELS)


def test_a_book_is_left_alone() -> None:
    document = reading.read_text("Experience with Python. " * 4_000)
    assert skill_tagger.tag(document, sections.split(document, "job"), []) is None


def test_threads_do_not_mix_their_texts_up() -> None:
    texts = [AD, "Skills: Figma, Sketch and user interviews\n", "Requirements\n- Fluent in COBOL and JCL on z/OS\n"] * 6
    alone = [tagging(text) for text in texts[:3]] * 6
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(tagging, texts)) == alone


def test_features_know_the_line_and_the_taxonomy() -> None:
    document = reading.read_text("Skills: Python and juggling")
    mentions = skills.find_skills(document.text, own_taxonomy())
    (row,) = describe(document, sections.split(document, "job"), mentions)
    words = [document.text[start:end] for start, end in row.spans]
    assert {"w=python", "id=python", "k=B", "s=Xx"} <= set(row.features[words.index("Python")])
    assert "k=O" in row.features[words.index("juggling")]
    assert "edge1" in row.features[-1]


def test_tagging_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    def look(text: str) -> None:
        document = reading.read_text(text[: skill_tagger.MOST_WORDS])
        assert skill_tagger.tag(document, sections.split(document, "job"), []) is not None

    assert is_linear(look, ("a ", "A,b", "1\n", "((")) == []


def test_a_text_made_of_marks_alone_is_not_tagged() -> None:
    document = reading.read_text("(" * (skill_tagger.MOST_WORDS + 1))
    assert skill_tagger.tag(document, sections.split(document, "job"), []) is None


@pytest.mark.parametrize("text", ["", "   ", "…", "1 2 3"])
def test_a_text_without_words_has_no_phrases(text: str) -> None:
    assert extractors.extract_skills(text) == [] if text.strip() else True
