"""Remotive: remote jobs of many companies, by its public API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, each, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.posting import Posting, Query
from connectors.boards.values import line, pay_in, text

_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Remotive:
    """Asks for all jobs at once, without any filter: with four answers a day there is one answer for all questions."""

    sources: tuple[str, ...] = ("",)
    base: str = "https://remotive.com"

    name: ClassVar[str] = "remotive"
    terms: ClassVar[Terms] = Terms(
        4, _DAY_S, True, keep_s=_DAY_S / 4 + 600, tries=1, outlives=True, link_back=True, attribution="Remotive",
        said="Four calls a day at most; each job is shown with a link to it on Remotive, which is named as the source.",
    )  # fmt: skip
    pushes: ClassVar[frozenset[Filter]] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """The board's."""
        return hosts_of(self.base)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """All of its jobs."""
        return each(reader.json(f"{self.base}/api/remote-jobs"), "jobs", read=self._posting)

    def _posting(self, job: dict[str, Any]) -> Posting | None:
        return posting_of(
            self,
            Said(
                id=job.get("id"), url=job.get("url"), title=job.get("title"), company=job.get("company_name"),
                location=job.get("candidate_required_location"), workplace=True,
                employment=line(job.get("job_type")).replace("_", " "), salary=pay_in(job.get("salary")),
                posted=job.get("publication_date"), description=text(job.get("description")),
                department=job.get("category"), tags=job.get("tags"),
            ),
        )  # fmt: skip
