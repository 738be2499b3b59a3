"""LinkedIn: the search that anybody sees without an account. Off unless somebody turns it on: its terms forbid robots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, cast
from urllib.parse import urlencode

from lxml import etree

from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.page_text import tree_of, visible
from connectors.boards.posting import MOST_DESCRIPTION, Posting, Query, Workplace
from connectors.boards.refusals import BadAnswer, Late, Resting, Spent
from connectors.boards.values import line, pay_in, some
from connectors.outbound import NoAnswer

_MOST_PAGES = 4
_MOST_DETAILS = 3
_WITH_CLASS = etree.XPath(".//*[contains(concat(' ', normalize-space(@class), ' '), concat(' ', $name, ' '))]")
# Matches "4012345678" at the end of "urn:li:jobPosting:4012345678"; not "urn:li:jobPosting:". Bounded.
_ID = re.compile(r"(\d{1,20})\Z")
_PLACES: dict[int, Workplace] = {1: "on-site", 2: "remote", 3: "hybrid"}


@dataclass(frozen=True, slots=True)
class LinkedIn:
    """Asks for the public list, page by page, and for the text of the first ads. No account, no cookies."""

    sources: tuple[str, ...] = ("",)
    base: str = "https://www.linkedin.com"

    name: ClassVar[str] = "linkedin"
    terms: ClassVar[Terms] = Terms(
        10, 60.0, keep_s=21_600.0, tries=2, link_back=True, attribution="LinkedIn",
        said="Its user agreement forbids automatic reading without permission: turn it on only with that; ten calls a minute at most.",
    )  # fmt: skip
    pushes: ClassVar[frozenset[Filter]] = frozenset(
        {"keywords", "location", "experience", "remote", "job_types", "posted_within_days"}
    )

    @property
    def hosts(self) -> frozenset[str]:
        """The site's."""
        return hosts_of(self.base)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """What its own search finds."""
        start = details = 0
        for _ in range(_MOST_PAGES):
            asked = urlencode(_asked(query) | {"start": str(start)})
            cards = _cards(
                reader.page(f"{self.base}/jobs-guest/jobs/api/seeMoreJobPostings/search?{asked}", keep=False)
            )
            for card in cards:
                posting = self._posting(card, query)
                if posting is not None and details < _MOST_DETAILS:
                    posting, details = self._whole(posting, reader, details)
                if posting is not None:
                    yield posting
            start += len(cards)
            if not cards:
                return

    def _posting(self, card: etree._Element, query: Query) -> Posting | None:
        link = next((one.get("href") for one in card.iter("a") if "/jobs/view/" in (one.get("href") or "")), None)
        urn = next((one.get("data-entity-urn") for one in card.iter() if one.get("data-entity-urn")), "") or ""
        found = _ID.search(urn)
        time = next(iter(card.iter("time")), None)
        made = posting_of(
            self,
            Said(
                id=found.group(1) if found else None, url=(link or "").partition("?")[0], title=_said(card, "base-search-card__title"),
                company=_said(card, "base-search-card__subtitle"), location=_said(card, "job-search-card__location"),
                salary=pay_in(_said(card, "job-search-card__salary-info")), posted=None if time is None else time.get("datetime"),
            ),
        )  # fmt: skip
        # Its cards do not say where the work is done, but who asked for one kind got that.
        only = _PLACES.get(next(iter(query.remote))) if len(query.remote) == 1 else None
        return made if made is None or made.remote or only is None else replace(made, remote=only)

    def _whole(self, posting: Posting, reader: Reader, details: int) -> tuple[Posting, int]:
        """The posting with its text; as it was where there is none to be had."""
        try:
            root = _root(reader.page(f"{self.base}/jobs-guest/jobs/api/jobPosting/{posting.external_id}"))
        except (Spent, Resting, Late, BadAnswer, NoAnswer):
            return posting, _MOST_DETAILS
        if root is None:
            return posting, details + 1
        stated = dict(_criteria(root))
        described = _found(root, "show-more-less-html__markup") or _found(root, "description__text")
        return replace(
            posting,
            description=visible(described[0])[:MOST_DESCRIPTION] if described else "",
            experience=some(next((stated[name] for name in ("seniority level", "karrierestufe", "tingkat senioritas") if name in stated), None)),
            employment_type=some(next((stated[name] for name in ("employment type", "beschäftigungsverhältnis", "jenis pekerjaan") if name in stated), None)),
        ), details + 1  # fmt: skip


def _asked(query: Query) -> dict[str, str]:
    said = {
        "keywords": query.keywords[:200], "location": query.location[:200],
        "f_E": ",".join(str(one) for one in sorted(query.experience)), "f_WT": ",".join(str(one) for one in sorted(query.remote)),
        "f_JT": ",".join(sorted(query.job_types)),
        "f_TPR": f"r{query.posted_within_days * 86_400}" if query.posted_within_days is not None else "",
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _criteria(root: etree._Element) -> Iterator[tuple[str, str]]:
    for one in _found(root, "description__job-criteria-item"):
        yield _said(one, "description__job-criteria-subheader").lower(), _said(one, "description__job-criteria-text")


def _cards(body: bytes) -> list[etree._Element]:
    root = _root(body)
    return [] if root is None else _found(root, "base-search-card") or _found(root, "job-search-card")


def _root(body: bytes) -> etree._Element | None:
    return tree_of(body.decode("utf-8", "replace"), 2_500_000)


def _found(element: etree._Element, name: str) -> list[etree._Element]:
    return cast("list[etree._Element]", _WITH_CLASS(element, name=name))


def _said(element: etree._Element, name: str) -> str:
    found = _found(element, name)
    return line(visible(found[0])) if found else ""
