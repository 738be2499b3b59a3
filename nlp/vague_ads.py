"""What the occupation says for an ad that says little: its usual skills stand in, marked as taken on trust."""

from __future__ import annotations

from dataclasses import replace

from nlp.occupations import skills_of
from nlp.taxonomy import Taxonomy
from records import Job, JobSkill, Notice

LEAST_NAMED = 3
"""An ad that names so many skills speaks for itself."""

_SURE = 0.6
_MOST = 8


def completed(job: Job, taxonomy: Taxonomy) -> Job:
    """The job with the usual skills of its occupation as preferred ones, where it names hardly any.

    The ad must be of an occupation with some certainty; a notice ``assumed_skills`` names what was added, and the added
    skills have no evidence.
    """
    named = {skill.id for skill in job.skills}
    likely = job.occupations[0] if job.occupations else None
    if likely is None or likely.confidence < _SURE or len(named) >= LEAST_NAMED:
        return job
    found = [taxonomy.by_id[key] for key in skills_of(likely.code) if key in taxonomy.by_id and key not in named]
    added = tuple(JobSkill(skill.id, skill.name, skill.category, "preferred", ()) for skill in found[:_MOST])
    if not added:
        return job
    names = ", ".join(skill.name for skill in added)
    detail = (
        f"The ad names hardly any skills, so those usual for “{likely.label}” count as preferred: {names}. "
        "Name the skills that the work needs, and these are left out."
    )
    return replace(job, skills=(*job.skills, *added), warnings=(*job.warnings, Notice("assumed_skills", detail)))
