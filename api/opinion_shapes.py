"""Second opinions of a language model as schemas: whom to ask about, and what comes back; they convert nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.ids import Id
from api.job_corrections import Exact
from api.shapes import ModelOpinion, Score
from opinions import MOST


class OpinionsAsked(Exact):
    """The résumés to ask about."""

    resume_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST)] = Field(
        description=f"Up to {MOST} résumés that are read, such as R101."
    )


class OpinionOut(BaseModel):
    """What is said of one résumé for the job: by the model, and always by the local engine."""

    resume_id: str
    match_id: str
    match_score: Score = Field(description="The local engine's, with or without a model.")
    source: Literal["model", "local"] = Field(description="Who wrote comment.")
    comment: str
    model_opinion: ModelOpinion | None = Field(description="Null where the model said nothing that can be used.")


class OpinionWarning(BaseModel):
    """Why there is no model's opinion of one résumé."""

    resume_id: str
    code: str
    detail: str


class OpinionsOut(BaseModel):
    """Opinions of a job's candidates in the order asked for; résumés that were erased meanwhile are left out."""

    job_id: str
    items: list[OpinionOut]
    warnings: list[OpinionWarning]
