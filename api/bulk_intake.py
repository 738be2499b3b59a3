"""The three calls of a task of many résumés: create it, send it files and archives, have it matched with a job."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, g, request
from flask_openapi.blueprint import APIBlueprint
from werkzeug.datastructures import FileStorage

from api.bodies import MAX_PART_HEADER, json_body
from api.bulk_access import token_of
from api.bulk_once import asked_once
from api.bulk_shapes import NewTask, TaskCreated, TaskStart, TaskStarted, UploadOut
from api.bulk_unpacking import MOST_OF_GUESTS, Intake, UploadLimits
from api.bulk_wire import upload_out
from api.context import Caller, caller, owner, parts, session
from api.documentation import accepts, answers
from api.ids import job_key
from api.limits import guests_limit, tasks_limit
from api.moments import moment
from db import bulk, bulk_answers, jobs, originals
from db.bulk import BulkTask
from db.bulk_answers import Asked, BulkAnswer
from db.jobs import StoredJob
from derived_secrets import nonce
from errors import InvalidFields
from matcher import PROFILES
from pipeline import Upload
from posting import JobFields, ingest_job, known_job
from tasks import bulk_steps

root = APIBlueprint("root_bulk", __name__, abp_tags=[{"name": "tasks of many résumés"}])

MAX_FILES = 2_000
_FIELDS = ("files", "file")


@root.post("/create_task", request_body=accepts(NewTask), responses=answers(TaskCreated, 201))
@tasks_limit
@guests_limit
def create() -> tuple[dict[str, Any], int]:
    """Create a task of many résumés; its token is all that the next calls need.

    Without an account the task is a guest's: nobody else sees it, it takes fewer files, and after a day it is erased with
    everything in it. The same Idempotency-Key with the same body gives the same task.
    """
    body = json_body(NewTask) if request.get_data() else NewTask.model_validate({})
    asked = asked_once(body.model_dump_json().encode())
    row = _made_before(asked) or _made(body, asked)
    return {"task_id": f"T{row.id}", "token": token_of(row), "expires_at": moment(row.expires_at)}, 201


@root.post("/upload_files", request_body=accepts(NewTask, files=("files",)), responses=answers(UploadOut, 202))
@tasks_limit
def upload() -> tuple[dict[str, Any], int]:
    """Send files of a task: résumés, and ZIP archives of résumés; each gets a verdict, and reading begins at once.

    A bad file loses none of the others. The same Idempotency-Key with the same files stores nothing twice.
    """
    given = _files()
    asked = asked_once(_digest(given)) if "Idempotency-Key" in request.headers else None
    if asked and (known := bulk_answers.known(session(), asked)):
        return _answered(known), 202
    row = _own()
    limits = _limits(row)
    session().rollback()  # what follows takes long, and no connection
    intake = Intake(parts(), caller().organisation_id, limits)
    try:
        out = _stored(intake, given, asked)
        session().commit()
    except BaseException:
        session().rollback()
        intake.undo()
        raise
    return out, 202


@root.post("/process_task", request_body=accepts(TaskStart), responses=answers(TaskStarted, 202))
@tasks_limit
def process() -> tuple[dict[str, Any], int]:
    """Have the résumés of a task matched with a job: a description, or a job that is stored.

    Progress is at /tasks/<task_id>, as events at /tasks/<task_id>/events; results are at /tasks/<task_id>/results from the
    first match on.
    """
    body = json_body(TaskStart)
    asked = asked_once(body.model_dump_json().encode())
    if asked and bulk_answers.known(session(), asked):
        return _started(_own()), 202
    if body.profile not in PROFILES:
        detail = f"use one of {', '.join(PROFILES)}"
        raise InvalidFields(f"profile: {detail}.", ({"field": "profile", "detail": detail},))
    row = _own()
    job = _job(body, body.role or row.role)
    row = _own(to_change=True)
    bulk.start(session(), row, job.id, body.profile)
    if asked and not bulk_answers.remember(session(), asked, row.id):
        session().rollback()
        bulk_answers.known(session(), asked)
        return _started(_own()), 202
    bulk_steps.wake(session())
    session().commit()
    return _started(row), 202


def _made_before(asked: Asked | None) -> BulkTask | None:
    known = bulk_answers.known(session(), asked) if asked else None
    return session().get(BulkTask, known.task_id) if known else None


def _made(body: NewTask, asked: Asked | None) -> BulkTask:
    mine, config = caller(), current_app.config
    is_guest = mine.role == "guest"
    if is_guest:
        g.caller = mine = Caller(bulk.guest_organisation(session()), "guest")
    lasts = timedelta(hours=config["GUEST_HOURS"]) if is_guest else timedelta(days=config["BULK_RETENTION_DAYS"])
    row = BulkTask(
        organisation_id=mine.organisation_id,
        name=body.name or None,
        role=body.role or None,
        is_guest=is_guest,
        token_nonce=nonce(),
        token_sha256=b"",
        created_by=mine.user_id,
        api_key_id=g.get("api_key_id"),
        expires_at=datetime.now(UTC).replace(microsecond=0) + lasts,
    )
    session().add(row)
    session().flush()
    row.token_sha256 = bulk.checksum(token_of(row))
    session().flush()
    if asked and not bulk_answers.remember(session(), asked, row.id):
        session().rollback()
        found = _made_before(asked)
        assert found is not None, "whoever used the key first has committed"
        return found
    session().commit()
    return row


def _own(*, to_change: bool = False) -> BulkTask:
    return bulk.get(session(), g.task_id, caller().organisation_id, to_change=to_change)


def _limits(row: BulkTask) -> UploadLimits:
    """What a request may still bring to a task; raises Conflict where that is nothing."""
    most = _most_files(row)
    files, used = bulk.room(session(), row, most)
    most_bytes = _most_bytes(row)
    left = 2 * int(current_app.config["BULK_REQUEST_BYTES"]) if most_bytes is None else max(0, most_bytes - used)
    return UploadLimits(files, left, bulk.full(row.id, most - files, most), is_guest=row.is_guest)


def _stored(intake: Intake, given: list[FileStorage], asked: Asked | None) -> dict[str, Any]:
    kept = intake.take(given)
    row = _own(to_change=True)
    number = bulk.add_files(session(), row, kept, _most_files(row), _most_bytes(row))
    if asked and not bulk_answers.remember(session(), asked, row.id, number):
        return _answered_meanwhile(asked)
    originals.hold_removals(session(), row.organisation_id, is_shared=True)
    intake.restore(given, kept)
    bulk_steps.wake(session())
    return upload_out(row, number)


def _most_bytes(row: BulkTask) -> int | None:
    """The bytes that a guest's task holds at most."""
    return min(MOST_OF_GUESTS, _most_files(row) * parts().max_file_bytes) if row.is_guest else None


