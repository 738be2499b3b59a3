"""What figures are asked for and how they are answered; how they are counted db.analytics knows."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.candidate_shapes import Profile
from api.schemas import Asked
from api.shapes import Share
from statuses import Status

Count = Annotated[int, Field(ge=0)]
Days = Annotated[float, Field(ge=0, description="In days.")]
Source = Literal["candidate", "staff"]


class Period(Asked):
    """Of which job, and of which days."""

    model_config = ConfigDict(populate_by_name=True)

    job_id: str | None = Field(None, max_length=40, description="Of this job alone, for example J202.")
    first: date | None = Field(None, alias="from", description="The first day, by UTC.")
    last: date | None = Field(None, alias="to", description="The last day, inclusive, by UTC.")


class FiguresQuery(Period):
    """Of which job and days, and in which form; svg is a chart."""

    format: Literal["json", "csv", "svg"] = "json"


class ScoresQuery(FiguresQuery):
    """The same, and by which weighing."""

    profile: Profile = Field("balanced", description="The profile that matches were scored by.")


class ReportQuery(Period):
    """Of which job and days, and by which weighing."""

    job_id: str = Field(max_length=40, description="Of this job, for example J202.")
    profile: Profile = Field("balanced", description="The profile that matches were scored by.")


class Figures(BaseModel):
    """Of what and when. Figures of many matches or résumés may be as of a few minutes ago."""

    job_id: str | None
    first: str | None = Field(alias="from")
    last: str | None = Field(alias="to")
    as_of: str = Field(description="What was stored until this moment is counted.")


class OverTimeOut(BaseModel):
    """What began and what ended well in a day, a week from its Monday, or a month."""

    start: str
    applications: Count
    hires: Count


class OverviewOut(Figures):
    """An organisation, or a job, at a glance."""

    jobs: Count
    open_jobs: Count
    resumes: Count
    applications: Count
    candidates: dict[Status, Count]
    hires: Count
    median_days_to_hire: Days | None
    interviews: dict[str, Count]
    step: Literal["day", "week", "month"]
    over_time: list[OverTimeOut]


class StageOut(BaseModel):
    """One status: who was ever in it, who came there or further on the way to a hire, and who is in it now."""

    status: Status
    entered: Count
    reached: Count
    now: Count
    share: Share | None = Field(description="Of all candidates, those who reached it.")
    conversion: Share | None = Field(description="Of those who reached the stage before, those who reached this one.")


class FunnelOut(Figures):
    """The way from the first row of a candidate to a hire."""

    candidates: Count
    stages: list[StageOut]


class StayOut(BaseModel):
    """How long candidates stayed in a status; stays that go on are counted up to now, and ``open`` says how many do."""

    status: Status
    count: Count
    open: Count
    median_days: Days
    p90_days: Days


class StaysOut(Figures):
    """How long candidates stay in each status."""

    stages: list[StayOut]


class HiresOut(BaseModel):
    """How long the hires of a job took."""

    job_id: str
    title: str | None
    hires: Count
    median_days: Days
    p90_days: Days


class TimeToHireOut(Figures):
    """How long hires took, from a candidate's first row to the hire."""

    hires: Count
    median_days: Days | None
    p90_days: Days | None
    jobs: list[HiresOut]
    jobs_total: Count


class BucketOut(BaseModel):
    """Matches from ``low`` to below ``high`` points; the last bucket holds 100, too."""

    low: int
    high: int
    matches: Count
    chosen: Count
    rejected: Count


class ScoresOut(Figures):
    """How match scores are spread, and those of people who were chosen or rejected."""

    profile: str
    matches: Count
    chosen: Count
    rejected: Count
    buckets: list[BucketOut]


class SkillGapOut(BaseModel):
    """How many jobs want a skill, and how many résumés show it; the gap is the share of jobs less that of résumés."""

    skill: str
    required: Count
    preferred: Count
    wanted: Count
    at_hand: Count
    share_of_jobs: Share
    share_of_resumes: Share | None
    gap: Annotated[float, Field(ge=-1, le=1)]


class SkillsOut(Figures):
    """Skills wanted against skills at hand, the widest gap first."""

    jobs: Count
    resumes: Count
    skills: list[SkillGapOut]
    skills_total: Count


class SourceOut(BaseModel):
    """Candidates by who made their row: the person themselves, or staff."""

    source: Source
    applications: Count
    share: Share
    statuses: dict[Status, Count]


class SourcesOut(Figures):
    """Where candidates come from, and how far those of each source are."""

    applications: Count
    sources: list[SourceOut]


class AgreementOfJobOut(BaseModel):
    """How often a chosen candidate of a job has a higher score than a rejected one."""

    job_id: str
    title: str | None
    chosen: Count
    rejected: Count
    pairs: Count
    agreement: Share | None
    too_few: bool


class FeedbackCountsOut(BaseModel):
    """What people said of matches."""

    agree: Count
    disagree: Count
    corrected: Count
    share_agreeing: Share | None = Field(description="Of those who agree or disagree.")


class AgreementOut(Figures):
    """How far scores and what recruiters decide agree: 0.5 is chance, 1 is always."""

    profile: str
    chosen: Count
    rejected: Count
    pairs: Count
    agreement: Share | None
    too_few: bool
    fewest_pairs: Count
    in_words: str
    jobs: list[AgreementOfJobOut]
    jobs_total: Count
    feedback: FeedbackCountsOut


class ReportOut(Figures):
    """All figures of a job or an organisation, each under the name of its address."""

    overview: OverviewOut
    funnel: FunnelOut
    time_in_stage: StaysOut
    time_to_hire: TimeToHireOut
    scores: ScoresOut
    skills: SkillsOut
    sources: SourcesOut
    agreement: AgreementOut
