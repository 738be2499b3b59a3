"""Reports and decision notices as schemas: what to send, what comes back; they convert nothing."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from api.schemas import Asked, Blind
from api.shapes import Score, Share


class MatchNoticeQuery(Asked):
    """In which language; that of Accept-Language if none is named."""

    lang: Literal["en", "id"] | None = Field(None, description="In which language; else by Accept-Language.")


class MatchReportQuery(MatchNoticeQuery, Blind):
    """How to write a report."""


class ScoredMatch(BaseModel):
    """The two sides of a match and its score."""

    resume_id: str
    job_id: str
    match_score: Score
    grade: str
    made_at: str = Field(description="When the match was made.")


class MadeByVersions(BaseModel):
    """What a score was made by; the same versions give the same score again."""

    matcher: str
    extractor: str
    taxonomy: str
    model: str


class DecisionNoticeSentences(BaseModel):
    """The notice in words, to be read from the first to the last."""

    what_was_scored: str
    made_by: str
    what_is_left_out: str
    who_decides: str
    how_to_dispute: str


class DecisionNoticeOut(BaseModel):
    """What somebody is entitled to know about a score."""

    match_id: str
    language: str
    what_was_scored: ScoredMatch
    versions: MadeByVersions
    as_of: str = Field(description="The day that “present” in the résumé means.")
    profile: str
    weights: dict[str, Share] = Field(description="The share of each component that counts; they add up to 1.")
    decided_by: Literal["a person"] = Field("a person", description="No score accepts, rejects or moves anybody.")
    how_to_dispute: str
    sentences: DecisionNoticeSentences
