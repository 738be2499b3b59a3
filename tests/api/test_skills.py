from __future__ import annotations

from flask.testing import FlaskClient

from api.shapes import SkillList, SkillsFound


def test_skills_are_searched_page_by_page(client: FlaskClient) -> None:
    page = client.get("/skills?q=python&limit=5").json
    SkillList.model_validate(page, strict=True)
    assert page["items"][0]["id"] == "python"
    assert len(page["items"]) <= 5
    everything = client.get("/api/v1/skills").json
    assert (len(everything["items"]), everything["page"], everything["limit"]) == (20, 1, 20)
    assert everything["total"] > 100


def test_skills_are_found_in_a_text_with_their_words(client: FlaskClient) -> None:
    text = "I write Python and use Postgres."
    found = client.post("/skills/extract", json={"text": text}).json
    SkillsFound.model_validate(found, strict=True)
    skills = {skill["id"]: skill for skill in found["skills"]}
    evidence = skills["python"]["evidence"][0]
    assert text[evidence["start"] : evidence["end"]] == evidence["text"] == "Python"
    assert "postgresql" in skills
    assert client.post("/skills/extract", json={"text": ""}).json == {"skills": []}
