"""The story of matching: a résumé meets a job, and every point of the score has its reason.

The only place where skill coverage, TF-IDF and sentence embeddings meet. ``match`` is ``rank`` of one, so the number
on the screen, in a batch and in an evaluation is the same number. Scores are absolute: they depend on the pair alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from errors import InvalidFields
from nlp import (
    calibration,
    coverage,
    explaining,
    improving,
    overall,
    places,
    relevance,
    schooling,
    sides,
    tfidf,
    verdicts,
    weighing,
)
from nlp.compared import compared_title
from nlp.coverage import Credit
from nlp.embeddings import default_embedder
from nlp.relevance import Close
from nlp.sides import Embed, Person, Wanted, texts_of_job, texts_of_resume
from nlp.taxonomy import Taxonomy, default_taxonomy
from nlp.weighing import COMPONENTS as COMPONENTS
from records import (
    Job,
    Match,
    Notice,
    PartialSkill,
    Resume,
)

MATCHER_VERSION = f"1.1.{calibration.version()}"
PROFILES: Mapping[str, Mapping[str, float]] = {
    "balanced": calibration.balanced_weights(),
    "semantic_60_40": {"semantic": 0.6, "skills": 0.4},
    "factors_50_30_20": {"skills": 0.5, "experience": 0.3, "keyword": 0.2},
    "sections_40_40_20": {"section_skills": 0.4, "section_experience": 0.4, "section_education": 0.2},
}
SECTIONS = ("section_skills", "section_experience", "section_education")
_HIGH, _MEDIUM = 0.8, 0.6
# What an ad lacks that leaves a score with little to rest on; the rest of its warnings are for its writer.
_BEARS_ON_SCORES = frozenset(
    {"no_skills", "few_skills", "no_years", "no_requirements", "short_ad", "vague", "looks_like_resume"}
)
# Of the title's score: the closest title ever held, beside the line that all of them follow.
_CLOSEST = 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """A match with the place of its résumé in the input."""

    index: int
    match: Match


def match(
    resume: Resume,
    job: Job,
    *,
    profile: str = "balanced",
    weights: Mapping[str, float] | None = None,
    language: str | None = None,
    taxonomy: Taxonomy | None = None,
    embed: Embed | None = None,
) -> Match:
    """One résumé against one job.

    Args:
        resume, job: What was read of them.
        profile: One of ``PROFILES``; ignored where weights are given.
        weights: Own weights by component, >= 0, not all zero.
        language: Of the comments, ``en`` or ``id``; the job's own by default. ``told`` has them in every language.
        taxonomy: The skills' families; the product's own by default.
        embed: Texts -> unit vectors (n, d); the default model by default.

    Raises:
        InvalidFields: An unknown profile or component, or weights that cannot be used.
    """
    return rank([resume], job, profile=profile, weights=weights, language=language, taxonomy=taxonomy, embed=embed)[
        0
    ].match


def rank(
    resumes: Sequence[Resume],
    job: Job,
    *,
    profile: str = "balanced",
    weights: Mapping[str, float] | None = None,
    language: str | None = None,
    taxonomy: Taxonomy | None = None,
    embed: Embed | None = None,
) -> list[Ranked]:
    """Every résumé against the job, best first; ties go to more relevant years, then to the input's order."""
    lookup = _lookup(texts_to_embed(resumes, job), embed or default_embedder().embed)
    wanted = ready_job(job, lookup, taxonomy)
    people = [ready_resume(resume, lookup) for resume in resumes]
    return rank_ready(people, wanted, profile=profile, weights=weights, language=language)


def rank_ready(
    people: Sequence[Person],
    wanted: Wanted,
    *,
    profile: str = "balanced",
    weights: Mapping[str, float] | None = None,
    language: str | None = None,
) -> list[Ranked]:
    """``rank`` of sides that were made ready before, as who matches the same ones often does."""
    says = _says(wanted)
    weighed = _Weighed(
        "custom" if weights is not None else profile,
        _weights(profile, weights),
        says,
        weighing.suggested(wanted.job, PROFILES["balanced"], says),
    )
    matches = [_match(one, wanted, weighed, language or wanted.job.language) for one in people]
    order = sorted(
        range(len(matches)), key=lambda at: (-matches[at].match_score, -matches[at].experience.relevant_years, at)
    )
    return [Ranked(at, matches[at]) for at in order]


def ready_job(job: Job, embed: Embed, taxonomy: Taxonomy | None = None) -> Wanted:
    """A job ready to meet résumés; ``embed`` gives the vectors of ``texts_to_embed([], job)``."""
    return sides.wanted(job, embed, default_embedder().identity, taxonomy or default_taxonomy())


