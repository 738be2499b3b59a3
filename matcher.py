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
from nlp import (
    calibration,
    coverage,
    explaining,
    improving,
    overall,
    places,
    relevance,
    schooling,
    tfidf,
    verdicts,
    weighing,
)
from nlp.compared import compared, compared_title, terms_of
from nlp.coverage import Credit
from nlp.embeddings import default_embedder
from nlp.relevance import Close
from nlp.taxonomy import Taxonomy, default_taxonomy
from nlp.weighing import COMPONENTS as COMPONENTS
from records import (
    EducationVerdict,
    Job,
    Match,
    Notice,
    PartialSkill,
    Resume,
    Terms,
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
# The model reads 256 tokens; so much text holds them.
_GIST_CHARACTERS = 2_000

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
    weighed = _Weighed("custom" if weights is not None else profile, _weights(profile, weights))
    vectors = _vectors(texts_to_embed(resumes, job), embed or default_embedder().embed)
    wanted = _wanted(job, vectors, taxonomy or default_taxonomy(), language or job.language)
    matches = [_match(resume, wanted, weighed, vectors) for resume in resumes]
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
    texts = [*asked_texts(job), *titles_of_job(job), *gist_of(job), *_fields(job.education_fields, job.language)]
    for resume in resumes:
        texts += [passage.counted for passage in resume.passages]
        texts += [text for _, text, _ in held_titles(resume)]
        texts += _fields([study.field for study in resume.education], resume.language)
    return list(dict.fromkeys(text for text in texts if text))


def asked_texts(job: Job) -> list[str]:
    """What is looked for in the résumé by meaning, as it is compared: the requirements, then the duties, each once."""
    return [compared(unit, job.language) for unit in _units(job)]


def titles_of_job(job: Job) -> list[str]:
    """The job's title as it is compared, or nothing."""
    return [compared(job.title, job.language)] if job.title else []


def gist_of(job: Job) -> list[str]:
    """What the ad says first, as it is compared, or nothing."""
    return [compared(" ".join(job.text.split())[:_GIST_CHARACTERS], job.language)] if job.text.strip() else []


def held_titles(resume: Resume) -> list[tuple[str, str, int | None]]:
    """Titles as written, as compared, and the months they were held: of each position; the headline where none has one, too."""
    titles = [(job.title, job.months) for job in resume.experience if job.title]
    if resume.headline and resume.headline not in {title for title, _ in titles}:
        titles.append((resume.headline, None))
    return [(title, compared_title(title, resume.language), months) for title, months in titles]


class _Vectors:
    """Rows of the embedding matrix by text."""

    def __init__(self, texts: Sequence[str], matrix: Vectors) -> None:
        self._rows = {text: at for at, text in enumerate(texts)}
        self._matrix = matrix

    def of(self, texts: Sequence[str]) -> Vectors:
        """(n, d) vectors in the order of the texts."""
        return self._matrix[[self._rows[text] for text in texts]] if texts else self._matrix[:0]

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._matrix.shape[1])


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A way of weighing by its name."""

    profile: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """One side of a ranking: the job, with all that is the same for every résumé."""

    job: Job
    taxonomy: Taxonomy
    language: str
    skills: Sequence[coverage.Sought]
    asked: verdicts.Asked
    title: Vectors
    space: overall.Space
    direction: overall.Vector
    terms: Terms


def _vectors(texts: Sequence[str], embed: Embed) -> _Vectors:
    return _Vectors(texts, embed(texts) if texts else np.zeros((0, 1), dtype=np.float32))


def _wanted(job: Job, vectors: _Vectors, taxonomy: Taxonomy, language: str) -> _Wanted:
    space = overall.space_of(default_embedder().name, vectors.dimensions)
    units, title = vectors.of(asked_texts(job)), vectors.of(titles_of_job(job))
    return _Wanted(
        job=job,
        taxonomy=taxonomy,
        language=language,
        skills=coverage.sought(job.skills, taxonomy),
        asked=verdicts.asked(job, _units(job), units),
        title=title,
        space=space,
        direction=overall.of_ad(space, vectors.of(gist_of(job)), units, title),
        terms=tfidf.counted("\n".join([*titles_of_job(job), *asked_texts(job)]) or compared(job.text, job.language)),
    )


def _weights(profile: str, weights: Mapping[str, float] | None) -> Mapping[str, float]:
    if weights is not None:
        return weighing.checked(weights)
    if profile not in PROFILES:
        raise InvalidFields(f"There is no profile {profile!r}; use one of {', '.join(PROFILES)}.")
    return PROFILES[profile]


def _match(resume: Resume, wanted: _Wanted, weighed: _Weighed, vectors: _Vectors) -> Match:
    job, as_of = wanted.job, date.fromisoformat(resume.as_of)
    told = vectors.of([passage.counted for passage in resume.passages])
    evidence = verdicts.compare(wanted.asked, resume.passages, told)
    credits = verdicts.with_meaning(coverage.credits(wanted.skills, resume.skills), wanted.asked, evidence)
    held = _held(resume, wanted, vectors)
    close = _close_jobs(resume, held, evidence, job, as_of)
    experience = relevance.experience_verdict(resume, job, close)
    education = schooling.verdict(resume, job)
    nearness, where = places.nearness(
        resume.location, job.locations or job.location, job.remote == "remote", job.remote_area
    )
    title = _title_score(held, close, wanted, vectors, resume.as_of)
    keyword = round(tfidf.cosine(resume.terms or terms_of(resume.passages), wanted.terms), 4)
    near = overall.nearness(wanted.space, wanted.direction, overall.of_resume(wanted.space, resume.passages, told))
    scores = {
        "skills": (coverage.coverage(credits), bool(job.skills)),
        "experience": (relevance.experience_score(experience, job, close, as_of), relevance.asks_experience(job)),
        "education": (
            schooling.score(education, _field_similarity(education, resume, job, vectors)),
            bool(job.education_level),
        ),
        "semantic": (evidence.semantic, bool(evidence.units)),
        "overall": (near, bool(job.text.strip())),
        "keyword": (keyword, True),
        "title": (title, bool(job.title)),
        "location": (nearness, bool(job.locations or job.location) or job.remote == "remote"),
        "languages": (verdicts.language_score(resume, job), bool(job.languages)),
        "certifications": (verdicts.certificate_score(credits, job), bool(job.certifications)),
        **{
            name: (
                evidence.sections.get(name.removeprefix("section_"), 0.0),
                name.removeprefix("section_") in evidence.sections,
            )
            for name in SECTIONS
        },
    }
    if not resume.passages:
        scores = {name: (0.0, has_data) for name, (_, has_data) in scores.items()}
    components = weighing.weighed(scores, weighed.weights)
    total = round(sum(part.contribution for part in components.values()), 3)
    reasons = verdicts.judge(job, evidence, credits, experience, education, where, resume)
    partial = [credit for credit in credits if credit.has and 0.0 < credit.share < 0.8]
    satisfied = coverage.satisfied_groups(credits)
    missing = [c for c in credits if c.share < 0.2 and c.wanted.any_of not in satisfied]
    unshown = [c for c in credits if c.share < 1.0 and (c.share >= 0.2 or c in missing)]
    knockouts = verdicts.knockouts(reasons, job)
    closest = max(((one.title, one.alike) for one in held), key=lambda one: one[1], default=("", 0.0))
    facts = explaining.Facts(credits, experience, education, not resume.passages, closest, where, knockouts)
    said = explaining.told(facts)
    own = said.get(wanted.language) or said["en"]
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
        reverse_score=_reverse(resume, job, title, nearness),
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
        model=default_embedder().identity,
        as_of=resume.as_of,
        warnings=_warnings(resume, job),
        told=said,
        suggested_weights=weighing.suggested(
            job, PROFILES["balanced"], {name: part.has_data for name, part in components.items()}
        ),
    )


def _warnings(resume: Resume, job: Job) -> tuple[Notice, ...]:
    """Reasons to take the score with care: first the ad's, then the résumé's."""
    return (*(notice for notice in job.warnings if notice.code in _BEARS_ON_SCORES), *resume.warnings)


def _units(job: Job) -> list[str]:
    return list(dict.fromkeys([need.text for need in job.requirements] + list(job.responsibilities)))


@dataclass(frozen=True, slots=True)
class _Held:
    """A title that somebody held, as written and as compared, its months, and how like the job's title it is, 0..1."""

    title: str
    compared: str
    months: int | None
    alike: float


