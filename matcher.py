"""The story of matching: a résumé meets a job, and every point of the score has its reason.

The only place where skill coverage, TF-IDF and sentence embeddings meet. ``match`` is ``rank`` of one, so the number
on the screen, in a batch and in an evaluation is the same number. Scores are absolute: they depend on the pair alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from errors import InvalidFields
from nlp import calibration, coverage, explaining, places, relevance, schooling, tfidf, verdicts
from nlp.coverage import Credit
from nlp.embeddings import default_embedder
from nlp.relevance import Close
from nlp.taxonomy import Taxonomy, default_taxonomy
from records import (
    Component,
    EducationVerdict,
    ExperienceVerdict,
    Job,
    Match,
    Notice,
    PartialSkill,
    Raise,
    Relevance,
    Resume,
)

MATCHER_VERSION = f"1.0.{calibration.version()}"
COMPONENTS = (
    "skills", "experience", "education", "semantic", "keyword", "title", "location", "languages", "certifications",
    "section_skills", "section_experience", "section_education",
)  # fmt: skip
PROFILES: Mapping[str, Mapping[str, float]] = {
    "balanced": calibration.balanced_weights(),
    "semantic_60_40": {"semantic": 0.6, "skills": 0.4},
    "factors_50_30_20": {"skills": 0.5, "experience": 0.3, "keyword": 0.2},
    "sections_40_40_20": {"section_skills": 0.4, "section_experience": 0.4, "section_education": 0.2},
}
_HIGH, _MEDIUM = 0.8, 0.6
# What an ad lacks that leaves a score with little to rest on; the rest of its warnings are for its writer.
_BEARS_ON_SCORES = frozenset(
    {"no_skills", "few_skills", "no_years", "no_requirements", "short_ad", "vague", "looks_like_resume"}
)
# Years that count in full when the ad wants experience but names no number.
_USUAL_YEARS = 3.0

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]


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
        language: Of the comments, ``en`` or ``id``; the job's own by default.
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
    chosen = _weights(profile, weights)
    name = "custom" if weights is not None else profile
    taxonomy = taxonomy or default_taxonomy()
    vectors = _vectors(texts_to_embed(resumes, job), embed or default_embedder().embed)
    matches = [_match(resume, job, name, chosen, language or job.language, taxonomy, vectors) for resume in resumes]
    order = sorted(
        range(len(matches)), key=lambda at: (-matches[at].match_score, -matches[at].experience.relevant_years, at)
    )
    return [Ranked(at, matches[at]) for at in order]


def explain(found: Match) -> str:
    """A match in a few lines for a terminal or a mail."""
    parts = [
        f"{name} {100 * part.score:.0f} x {part.weight:.2f}" for name, part in found.components.items() if part.weight
    ]
    return f"{100 * found.match_score:.1f} ({found.grade}) = {' + '.join(parts)}\n{found.comments}"


def texts_to_embed(resumes: Sequence[Resume], job: Job) -> list[str]:
    """Every text whose vector a ranking needs, each once, in a fixed order."""
    texts = [*_job_units(job), *_titles_of_job(job), *job.education_fields]
    for resume in resumes:
        texts += [passage.text for passage in resume.passages]
        texts += _held_titles(resume)
        texts += [study.field for study in resume.education if study.field]
    return list(dict.fromkeys(text for text in texts if text))


class _Vectors:
    """Rows of the embedding matrix by text."""

    def __init__(self, texts: Sequence[str], matrix: Vectors) -> None:
        self._rows = {text: at for at, text in enumerate(texts)}
        self._matrix = matrix

    def of(self, texts: Sequence[str]) -> Vectors:
        """(n, d) vectors in the order of the texts."""
        return self._matrix[[self._rows[text] for text in texts]] if texts else self._matrix[:0]


def _vectors(texts: Sequence[str], embed: Embed) -> _Vectors:
    return _Vectors(texts, embed(texts) if texts else np.zeros((0, 1), dtype=np.float32))


def _weights(profile: str, weights: Mapping[str, float] | None) -> Mapping[str, float]:
    if weights is None:
        if profile not in PROFILES:
            raise InvalidFields(f"There is no profile {profile!r}; use one of {', '.join(PROFILES)}.")
        return PROFILES[profile]
    unknown = sorted(set(weights) - set(COMPONENTS))
    if unknown:
        raise InvalidFields(f"Unknown components {', '.join(unknown)}; use {', '.join(COMPONENTS)}.")
    if not all(np.isfinite(value) and value >= 0 for value in weights.values()) or not sum(weights.values()) > 0:
        raise InvalidFields("Weights must be finite numbers of at least 0 and not all zero.")
    total = sum(weights.values())
    return {name: weights[name] / total for name in COMPONENTS if weights.get(name)}


def _match(
    resume: Resume,
    job: Job,
    profile: str,
    weights: Mapping[str, float],
    language: str,
    taxonomy: Taxonomy,
    vectors: _Vectors,
) -> Match:
    as_of = date.fromisoformat(resume.as_of)
    evidence = verdicts.compare(
        job, resume, _job_units(job), vectors.of(_job_units(job)), _passage_vectors(resume, vectors)
    )
    credits = verdicts.with_meaning(coverage.credits(job.skills, resume.skills, taxonomy), evidence)
    close = _close_jobs(resume, job, vectors, evidence, as_of)
    experience = _experience(resume, job, close)
    education = schooling.verdict(resume, job)
    nearness, where = places.nearness(
        resume.location, job.locations or job.location, job.remote == "remote", job.remote_area
    )
    scores = {
        "skills": (coverage.coverage(credits), bool(job.skills)),
        "experience": (_experience_score(experience, close, as_of), bool(job.min_experience_years)),
        "education": (schooling.score(education, _field_similarity(education, vectors)), bool(job.education_level)),
        "semantic": (evidence.semantic, bool(evidence.units)),
        "keyword": (_keyword(resume, job), True),
        "title": (_title_score(close, resume, job, vectors), bool(_titles_of_job(job))),
        "location": (nearness, bool(job.locations or job.location) or job.remote == "remote"),
        "languages": (verdicts.language_score(resume, job), bool(job.languages)),
        "certifications": (verdicts.certificate_score(credits, job), bool(job.certifications)),
        **{f"section_{name}": (score, True) for name, score in evidence.sections.items()},
    }
    if not resume.passages:
        scores = {name: (0.0, has_data) for name, (_, has_data) in scores.items()}
    components = _components(scores, weights)
    total = round(sum(part.contribution for part in components.values()), 3)
    reasons = verdicts.judge(job, evidence, credits, experience, education, where, resume)
    partial = [credit for credit in credits if credit.has and 0.0 < credit.share < 0.8]
    satisfied = coverage.satisfied_groups(credits)
    missing = [c for c in credits if c.share < 0.2 and c.wanted.any_of not in satisfied]
    return Match(
        match_score=total,
        fit_probability=calibration.fit_probability(total),
        grade=_grade(total),
        profile=profile,
        components=components,
        key_strengths=explaining.strengths(credits, language),
        matched_skills=tuple(credit.wanted.name for credit in credits if credit.share >= 0.8),
        partial_skills=tuple(_partial(credit) for credit in partial),
        missing_skills=tuple(credit.wanted.name for credit in missing),
        missing_required=tuple(credit.wanted.name for credit in missing if credit.wanted.importance == "required"),
        additional_skills=_additional(resume, job, credits),
        experience=experience,
        education=education,
        location=where,
        semantic_score=evidence.semantic if resume.passages else 0.0,
        keyword_score=scores["keyword"][0],
        reverse_score=_reverse(resume, job, scores["title"][0], nearness),
        requirements=reasons,
        would_raise=_would_raise(missing + partial, components),
        knockouts=verdicts.knockouts(reasons, job),
        relevance=_relevance(close, evidence, resume),
        sections=evidence.sections if resume.passages else dict.fromkeys(evidence.sections, 0.0),
        comments=explaining.comments(credits, experience, education, resume, language, where),
        matcher_version=MATCHER_VERSION,
        extractor_version=resume.extractor_version,
        taxonomy_version=taxonomy.version,
        model=default_embedder().name,
        as_of=resume.as_of,
        warnings=_warnings(resume, job),
    )


def _warnings(resume: Resume, job: Job) -> tuple[Notice, ...]:
    """Reasons to take the score with care: first the ad's, then the résumé's."""
    return (*(notice for notice in job.warnings if notice.code in _BEARS_ON_SCORES), *resume.warnings)


def _components(scores: Mapping[str, tuple[float, bool]], weights: Mapping[str, float]) -> dict[str, Component]:
    """Weights of what the job says nothing about go to the rest, in proportion."""
    live = sum(weight for name, weight in weights.items() if scores[name][1])
    found: dict[str, Component] = {}
    for name, (score, has_data) in scores.items():
        weight = weights.get(name, 0.0) / live if has_data and live else 0.0
        found[name] = Component(
            round(score, 4), round(weight, 4), has_data, round(round(score, 4) * round(weight, 4), 6)
        )
    return found


def _job_units(job: Job) -> list[str]:
    """What is looked for in the résumé by meaning: the requirements, then the duties, each once."""
    return list(dict.fromkeys([need.text for need in job.requirements] + list(job.responsibilities)))


def _titles_of_job(job: Job) -> list[str]:
    return [job.title] if job.title else []


def _held_titles(resume: Resume) -> list[str]:
    titles = [position.title for position in resume.experience if position.title]
    return list(dict.fromkeys([*titles, *([resume.headline] if resume.headline else [])]))


def _passage_vectors(resume: Resume, vectors: _Vectors) -> Vectors:
    return vectors.of([passage.text for passage in resume.passages])


def _title_similarities(titles: Sequence[str], job: Job, vectors: _Vectors) -> list[float]:
    if not job.title or not titles:
        return [0.0] * len(titles)
    found = relevance.cosines(vectors.of(titles), vectors.of([job.title]))
    return [relevance.title_similarity(float(row[0]), held, job.title) for row, held in zip(found, titles, strict=True)]


def _close_jobs(resume: Resume, job: Job, vectors: _Vectors, evidence: verdicts.Evidence, as_of: date) -> list[Close]:
    titled = [position.title or "" for position in resume.experience]
    by_title = dict(zip(_held_titles(resume), _title_similarities(_held_titles(resume), job, vectors), strict=True))
    told = [verdicts.told_similarity(position, resume, evidence) for position in resume.experience]
    return relevance.close_jobs(resume.experience, [by_title.get(title, 0.0) for title in titled], told, job, as_of)


def _title_score(close: Sequence[Close], resume: Resume, job: Job, vectors: _Vectors) -> float:
    """The closest title held, less the longer it is past; a headline counts as held now."""
    now = resume.as_of
    held = {
        one.position.title: 1.0 if one.span is None else _freshness(one, now)
        for one in reversed(close)
        if one.position.title
    }
    titles = _held_titles(resume)
    similar = _title_similarities(titles, job, vectors)
    return max((value * held.get(title, 1.0) for title, value in zip(titles, similar, strict=True)), default=0.0)


def _freshness(one: Close, now: str) -> float:
    return 0.6 + 0.4 * relevance.recency([Close(one.position, 1.0, one.span)], date.fromisoformat(now))


def _experience(resume: Resume, job: Job, close: Sequence[Close]) -> ExperienceVerdict:
    total = round(resume.total_experience_months / 12, 1)
    relevant = round(min(relevance.relevant_years(close), total) if close else 0.0, 1)
    if not any(one.span for one in close) and total and any(one.closeness > 0 for one in close):
        relevant = round(total * max(one.closeness for one in close), 1)
    wanted = job.min_experience_years
    known = total > 0
    verdict = "unknown" if not known else "meets" if relevant >= (wanted or 0.0) else "below"
    return ExperienceVerdict(wanted, total, relevant, verdict)  # type: ignore[arg-type]


def _experience_score(found: ExperienceVerdict, close: Sequence[Close], as_of: date) -> float:
    """Relevant years against wanted, a quarter of it by how recent they are."""
    wanted = found.required_years or _USUAL_YEARS
    enough = min(1.0, found.relevant_years / wanted)
    dated = any(one.span for one in close)
    return enough * (0.75 + 0.25 * (relevance.recency(close, as_of) if dated else 1.0))


def _field_similarity(found: EducationVerdict, vectors: _Vectors) -> float:
    if not found.required_fields or not found.candidate_fields:
        return 0.0
    meaning = relevance.cosines(vectors.of(found.required_fields), vectors.of(found.candidate_fields)).max()
    return max(schooling.shared_words(found.required_fields, found.candidate_fields), float(np.clip(meaning, 0.0, 1.0)))


def _keyword(resume: Resume, job: Job) -> float:
    """TF-IDF cosine of what counts of the résumé and what the ad asks."""
    asked = "\n".join([*_titles_of_job(job), *_job_units(job)]) or job.text
    return round(tfidf.keyword_score("\n".join(passage.text for passage in resume.passages), asked), 4)


def _grade(score: float) -> str:
    return "High Match" if score >= _HIGH else "Medium Match" if score >= _MEDIUM else "Low Match"


def _partial(credit: Credit) -> PartialSkill:
    return PartialSkill(credit.wanted.name, credit.has.name if credit.has else "", round(credit.share, 2), credit.why)


def _additional(resume: Resume, job: Job, credits: Sequence[Credit]) -> tuple[str, ...]:
    used = {skill.id for skill in job.skills} | {credit.has.id for credit in credits if credit.has}
    return tuple(hit.name for hit in resume.skills if hit.id and hit.id not in used)


def _would_raise(open_credits: Sequence[Credit], components: Mapping[str, Component]) -> tuple[Raise, ...]:
    """What showing a skill in full would add, most first, at most five."""
    weight = components["skills"].weight
    gains = [
        Raise(credit.wanted.name, round((1.0 - credit.share) * credit.weight * weight, 4)) for credit in open_credits
    ]
    return tuple(sorted((gain for gain in gains if gain.points > 0), key=lambda gain: -gain.points)[:5])


def _reverse(resume: Resume, job: Job, title: float, nearness: float) -> float:
    """How well the job fits the person: uses their skills, continues their trade, is within reach."""
    wanted = {skill.id for skill in job.skills}
    best = sorted((hit for hit in resume.skills if hit.id), key=lambda hit: -(hit.years or 0.0))[:10]
    used = sum(hit.id in wanted for hit in best) / max(1, min(len(best), len(wanted) or 1))
    return round(0.45 * title + 0.4 * min(1.0, used) + 0.15 * nearness, 4)


def _relevance(close: Sequence[Close], evidence: verdicts.Evidence, resume: Resume) -> dict[str, tuple[Relevance, ...]]:
    jobs = tuple(
        Relevance(
            " at ".join(part for part in (one.position.title, one.position.company) if part),
            one.closeness,
            one.position.months,
        )
        for one in close
    )
    return {"experience": jobs, "projects": verdicts.project_relevance(resume, evidence)}
