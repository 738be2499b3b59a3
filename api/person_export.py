"""Everything that is stored about a person as one ZIP, for staff who are asked for it and for candidates themselves."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import UTC, datetime
from typing import Any, BinaryIO

from flask import Response, send_file
from flask_openapi.blueprint import APIBlueprint
from pydantic_core import to_json
from sqlalchemy import select

from api.audit import entry_out
from api.auditing import shown
from api.context import caller, parts, session
from api.ids import PersonPath, person_key
from api.moments import moment
from api.wire import resume_out
from db import audit, person_data, persons, resumes
from db.audit import AuditEntry
from db.jobs import StoredJob
from db.people import User
from db.persons import StoredPerson
from db.resumes import StoredResume
from pipeline import original_path

api = APIBlueprint("person_export", __name__, url_prefix="/api/v1/persons", abp_tags=[{"name": "persons"}])

ZIP: dict[Any, Any] = {200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}}
_IN_MEMORY = 1 << 20
_LONGEST_NAME = 100
# What recruiters write for each other, and how programs were told: not in what candidates take along by themselves.
_FOR_STAFF = frozenset(
    {"notes", "resume_tags", "scorecards", "match_feedback", "match_history", "outbox", "interview_interviewers"}
)
_WORDS_OF_STAFF = frozenset({"note", "ended_why", "is_exempt"})
# Matches the "/" and ":" of "a/b:c"; does not match letters, digits, ".", "-", "_" or blanks. One pass.
_UNSAFE = re.compile(r"[^\w.\- ]")
_README = """\
This file holds what is stored about one person at {moment}.

person.json        who they are: name and addresses as their newest résumé says, and their account if they have one
resumes/           each résumé: the file as it was uploaded, and what was read of it (R101.json)
matches.json       how each résumé compares with jobs; match_history.json what these said before they were made anew
applications.json  how far they are with jobs; application_moves.json each step, with who made it and when
notes.json         what people wrote about them; resume_tags.json the words they are sorted by
interviews.json    when they were interviewed; scorecards.json what interviewers found
jobs.json          titles of the jobs that the other files name
audit.json         who saw or changed something about them, newest first
                   Other files hold whatever else is stored, each named like the table that it comes from.

