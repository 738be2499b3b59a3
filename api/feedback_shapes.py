"""What recruiters say of a match and what they get to see of it, as schemas; storing it is the business of api.feedback."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from api.job_corrections import Exact
from api.shapes import ListOut, Score

Verdict = Literal["agree", "disagree", "corrected"]
Grade = Annotated[int, Field(ge=0, le=4, description="How well the person fits, 0 (not at all) to 4 (ideally).")]
SkillSaid = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Comment = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]


class ShownSkill(Exact):
    """Whether the résumé shows a skill."""

    skill: SkillSaid = Field(description="Its name, one of its other names, or its id.")
    shown: bool


class FeedbackGiven(Exact):
    """An opinion of a match."""

    verdict: Verdict
    corrected_skills: Annotated[list[ShownSkill], Field(max_length=100)] = Field(
        [], description="Skills that the match got wrong; at least one where the verdict is corrected."
    )
    grade: Grade | None = None
    comment: Comment | None = Field(None, description="In your own words, up to 2,000 characters.")

    @model_validator(mode="after")
    def _says_what_is_corrected(self) -> FeedbackGiven:
        if self.verdict == "corrected" and not self.corrected_skills:
            raise ValueError("name in corrected_skills at least one skill that the match got wrong")
        return self


class ShownSkillOut(BaseModel):
    """Whether the résumé shows a skill; ``id`` is null for one that the taxonomy does not know."""

    skill: str
    id: str | None
    shown: bool


class FeedbackOut(BaseModel):
    """An opinion of a match, and the match's score and versions when it was given.

    ``user_id`` is null where no user was logged in.
    """

    feedback_id: str
    match_id: str
    user_id: int | None
    verdict: Verdict
    corrected_skills: list[ShownSkillOut]
    grade: int | None
    comment: str | None
    match_score: Score
    basis: str
    profile: str
    matcher_version: str
    extractor_version: str
    taxonomy_version: str
    model: str
    as_of: str
    created_at: str
    updated_at: str


class FeedbackList(ListOut):
    """Opinions of a match, newest first."""

    items: list[FeedbackOut]
