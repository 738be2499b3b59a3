"""Jobs leave over HTTP, many at once: as JobPostings of schema.org that can be imported again, or as a table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from flask import Response, current_app
from flask_openapi.blueprint import APIBlueprint
from sqlalchemy import Select

from api.context import session
from api.documentation import answers
from api.job_posting import CONTEXT, MEDIA_TYPE, job_posting_out
from api.job_rows import listed
from api.job_schemas import JobExportQuery
from api.job_shapes import JobPostings
from api.paging import csv_of
from db import pages
from db.jobs import StoredJob
from errors import InvalidFields
from posting import JobFields

api = APIBlueprint("job_export", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "jobs"}])

MOST = 10_000
OWN = "shortlist:ad"
"""The term that holds what schema.org has no word for: the ad as it was given, its status, and what people corrected."""
COLUMNS = (
    "job_id", "title", "company", "location", "description", "requirements", "skills_required", "industry", "status",
    "closes_on",
)  # fmt: skip
_CONTEXT = [CONTEXT, {"shortlist": "urn:shortlist:", OWN: {"@id": "urn:shortlist:ad", "@type": "@json"}}]
_AT_ONCE = 200


@api.get("/export", responses=answers(JobPostings, 200, csv=True, linked=JobPostings))
def export(query: JobExportQuery) -> Response:
    """Download all jobs of a list, as JSON-LD or CSV; import takes both. At most 10,000: a longer list must be narrowed."""
    rows = listed(query)
    found, _ = pages.count(session(), rows)
    if found > MOST:
        raise InvalidFields(
            f"These are about {found:,} jobs; an export holds {MOST:,}: narrow the list by its filters."
        )
    if query.format == "csv":
        return csv_of((cells_of(row) for row in _each(rows)), COLUMNS, "jobs.csv")
    whole = {"@context": _CONTEXT, "@graph": [posting_of(row) for row in _each(rows)]}
    told = current_app.json.dumps(whole).replace("<", "\\u003c")
    headers = {"Content-Disposition": 'attachment; filename="jobs.jsonld"', "X-Content-Type-Options": "nosniff"}
    return Response(told, mimetype=MEDIA_TYPE, headers=headers)


def posting_of(row: StoredJob) -> dict[str, Any]:
    """A job as a JobPosting with what it takes to make the same job of it."""
    posting = job_posting_out(row.job, f"J{row.id}", row.created_at, row.closes_on)
    said = {"text": row.given["text"]} | JobFields.of(row.given).stated()
    said |= {"status": row.status, "closes_on": row.closes_on.isoformat() if row.closes_on else None}
    said |= {"corrections": row.corrections, "description_sha256": digest(posting["description"])}
    return {name: value for name, value in posting.items() if name != "@context"} | {OWN: said}


def digest(description: str) -> str:
    """Names a description, so that an import sees whether somebody has changed it."""
    return hashlib.sha256(description.encode()).hexdigest()


def cells_of(row: StoredJob) -> dict[str, Any]:
    """A job as a row of the table; what a job does not say is an empty cell."""
    fields, job = JobFields.of(row.given), row.job
    return {
        "job_id": f"J{row.id}",
        "title": row.title or "",
        "company": row.company or "",
        "location": job.location.text if job.location else "",
        "description": row.given["text"],
        "requirements": fields.requirements or "",
        "skills_required": "; ".join(fields.skills_required),
        "industry": row.industry or "",
        "status": row.status,
        "closes_on": row.closes_on.isoformat() if row.closes_on else "",
    }


def _each(rows: Select[StoredJob]) -> Iterator[StoredJob]:
    # Page by page: one long statement would be cut off by the patience of the connection.
    keys = list(session().scalars(rows.with_only_columns(StoredJob.id)))
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        found = {row.id: row for row in session().scalars(rows.order_by(None).where(StoredJob.id.in_(some)))}
        yield from (found[key] for key in some if key in found)
