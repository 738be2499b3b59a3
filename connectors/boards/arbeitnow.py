"""Arbeitnow: jobs in Germany and around, and remote ones, by its public API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, each, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.posting import Posting, Query
from connectors.boards.values import at, items, joined, text

_MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Arbeitnow:
    """Asks page by page, newest first. Its own links to further pages are not followed: they could lead anywhere."""

    sources: tuple[str, ...] = ("",)
    base: str = "https://www.arbeitnow.com"

    name: ClassVar[str] = "arbeitnow"
    terms: ClassVar[Terms] = Terms(
        5, 5.0, link_back=True, attribution="Arbeitnow",
        said="Free for all who show a link to each job on Arbeitnow; no limit is stated, we keep to five calls in five seconds.",
    )  # fmt: skip
    pushes: ClassVar[frozenset[Filter]] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """The board's."""
        return hosts_of(self.base)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """Its jobs of the last days."""
        for page in range(1, _MOST_PAGES + 1):
            found = reader.json(f"{self.base}/api/job-board-api?page={page}")
            yield from each(found, "data", read=self._posting)
            if not at(found, "links", "next") or not items(at(found, "data")):
                return

    def _posting(self, job: dict[str, Any]) -> Posting | None:
        return posting_of(
            self,
            Said(
                id=job.get("slug"), url=job.get("url"), title=job.get("title"), company=job.get("company_name"),
                location=job.get("location"), workplace=job.get("remote") is True, posted=job.get("created_at"),
                employment=joined(items(job.get("job_types"))[:10]), description=text(job.get("description")),
                tags=job.get("tags"),
            ),
        )  # fmt: skip
