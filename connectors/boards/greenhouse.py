"""Greenhouse: boards of companies that hire with it, by their public Job Board API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, each, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.posting import Pay, Posting, Query
from connectors.boards.refusals import BadAnswer, Late, Resting, Spent
from connectors.boards.values import at, items, joined, line, number, pay, text
from connectors.outbound import NoAnswer

_MOST_DETAILS = 10


@dataclass(frozen=True, slots=True)
class Greenhouse:
    """Asks for the whole board of a company at once; of one that is too large for that, for its ads one by one."""

    sources: tuple[str, ...]
    base: str = "https://boards-api.greenhouse.io"

    name: ClassVar[str] = "greenhouse"
    terms: ClassVar[Terms] = Terms(
        5,
        1.0,
        said="Its answers may be shown anywhere; no limit is stated for reading, we keep to five calls a second.",
    )
    pushes: ClassVar[frozenset[Filter]] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """The API's."""
        return hosts_of(self.base)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """The open jobs of a company."""
        jobs = f"{self.base}/v1/boards/{quote(source, safe='')}/jobs"
        try:
            found, is_whole = reader.json(f"{jobs}?content=true"), True
        except NoAnswer as exc:
            if exc.problem != "answer_too_large":
                raise
            found, is_whole = reader.json(jobs), False
        details = 0 if is_whole else _MOST_DETAILS
        for posting in each(found, "jobs", read=lambda job: self._posting(source, job)):
            more: object = None
            if details:
                try:
                    more = reader.json(f"{jobs}/{quote(posting.external_id, safe='')}", missing=True)
                    details -= 1
                except (Spent, Resting, Late, BadAnswer, NoAnswer):  # the list tells enough to show the rest
                    details = 0
            yield (self._posting(source, more) if isinstance(more, dict) else None) or posting

    def _posting(self, source: str, job: dict[str, Any]) -> Posting | None:
        return posting_of(
            self,
            Said(
                id=job.get("id"), url=job.get("absolute_url"), title=job.get("title"),
                company=line(job.get("company_name")) or source, location=at(job, "location", "name"),
                workplace=_metadata(job, "workplace", "location type", "remote"),
                employment=_metadata(job, "employment", "time type"), salary=_salary(job),
                posted=job.get("first_published") or job.get("updated_at"), closes=job.get("application_deadline"),
                description=text(job.get("content"), escaped=True),
                department=joined(at(one, "name") for one in items(job.get("departments"))[:5]),
                tags=[at(one, "name") for one in items(job.get("offices"))[:20]],
            ),
        )  # fmt: skip


def _metadata(job: dict[str, Any], *names: str) -> str:
    """The first of a company's own fields that is named like this."""
    for one in items(job.get("metadata"))[:50]:
        if any(name in line(at(one, "name")).lower() for name in names):
            return joined(items(at(one, "value")))
    return ""


def _salary(job: dict[str, Any]) -> Pay | None:
    for one in items(job.get("pay_input_ranges"))[:5]:
        low, high = number(at(one, "min_cents")), number(at(one, "max_cents"))
        found = pay(low and low / 100, high and high / 100, at(one, "currency_type"), at(one, "title"))
        if found:
            return found
    for one in items(job.get("metadata"))[:50]:
        if at(one, "value_type") == "currency_range":
            value = at(one, "value")
            return pay(at(value, "min_value"), at(value, "max_value"), at(value, "unit"), at(one, "name"))
    return None
