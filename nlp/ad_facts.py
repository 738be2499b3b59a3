"""The facts of a job ad beside its requirements, each with its passage; what somebody states goes before what is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from nlp import ad_contacts, ad_terms, ads, employers, pay, places
from nlp.facts import Fact
from nlp.sections import Section
from nlp.statements import Statement
from records import Document, Evidence, JobContact, Place, Salary


@dataclass(frozen=True, slots=True)
class AdFacts:
    """Each is None where the ad does not say it."""

    title: Fact[str] | None
    company: Fact[str] | None
    department: Fact[str] | None
    industry: Fact[str] | None
    location: Fact[tuple[Place, ...]] | None
    remote: Fact[ad_terms.Remote] | None
    remote_area: Fact[str] | None
    employment_type: Fact[str] | None
    salary: Fact[Salary] | None
    start: Fact[str] | None
    deadline: Fact[str] | None
    openings: Fact[int] | None
    contact: Fact[JobContact] | None

    def evidence(self, text: str, section_at: Callable[[int], str]) -> Mapping[str, Evidence]:
        """Name of a fact -> its passage; facts that somebody stated have none."""
        return {
            name: Evidence(text[fact.start : fact.end], section_at(fact.start), fact.start, fact.end)
            for name, fact in self._known()
            if fact.end > fact.start
        }

    def spans(self) -> list[tuple[int, int]]:
        """Where facts stand that ask nothing of the candidate: pay, dates, contact, employer, openings."""
        asking = {"title", "remote", "remote_area", "location"}
        return sorted(
            (fact.start, fact.end) for name, fact in self._known() if name not in asking and fact.end > fact.start
        )

    def _known(self) -> Iterator[tuple[str, Fact[Any]]]:
        for one in fields(self):
            fact = getattr(self, one.name)
            if fact is not None:
                yield one.name, fact


def find_title(parts: Sequence[Section], stated: str | None) -> Fact[str] | None:
    """The title as somebody states it, else as the ad has it."""
    return Fact(ads.tidy_title(stated), 0, 0) if stated and stated.strip() else ads.find_title(parts)


def find(
    document: Document,
    parts: Sequence[Section],
    said: Sequence[Statement],
    language: str,
    title: Fact[str] | None,
    skills: Sequence[tuple[int, int]] = (),
    *,
    company: str | None = None,
    location: str | None = None,
) -> AdFacts:
    """Every fact of the ad.

    Args:
        document: The ad.
        parts: Its sections.
        said: Its statements, each in its place.
        language: Of the ad; phone numbers are read by it.
        title: As found before, since the statements were sorted by it.
        skills: Where skills are named: no employer's name stands there.
        company, location: As stated by the client.
    """
    text = document.text
    role = title.value if title else None
    employer = _stated(company) or employers.find_company(parts, role, text, skills)
    return AdFacts(
        title=title,
        company=employer,
        department=ads.find_stated(parts, "department"),
        industry=ads.find_stated(parts, "industry"),
        location=_place(location) or _all(ad_terms.find_locations(parts, employer.value if employer else None, text)),
        remote=ad_terms.find_remote(said),
        remote_area=ad_terms.find_remote_area(parts, said),
        employment_type=ad_terms.find_employment_type(parts, said),
        salary=pay.find_salary(text),
        start=ad_terms.find_start(parts, said),
        deadline=ad_terms.find_deadline(parts, said),
        openings=ad_terms.find_openings(parts, role, text),
        contact=ad_contacts.find_contact(said, parts, language),
    )


def _stated(text: str | None) -> Fact[str] | None:
    return Fact(text.strip(), 0, 0) if text and text.strip() else None


def _place(text: str | None) -> Fact[tuple[Place, ...]] | None:
    return Fact((places.find_place(text) or Place(text),), 0, 0) if text and text.strip() else None


def _all(found: Sequence[Fact[Place]]) -> Fact[tuple[Place, ...]] | None:
    distinct = tuple({fact.value.text: fact.value for fact in found}.values())
    return Fact(distinct, found[0].start, found[0].end) if found else None
