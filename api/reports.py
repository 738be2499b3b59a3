"""A match as a report to hand on, and the notice of how its score came about; how a page looks, reports decides."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response
from flask_openapi.blueprint import APIBlueprint

from api import matching
from api.blinding import blind_matches
from api.context import caller, language, session
from api.documentation import answers
from api.ids import MatchPath, match_key
from api.report_shapes import DecisionNoticeOut, MatchNoticeQuery, MatchReportQuery
from db import matches
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.resumes import StoredResume
from records import Resume
from reports.decision import notice_of
from reports.pages import pdf_of
from reports.reported import Need, Part, Pause, Reported
from reports.wording import wording

root = APIBlueprint("root_reports", __name__, url_prefix="/results", abp_tags=[{"name": "quick verbs"}])
api = APIBlueprint("reports", __name__, url_prefix="/api/v1/matches", abp_tags=[{"name": "matches"}])

MEDIA_TYPE = "application/pdf"
_FILE: Any = {
    200: {"description": "OK", "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
}
_VERSIONS = ("matcher", "extractor", "taxonomy")


@root.get("/<match_id>/report.pdf", responses=_FILE)
@api.get("/<match_id>/report.pdf", responses=_FILE)
def report(path: MatchPath, query: MatchReportQuery) -> Response:
    """Download a match as a report of one or two pages, with its reasons and the decision notice.

    It holds no e-mail address, telephone number or address; with blind true no other marks of the person either.
    """
    said = _reported(_one(path), query.lang, query.blind)
    headers = {"Content-Disposition": f'attachment; filename="report-{said.match_id}.pdf"'}
    headers["X-Content-Type-Options"] = "nosniff"
    return Response(pdf_of(said, query.lang or language()), mimetype=MEDIA_TYPE, headers=headers)


@api.get("/<match_id>/notice", responses=answers(DecisionNoticeOut, 200))
def notice(path: MatchPath, query: MatchNoticeQuery) -> dict[str, Any]:
    """Show how a score came about: what was scored, by which versions, that a person decides, and how to dispute it."""
    words = wording(query.lang or language())
    said = _reported(_one(path), query.lang, False)
    told = notice_of(said, words)
    return {
        "match_id": said.match_id,
        "language": words.language,
        "what_was_scored": {
            "resume_id": said.resume_id,
            "job_id": said.job_id,
            "match_score": said.score,
            "grade": said.grade,
            "made_at": said.made,
        },
        "versions": dict(said.versions),
        "as_of": said.as_of,
        "profile": said.profile,
        "weights": said.weights,
        "decided_by": "a person",
        "how_to_dispute": told.how_to_dispute,
        "sentences": asdict(told),
    }


def _one(path: MatchPath) -> StoredMatch:
    return matches.get(session(), match_key(path.match_id), caller().organisation_id, caller().own_only)


def _pauses(said: Resume) -> list[Pause]:
    return [Pause(gap.after, gap.before, gap.months) for gap in said.experience_gaps]


def _reported(row: StoredMatch, lang: str | None, is_blind: bool) -> Reported:
    out = matching.named([row.id])[0] | (row.record.get("told", {}).get(lang) or {})
    if is_blind:
        out = blind_matches([out])[0]
    resume, job = session().get_one(StoredResume, row.resume_id), session().get_one(StoredJob, row.job_id)
    return Reported(
        match_id=out["match_id"],
        resume_id=out["resume_id"],
        job_id=out["job_id"],
        candidate=out["candidate_name"],
        job=out["job_title"],
        company=job.company,
        score=out["match_score"],
        grade=out["grade"],
        profile=out["profile"],
        versions={name: out[f"{name}_version"] for name in _VERSIONS} | {"model": out["model"]},
        as_of=out["as_of"],
        made=out["created_at"],
        parts=[
            Part(name, one["score"], one["weight"], one["contribution"], one["has_data"])
            for name, one in out["components"].items()
        ],
        needs=[
            Need(one["text"], one["importance"] == "required", one["status"], one["evidence"])
            for one in out["requirements"]
        ],
        comments=out["comments"],
        strengths=out["key_strengths"],
        matched=out["matched_skills"],
        partial=[(one["has"], one["wanted"]) for one in out["partial_skills"] if one["has"]],
        missing_required=out["missing_required"],
        missing=[name for name in out["missing_skills"] if name not in out["missing_required"]],
        relevant_years=out["experience"]["relevant_years"],
        required_years=out["experience"]["required_years"],
        education=out["education"]["verdict"],
        where=out["location"]["verdict"],
        knockouts=out["knockouts"],
        raises=[(one["skill"], one["points"]) for one in out["would_raise"]],
        pauses=[] if resume.record is None else _pauses(resume.resume),
        warnings=[one["detail"] for one in out["warnings"]],
        is_blind=is_blind,
    )
