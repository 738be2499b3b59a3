"""Lever: boards of companies that hire with it, by their public Postings API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, each, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.posting import Posting, Query
from connectors.boards.values import at, items, joined, line, pay, text, texts

_PAGE = 50  # of about 20 kB each: well below what an answer may have
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Lever:
    """Asks page by page. A company on the European servers is written ``eu:company``."""

    sources: tuple[str, ...]
    base: str = "https://api.lever.co"
    eu_base: str = "https://api.eu.lever.co"

    name: ClassVar[str] = "lever"
    terms: ClassVar[Terms] = Terms(2, 2.0, said="Its rules for robots ask for a second between calls.")
    pushes: ClassVar[frozenset[Filter]] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """The API's, in both regions."""
        return hosts_of(self.base, self.eu_base)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """The open jobs of a company."""
        base, company = (self.eu_base, source[3:]) if source.startswith("eu:") else (self.base, source)
        for page in range(_MOST_PAGES):
            asked = f"{base}/v0/postings/{quote(company, safe='')}?mode=json&limit={_PAGE}&skip={page * _PAGE}"
            found = reader.json(asked)
            yield from each(found, read=lambda job: self._posting(company, job))
            if len(items(found)) < _PAGE:
                return

    def _posting(self, company: str, job: dict[str, Any]) -> Posting | None:
        categories, paid = job.get("categories"), job.get("salaryRange")
        places = items(at(categories, "allLocations")) or [at(categories, "location")]
        return posting_of(
            self,
            Said(
                id=job.get("id"), url=job.get("hostedUrl"), title=job.get("text"), company=company,
                location=joined(places[:10], "; "), workplace=job.get("workplaceType"),
                employment=at(categories, "commitment"), experience=at(categories, "level"), posted=job.get("createdAt"),
                salary=pay(at(paid, "min"), at(paid, "max"), at(paid, "currency"), line(at(paid, "interval")).replace("-", " ")),
                description=_description(job),
                department=at(categories, "department") or at(categories, "team"), tags=job.get("tags"),
            ),
        )  # fmt: skip


def _description(job: dict[str, Any]) -> str:
    lists = [f"{line(at(one, 'text'))}\n{text(at(one, 'content'))}" for one in items(job.get("lists"))[:20]]
    return texts(
        job.get("descriptionPlain") or job.get("description"),
        *lists,
        job.get("additionalPlain") or job.get("additional"),
    )
