"""How far each field of a résumé can be trusted: signs of its value, weighed by learnt numbers; it reads no field itself.

A single value's confidence is the probability that it is right. That of ``skills``, ``experience`` and ``education`` is
the agreement (F1) to expect between what is listed and what a careful reader would list: wrong entries lower it, and so
do missing ones. The weights are fitted by ``python -m training.confidence`` on résumés whose fields a person marked.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

from nlp.lexicon import lexicon
from nlp.phrases import has_any, is_title_case, words_of
from nlp.places import is_city
from nlp.sections import Section
from records import Document, Place, Resume

WEIGHTS = Path(__file__).parent / "weights" / "confidence.json"
FIELDS = ("name", "email", "phone", "location", "skills", "experience", "education")
# A title or an employer of more words than this is rather a sentence.
_TITLE_WORDS = 7
# More studies than this are rather one cut into pieces.
_MANY_STUDIES = 6
# The top of a document: what stands there is about the person.
_TOP_CHARS = 200
# Matches "555-0143jo@x.org" and "jo@x.comhttps", pieces of a line run together; not "88jo@x.co.uk".
_GLUED = re.compile(r"^[\d().+-]{6}|\.[^.]{7,}$")
# Matches "linkedin.com/in/jo-doe", "github.com/jodoe"; not "linkedin".
_PROFILE = re.compile(r"(?:linkedin|github|gitlab|behance)\.\w{2,3}/\S{1,200}", re.IGNORECASE)

Signs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over signs, and the confidence under which a person should look."""

    intercept: float
    weights: Signs
    review_below: float

    def at(self, signs: Signs) -> float:
        """The confidence, 0.01..0.99: no sign makes certain."""
        total = self.intercept + sum(weight * signs[name] for name, weight in self.weights.items())
        return round(min(0.99, max(0.01, 1 / (1 + math.exp(-total)))), 2)


def judge(
    document: Document, sections: Sequence[Section], resume: Resume, given: Collection[str] = ()
) -> dict[str, float]:
    """Field -> confidence 0..1 of every field that the résumé has, and of no other.

    Args:
        document, sections: What the résumé was read from. What its format states outright is certain.
        resume: The fields as they were read.
        given: Fields that somebody stated beside the document; they are certain too.
    """
    found = signs(document, sections, resume)
    certain = {*given, *(set(FIELDS) - {"skills"} if document.stated else ())}
    curves = _curves()
    return {name: 1.0 if name in certain else curves[name].at(seen) for name, seen in found.items()}


def doubtful(confidence: Mapping[str, float]) -> tuple[str, ...]:
    """The fields that a person should look at: under their bound, or missing though a résumé should state them."""
    curves = _curves()
    low = {name for name, value in confidence.items() if value < curves[name].review_below}
    missing = {name for group in _EXPECTED if not any(one in confidence for one in group) for name in group}
    return tuple(name for name in FIELDS if name in low | missing)


# One of each group is expected: a résumé may well have no telephone number, or no job yet.
_EXPECTED = (("name",), ("email", "phone"), ("skills",), ("experience", "education"))


def version() -> str:
    """Names the learnt numbers."""
    return str(learnt()["version"])


@cache
def learnt() -> Mapping[str, Any]:
    """The weights file: version, curves, and how they did on résumés that they were not fitted on."""
    read: dict[str, Any] = json.loads(WEIGHTS.read_text("utf-8"))
    return read


def signs(document: Document, sections: Sequence[Section], resume: Resume) -> dict[str, dict[str, float]]:
    """Field -> sign -> 0..1, for the fields that the résumé has."""
    ocr = float(document.ocr)
    found: dict[str, dict[str, float]] = {}
    if resume.name:
        found["name"] = _name_signs(document, resume.name, resume.email)
    if resume.email:
        found["email"] = {"glued": float(_GLUED.search(resume.email) is not None)}
    if resume.phone:
        found["phone"] = {"valid": float(resume.phone_valid)}
    if resume.location:
        found["location"] = _location_signs(document, resume.location)
    if resume.skills:
        found["skills"] = _skill_signs(resume, sections)
    if resume.experience:
        found["experience"] = _experience_signs(document, sections, resume)
    if resume.education:
        found["education"] = _education_signs(document, sections, resume)
    return {name: {**seen, "ocr": ocr} for name, seen in found.items()}