def ready_resume(resume: Resume, embed: Embed) -> Person:
    """A résumé ready to meet jobs; ``embed`` gives the vectors of its texts in ``texts_to_embed``."""
    return sides.person(resume, embed, default_embedder().identity)


def explain(found: Match) -> str:
    """A match in a few lines for a terminal or a mail."""
    parts = [
        f"{name} {100 * part.score:.0f} x {part.weight:.2f}" for name, part in found.components.items() if part.weight
    ]
    return f"{100 * found.match_score:.1f} ({found.grade}) = {' + '.join(parts)}\n{found.comments}"


def texts_to_embed(resumes: Sequence[Resume], job: Job) -> list[str]:
    """Every text whose vector a ranking needs, each once, in a fixed order."""
    texts = [*texts_of_job(job), *(text for resume in resumes for text in texts_of_resume(resume))]
    return list(dict.fromkeys(texts))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A way of weighing by its name, with what the job says nothing about and what suits it."""

    profile: str
    weights: Mapping[str, float]
    says: Mapping[str, bool]
    suggested: Mapping[str, float]


def _lookup(texts: Sequence[str], embed: Embed) -> Embed:
    """The vectors of these texts, made at once, by text: texts -> (n, d)."""
    matrix = embed(texts) if texts else np.zeros((0, 1), dtype=np.float32)
    rows = {text: at for at, text in enumerate(texts)}
    return lambda asked: matrix[[rows[text] for text in asked]] if asked else matrix[:0]


def _weights(profile: str, weights: Mapping[str, float] | None) -> Mapping[str, float]:
    if weights is not None:
        return weighing.checked(weights)
    if profile not in PROFILES:
        raise InvalidFields(f"There is no profile {profile!r}; use one of {', '.join(PROFILES)}.")
    return PROFILES[profile]


def _match(person: Person, wanted: Wanted, weighed: _Weighed, language: str) -> Match:
    resume, job, as_of = person.resume, wanted.job, person.as_of
    evidence = verdicts.compare(wanted.asked, resume.passages, person.passages, person.inside)
    shown = coverage.credits(wanted.skills, resume.skills, person.skills)
    credits = verdicts.with_meaning(shown, wanted.asked, evidence)
    alike = _alike(person, wanted)
    close = _close_jobs(person, alike, evidence, job)
    experience = relevance.experience_verdict(resume, job, close)
    education = schooling.verdict(resume, job)
    nearness, where = places.nearness(
        resume.location, job.locations or job.location, job.remote == "remote", job.remote_area
    )
    title = _title_score(person, alike, wanted)
    keyword = round(tfidf.cosine(wanted.keywords, person.terms), 4)
    near = overall.nearness(wanted.space, wanted.direction, person.direction)
    scores = {
        "skills": coverage.coverage(credits),
        "experience": relevance.experience_score(experience, job, close, as_of),
        "education": schooling.score(education, _field_similarity(person, wanted)),
        "semantic": evidence.semantic,
        "overall": near,
        "keyword": keyword,
        "title": title,
        "location": nearness,
        "languages": verdicts.language_score(resume, job),
        "certifications": verdicts.certificate_score(credits, job),
        **{name: evidence.sections.get(name.removeprefix("section_"), 0.0) for name in SECTIONS},
    }
    if not resume.passages:
        scores = dict.fromkeys(scores, 0.0)
    components = weighing.weighed(
        {name: (score, weighed.says[name]) for name, score in scores.items()}, weighed.weights
    )
    total = round(sum(part.contribution for part in components.values()), 3)
    reasons = verdicts.judge(wanted.asked, evidence, credits, experience, education, resume, person.mentions)
    partial = [credit for credit in credits if credit.has and 0.0 < credit.share < 0.8]
    satisfied = coverage.satisfied_groups(credits)
    missing = [c for c in credits if c.share < 0.2 and c.wanted.any_of not in satisfied]
    unshown = [c for c in credits if 0.2 <= c.share < 1.0] + missing
    knockouts = verdicts.knockouts(reasons, job)
    held = zip((one.written for one in person.titles), alike, strict=True)
    closest = max(held, key=lambda one: one[1], default=("", 0.0))
    facts = explaining.Facts(credits, experience, education, not resume.passages, closest, where, knockouts)
    said = explaining.told(facts)
    own = said.get(language) or said["en"]
    return Match(
        match_score=total,
        fit_probability=calibration.fit_probability(total),
        grade=_grade(total),
        profile=weighed.profile,
        components=components,
        key_strengths=own.key_strengths,
        matched_skills=tuple(credit.wanted.name for credit in credits if credit.share >= 0.8),
        partial_skills=tuple(_partial(credit) for credit in partial),
        missing_skills=tuple(credit.wanted.name for credit in missing),
        missing_required=tuple(credit.wanted.name for credit in missing if credit.wanted.importance == "required"),
        additional_skills=_additional(resume, job, credits),
        experience=experience,
        education=education,
        location=where,
        semantic_score=total if weighed.profile == "sections_40_40_20" else components["semantic"].score,
        keyword_score=components["keyword"].score,
        reverse_score=_reverse(person, job, title, nearness),
        requirements=reasons,
        would_raise=improving.would_raise(components, unshown, experience, education, resume, job),
        knockouts=knockouts,
        relevance={
            "experience": relevance.of_jobs(close),
            "projects": verdicts.project_relevance(resume, evidence, job),
        },
        sections=evidence.sections if resume.passages else dict.fromkeys(evidence.sections, 0.0),
        comments=own.comments,
        matcher_version=MATCHER_VERSION,
        extractor_version=resume.extractor_version,
        taxonomy_version=wanted.taxonomy.version,
        model=wanted.model,
        as_of=resume.as_of,
        warnings=_warnings(resume, job),
        told=said,
        suggested_weights=weighed.suggested,
    )


def _says(wanted: Wanted) -> dict[str, bool]:
    """For each component whether the job says something about it."""
    job = wanted.job
    return {
        "skills": bool(job.skills),
        "experience": relevance.asks_experience(job),
        "education": bool(job.education_level),
        "semantic": bool(wanted.asked.units),
        "overall": bool(job.text.strip()),
        "keyword": True,
        "title": bool(job.title),
        "location": bool(job.locations or job.location) or job.remote == "remote",
        "languages": bool(job.languages),
        "certifications": bool(job.certifications),
        **{name: name.removeprefix("section_") in wanted.asked.apart for name in SECTIONS},
    }


def _warnings(resume: Resume, job: Job) -> tuple[Notice, ...]:
    """Reasons to take the score with care: first the ad's, then the résumé's."""
    return (*(notice for notice in job.warnings if notice.code in _BEARS_ON_SCORES), *resume.warnings)


def _alike(person: Person, wanted: Wanted) -> list[float]:
    """How like the job's title each held title is, 0..1."""
    if not person.titles or not len(wanted.title):
        return [0.0] * len(person.titles)
    near = relevance.cosines(person.title_vectors, wanted.title)[:, 0].tolist()
    name = compared_title(wanted.job.title or "", "en")
    return [
        relevance.title_similarity(cosine, compared_title(one.written, "en"), name)
        for one, cosine in zip(person.titles, near, strict=True)
    ]


