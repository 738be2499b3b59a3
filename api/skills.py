"""Skills over HTTP: the taxonomy, the skills of any text, and the skills that an organisation adds for itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, jsonify, request
from flask_openapi.blueprint import APIBlueprint
from werkzeug.exceptions import PreconditionFailed

from api.context import caller, session
from api.documentation import answers
from api.paging import page_in
from api.schemas import NewSkill, SkillChange, SkillPath, SkillQuery, SkillText
from api.shapes import SkillDetail, SkillList, SkillsFound
from api.wire import skills_out
from db import skills
from db.skills import OWN, OwnSkill
from errors import Conflict, InvalidFields, NotFound
from extractors import extract_skills
from nlp.imported import slug
from nlp.taxonomy import LONGEST, Skill, Taxonomy, key_of
from nlp.words import forms
from own_skills import taxonomy_of

MOST_ID = 90
ADDED = frozenset({"aliases", "labels"})

root = APIBlueprint("root_skills", __name__, abp_tags=[{"name": "quick verbs"}])
api = APIBlueprint("skills", __name__, url_prefix="/api/v1", abp_tags=[{"name": "skills"}])


@root.get("/skills", responses=answers(SkillList, 200))
@api.get("/skills", responses=answers(SkillList, 200))
def index(query: SkillQuery) -> dict[str, Any]:
    """Search the skills that are known: names that begin with, contain or nearly spell q."""
    return page_in(_known().search(query.q, query.category, query.lang, query.source), query, _skill_out)


@api.get("/skills/<skill_id>", responses=answers(SkillDetail, 200))
def show(path: SkillPath) -> Response:
    """Show one skill; the ETag names its state."""
    return _answer(_skill(path.skill_id), skills.find(session(), caller().organisation_id, path.skill_id))


@api.post("/skills", responses=answers(SkillDetail, 201))
def create(body: NewSkill) -> tuple[Response, int]:
    """Add a skill of the organisation's own; it is found and matched at once, by this organisation alone."""
    mine = caller().organisation_id
    skills.begin_change(session(), mine)
    record = _checked(body.model_dump(), _known(), "")
    row = skills.add(session(), mine, (OWN + slug(body.name))[:MOST_ID].rstrip("-"), record)
    session().commit()
    return _answer(_skill(row.skill_id), row), 201


@api.patch("/skills/<skill_id>", responses=answers(SkillDetail, 200))
def change(path: SkillPath, body: SkillChange) -> Response:
    """Change an own skill, or add aliases and labels to one that everybody has; other organisations do not see it.

    What is left out stays, a list that is sent takes the place of the one before; an If-Match that names another state
    than the present one is refused with 412.
    """
    mine, said = caller().organisation_id, body.model_dump(exclude_unset=True)
    skills.begin_change(session(), mine)
    row, known = skills.find(session(), mine, path.skill_id), _known()
    _refuse_stale(row)
    if row is None and (path.skill_id not in known.by_id or path.skill_id.startswith(OWN)):
        raise NotFound("skill", path.skill_id)
    if not path.skill_id.startswith(OWN) and (others := set(said) - ADDED):
        detail = "Of a skill that is not your own you can only add aliases and labels."
        raise InvalidFields(detail, tuple({"field": name, "detail": detail} for name in sorted(others)))
    record = _checked((row.record if row else {}) | said, known, path.skill_id)
    if row is None:
        row = skills.add(session(), mine, path.skill_id, record)
    else:
        skills.revise(session(), row, record)
    session().commit()
    return _answer(_skill(path.skill_id), row)


@api.delete("/skills/<skill_id>", responses={204: None})
def remove(path: SkillPath) -> tuple[str, int]:
    """Delete an own skill, or take back what was added to one that everybody has."""
    skills.begin_change(session(), caller().organisation_id)
    row = skills.get(session(), caller().organisation_id, path.skill_id)
    _refuse_stale(row)
    skills.remove(session(), row)
    session().commit()
    return "", 204


@root.post("/skills/extract", responses=answers(SkillsFound, 200))
@api.post("/skills/extract", responses=answers(SkillsFound, 200))
def extract(body: SkillText) -> dict[str, Any]:
    """Find the skills in a text, with the words that show each."""
    return {"skills": skills_out(extract_skills(body.text, taxonomy=_known())) if body.text.strip() else []}


def _known() -> Taxonomy:
    return taxonomy_of(session(), caller().organisation_id)


def _skill(skill_id: str) -> Skill:
    found = _known().by_id.get(skill_id)
    if found is None:
        raise NotFound("skill", skill_id)
    return found


def _checked(record: dict[str, Any], known: Taxonomy, skill_id: str) -> dict[str, Any]:
    """The record as it is stored; each name once.

    Raises:
        Conflict: A name means another skill.
        InvalidFields: A name cannot be looked for, or a parent or related skill is not there.
    """
    record = {field: value for field, value in record.items() if value is not None}
    seen: dict[str, str] = {}
    for name in _names(record):
        key, size = key_of(name), len(forms(name))
        if not key or size > LONGEST:
            raise _invalid("name", f"a name needs a letter or a digit and at most {LONGEST} words")
        seen.setdefault(key, name)
        others = [entry.skill for entry in known.index.get(key, ()) if entry.skill.id != skill_id]
        if others:
            raise Conflict(f"{name!r} already means the skill {others[0].name!r} ({others[0].id}); change that one.")
    single = set(seen.values())
    record["aliases"] = [a for a in dict.fromkeys(record.get("aliases", ())) if a in single and a != record.get("name")]
    for field in ("parents", "related"):
        if unknown := [other for other in record.get(field, ()) if other not in known.by_id or other == skill_id]:
            raise _invalid(field, f"there is no other skill {unknown[0]!r}")
    guard = record.get("ambiguous")
    if guard and not {key_of(name) for name in guard["names"]} <= seen.keys():
        raise _invalid("ambiguous", "names must be names of this skill")
    return record


def _names(record: Mapping[str, Any]) -> Iterable[str]:
    yield from [record["name"]] if "name" in record else []
    yield from record.get("aliases", ())
    for labels in record.get("labels", {}).values():
        yield from labels


def _invalid(field: str, detail: str) -> InvalidFields:
    return InvalidFields(f"{field}: {detail}.", ({"field": field, "detail": detail},))


def _refuse_stale(row: OwnSkill | None) -> None:
    if request.if_match and not request.if_match.contains(_state(row)):
        raise PreconditionFailed("The skill was changed meanwhile; read it again and repeat the change.")


def _state(row: OwnSkill | None) -> str:
    record = row.record if row else None
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:16]


def _answer(skill: Skill, row: OwnSkill | None) -> Response:
    guard = {"names": list(skill.guarded), "context": list(skill.context)} if skill.guarded else None
    response = jsonify(_skill_out(skill) | {"related": dict(skill.related), "ambiguous": guard})
    response.set_etag(_state(row))
    return response


def _skill_out(skill: Skill) -> dict[str, Any]:
    return {
        "id": skill.id,
        "name": skill.name,
        "category": skill.category,
        "aliases": list(skill.aliases),
        "parents": list(skill.parents),
        "labels": {lang: list(names) for lang, names in skill.labels.items()},
        "source": skill.source,
        "uri": skill.uri,
    }
