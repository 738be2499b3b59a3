"""Skills over HTTP: the taxonomy, and the skills of any text."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint

from api.documentation import answers
from api.paging import page_in
from api.schemas import SkillQuery, SkillText
from api.shapes import SkillList, SkillsFound
from api.wire import skills_out
from extractors import extract_skills
from nlp.taxonomy import Skill, default_taxonomy

root = APIBlueprint("root_skills", __name__, abp_tags=[{"name": "quick verbs"}])
api = APIBlueprint("skills", __name__, url_prefix="/api/v1", abp_tags=[{"name": "skills"}])


@root.get("/skills", responses=answers(SkillList, 200))
@api.get("/skills", responses=answers(SkillList, 200))
def index(query: SkillQuery) -> dict[str, Any]:
    """Search the skills that are known: names that begin with, contain or nearly spell q."""
    return page_in(default_taxonomy().search(query.q, query.category, query.lang), query, _skill_out)


@root.post("/skills/extract", responses=answers(SkillsFound, 200))
@api.post("/skills/extract", responses=answers(SkillsFound, 200))
def extract(body: SkillText) -> dict[str, Any]:
    """Find the skills in a text, with the words that show each."""
    return {"skills": skills_out(extract_skills(body.text)) if body.text.strip() else []}


def _skill_out(skill: Skill) -> dict[str, Any]:
    return {
        "id": skill.id,
        "name": skill.name,
        "category": skill.category,
        "aliases": list(skill.aliases),
        "parents": list(skill.parents),
        "labels": {lang: list(names) for lang, names in skill.labels.items()},
    }
