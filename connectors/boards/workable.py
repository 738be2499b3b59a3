"""Workable: boards of companies that hire with it, by the public answers behind its widget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, each, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.posting import Posting, Query
from connectors.boards.values import at, items, joined, line, text


@dataclass(frozen=True, slots=True)
class Workable:
    """Asks for the whole board of a company at once."""

    sources: tuple[str, ...]
    base: str = "https://apply.workable.com"

    name: ClassVar[str] = "workable"
    terms: ClassVar[Terms] = Terms(
        10,
        10.0,
        said="No limit is stated for the widget; the API beside it allows ten calls in ten seconds, to which we keep.",
    )
    pushes: ClassVar[frozenset[Filter]] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """The widget's."""
        return hosts_of(self.base)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """The published jobs of a company."""
        found = reader.json(f"{self.base}/api/v1/widget/accounts/{quote(source, safe='')}?details=true")
        company = line(at(found, "name")) or source
        return each(found, "jobs", read=lambda job: self._posting(company, job))

    def _posting(self, company: str, job: dict[str, Any]) -> Posting | None:
        return posting_of(
            self,
            Said(
                id=job.get("shortcode") or job.get("code"), url=job.get("url") or job.get("shortlink"), title=job.get("title"),
                company=company, location=_location(job), workplace=job.get("workplace_type") or job.get("telecommuting"),
                employment=job.get("employment_type"), experience=job.get("experience"),
                posted=job.get("published_on") or job.get("created_at"), description=text(job.get("description")),
                department=job.get("department"), tags=[job.get("function"), job.get("industry")],
            ),
        )  # fmt: skip


def _location(job: dict[str, Any]) -> str:
    places = [one for one in items(job.get("locations"))[:10] if at(one, "hidden") is not True]
    named = [joined([at(one, "city"), at(one, "region"), at(one, "country")]) for one in places]
    return joined(named, "; ") or joined([job.get("city"), job.get("state"), job.get("country")])