def _most_files(row: BulkTask) -> int:
    return int(current_app.config["GUEST_MAX_FILES" if row.is_guest else "BULK_MAX_FILES"])


def _files() -> list[FileStorage]:
    found = [file for name in _FIELDS for file in request.files.getlist(name) if file.filename or file.content_length]
    if not found:
        detail = "a résumé or a ZIP archive of résumés is expected here"
        raise InvalidFields("Send files in the multipart field 'files'.", ({"field": "files", "detail": detail},))
    if len(found) > MAX_FILES:
        raise InvalidFields(f"Send at most {MAX_FILES:,} files in one request; these were {len(found):,}.")
    if any(sum(len(name) + len(value) for name, value in file.headers) > MAX_PART_HEADER for file in found):
        raise InvalidFields("The headers of a form part are too long; send a shorter file name.")
    return found


def _digest(given: list[FileStorage]) -> bytes:
    """Names what was sent: the files' names and bytes in their order."""
    whole = hashlib.sha256()
    for file in given:
        whole.update(hashlib.sha256((file.filename or "").encode("utf-8", "replace")).digest())
        whole.update(hashlib.file_digest(file.stream, "sha256").digest())  # type: ignore[arg-type]
        file.stream.seek(0)
    return whole.digest()


def _answered(known: BulkAnswer) -> dict[str, Any]:
    return upload_out(_own(), known.upload or 0)


def _answered_meanwhile(asked: Asked) -> dict[str, Any]:
    session().rollback()
    known = bulk_answers.known(session(), asked)
    assert known is not None, "whoever used the key first has committed"
    return _answered(known)


def _job(body: TaskStart, role: str | None) -> StoredJob:
    """The job to match with: a stored one, or the one of the description, which becomes a job if there is none of it."""
    if body.job_id is not None:
        if body.job_description is not None:
            raise InvalidFields("Send job_description or job_id, not both.")
        return jobs.get(session(), job_key(body.job_id), caller().organisation_id)
    text = (body.job_description or "").strip() or (role or "").strip()
    if not text:
        detail = "send the job's description here, or job_id"
        raise InvalidFields(f"job_description: {detail}.", ({"field": "job_description", "detail": detail},))
    given, fields = Upload.of_text(text), JobFields(title=role or None)
    return known_job(session(), owner(), given, fields) or ingest_job(parts(), session(), owner(), given, fields)[0]


def _started(row: BulkTask) -> dict[str, Any]:
    return {"task_id": f"T{row.id}", "status": row.status, "job_id": f"J{row.job_id}" if row.job_id else None}
