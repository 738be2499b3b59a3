"""Candidates of a job over HTTP: the ranked list, its tables, one candidate, and moving them on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from flask import Response
from flask_openapi.blueprint import APIBlueprint
from sqlalchemy import Select

import ranking
from api import announcing, auditing, matching
from api.blinding import blind_matches
from api.candidate_shapes import (
    CandidateOut,
    MoveAsked,
    MovesAsked,
    MovesOut,
    OneQuery,
    RankedList,
    RankedQuery,
    StandingOut,
)
from api.candidate_wire import (
    CONTACT,
    each_resume,
    mover,
    moves_out,
    notes_out,
    person_out,
    ranked_out,
    standing_out,
    table_out,
)
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import CandidatePath, JobPath, job_key, resume_key
from api.interview_notices import tell_of_cancelled
from api.matches import CSV_COLUMNS
from api.paging import CSV_ROWS, csv_of, keys_of
from api.spreadsheets import XLSX, xlsx_of
from api.wire import match_out
from db import applications, jobs, notes, resumes, tags
from db.applications import Application
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.ranked import Wanted, candidates, ranked
from errors import InvalidFields
from nlp.places import country_code
from nlp.taxonomy import key_of
from own_skills import taxonomy_of
from scoring import Weighing
from statuses import Status
from tasks import ranking as ranking_task

api = APIBlueprint("candidates", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "candidates"}])

MOST_NOTES = 100
COLUMNS = (*CSV_COLUMNS, "status", "status_since", "applied_at", "tags", *CONTACT)
_BATCH = 500
_RANKED = answers(RankedList, 200, csv=True)
_RANKED[200]["content"][XLSX] = {"schema": {"type": "string", "format": "binary"}}


@api.get("/<job_id>/candidates", responses=_RANKED)
def index(path: JobPath, query: RankedQuery) -> dict[str, Any] | Response:
    """Rank all résumés for a job, best first; format=csv or xlsx downloads up to 10,000 of them.

    What was matched before is not matched again. Of many new résumés a thousand are matched at once, of more than two
    thousand the two hundred that promise most and pass the filters, and the rest in the background: unscored says how many
    are still to come. In an organisation with very many résumés (50,000 unless the installation says otherwise) only the most
    promising are ever matched: considered then is most_promising, and unscored about the number of all others. A download
    that was cut says so in the header X-Truncated and in its last line; X-Unscored is the same as unscored.
    """
    job = _job(path.job_id)
    wanted, weighing = _wanted(query, job.organisation_id), Weighing(query.profile)

    def is_under_way() -> bool:
        return ranking_task.is_under_way(session(), job, query.profile)

    done = ranking.complete(parts(), session(), job, weighing, wanted, is_under_way)
    if done.unscored and done.is_everybody:
        ranking_task.defer(session(), job, query.profile)
    if done.unscored or done.is_changed:
        session().commit()
    makers = ranking.makers_of(session(), job.organisation_id) if done.unscored else None
    rows = ranked(job, weighing.variant, wanted, makers)
    if query.format != "json":
        return _table(rows, job, query, done.unscored)
    keys, about = keys_of(session(), rows, query, is_narrow=True)
    return {"items": ranked_out(candidates(session(), keys), job, query.blind)} | about | _about(done)


@api.get("/<job_id>/candidates/<resume_id>", responses=answers(CandidateOut, 200))
def show(path: CandidatePath, query: OneQuery) -> dict[str, Any]:
    """Show a candidate of a job: the match, the status and how it came about, notes (the newest hundred) and tags.

    With blind true the match is masked, and what people wrote (notes, reasons, tags) is left out.
    """
    job, mine = _job(path.job_id), caller().organisation_id
    resume = resumes.get(session(), resume_key(path.resume_id), mine)
    match = None
    if resume.status == "ready":
        match = match_out(matching.matched(resume, job, Weighing(query.profile)), resume, job)
        session().commit()
    row = applications.of_pair(session(), job.id, resume.id)
    history = moves_out(applications.history(session(), row.id) if row else [])
    written = {
        "history": [{**move, "note": None} for move in history] if query.blind else history,
        "notes": [] if query.blind else _notes(resume.id, job.id),
        "tags": [] if query.blind else tags.of_resumes(session(), [resume.id]).get(resume.id, []),
    }
    match = blind_matches([match])[0] if match and query.blind else match
    return standing_out(job.id, resume.id, row) | {"person_id": person_out(resume), "match": match} | written


@api.patch("/<job_id>/candidates/<resume_id>", responses=answers(StandingOut, 200))
def change(path: CandidatePath, body: MoveAsked) -> dict[str, Any]:
    """Move a candidate to another status; only legal moves are made, and each is kept with who made it and when.

    A move that is not legal answers 409 and names the legal ones. The present status again changes nothing.
    """
    job = _job(path.job_id)
    moved: list[tuple[Application, Status]] = []
    out = _move(job, resume_key(path.resume_id), body, body.status_from, moved)
    announcing.tell_moved(job, moved)
    tell_of_cancelled()
    session().commit()
    return out


@api.post("/<job_id>/candidates/moves", responses=answers(MovesOut, 200))
def change_several(path: JobPath, body: MovesAsked) -> dict[str, Any]:
    """Move up to a hundred candidates to one status; each gets a verdict of its own."""
    job = _job(path.job_id)
    moved: list[tuple[Application, Status]] = []
    results, refused = each_resume(body.resume_ids, lambda key: _move(job, key, body, None, moved))
    announcing.tell_moved(job, moved)
    tell_of_cancelled()
    session().commit()
    return {"results": results, "errors": refused}


def _about(done: ranking.Completed) -> dict[str, Any]:
    return {"unscored": done.unscored, "considered": done.considered}


def _job(said: str) -> StoredJob:
    return jobs.get(session(), job_key(said), caller().organisation_id, is_brief=True)


def _move(
    job: StoredJob,
    key: int,
    asked: MoveAsked | MovesAsked,
    expected: str | None,
    moved: list[tuple[Application, Status]],
) -> dict[str, Any]:
    """Moves one and adds it to those who were moved, unless it stays where it is."""
    applications.hold_resume(session(), key, job.organisation_id)
    row = applications.move(session(), job, key, asked.status, mover(), asked.note or None, expected)
    if row is not None and row.came_from is not None:
        moved.append((row, row.came_from))
    return standing_out(job.id, key, row)


def _notes(resume_id: int, job_id: int) -> list[dict[str, Any]]:
    rows = notes.of_resume(caller().organisation_id, resume_id, job_id).limit(MOST_NOTES)
    return notes_out(session().scalars(rows).all())


def _wanted(query: RankedQuery, organisation_id: int) -> Wanted:
    if query.blind and query.q:
        raise InvalidFields("A blind list cannot be searched by names; leave out q or blind.")
    place = (query.location or "").strip()
    code = place.upper() if len(place) == 2 else country_code(place) if place else None
    return Wanted(
        min_score=query.min_score,
        max_score=query.max_score,
        statuses=query.status,
        skills=_skill_names(query.skill, organisation_id),
        min_years=query.min_years,
        max_years=query.max_years,
        city=place.lower() or None,
        country=code,
        tags=query.tag,
        name=query.q,
    )


def _skill_names(said: list[str], organisation_id: int) -> list[str]:
    """The names by which résumés are found, in lower case: the taxonomy's where it knows the skill by another one."""
    known = taxonomy_of(session(), organisation_id) if said else None
    entries = [known.index.get(key_of(name), ()) if known else () for name in said]
    return [(found[0].skill.name if found else name).lower() for name, found in zip(said, entries, strict=True)]


def _table(rows: Select[StoredMatch], job: StoredJob, query: RankedQuery, unscored: int) -> Response:
    found = session().execute(rows.with_only_columns(StoredMatch.id, maintain_column_froms=True).limit(CSV_ROWS + 1))
    keys = [row[0] for row in found]
    is_cut = len(keys) > CSV_ROWS
    last = f"Only the best {CSV_ROWS:,} candidates are listed; narrow the list by a filter." if is_cut else None
    shown, name = _in_batches(keys[:CSV_ROWS], job, query.blind), f"candidates-J{job.id}.{query.format}"
    if query.format == "xlsx":
        response = xlsx_of(shown, COLUMNS, name, last)
    else:
        response = csv_of(itertools.chain(shown, [{COLUMNS[0]: last}] if last else []), COLUMNS, name)
    response.headers |= {"X-Truncated": str(is_cut).lower(), "X-Unscored": str(unscored)}
    return response


def _in_batches(keys: list[int], job: StoredJob, blind: bool) -> Iterator[dict[str, Any]]:
    for start in range(0, len(keys), _BATCH):
        some = candidates(session(), keys[start : start + _BATCH], with_contact=True)
        auditing.shown(one.match.resume_id for one in some)
        yield from table_out(some, job, blind)