def _held(resume: Resume, wanted: _Wanted, vectors: _Vectors) -> list[_Held]:
    titles = held_titles(resume)
    if not titles or not len(wanted.title):
        return [_Held(*one, 0.0) for one in titles]
    near = relevance.cosines(vectors.of([text for _, text, _ in titles]), wanted.title)[:, 0]
    name = compared_title(wanted.job.title or "", "en")
    return [
        _Held(title, text, months, relevance.title_similarity(float(cosine), compared_title(title, "en"), name))
        for (title, text, months), cosine in zip(titles, near, strict=True)
    ]


def _close_jobs(
    resume: Resume, held: Sequence[_Held], evidence: verdicts.Evidence, job: Job, as_of: date
) -> list[Close]:
    by_title = {one.title: one.alike for one in held}
    titled = [by_title.get(position.title or "", 0.0) for position in resume.experience]
    told = verdicts.told_similarities(resume, evidence)
    return relevance.close_jobs(resume.experience, titled, told, job, as_of)


def _title_score(
    held: Sequence[_Held], close: Sequence[Close], wanted: _Wanted, vectors: _Vectors, as_of: str
) -> float:
    """Half the closest title, less the longer it is past; half the line of all titles. A headline counts as held now."""
    if not held:
        return 0.0
    fresh = {one.position.title: relevance.freshness(one, date.fromisoformat(as_of)) for one in reversed(close)}
    closest = max(one.alike * fresh.get(one.title, 1.0) for one in held)
    line = [one for one in held if one.title in fresh] or held
    near = overall.titles_nearness(
        wanted.space, vectors.of([one.compared for one in line]), [one.months for one in line], wanted.title
    )
    return _CLOSEST * closest + (1 - _CLOSEST) * near


