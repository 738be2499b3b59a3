"""What somebody corrects of a résumé's reading, laid over it; it neither reads résumés nor keeps corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar

from nlp import confidence, dates, education, experience
from nlp.contact import find_phone
from nlp.places import find_place
from nlp.said_skills import known_skill, skill_key
from nlp.skills import find_skills
from nlp.taxonomy import Taxonomy
from records import LanguageSkill, Place, Position, Resume, SkillHit, Study

FIELDS = (
    "name", "email", "phone", "location", "links", "summary", "headline", "skills", "experience", "education",
    "certifications", "languages", "projects", "publications", "awards",
)  # fmt: skip
_UNKNOWN = "unknown"

E = TypeVar("E", Position, Study)

Said = Mapping[str, Any]


def corrected(resume: Resume, corrections: Said, taxonomy: Taxonomy) -> Resume:
    """The reading with the corrections in place of what was read; what follows from a corrected field agrees with it.

    - Months, gaps and the years of skills follow from the jobs and studies; an entry shows no skill that the résumé
      does not list any more.
    - What a person said is certain, and nobody need look at it again.
    - The text, its passages and what they are compared by stay as they were read.

    Args:
        resume: As it was read.
        corrections: Field -> what to say instead, in the form of ``records`` as JSON. None means that the résumé says
            nothing of it. Skills go by ``id`` or ``name``, the names exact or aliases; one that the taxonomy lacks has
            no id. What is left out of a skill or an entry that was read stays as read.
        taxonomy: The skills to look names up in.
    """
    said = {name: corrections[name] for name in FIELDS if name in corrections}
    made = replace(resume, **{name: _value(name, value) for name, value in said.items() if name not in _BY_READING})
    if "skills" in said:
        made = replace(made, skills=_skills(said["skills"] or (), resume, taxonomy))
    if "phone" in said:
        made = _with_phone(made, said["phone"])
    if "experience" in said:
        made = _with_jobs(made, resume, said["experience"] or (), taxonomy)
    if "education" in said:
        made = _with_studies(made, resume, said["education"] or ())
    return _judged(_with_sums(_agreeing(made, said, taxonomy), said), said)


def unknown_skills(corrections: Said, taxonomy: Taxonomy) -> list[str]:
    """Where corrections name a skill that must be known and is not: ``skills.0.id``, ``experience.2.skills.0``."""
    listed = enumerate(corrections.get("skills") or ())
    found = [f"skills.{at}.id" for at, skill in listed if skill.get("id") and skill["id"] not in taxonomy.by_id]
    for at, job in enumerate(corrections.get("experience") or ()):
        named = enumerate(job.get("skills") or ())
        found += [f"experience.{at}.skills.{number}" for number, name in named if not known_skill(name, name, taxonomy)]
    return found


_SILENT = {field.name: field.default for field in fields(Resume)}
_BY_READING = frozenset({"skills", "phone", "experience", "education"})


def _place(said: Said) -> Place:
    known = any(name in said for name in ("city", "region", "country"))
    found = None if known else find_place(said["text"])
    return replace(found, text=said["text"]) if found else Place(**said)


_FORMS: Mapping[str, Callable[[Any], Any]] = {
    "location": _place,
    "languages": lambda said: tuple(LanguageSkill(**one) for one in said),
}


def _value(name: str, said: Any) -> Any:
    if said is None:
        return _SILENT[name]
    form = _FORMS.get(name)
    return form(said) if form else tuple(said) if isinstance(said, list) else said


def _with_phone(made: Resume, said: str | None) -> Resume:
    """The number as one calls it from abroad; one that no numbering plan knows stays as it was said."""
    if said is None:
        return replace(made, phone=None, phone_valid=False)
    number, is_valid = find_phone(said, made.language, made.location.country if made.location else None)
    return replace(made, phone=number or said, phone_valid=is_valid)


def _skills(said: Sequence[Said], resume: Resume, taxonomy: Taxonomy) -> tuple[SkillHit, ...]:
    read = {skill_key(hit.id, hit.name): hit for hit in resume.skills}
    made = [_skill(one, read, taxonomy) for one in said]
    return tuple({skill_key(hit.id, hit.name): hit for hit in reversed(made)}.values())[::-1]


def _skill(said: Said, read: Mapping[str, SkillHit], taxonomy: Taxonomy) -> SkillHit:
    known = known_skill(said.get("id"), said.get("name"), taxonomy)
    name = known.name if known else said.get("name") or said["id"]
    category = known.category if known else said.get("category") or _UNKNOWN
    blank = SkillHit(known.id if known else None, name, category, 1.0, "exact", ())
    was = read.get(skill_key(blank.id, blank.name), blank)
    return replace(was, confidence=1.0, **{part: said[part] for part in ("years", "last_used") if part in said})


def _with_jobs(made: Resume, resume: Resume, said: Sequence[Said], taxonomy: Taxonomy) -> Resume:
    """The jobs as stated; a skill that one of them names is listed with the others."""
    left, as_of = list(resume.experience), date.fromisoformat(resume.as_of)
    jobs = [_job(one, _taken(left, one, _JOB_MARKS), as_of, taxonomy) for one in said]
    listed = {hit.id for hit in made.skills}
    named = dict.fromkeys(key for one, job in zip(said, jobs, strict=True) if one.get("skills") for key in job.skills)
    more = [taxonomy.by_id[key] for key in named if key not in listed and key in taxonomy.by_id]
    hits = (SkillHit(skill.id, skill.name, skill.category, 1.0, "exact", ()) for skill in more)
    return replace(made, experience=tuple(jobs), skills=(*made.skills, *hits))


def _with_studies(made: Resume, resume: Resume, said: Sequence[Said]) -> Resume:
    left = list(resume.education)
    return replace(made, education=tuple(_study(one, _taken(left, one, _STUDY_MARKS)) for one in said))


# An entry that agrees in two of these with one that was read is that one.
_JOB_MARKS = ("title", "company", "start")
_STUDY_MARKS = ("institution", "degree", "end")
_ENOUGH = 2


def _taken(left: list[E], said: Said, marks: Sequence[str]) -> E | None:
    """The entry that was read and is meant, no more among those left; None for a new one."""

    def agreement(entry: E) -> int:
        return sum(said.get(mark) == getattr(entry, mark) for mark in marks)

    best = max(left, key=agreement, default=None)
    if best is None or agreement(best) < _ENOUGH:
        return None
    left.remove(best)
    return best


def _job(said: Said, read: Position | None, as_of: date, taxonomy: Taxonomy) -> Position:
    was = read or Position(None, None)
    job = replace(was, **{part: said[part] for part in _SAID_OF_JOBS if part in said})
    job = replace(job, description=job.description or "", current=said.get("current", was.current and not job.end))
    job = replace(job, end=None if job.current else job.end)
    span = experience.span_of(job, as_of)
    return replace(job, months=span[1] - span[0] if span else None, skills=_skills_of(said, was, job, taxonomy))


_SAID_OF_JOBS = ("title", "company", "location", "start", "end", "description")
_SAID_OF_STUDIES = ("institution", "degree", "level", "field", "start", "end", "grade")


def _skills_of(said: Said, was: Position, job: Position, taxonomy: Taxonomy) -> tuple[str, ...]:
    if said.get("skills") is not None:
        found = [known_skill(name, name, taxonomy) for name in said["skills"]]
        return tuple(dict.fromkeys(skill.id for skill in found if skill))
    if job.description == was.description and was.skills:
        return was.skills
    words = "\n".join(part for part in (job.title, job.company, job.description) if part)
    return tuple(dict.fromkeys(one.skill.id for one in find_skills(words, taxonomy)))


def _study(said: Said, read: Study | None) -> Study:
    was, degree = read or Study(None, None), said.get("degree", read.degree if read else None)
    if read is None or degree != read.degree:
        was = replace(was, level=education.level_of(degree), field=education.field_of(degree))
    return replace(was, **{part: said[part] for part in _SAID_OF_STUDIES if part in said})


def _agreeing(made: Resume, said: Said, taxonomy: Taxonomy) -> Resume:
    """Entries name listed skills alone, and the years of a skill are those of the entries that name it."""
    if "skills" not in said and "experience" not in said:
        return made
    listed = {hit.id for hit in made.skills}
    jobs = tuple(replace(job, skills=tuple(key for key in job.skills if key in listed)) for job in made.experience)
    made = replace(made, experience=jobs)
    if "experience" not in said:
        return made
    known = (
        known_skill(one.get("id"), one.get("name"), taxonomy) for one in said.get("skills") or () if "years" in one
    )
    stated = {skill.id for skill in known if skill}
    return replace(made, skills=tuple(hit if hit.id in stated else _dated(hit, made) for hit in made.skills))


def _dated(hit: SkillHit, made: Resume) -> SkillHit:
    as_of = date.fromisoformat(made.as_of)
    spans = [span for job in made.experience if hit.id in job.skills and (span := experience.span_of(job, as_of))]
    if not spans:
        return hit
    last = dates.iso_month(max(end for _, end in spans) - 1)
    return replace(hit, years=round(dates.total_months(spans) / 12, 1), last_used=last)


def _with_sums(made: Resume, said: Said) -> Resume:
    as_of = date.fromisoformat(made.as_of)
    if "experience" in said:
        months, gaps = experience.total_months(made.experience, (), as_of), experience.find_gaps(made.experience, as_of)
        made = replace(made, total_experience_months=months, experience_gaps=gaps)
    if "education" in said:
        made = replace(made, education_gaps=education.find_gaps(made.education, as_of))
    if "experience" in said or "education" in said:
        first = education.first_job_gap(made.education, made.experience, as_of)
        made = replace(made, education_to_first_job_months=first)
    return made


def _judged(made: Resume, said: Said) -> Resume:
    trust = {name: value for name, value in made.confidence.items() if name not in said}
    trust |= {name: 1.0 for name in confidence.FIELDS if said.get(name)}
    doubtful = tuple(name for name in confidence.doubtful(trust) if name not in said)
    return replace(made, confidence=trust, needs_review=doubtful)
