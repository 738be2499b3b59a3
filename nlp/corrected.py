"""What a recruiter corrects of a job's reading, laid over it; it neither reads ads nor keeps corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from nlp.ads import find_seniority
from nlp.languages import languages_in
from nlp.places import find_place
from nlp.said_skills import known_skill, skill_key
from nlp.skills import find_skills
from nlp.taxonomy import Taxonomy
from nlp.titles import role_of
from records import Job, JobContact, JobSkill, LanguageSkill, Place, Requirement, Salary

FIELDS = (
    "title", "role", "seniority", "company", "department", "location", "locations", "remote", "remote_area",
    "employment_type", "salary", "industry", "skills", "requirements", "responsibilities", "min_experience_years",
    "education_level", "education_fields", "experience_instead", "languages", "certifications", "start", "deadline",
    "openings", "contact", "benefits",
)  # fmt: skip
_CERTIFYING = frozenset({"certification", "certificate", "licence"})
_SPOKEN = "language"
_UNKNOWN = "unknown"

Said = Mapping[str, Any]


def corrected(job: Job, corrections: Said, taxonomy: Taxonomy) -> Job:
    """The reading with the corrections in place of what was read; fields that follow from a corrected one agree with it.

    - Of several places the first is the job's; role and level follow from the title.
    - A requirement names no skill that the job does not ask for, is as important as its skills where their importance
      was corrected, and asks for as many years as the job where these were corrected.
    - A certificate that is asked for is one of the skills; a certificate or language not asked for any more is none.

    Args:
        job: As it was read.
        corrections: Field -> what to say instead, in the form of ``records`` as JSON. None means that the ad says
            nothing of it. Skills go by ``id`` or ``name``, the names exact or aliases; one that the taxonomy lacks has
            no id. What is left out of a skill or a requirement that was read stays as read.
        taxonomy: The skills to look names up in.
    """
    said = {name: corrections[name] for name in FIELDS if name in corrections}
    made = replace(job, **{name: _value(name, value) for name, value in said.items() if name not in _BY_TAXONOMY})
    made = _with_title(_with_places(made, job, said), job, said)
    if "skills" in said:
        made = replace(made, skills=_skills(said["skills"] or (), job, taxonomy))
    if "requirements" in said:
        made = _with_requirements(made, job, said["requirements"] or (), taxonomy)
    made = _with_certificates(_with_languages(made, job, said), job, said, taxonomy)
    made = replace(made, requirements=tuple(_agreeing(need, made, job, said) for need in made.requirements))
    return replace(made, evidence={name: piece for name, piece in job.evidence.items() if name not in said})


def unknown_skills(corrections: Said, taxonomy: Taxonomy) -> list[str]:
    """Where corrections name a skill that must be known and is not: ``skills.0.id``, ``requirements.2.skills.0``."""
    return list(_unknown(corrections, taxonomy))


def _unknown(corrections: Said, taxonomy: Taxonomy) -> Iterator[str]:
    for at, skill in enumerate(corrections.get("skills") or ()):
        if skill.get("id") and skill["id"] not in taxonomy.by_id:
            yield f"skills.{at}.id"
    for at, need in enumerate(corrections.get("requirements") or ()):
        for number, name in enumerate(need.get("skills") or ()):
            if known_skill(name, name, taxonomy) is None:
                yield f"requirements.{at}.skills.{number}"


_SILENT = {field.name: field.default for field in fields(Job)}
_BY_TAXONOMY = frozenset({"skills", "requirements", "certifications"})


def _place(said: Said) -> Place:
    known = any(name in said for name in ("city", "region", "country"))
    found = None if known else find_place(said["text"])
    return replace(found, text=said["text"]) if found else Place(**said)


_FORMS: Mapping[str, Callable[[Any], Any]] = {
    "location": _place,
    "locations": lambda said: tuple(_place(one) for one in said),
    "salary": lambda said: Salary(**{"min": None, "max": None, "currency": None, "period": None} | said),
    "languages": lambda said: tuple(LanguageSkill(**one) for one in said),
    "contact": lambda said: JobContact(**said),
}


def _value(name: str, said: Any) -> Any:
    if said is None:
        return _SILENT[name]
    form = _FORMS.get(name)
    return form(said) if form else tuple(said) if isinstance(said, list) else said


def _with_places(made: Job, job: Job, said: Said) -> Job:
    """The first place and all of them, whichever of the two was corrected."""
    if "locations" in said and "location" not in said:
        return replace(made, location=made.locations[0] if made.locations else None)
    if "location" in said and "locations" not in said:
        others = tuple(place for place in job.locations[1:] if place != made.location)
        return replace(made, locations=(made.location, *others) if made.location else ())
    return made


def _with_title(made: Job, job: Job, said: Said) -> Job:
    """What follows from a title: the role, the level where the title names it, and no codes of the title that was read."""
    if "title" not in said:
        return replace(made, occupations=()) if "role" in said else made
    made = replace(made, occupations=())
    if "role" not in said:
        made = replace(made, role=role_of(made.title or "") or None)
    level = find_seniority(made.title)
    if "seniority" not in said and (level or made.seniority == find_seniority(job.title)):
        made = replace(made, seniority=level)
    return made


def _skills(said: Sequence[Said], job: Job, taxonomy: Taxonomy) -> tuple[JobSkill, ...]:
    read = {skill_key(skill.id, skill.name): skill for skill in job.skills}
    made = [_skill(one, read, taxonomy) for one in said]
    return tuple({skill_key(skill.id, skill.name): skill for skill in reversed(made)}.values())[::-1]


def _skill(said: Said, read: Mapping[str, JobSkill], taxonomy: Taxonomy) -> JobSkill:
    known = known_skill(said.get("id"), said.get("name"), taxonomy)
    name = known.name if known else said.get("name") or said["id"]
    blank = JobSkill(known.id if known else None, name, said.get("category") or _UNKNOWN, "required", ())
    blank = replace(blank, category=known.category) if known else blank
    was = read.get(skill_key(blank.id, blank.name), blank)
    stated = {part: said[part] for part in ("any_of", "min_years") if part in said}
    return replace(was, importance=said.get("importance") or was.importance, **stated)


def _with_requirements(made: Job, job: Job, said: Sequence[Said], taxonomy: Taxonomy) -> Job:
    """The requirements as stated; a skill that one of them names is asked for with it."""
    read: dict[str, list[Requirement]] = {}
    for need in reversed(job.requirements):
        read.setdefault(need.text, []).append(need)
    skills = {skill_key(skill.id, skill.name): skill for skill in made.skills}
    needs: list[Requirement] = []
    for one in said:
        # The same words may stand in an ad twice.
        was = read[one["text"]].pop() if read.get(one["text"]) else None
        needs.append(need := _requirement(one, was, made, taxonomy))
        for key in need.skills if one.get("skills") else ():
            if key not in skills and not (was and key in was.skills):
                skill = taxonomy.by_id[key]
                skills[key] = JobSkill(key, skill.name, skill.category, need.importance, (), None, need.min_years)
    return replace(made, requirements=tuple(needs), skills=tuple(skills.values()))


def _requirement(said: Said, was: Requirement | None, job: Job, taxonomy: Taxonomy) -> Requirement:
    if said.get("skills") is not None:
        found = [known_skill(name, name, taxonomy) for name in said["skills"]]
        ids = tuple(dict.fromkeys(skill.id for skill in found if skill))
    else:
        asked = {skill.id for skill in job.skills}
        named = was.skills if was else [hit.skill.id for hit in find_skills(said["text"], taxonomy)]
        ids = tuple(dict.fromkeys(key for key in named if key in asked))
    was = was or Requirement(said["text"], "skill" if ids else "other", "required")
    stated = {part: said[part] for part in ("any_of", "min_years") if part in said}
    kind, importance = said.get("kind") or was.kind, said.get("importance") or was.importance
    return replace(was, kind=kind, importance=importance, skills=ids, **stated)


def _with_languages(made: Job, job: Job, said: Said) -> Job:
    """The skills without languages that are not asked for any more."""
    if "languages" not in said or "skills" in said:
        return made
    gone = {one.language for one in job.languages} - {one.language for one in made.languages}
    left = (one for one in made.skills if not (one.category == _SPOKEN and _codes(one.name) & gone))
    return replace(made, skills=tuple(left))


def _codes(name: str) -> set[str]:
    return {one.language for one in languages_in(name)}


def _with_certificates(made: Job, job: Job, said: Said, taxonomy: Taxonomy) -> Job:
    """Certificates and the skills that stand for them, whichever of the two was corrected."""
    if "certifications" not in said:
        left = {skill.name for skill in job.skills} - {skill.name for skill in made.skills}
        return replace(made, certifications=tuple(name for name in made.certifications if name not in left))
    wanted = [(name, known_skill(None, name, taxonomy)) for name in said["certifications"] or ()]
    names = tuple(dict.fromkeys(skill.name if skill else name for name, skill in wanted))
    gone = set(job.certifications) - set(names) if "skills" not in said else set()
    skills = [one for one in made.skills if not (one.category in _CERTIFYING and one.name in gone)]
    asked = {skill.name for skill in skills} | set(job.certifications)
    for name, skill in wanted:
        if (skill.name if skill else name) not in asked:
            category = skill.category if skill else "certification"
            skills.append(
                JobSkill(skill.id if skill else None, skill.name if skill else name, category, "required", ())
            )
    return replace(made, certifications=names, skills=tuple(skills))


def _agreeing(need: Requirement, made: Job, job: Job, said: Said) -> Requirement:
    """A requirement that says nothing else than the corrected fields."""
    now = {skill.id: skill.importance for skill in made.skills if skill.id}
    need = replace(need, skills=tuple(key for key in need.skills if key in now))
    if "requirements" in said:
        return need
    if "min_experience_years" in said and need.kind == "experience" and need.min_years == job.min_experience_years:
        need = replace(need, min_years=made.min_experience_years)
    before = {skill.id: skill.importance for skill in job.skills}
    importances = {now[key] for key in need.skills}
    if len(importances) == 1 and any(before.get(key) != now[key] for key in need.skills):
        need = replace(need, importance=importances.pop())
    return need
