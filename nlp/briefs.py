"""What somebody outside is told of a job and of a résumé, line by line: facts, no person; whom to tell others decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from nlp.blinding import Blindfold
from nlp.withheld import Withheld
from records import Job, Position, Resume, SkillHit

MOST_LINES, MOST_CHARACTERS, LONGEST_LINE = 60, 5_000, 400
# What of a résumé tells of work. Its head, education, languages and interests tell of the person, too; who wrote a
# publication with whom, or gives a reference, is somebody else.
_TOLD = ("summary", "experience", "projects", "skills", "certifications", "awards")
_MOST_SKILLS = 60
_EMPLOYER = "an employer"


@dataclass(frozen=True, slots=True)
class Brief:
    """Lines to tell; empty where there is nothing that can be told."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of them."""
        return "\n".join(self.lines)


def brief_of_resume(resume: Resume, withheld: Withheld) -> Brief:
    """What a résumé shows of work, its person withheld: jobs without employers, skills, levels, then passages.

    Education is told by level and subject, since school and years would tell origin and age.
    """
    facts = [*_jobs(resume, withheld), *_skills(resume, withheld), *_studies(resume, withheld)]
    facts += [withheld.tell(f"Certificate: {one}", "certifications") for one in resume.certifications]
    spoken = [f"{one.language}{f' ({one.level})' if one.level else ''}" for one in resume.languages]
    facts += [withheld.tell(f"Languages: {', '.join(spoken)}")] if spoken else []
    return Brief(_bounded([*facts, *_passages(resume, withheld)]))


def brief_of_job(job: Job) -> Brief:
    """What a job asks for, without whom to write to; the employer is not named."""
    contact = job.contact
    fold = Blindfold(
        Resume("", "2000-01-01", job.extractor_version, job.taxonomy_version)
        if contact is None
        else Resume(
            "", "2000-01-01", job.extractor_version, job.taxonomy_version,
            name=contact.name, email=contact.email, phone=contact.phone,
        )
    )  # fmt: skip
    return Brief(_bounded(fold.tell(line, "other") for line in _asked(job)))


def _asked(job: Job) -> Iterator[str]:
    yield f"Title: {job.title or job.role or 'not named'}"
    if job.seniority:
        yield f"Seniority: {job.seniority}"
    if job.min_experience_years:
        yield f"Years of experience: {job.min_experience_years:g} or more"
    if job.education_level:
        instead = ", or experience in its place" if job.experience_instead else ""
        yield f"Education: {' or '.join((job.education_level, *job.education_fields))}{instead}"
    for importance in ("required", "preferred"):
        if names := [skill.name for skill in job.skills if skill.importance == importance]:
            yield f"Skills, {importance}: {', '.join(names[:_MOST_SKILLS])}"
    yield from (f"{one.importance.capitalize()}: {one.text}" for one in job.requirements)
    yield from (f"Duty: {one}" for one in job.responsibilities)


def _jobs(resume: Resume, withheld: Withheld) -> Iterator[str]:
    for job in resume.experience:
        if title := withheld.tell(job.title or "", "experience"):
            yield f"Job: {title}{_length(job)}"


def _length(job: Position) -> str:
    until = "present" if job.current else job.end
    span = f", {job.start} to {until}" if job.start and until else ""
    return span + (f", {job.months} months" if job.months else "")


def _skills(resume: Resume, withheld: Withheld) -> Iterator[str]:
    names = [_named(hit) for hit in resume.skills[:_MOST_SKILLS]]
    if names:
        yield from _parted("Skills: ", [withheld.tell(name, "skills") for name in names])


def _named(hit: SkillHit) -> str:
    return f"{hit.name} ({hit.years:g} years)" if hit.years else hit.name


def _studies(resume: Resume, withheld: Withheld) -> Iterator[str]:
    for study in resume.education:
        said = ", ".join(part for part in (study.level, study.degree, study.field) if part)
        if said:
            yield withheld.tell(f"Education: {said}", "education")


def _passages(resume: Resume, withheld: Withheld) -> Iterator[str]:
    order = {name: at for at, name in enumerate(_TOLD)}
    employers = _employers(frozenset(job.company for job in resume.experience if job.company))
    told = [one for one in resume.passages if one.section in order]
    for one in sorted(told, key=lambda passage: order[passage.section]):
        yield withheld.tell(employers.sub(_EMPLOYER, one.text), one.section)


@cache
def _employers(names: frozenset[str]) -> re.Pattern[str]:
    """Any of the names, whole and in any case: "Acme GmbH" matches in "for ACME GmbH, Berlin"; not in "Acme"."""
    either = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _parted(label: str, names: Iterable[str]) -> Iterator[str]:
    """Names on as many lines as they need."""
    line = label
    for name in names:
        if len(line) + len(name) + 2 > LONGEST_LINE and line != label:
            yield line
            line = label
        line += name if line == label else f", {name}"
    yield line


def _bounded(lines: Iterable[str]) -> tuple[str, ...]:
    """Each line once, as many as fit."""
    found: list[str] = []
    left = MOST_CHARACTERS
    for line in dict.fromkeys(" ".join(line.split())[:LONGEST_LINE] for line in lines):
        if not line or len(found) == MOST_LINES or len(line) > left:
            continue
        found.append(line)
        left -= len(line)
    return tuple(found)
