"""Ashby: boards of companies that hire with it, by their public Job Postings API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, each, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.posting import Pay, Posting, Query
from connectors.boards.values import at, items, joined, line, pay, text


@dataclass(frozen=True, slots=True)
class Ashby:
    """Asks for the whole board of a company at once; it has no pages."""

    sources: tuple[str, ...]
    base: str = "https://api.ashbyhq.com"

    name: ClassVar[str] = "ashby"
    terms: ClassVar[Terms] = Terms(5, 1.0, said="No limit is stated for reading; we keep to five calls a second.")
    pushes: ClassVar[frozenset[Filter]] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """The API's."""
        return hosts_of(self.base)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """The listed jobs of a company."""
        found = reader.json(f"{self.base}/posting-api/job-board/{quote(source, safe='')}?includeCompensation=true")
        return each(found, "jobs", read=lambda job: self._posting(source, job))

    def _posting(self, source: str, job: dict[str, Any]) -> Posting | None:
        if job.get("isListed") is False:
            return None
        places = [job.get("location"), *(at(one, "location") for one in items(job.get("secondaryLocations"))[:10])]
        kind = line(job.get("employmentType"))
        return posting_of(
            self,
            Said(
                id=job.get("id"), url=job.get("jobUrl"), title=job.get("title"), company=source,
                location=joined(places, "; "), workplace=job.get("workplaceType") or job.get("isRemote"),
                employment={"FullTime": "Full-time", "PartTime": "Part-time", "Intern": "Internship"}.get(kind, kind),
                salary=_salary(job.get("compensation")), posted=job.get("publishedAt"),
                description=text(job.get("descriptionPlain")) or text(job.get("descriptionHtml")),
                department=joined([job.get("department"), job.get("team")], " / "),
            ),
        )  # fmt: skip


def _salary(paid: object) -> Pay | None:
    parts = [*items(at(paid, "summaryComponents"))[:20]]
    for tier in items(at(paid, "compensationTiers"))[:10]:
        parts.extend(items(at(tier, "components"))[:20])
    for part in parts:
        if at(part, "compensationType") == "Salary":
            found = pay(at(part, "minValue"), at(part, "maxValue"), at(part, "currencyCode"), at(part, "interval"))
            if found:
                return found
    return None