A file is missing where nothing is stored. Ids: R résumé, J job, M match, P person, A application, N note, I interview.
Whoever did something is named by the number of their account (user_id) and not by name; null stands for a program or for
an account that is no more. Times are in UTC. Vectors, numbers that are made of the texts for comparing them, are left out.
"""


@api.get("/<person_id>/export", responses=ZIP)
def of_person(path: PersonPath) -> Response:
    """Download everything that is stored about a person, as a ZIP with a README: the answer to an access request (admins).

    It holds what people wrote about them, and who saw them: whoever answers the request decides what of it is given out.
    """
    mine = caller().organisation_id
    person = persons.get(session(), person_key(path.person_id), mine)
    asked = resumes.visible(mine).where(StoredResume.person_id == person.id)
    # Of people who work here an account is more than an application.
    user = session().get(User, person.user_id) if person.user_id else None
    return zip_of(person, user if user and user.role == "candidate" else None, session().scalars(asked).all())


def zip_of(person: StoredPerson | None, user: User | None, theirs: Sequence[StoredResume]) -> Response:
    """The ZIP about a person, about these résumés of theirs and about their account."""
    shown(row.id for row in theirs)
    # Closed by the response when it was sent.
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("README.txt", _README.format(moment=moment(datetime.now(UTC))))
        into.writestr("person.json", _json(_person_out(person, user)))
        for row in theirs:
            _write_resume(into, row)
        _write_rows(into, theirs, user)
        _write_audit(into, person, theirs)
    out.seek(0)
    name = f"person-P{person.id}.zip" if person else "person.zip"
    response = send_file(out, "application/zip", as_attachment=True, download_name=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _person_out(person: StoredPerson | None, user: User | None) -> dict[str, Any]:
    known: dict[str, Any] = {}
    # Merged with what staff had, the person goes by staff's newest résumé.
    if person is not None and caller().own_only is None:
        known = {"person_id": f"P{person.id}", "name": person.name, "email": person.email, "phone": person.phone}
        known |= {"created_at": moment(person.created_at)}
    if user is None:
        return known
    account = {"user_id": user.id, "email": user.email, "full_name": user.full_name, "role": user.role}
    return known | {"account": account | {"profile": user.profile, "created_at": moment(user.created_at)}}


def _write_resume(into: zipfile.ZipFile, row: StoredResume) -> None:
    folder = f"resumes/R{row.id}"
    about = {"size": row.size, "media_type": row.media_type, "corrections": row.corrections}
    read = {"as_read": row.reading} if row.corrections else {}
    into.writestr(f"{folder}/R{row.id}.json", _json(resume_out(row, with_text=True) | about | read))
    place = original_path(parts(), row)
    if place.is_file():
        with place.open("rb") as file, into.open(f"{folder}/{safe_name(row.filename)}", "w", force_zip64=True) as to:
            shutil.copyfileobj(file, to)


def safe_name(said: str) -> str:
    """A file name that is one on every system: no path, no sign that means something, not too long."""
    kept = _UNSAFE.sub("_", said)[-_LONGEST_NAME:].strip(" .")
    return f"original-{kept}" if kept else "original"


def _write_rows(into: zipfile.ZipFile, theirs: Sequence[StoredResume], user: User | None) -> None:
    about = person_data.tables_about([row.id for row in theirs], user.id if user else None)
    advertised: set[str] | None = None
    asked = select(StoredJob).where(StoredJob.id.in_(person_data.job_ids(session(), about)))
    if caller().own_only is not None:  # what is not advertised is nobody's business outside
        asked = asked.where(StoredJob.status != "draft", StoredJob.deleted_at.is_(None))
        advertised = {f"J{key}" for key in session().scalars(asked.with_only_columns(StoredJob.id))}
    for table, which in about.items():
        rows = person_data.rows_of(session(), table, which)
        if advertised is None:
            _write_list(into, f"{table.name}.json", rows)
        elif table.name not in _FOR_STAFF:
            _write_list(into, f"{table.name}.json", _for_candidates(rows, advertised))
    jobs = asked.with_only_columns(StoredJob.id, StoredJob.title, StoredJob.company).order_by(StoredJob.id)
    told = ({"job_id": f"J{row[0]}", "title": row[1], "company": row[2]} for row in session().execute(jobs))
    _write_list(into, "jobs.json", told)


def _for_candidates(rows: Iterable[dict[str, Any]], advertised: Set[str]) -> Iterator[dict[str, Any]]:
    """Rows without what recruiters write for each other, and those alone that speak of no job or of an advertised one."""
    for row in rows:
        if row.get("job_id") is None or row["job_id"] in advertised:
            yield {name: value for name, value in row.items() if name not in _WORDS_OF_STAFF}


def _write_audit(into: zipfile.ZipFile, person: StoredPerson | None, theirs: Sequence[StoredResume]) -> None:
    mine = {row.id for row in theirs}
    asked = audit.about_person(caller().organisation_id, person.id if person else None, mine)
    _write_list(into, "audit.json", _told(audit.each(session(), asked), {f"R{key}" for key in mine}))


def _told(rows: Iterable[AuditEntry], own: Set[str]) -> Iterator[dict[str, Any]]:
    """Entries; one about many people at once names them all, and the others are nobody's business here."""
    for row in rows:
        told = entry_out(row)
        yield told | {"resume_ids": [key for key in told["resume_ids"] if key in own], "about": {}}


def _write_list(into: zipfile.ZipFile, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Writes a JSON list row after row; none for an empty one."""
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return
    with into.open(name, "w", force_zip64=True) as to:
        _write_each(to, first, iterator)  # type: ignore[arg-type]


def _write_each(to: BinaryIO, first: dict[str, Any], rest: Iterable[dict[str, Any]]) -> None:
    to.write(b"[\n" + _json(first))
    for row in rest:
        to.write(b",\n" + _json(row))
    to.write(b"\n]\n")


def _json(value: Any) -> bytes:
    return to_json(value, indent=2, inf_nan_mode="null", bytes_mode="base64", fallback=str)
