"""What clients send, as schemas: they check it and describe it in the OpenAPI document; they convert nothing."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.ids import Id

Text = Annotated[str, StringConstraints(max_length=1_000_000)]
Line = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=100)]


SkillName = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
SkillCategory = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
SkillKey = Annotated[str, StringConstraints(min_length=1, max_length=100)]
SkillLanguage = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
SkillShare = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class Closed(BaseModel):
    """An object that holds the fields it names and no others."""

    model_config = ConfigDict(extra="forbid")


class ResumeText(Closed):
    """A résumé as text."""

    text: Text
    filename: Line | None = None
    candidate_name: Line | None = None
    job_id: Id | None = Field(None, description="Match the résumé with this job at once.")


class ResumeForm(BaseModel):
    """Fields beside the files of résumés."""

    candidate_name: Line | None = None
    job_id: Id | None = None


class MatchRequest(Closed):
    """Which résumés and jobs to match: by ids, as texts, or all of one side by leaving it out."""

    resume_ids: Ids | None = None
    job_ids: Ids | None = None
    resume_id: Id | None = None
    job_id: Id | None = None
    resume_text: Text | None = None
    job_text: Text | None = None
    candidate_name: Line | None = None
    profile: Annotated[str, StringConstraints(max_length=40)] = "balanced"
    weights: Annotated[dict[str, Weight], Field(min_length=1, max_length=20)] | None = None
    store: bool = Field(True, description="false: score the texts and store nothing.")
    page: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] | None = None


class MatchForm(BaseModel):
    """Fields beside the files to match."""

    profile: Annotated[str, StringConstraints(max_length=40)] = "balanced"


class CandidateMatch(Closed):
    """A candidate's text against a job."""

    job_id: Id
    cv_text: Annotated[str, StringConstraints(max_length=1_000_000)]
    candidate_id: Annotated[Id, StringConstraints(max_length=64)] | None = None
    candidate_name: Line | None = None
    profile: Annotated[str, StringConstraints(max_length=40)] = "sections_40_40_20"
    weights: Annotated[dict[str, Weight], Field(min_length=1, max_length=20)] | None = None


class SkillText(Closed):
    """A text to find skills in."""

    text: Text


class Guard(Closed):
    """Names that are ordinary words, too, and the words near which they count."""

    names: Annotated[list[SkillName], Field(min_length=1, max_length=31)]
    context: Annotated[list[SkillName], Field(min_length=1, max_length=20)]


class SkillChange(Closed):
    """What to change about a skill; whatever is left out stays."""

    name: SkillName = Field("", description="1 to 80 characters, with a letter or a digit.")
    aliases: Annotated[list[SkillName], Field(max_length=30)] = []
    category: SkillCategory = "own"
    parents: Annotated[list[SkillKey], Field(max_length=20, description="Ids of broader skills.")] = []
    related: dict[SkillKey, SkillShare] = Field(
        {}, max_length=50, description="Id of a neighbour: share of this skill that somebody with the neighbour brings."
    )
    labels: dict[SkillLanguage, Annotated[list[SkillName], Field(max_length=10)]] = Field(
        {}, max_length=20, description="Names by language, such as {'id': ['perawatan luka']}."
    )
    ambiguous: Guard | None = None


class NewSkill(SkillChange):
    """A skill of the organisation's own."""

    name: SkillName = Field(description="1 to 80 characters, with a letter or a digit.")


class SkillPath(BaseModel):
    """A skill in the address."""

    skill_id: str = Field(max_length=100, description="For example own-acme-press.")


class Asked(BaseModel):
    """What an address asks behind its question mark.

    flask-openapi looks at the schema in every request, and making it takes longer than reading a page of rows.
    """

    @classmethod
    def model_json_schema(cls, *said: Any, **given: Any) -> dict[str, Any]:
        """The schema as pydantic makes it, kept where nothing special is asked of it."""
        return super().model_json_schema(*said, **given) if said or given else _schema(cls)


@cache
def _schema(model: type[Asked]) -> dict[str, Any]:
    return super(Asked, model).model_json_schema()


class Page(Asked):
    """Which part of a list."""

    page: int = Field(1, ge=1, le=1_000_000)
    limit: int = Field(20, ge=1, le=100)


class Blind(Asked):
    """Whether to hide who it is about."""

    blind: bool = Field(False, description="Mask name, contact, birth, gender and address of the person everywhere.")


class BlindPage(Page, Blind):
    """Which part of a list about people."""


class ResumeView(Blind):
    """How to show a résumé."""

    format: Literal["json", "jsonresume"] = Field("json", description="jsonresume: download it as JSON Resume 1.0.0.")


class ResultQuery(BlindPage):
    """Which matches."""

    resume_id: str | None = Field(None, max_length=40)
    job_id: str | None = Field(None, max_length=40)
    min_score: float | None = Field(None, ge=0, le=100, allow_inf_nan=False)
    format: Literal["json", "csv"] = "json"


class SkillQuery(Page):
    """Which skills."""

    q: str = Field("", max_length=100)
    category: str | None = Field(None, max_length=60)
    lang: str | None = Field(None, max_length=10)
    source: Literal["shortlist", "esco", "onet", "organisation"] | None = None
