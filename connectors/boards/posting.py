"""What is asked of job boards and what they answer, in one vocabulary; it knows no board."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Workplace = Literal["on-site", "remote", "hybrid"]
Period = Literal["year", "month", "week", "day", "hour"]

ON_SITE, REMOTE, HYBRID = 1, 2, 3
MOST_TITLE, MOST_LINE, MOST_DESCRIPTION, MOST_TAGS = 200, 200, 50_000, 50


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for; what is empty or None is all the same to them.

    Attributes:
        keywords: Words that must all occur; words in double quotes occur side by side.
        location: A place such as ``Berlin`` or ``Berlin, Germany``.
        experience: 1 internship, 2 entry, 3 associate, 4 mid-senior, 5 director, 6 executive.
        remote: 1 on-site, 2 remote, 3 hybrid.
        job_types: F full-time, P part-time, C contract, T temporary, I internship, V volunteer.
        salary_min: For a year, in the currency of the posting.
        posted_within_days: Not older than this.
        exclude_companies: Names, with or without legal form.
        exclude_keywords: None of these words may occur.
        limit: Postings of one source of a board at most.
    """

    keywords: str = ""
    location: str = ""
    experience: frozenset[int] = frozenset()
    remote: frozenset[int] = frozenset()
    job_types: frozenset[str] = frozenset()
    salary_min: int | None = None
    posted_within_days: int | None = None
    exclude_companies: tuple[str, ...] = ()
    exclude_keywords: tuple[str, ...] = ()
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Pay:
    """What a posting pays; at least one of the amounts is there. ``currency`` is three capital letters."""

    minimum: float | None
    maximum: float | None
    currency: str | None
    period: Period | None


@dataclass(frozen=True, slots=True)
class Posting:
    """One ad on one board, with all of its text cleaned and bounded: no markup, no control characters, http(s) addresses.

    Attributes:
        board: Name of the board.
        external_id: What the board calls it.
        company: Empty where the board does not say.
        location: Places as stated, empty where there are none.
        remote: None where nothing is stated.
        employment_type: The board's words, such as ``Full-time`` or ``Vollzeit``.
        experience: The board's words for the level, such as ``Mid-Senior level``.
        posted_at: UTC.
        closes_at: UTC.
        description: Plain text with line breaks.
        source_link_back: The address that must be shown beside the posting where the board asks for that.
    """

    board: str
    external_id: str
    url: str
    title: str
    company: str = ""
    location: str = ""
    remote: Workplace | None = None
    employment_type: str | None = None
    experience: str | None = None
    salary: Pay | None = None
    posted_at: datetime | None = None
    closes_at: datetime | None = None
    description: str = ""
    department: str | None = None
    skills: tuple[str, ...] = field(default=())
    tags: tuple[str, ...] = field(default=())
    source_link_back: str | None = None
