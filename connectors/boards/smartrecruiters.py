"""SmartRecruiters: boards of companies that hire with it, by their public Posting API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, each, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.posting import Posting, Query
from connectors.boards.refusals import BadAnswer, Late, Resting, Spent
from connectors.boards.values import at, items, joined, line, texts
from connectors.outbound import NoAnswer

_PAGE = 100
_MOST_PAGES = 10
_MOST_DETAILS = 6
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


@dataclass(frozen=True, slots=True)
class SmartRecruiters:
    """Asks for lists, page by page, and for the text of the first ads: each costs a call of its own."""

    sources: tuple[str, ...]
    base: str = "https://api.smartrecruiters.com"

    name: ClassVar[str] = "smartrecruiters"
    terms: ClassVar[Terms] = Terms(
        10, 1.0, True, keep_s=3600.0, said="Ten calls a second at most, and eight at a time."
    )
    pushes: ClassVar[frozenset[Filter]] = frozenset({"keywords"})

    @property
    def hosts(self) -> frozenset[str]:
        """The API's."""
        return hosts_of(self.base)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """The published jobs of a company that hold the words that are looked for."""
        base = f"{self.base}/v1/companies/{quote(source, safe='')}/postings"
        detailed = 0
        for page in range(_MOST_PAGES):
            asked = {"limit": _PAGE, "offset": page * _PAGE} | ({"q": query.keywords[:200]} if query.keywords else {})
            found = reader.json(f"{base}?{urlencode(asked)}", keep=not query.keywords)
            for posting in each(found, "content", read=lambda job: self._posting(source, job)):
                more: object = None
                if detailed < _MOST_DETAILS:
                    detailed, more = self._more(base, posting, reader, detailed)
                yield (self._posting(source, more) if isinstance(more, dict) else None) or posting
            if len(items(at(found, "content"))) < _PAGE:
                return

    def _more(self, base: str, posting: Posting, reader: Reader, detailed: int) -> tuple[int, object]:
        """The whole ad; one that is gone, or has to wait, is still on the list."""
        try:
            return detailed + 1, reader.json(f"{base}/{quote(posting.external_id, safe='')}", missing=True)
        except (Spent, Resting, Late, BadAnswer, NoAnswer):
            return _MOST_DETAILS, None

    def _posting(self, source: str, job: dict[str, Any]) -> Posting | None:
        place, company = job.get("location"), line(at(job, "company", "identifier"), 100) or source
        where = "hybrid" if at(place, "hybrid") is True else at(place, "remote") is True
        known = job.get("jobAd")
        return posting_of(
            self,
            Said(
                id=job.get("id"), title=job.get("name"), company=line(at(job, "company", "name")) or source,
                url=f"https://jobs.smartrecruiters.com/{quote(company, safe='')}/{quote(line(job.get('id'), 100), safe='')}",
                location=line(at(place, "fullLocation")) or joined([at(place, "city"), at(place, "region"), line(at(place, "country")).upper()]),
                workplace=where, employment=at(job, "typeOfEmployment", "label"), experience=at(job, "experienceLevel", "label"),
                posted=job.get("releasedDate"), department=at(job, "department", "label"),
                description=texts(*(at(known, "sections", name, "text") for name in _SECTIONS)),
                tags=[at(job, "function", "label"), at(job, "industry", "label")],
            ),
        )  # fmt: skip