def _close_jobs(person: Person, alike: Sequence[float], evidence: verdicts.Evidence, job: Job) -> list[Close]:
    by_title = dict(zip((one.written for one in person.titles), alike, strict=True))
    jobs = person.resume.experience
    titled = [by_title.get(position.title or "", 0.0) for position in jobs]
    told = verdicts.told_similarities(person.resume, person.entry, evidence)
    return relevance.close_jobs(jobs, titled, told, job, person.spans)


def _title_score(person: Person, alike: Sequence[float], wanted: Wanted) -> float:
    """Half the closest title, less the longer it is past; half the line of all titles. A headline counts as held now."""
    if not person.titles or not len(wanted.title):
        return 0.0
    held = zip(person.titles, alike, strict=True)
    closest = max([value * person.fresh.get(one.written, 1.0) for one, value in held])
    near = overall.titles_nearness(wanted.space, person.held_direction, wanted.title_direction)
    return _CLOSEST * closest + (1 - _CLOSEST) * near


def _field_similarity(person: Person, wanted: Wanted) -> float:
    if not wanted.fields or not person.fields:
        return 0.0
    meaning = float(relevance.cosines(wanted.field_vectors, person.field_vectors).max())
    return max(schooling.shared_words(wanted.fields, person.fields), min(1.0, max(0.0, meaning)))


def _grade(score: float) -> str:
    return "High Match" if score >= _HIGH else "Medium Match" if score >= _MEDIUM else "Low Match"


def _partial(credit: Credit) -> PartialSkill:
    return PartialSkill(credit.wanted.name, credit.has.name if credit.has else "", round(credit.share, 2), credit.why)


def _additional(resume: Resume, job: Job, credits: Sequence[Credit]) -> tuple[str, ...]:
    used = {skill.id for skill in job.skills} | {credit.has.id for credit in credits if credit.has}
    return tuple(hit.name for hit in resume.skills if hit.id and hit.id not in used)


def _reverse(person: Person, job: Job, title: float, nearness: float) -> float:
    """How well the job fits the person: uses their skills, continues their trade, is within reach."""
    wanted = {skill.id for skill in job.skills}
    used = len(wanted.intersection(person.longest)) / max(1, min(len(person.longest), len(wanted) or 1))
    return round(0.45 * title + 0.4 * min(1.0, used) + 0.15 * nearness, 4)