def _name_signs(document: Document, name: str, email: str | None) -> dict[str, float]:
    at = document.text.lower().find(name.lower())
    line = next((line for line in document.lines if line.start <= at < line.start + len(line.text)), None)
    largest = max((line.size for line in document.lines if line.page == 0), default=0.0)
    words = [word for word in words_of(name.lower()) if len(word) > 2]
    elsewhere = " ".join([email or "", *document.links, *_PROFILE.findall(document.text)]).lower()
    return {
        "largest": float(line is not None and line.size > 0 and line.size >= largest - 0.1),
        "likeness": min(1.0, sum(_plain(word) in elsewhere for word in words) / 2),
        "alone": len(name) / len(line.text.strip()) if line else 0.0,
        "two_words": float(len(name.split()) in (2, 3)),
        "capitals": float(name.isupper()),
        "ordinary": float(is_city(name) or any(word in _heading_words() for word in words)),
    }


def _location_signs(document: Document, place: Place) -> dict[str, float]:
    at = document.text.find(place.text.split(",")[0])
    return {
        "top": float(0 <= at < _TOP_CHARS),
        "city": float(place.city is not None),
        "country": float(place.country is not None),
        "crowded": float(len(place.text.split()) > 4 or has_any(place.text, lexicon().lists["institutions"])),
    }


def _skill_signs(resume: Resume, sections: Sequence[Section]) -> dict[str, float]:
    known = [hit for hit in resume.skills if hit.id]
    return {
        "headed": float(any(section.name == "skills" for section in sections)),
        "listed": _share(any(piece.section == "skills" for piece in hit.evidence) for hit in known),
    }


def _experience_signs(document: Document, sections: Sequence[Section], resume: Resume) -> dict[str, float]:
    jobs = resume.experience
    starts = [job.start for job in jobs if job.start]
    roles = lexicon().lists["roles"]
    return {
        "headed": float(any(section.name == "experience" for section in sections)),
        "titles": fmean(job.title is not None for job in jobs),
        "companies": fmean(job.company is not None for job in jobs),
        "dates": len(starts) / len(jobs),
        "ordered": _share(later >= earlier for later, earlier in pairwise(starts)),
        "roles": _share(has_any(job.title, roles) for job in jobs if job.title),
        "tidy": _tidy(part for job in jobs for part in (job.title, job.company)),
        "typeset": _typeset(document),
    }


def _education_signs(document: Document, sections: Sequence[Section], resume: Resume) -> dict[str, float]:
    studies = resume.education
    return {
        "headed": float(any(section.name == "education" for section in sections)),
        "degrees": fmean(study.degree is not None for study in studies),
        "institutions": fmean(study.institution is not None for study in studies),
        "dates": fmean(study.end is not None for study in studies),
        "levels": fmean(study.level is not None for study in studies),
        "many": min(1.0, len(studies) / _MANY_STUDIES),
        "typeset": _typeset(document),
    }


def _tidy(parts: Iterable[str | None]) -> float:
    """Share of the words given that look like a heading: short, capitalised, no sentence."""
    return _share(
        is_title_case(part) and len(part.split()) <= _TITLE_WORDS and not part.rstrip().endswith((".", ":", ";", ","))
        for part in parts
        if part
    )


def _typeset(document: Document) -> float:
    return float(any(line.size or line.bold or line.is_heading for line in document.lines))


def _share(claims: Iterable[bool]) -> float:
    """Share of true claims; 1.0 of none."""
    found = list(claims)
    return sum(found) / len(found) if found else 1.0


def _plain(word: str) -> str:
    """As it would stand in an address: "wiśniewska" -> "wisniewska"."""
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", word)) or word


@cache
def _heading_words() -> frozenset[str]:
    """Words that headings and labels are made of, such as "objectives" and "education": people are not called so."""
    tables = lexicon().tables
    phrases = [phrase for table in ("headings", "labels") for found in tables[table].values() for phrase in found]
    return frozenset(word for phrase in phrases for word in words_of(phrase) if len(word) > 3)


@cache
def _curves() -> Mapping[str, Curve]:
    return {name: Curve(**curve) for name, curve in learnt()["curves"].items()}
