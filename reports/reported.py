"""What a report says of one match, as it is shown: scores 0-100, ids with letters; where it comes from it does not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """A component of the score; ``contribution`` are its points, ``weight`` is 0..1."""

    name: str
    score: float
    weight: float
    contribution: float
    has_data: bool


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement and the passage that is closest to it, None for none."""

    text: str
    is_required: bool
    status: str
    passage: str | None


@dataclass(frozen=True, slots=True)
class Pause:
    """Months between two entries in which nothing is listed."""

    after: str
    before: str
    months: int


@dataclass(frozen=True, slots=True)
class Reported:
    """A match with its two sides.

    Attributes:
        candidate, job: Names; None where there is none, then the ids stand for them.
        where: The verdict on the place, ``education`` the one on the degree.
        versions: What it was made by: matcher, extractor, taxonomy, model.
        as_of: ISO date that "present" means; ``made`` the moment of the match.
        partial: (what the résumé has, what it stands in for).
        raises: (what is missing, points that showing it would add).
        is_blind: The marks of the person are masked already.
    """

    match_id: str
    resume_id: str
    job_id: str
    candidate: str | None
    job: str | None
    company: str | None
    score: float
    grade: str
    profile: str
    versions: Mapping[str, str]
    as_of: str
    made: str
    parts: Sequence[Part] = ()
    needs: Sequence[Need] = ()
    comments: str = ""
    strengths: Sequence[str] = ()
    matched: Sequence[str] = ()
    partial: Sequence[tuple[str, str]] = ()
    missing_required: Sequence[str] = ()
    missing: Sequence[str] = ()
    relevant_years: float = 0.0
    required_years: float | None = None
    education: str = "unknown"
    where: str = "unknown"
    knockouts: Sequence[str] = ()
    raises: Sequence[tuple[str, float]] = ()
    pauses: Sequence[Pause] = ()
    warnings: Sequence[str] = field(default=())
    is_blind: bool = False

    @property
    def weights(self) -> dict[str, float]:
        """The share of each component that counts, the largest first."""
        counted = sorted((part for part in self.parts if part.weight), key=lambda part: (-part.weight, part.name))
        return {part.name: part.weight for part in counted}
