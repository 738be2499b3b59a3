"""Former versions of matches over HTTP: what they said before they were made anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from api.context import caller, session
from api.documentation import answers
from api.ids import Id, job_key, match_key, resume_key
from api.moments import moment
from api.paging import rows_of
from api.schemas import Blind, Page
from api.shapes import ListOut, MatchOut
from api.wire import match_out, points
from db import match_history, matches
from db.jobs import StoredJob
from db.matches import ReplacedMatch, StoredMatch
from db.resumes import StoredResume
from errors import Forbidden, InvalidFields, NotFound

api = APIBlueprint("match_history", __name__, url_prefix="/api/v1/matches", abp_tags=[{"name": "matches"}])

_VERSIONS = ("grade", "profile", "matcher_version", "extractor_version", "taxonomy_version", "model", "as_of")
_MOST_DIGITS = 9


class HistoryQuery(Page):
    """Of which matches; at least one of the three."""

    match_id: Id | None = None
    resume_id: Id | None = None
    job_id: Id | None = None


class HistoryPath(BaseModel):
    """A former version in the address."""

    match_id: str = Field(max_length=40, description="For example M303.")
    number: str = Field(max_length=20, description="1 for the oldest version.")


class FormerMatchOut(BaseModel):
    """What a match said before it was made anew; its words are at matches/{match_id}/history/{number}."""

    match_id: str
    number: int = Field(description="1 for the oldest version of the match.")
    resume_id: str
    job_id: str
    match_score: float
    grade: str
    profile: str
    matcher_version: str
    extractor_version: str
    taxonomy_version: str
    model: str
    as_of: str
    created_at: str
    replaced_at: str


class FormerMatchList(ListOut):
    """One page of former versions."""

    items: list[FormerMatchOut]


@api.get("/history", responses=answers(FormerMatchList, 200))
def index(query: HistoryQuery) -> dict[str, Any]:
    """List former versions of matches, the last replaced first: of one match, one résumé or one job.

    A match is made anew when the matcher, the model, the taxonomy, the résumé or the ad has changed. Nothing here names or
    quotes anybody, so that blind readers see the same.
    """
    asked = (query.match_id, query.resume_id, query.job_id)
    if not any(asked):
        detail = "send a match, a résumé or a job"
        raise InvalidFields("Say of what: match_id, resume_id or job_id.", ({"field": "match_id", "detail": detail},))
    keys = [read(said) if said else None for read, said in zip((match_key, resume_key, job_key), asked, strict=True)]
    rows = match_history.visible(caller().organisation_id, *keys)
    found, about = rows_of(session(), rows, query, is_narrow=True)
    return {"items": _shown(found)} | about


@api.get("/<match_id>/history/<number>", responses=answers(MatchOut, 200))
def show(path: HistoryPath, query: Blind) -> dict[str, Any]:
    """Show a former version of a match with all it said; there is no blind form of it.

    It may quote a file that is no more, whose marks of the person nobody knows.
    """
    row = matches.get(session(), match_key(path.match_id), caller().organisation_id)
    said = path.number.strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS and int(said)):
        raise NotFound(f"former version of match M{row.id}", said)
    former = match_history.get(session(), row, int(said))
    if query.blind:
        raise Forbidden(
            "A former version quotes what the résumé said then; read the match itself with blind=true instead."
        )
    resume, job = session().get(StoredResume, row.resume_id), session().get(StoredJob, row.job_id)
    bare = StoredMatch(id=row.id, resume_id=row.resume_id, job_id=row.job_id)
    bare.record, bare.created_at = former.record, former.created_at
    return match_out(bare, resume, job)


def _shown(found: Sequence[ReplacedMatch]) -> list[dict[str, Any]]:
    keys = sorted({row.match_id for row in found})
    numbers, present = match_history.numbers(session(), keys), match_history.present(session(), keys)
    return [_out(row, present[row.match_id], numbers[row.id]) for row in found if row.match_id in present]


def _out(row: ReplacedMatch, of: StoredMatch, number: int) -> dict[str, Any]:
    return {
        "match_id": f"M{of.id}",
        "number": number,
        "resume_id": f"R{of.resume_id}",
        "job_id": f"J{of.job_id}",
        "match_score": points(row.score),
        **{name: row.record[name] for name in _VERSIONS},
        "created_at": moment(row.created_at),
        "replaced_at": moment(row.replaced_at),
    }
