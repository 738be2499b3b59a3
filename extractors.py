"""The story of reading: bytes become a document, a document becomes a résumé or a job, a text gives its skills.

Every function is the order of its steps; what a step knows lives in ``documents`` and ``nlp``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from documents import reading
from nlp import (
    ad_facts,
    ad_lines,
    ad_quality,
    ads,
    asked_education,
    asked_skills,
    certificates,
    compared,
    confidence,
    contact,
    education,
    experience,
    impersonal,
    language,
    languages,
    linebreaks,
    open_vocabulary,
    passages,
    sections,
    skill_hits,
    skills,
    stated,
    statements,
    tagged_entries,
    titles,
    vague_ads,
)
from nlp import requirements as asking
from nlp.facts import Fact
from nlp.intervals import Intervals
from nlp.occupations import default_occupations
from nlp.skill_links import Linker, default_linker
from nlp.taxonomy import Taxonomy, default_taxonomy
from records import Document, Job, Occupation, Resume, SkillHit

EXTRACTOR_VERSION = "1.3"

T = TypeVar("T")


def read(data: bytes, name: str = "", *, ocr: bool = False, whole: bool = False) -> Document:
    """Reads a file in an isolated process.

    Args:
        data: The file's bytes; its kind is told by its content, never by its name.
        name: The file's name, kept for people.
        ocr: Read pictures of text too; takes seconds a page.
        whole: Refuse a PDF some of whose pages are pictures of text, rather than leave these out with a notice.

    Raises:
        FileTooLarge, UnsupportedType, UnreadableDocument: each with a sentence for the client.
    """
    return reading.read(data, name, ocr=ocr, whole=whole)


def read_text(text: str, name: str = "") -> Document:
    """A document from pasted text."""
    return reading.read_text(text, name)


def extract_resume(
    document: Document, *, as_of: date, candidate_name: str | None = None, taxonomy: Taxonomy | None = None
) -> Resume:
    """What a résumé says; every value has its words in the document.

    Args:
        document: A file or text that was read; what its format states outright is taken and not looked for.
        as_of: The day that "present" means.
        candidate_name: The name as somebody else gave it; it goes before the one in the document.
        taxonomy: The skills to look for; the product's own by default.
    """
    taxonomy = taxonomy or default_taxonomy()
    given, document = document, linebreaks.restored(document)
    told = document.stated
    lang = language.detect(document.text)
    parts = sections.split(document)
    person = stated.contact_of(told, lang) if told else contact.find_contact(document, parts, lang)
    private = impersonal.private_spans(parts)
    parts = impersonal.without_private_lines(parts)
    cut, schooling = passages.cut(parts, person), education.find_studies(parts)
    named = skills.find_skills(document.text, taxonomy, sections.edges_of(parts))
    aside = [*cut.discarded, *contact.spans_about(document, person), *private]
    mentions = _counted(named, [*aside, *impersonal.school_spans(parts, schooling)])
    if told:
        jobs = stated.positions_of(told, as_of, lambda words: _ids_in(words, mentions, taxonomy))
        studies = stated.studies_of(told)
    else:
        known = tagged_entries.Entries(
            person.name,
            experience.find_positions(parts, as_of, partial(_ids_between, mentions)),
            schooling,
        )
        entries = known
        if tagged_entries.is_needed(document, lang):
            entries = tagged_entries.read_again(
                impersonal.without_lines(document, private),
                parts,
                known,
                as_of,
                partial(_ids_between, mentions),
                own_lines=document is given,
            )
        person, jobs, studies = replace(person, name=entries.name), entries.jobs, entries.studies
    section_at = skill_hits.section_finder(parts)
    hits = skill_hits.gather(document.text, mentions, section_at, jobs, as_of)
    resume = Resume(
        text=document.text,
        as_of=as_of.isoformat(),
        extractor_version=EXTRACTOR_VERSION,
        taxonomy_version=taxonomy.version,
        filename=document.filename,
        language=lang,
        pages=document.pages,
        ocr=document.ocr,
        name=candidate_name or person.name,
        email=person.email,
        phone=person.phone,
        phone_valid=person.phone_valid,
        location=person.place,
        links=person.links,
        summary=sections.text_of(parts, "summary"),
        headline=sections.headline(parts, person.name),
        skills=(*hits, *skill_hits.candidates(parts, mentions)),
        experience=jobs,
        education=studies,
        certifications=certificates.find_certificates(parts),
        languages=languages.find_languages(parts),
        projects=sections.entries_of(parts, "projects"),
        publications=sections.entries_of(parts, "publications"),
        awards=sections.entries_of(parts, "awards"),
        total_experience_months=experience.total_months(jobs, parts, as_of),
        experience_gaps=experience.find_gaps(jobs, as_of),
        education_gaps=education.find_gaps(studies, as_of),
        education_to_first_job_months=education.first_job_gap(studies, jobs, as_of),
        warnings=(*document.notices, *cut.notices),
        passages=cut.passages,
    )
    resume = compared.prepared(stated.outright(resume, told) if told else resume)
    trust = confidence.judge(document, parts, resume, given=["name"] if candidate_name else [])
    return replace(resume, confidence=trust, needs_review=confidence.doubtful(trust))


def extract_job(
    document: Document,
    *,
    title: str | None = None,
    company: str | None = None,
    location: str | None = None,
    requirements: str | None = None,
    skills_required: Sequence[str] = (),
    taxonomy: Taxonomy | None = None,
) -> Job:
    """What a job ad asks for; values that the client states go before those that are read.

    Args:
        document: The ad.
        title, company, location: As stated by the client.
        requirements: More requirements, one a line, read as if they stood under that heading.
        skills_required: Names of skills that are wanted in any case.
        taxonomy: The skills to look for; the product's own by default.
    """
    taxonomy = taxonomy or default_taxonomy()
    document = ad_lines.restored(_with_stated(document, title, requirements, skills_required))
    parts = sections.split(document, "job")
    lang = language.detect(document.text)
    named = ad_facts.find_title(parts, title)
    role = named.value if named else None
    said = statements.sorted_out(statements.statements(parts))
    spelled = skills.find_skills(document.text, taxonomy, sections.edges_of(parts))
    places_of_skills = [(one.start, one.end) for one in spelled]
    facts = ad_facts.find(document, parts, said, lang, named, places_of_skills, company=company, location=location)
    aside = [*asking.aside_spans(said, role), *contact.address_spans(document.text)]
    statement_at = statements.statement_finder(said)
    mentions = [one for one in _counted(spelled, aside) if statement_at(one.start)]
    asked = asking.without_facts(asking.find_requirements(said, mentions, role), facts.spans())
    wanted = [requirement for _, requirement in asked]
    schooling = asked_education.education_asked(wanted)
    found_places = _value(facts.location) or ()
    job = Job(
        text=document.text,
        extractor_version=EXTRACTOR_VERSION,
        taxonomy_version=taxonomy.version,
        language=lang,
        title=role,
        role=titles.role_of(role) or None if role else None,
        seniority=ads.find_seniority(role),
        company=_value(facts.company),
        department=_value(facts.department),
        location=found_places[0] if found_places else None,
        locations=found_places,
        remote=_value(facts.remote),
        remote_area=_value(facts.remote_area),
        employment_type=_value(facts.employment_type),
        salary=_value(facts.salary),
        industry=_value(facts.industry),
        skills=asked_skills.find_job_skills(document, said, mentions),
        requirements=tuple(wanted),
        responsibilities=tuple(one.text for one in said if one.section == "responsibilities"),
        min_experience_years=asking.years_asked(asked, said),
        education_level=schooling.level,
        education_fields=schooling.fields,
        experience_instead=schooling.experience_instead,
        languages=languages.asked_languages([need.text for need in wanted]),
        certifications=certificates.asked_certificates(wanted, mentions),
        start=_value(facts.start),
        deadline=_value(facts.deadline),
        openings=_value(facts.openings),
        contact=_value(facts.contact),
        benefits=tuple(one.text for one in said if one.section == "benefits"),
        boilerplate=tuple(one.text for one in said if one.section in {"application", "company"}),
        occupations=_occupations(role, document.text),
        evidence={
            **facts.evidence(document.text, skill_hits.section_finder(parts)),
            **asking.evidence(asked, document.text),
        },
    )
    job = replace(job, warnings=(*document.notices, *ad_quality.judge(job, said)))
    return vague_ads.completed(job, taxonomy)


def extract_skills(text: str, *, taxonomy: Taxonomy | None = None, linker: Linker | None = None) -> list[SkillHit]:
    """The skills in any text, in order of first mention; then phrases that the taxonomy lacks, then skills meant in other words.

    Args:
        text: Any text.
        taxonomy: The skills to look for; those of this process by default.
        linker: Finds skills by meaning; that of this process by default, if its vectors are made.
    """
    taxonomy = taxonomy or default_taxonomy()
    document = reading.read_text(text)
    parts = sections.split(document)
    mentions = skills.find_skills(document.text, taxonomy, sections.edges_of(parts))
    section_at = skill_hits.section_finder(parts)
    hits = skill_hits.gather(document.text, mentions, section_at, (), date.min)
    found = open_vocabulary.completed(document, hits, mentions, section_at, linker or default_linker(taxonomy))
    return list(found)


def _counted(mentions: Sequence[skills.Found], discarded: Sequence[tuple[int, int]]) -> list[skills.Found]:
    gone = Intervals(sorted(discarded))
    return [one for one in mentions if gone.at(one.start) is None]


def _ids_between(mentions: Sequence[skills.Found], start: int, end: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.skill.id for one in mentions if start <= one.start < end))


def _ids_in(words: str, mentions: Sequence[skills.Found], taxonomy: Taxonomy) -> tuple[str, ...]:
    """The skills of an entry that is known by its words alone, of those that count in the document."""
    counted = {one.skill.id for one in mentions}
    return tuple(dict.fromkeys(one.skill.id for one in skills.find_skills(words, taxonomy) if one.skill.id in counted))


def _occupations(title: str | None, text: str) -> tuple[Occupation, ...]:
    catalogue = default_occupations()
    return tuple(catalogue.rank(title, text)) if catalogue and title else ()


def _value(fact: Fact[T] | None) -> T | None:
    return None if fact is None else fact.value


def _with_stated(document: Document, title: str | None, asked: str | None, wanted: Sequence[str]) -> Document:
    """What the client states beside the ad is read as part of it."""
    extra = [*(asked.splitlines() if asked else ()), *([", ".join(wanted)] if wanted else ())]
    lines = [*([title] if title else ()), document.text, *(["Requirements:", *extra] if extra else ())]
    return document if len(lines) == 1 else reading.read_text("\n".join(lines), document.filename)
