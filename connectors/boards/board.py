"""What each board states of itself and how it is asked; how the asking is done others know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from connectors.boards.posting import Posting, Query

Filter = Literal["keywords", "location", "experience", "remote", "job_types", "salary_min", "posted_within_days"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a board asks of those who ask it.

    Attributes:
        calls: So many in ``per_s`` seconds at most, by all of us together.
        per_s: See ``calls``.
        is_documented: Whether the board states that limit; else it is ours, out of politeness.
        keep_s: How long an answer is used again instead of asking.
        tries: For one answer at most.
        outlives: Whether answers are kept in the shared store, since they are few.
        link_back: Whether its own address must be shown beside each posting.
        attribution: The name that must be shown as the source.
        said: The rule in one sentence.
    """

    calls: int
    per_s: float
    is_documented: bool = False
    keep_s: float = 600.0
    tries: int = 3
    outlives: bool = False
    link_back: bool = False
    attribution: str = ""
    said: str = ""


class Reader(Protocol):
    """A way to a board's server that keeps to its terms and ends in time."""

    def json(self, url: str, *, keep: bool = True, missing: bool = False) -> object:
        """Reads JSON; ``keep`` says whether the answer may be used again, ``missing`` that 404 is a None.

        Raises:
            Spent, Resting, Late: It was not asked.
            Refused: It must not be asked.
            NoAnswer, BadAnswer: There was nothing to read.
        """

    def page(self, url: str, *, keep: bool = True, accept: str = "text/html") -> bytes:
        """Reads what is at an address; raises like ``json``."""


class Board(Protocol):
    """A place where jobs are posted. A class for each, built from its settings."""

    name: ClassVar[str]
    terms: ClassVar[Terms]
    pushes: ClassVar[frozenset[Filter]]
    """Filters that its server applies; all others are applied here."""

    @property
    def hosts(self) -> frozenset[str]:
        """Names of the servers that are asked."""

    @property
    def sources(self) -> tuple[str, ...]:
        """What is asked one by one: companies, feeds or pages; one empty text for a board that is a whole."""

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """The postings of a source, one by one: who has enough stops, and what came before an error stays.

        Raises:
            AppError: As ``Reader`` does.
        """
