"""Candidates of jobs as they travel: a match with how far the person is, moves and notes; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import g, request
from sqlalchemy import select

from api.blinding import VEIL, Fold, Folds, blind_matches
from api.context import caller, language, session
from api.ids import resume_key
from api.moments import moment
from api.wire import match_out, points
from db import api_keys, resumes
from db.applications import Application, ApplicationMove, Mover
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.notes import Note
from db.people import User
from db.ranked import Candidate
from db.resumes import StoredResume
from errors import Conflict, NotFound
from nlp.blinding import hidden
from statuses import FIRST, moves_from

Out = dict[str, Any]

CONTACT = ("email", "phone", "city", "country", "experience_years", "skills")
"""What a table of candidates says of a résumé beside the match."""


def ranked_out(found: Sequence[Candidate], job: StoredJob, blind: bool) -> list[Out]:
    """Matches of one job in their order, each with how far the candidate is.

    Args:
        found: The candidates.
        job: The job of all of them.
        blind: Mask the person; tags go, too: they are free words, and may say who somebody is.
    """
    shown = [match_out(one.match, one.resume, job) | _beside(one) for one in found]
    return [out | {"tags": []} for out in blind_matches(shown)] if blind else shown


def table_out(found: Sequence[Candidate], job: StoredJob, blind: bool) -> list[Out]:
    """The same as ``ranked_out`` as far as a table has room for it, with the fields of ``CONTACT``.

    Thousands of rows: nothing is made of a match that no column shows.
    """
    shown = [_line(one.match, one.resume, job) | _beside(one) | _contact(one.resume) for one in found]
    return _blind(shown) if blind else shown


def standing_out(job_id: int, resume_id: int, row: Application | None) -> Out:
    """How far a candidate is with a job."""
    return {
        "job_id": f"J{job_id}",
        "resume_id": f"R{resume_id}",
        "application_id": f"A{row.id}" if row else None,
        **_standing(row),
        "legal_moves": list(moves_from(row.present if row else FIRST)),
    }


def moves_out(found: Sequence[ApplicationMove]) -> list[Out]:
    """Moves with the names of those who made them."""
    names = names_of(row.user_id for row in found)
    return [
        {
            "from_status": row.from_status,
            "to_status": row.to_status,
            "note": row.note,
            "user_id": row.user_id,
            "by": names.get(row.user_id),
            "via": row.via,
            "at": moment(row.at),
        }
        for row in found
    ]


def notes_out(found: Sequence[Note]) -> list[Out]:
    """Notes with the names of their authors."""
    names = names_of(row.author_id for row in found)
    return [
        {
            "note_id": f"N{row.id}",
            "resume_id": f"R{row.resume_id}",
            "job_id": f"J{row.job_id}" if row.job_id else None,
            "author_id": row.author_id,
            "author": names.get(row.author_id),
            "text": row.text,
            "created_at": moment(row.created_at),
            "updated_at": moment(row.updated_at),
        }
        for row in found
    ]


def each_resume(said: Sequence[str], do: Callable[[int], Out]) -> tuple[list[Out], list[Out]]:
    """Does something to each of several résumés by their ids; returns what it gave, and why others were refused.

    They come in the order of their numbers, so that two requests at once never wait for each other in a circle.
    """
    keys: dict[int, str] = {}
    done: list[Out] = []
    refused: list[Out] = []
    for one in said:
        try:
            keys.setdefault(resume_key(one), one)
        except NotFound as exc:
            refused.append({"resume_id": one, "code": exc.code, "detail": exc.detail})
    for key in sorted(keys):
        try:
            done.append(do(key))
        except (NotFound, Conflict) as exc:
            refused.append({"resume_id": f"R{key}", "code": exc.code, "detail": exc.detail})
    return done, refused


def person_out(row: StoredResume) -> str | None:
    """The id of the person whom a résumé is about; None while it is not read."""
    return f"P{row.person_id}" if row.person_id else None


def names_of(user_ids: Iterable[int | None]) -> Mapping[int | None, str]:
    """The full names of users, by their ids."""
    keys = {key for key in user_ids if key is not None}
    rows = session().execute(select(User.id, User.full_name).where(User.id.in_(keys))).all() if keys else ()
    return {row.id: row.full_name for row in rows}


def mover() -> Mover:
    """In whose name the caller acts."""
    if caller().user_id is not None:
        return Mover(caller().user_id, "user")
    if g.get("acting_as") == "Local user":
        return Mover(None, "local")
    token = request.headers.get("Authorization", "").partition(" ")[2].strip()
    return Mover(None, "api_key" if token.startswith(api_keys.PREFIX) else "service")


def _beside(one: Candidate) -> Out:
    """What travels beside the match."""
    return {"person_id": person_out(one.resume), "tags": one.tags, **_standing(one.application)}


def _line(row: StoredMatch, person: StoredResume, job: StoredJob) -> Out:
    record = row.record
    told = record.get("told", {}).get(language()) or record
    return {
        "match_id": f"M{row.id}",
        "resume_id": f"R{row.resume_id}",
        "candidate_name": person.name,
        "job_id": f"J{job.id}",
        "job_title": job.title,
        "match_score": points(record["match_score"]),
        **{name: record[name] for name in ("grade", "profile", "matched_skills", "missing_skills")},
        "comments": told["comments"],
        "created_at": moment(row.created_at),
    }


def _standing(row: Application | None) -> Out:
    if row is None:
        return {"status": FIRST, "status_since": None, "applied_at": None}
    return {"status": row.status, "status_since": moment(row.status_since), "applied_at": moment(row.applied_at)}


def _contact(row: StoredResume) -> Out:
    months = row.experience_months
    years = None if months is None else round(months / 12, 1)
    said = (row.email, row.phone, row.city and row.city.title(), row.country, years, list(row.skill_names))
    return dict(zip(CONTACT, said, strict=True))


def _blind(shown: Sequence[Out]) -> list[Out]:
    keys = [resume_key(out["resume_id"]) for out in shown]
    readings = resumes.readings_of(session(), keys)
    folds = {
        key: Folds(said, *([readings[key]] if key in readings else []))
        for key, said in resumes.records_of(session(), keys).items()
    }
    return [_blind_line(out, folds.get(key, VEIL)) for key, out in zip(keys, shown, strict=True)]


def _blind_line(out: Out, fold: Fold) -> Out:
    hid = {name: hidden(out[name]) for name in ("candidate_name", "email", "phone", "city")}
    told = {"comments": fold.tell(out["comments"]), "skills": [fold.tell(name, "skills") for name in out["skills"]]}
    return out | hid | told | {"tags": []}