def _field_similarity(found: EducationVerdict, resume: Resume, job: Job, vectors: _Vectors) -> float:
    asked, shown = _fields(found.required_fields, job.language), _fields(found.candidate_fields, resume.language)
    if not asked or not shown:
        return 0.0
    meaning = float(relevance.cosines(vectors.of(asked), vectors.of(shown)).max())
    return max(schooling.shared_words(asked, shown), min(1.0, max(0.0, meaning)))


def _fields(named: Sequence[str | None], language: str) -> list[str]:
    return [compared_title(field, language) for field in named if field]


def _grade(score: float) -> str:
    return "High Match" if score >= _HIGH else "Medium Match" if score >= _MEDIUM else "Low Match"


def _partial(credit: Credit) -> PartialSkill:
    return PartialSkill(credit.wanted.name, credit.has.name if credit.has else "", round(credit.share, 2), credit.why)


def _additional(resume: Resume, job: Job, credits: Sequence[Credit]) -> tuple[str, ...]:
    used = {skill.id for skill in job.skills} | {credit.has.id for credit in credits if credit.has}
    return tuple(hit.name for hit in resume.skills if hit.id and hit.id not in used)


def _reverse(resume: Resume, job: Job, title: float, nearness: float) -> float:
    """How well the job fits the person: uses their skills, continues their trade, is within reach."""
    wanted = {skill.id for skill in job.skills}
    best = sorted((hit for hit in resume.skills if hit.id), key=lambda hit: -(hit.years or 0.0))[:10]
    used = sum(hit.id in wanted for hit in best) / max(1, min(len(best), len(wanted) or 1))
    return round(0.45 * title + 0.4 * min(1.0, used) + 0.15 * nearness, 4)
