"""Jobs come over HTTP, many at once: JobPostings in JSON-LD or the rows of a table, each with its own verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import request
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.request_body import RequestBody

from api.bodies import files, is_form
from api.context import parts, session
from api.documentation import answers
from api.job_posting import MEDIA_TYPE
from api.job_posting_in import postings_in, statement_of
from api.job_shapes import JobsImported
from api.job_statements import Statement, take
from api.job_table import table_of
from api.limits import uploads_limit
from errors import AppError, InvalidFields, Unavailable
from pipeline import refuse_too_large
from tasks import embedding

api = APIBlueprint("job_import", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "jobs"}])

MOST = 1_000
_OBJECT: dict[str, Any] = {"type": "object"}
_POSTINGS = {"schema": {"anyOf": [_OBJECT, {"type": "array", "items": _OBJECT}]}}
_TABLE = {
    "schema": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary", "description": "CSV."}},
        "required": ["file"],
    }
}
_BODY = RequestBody(
    content={MEDIA_TYPE: _POSTINGS, "application/json": _POSTINGS, "multipart/form-data": _TABLE},  # type: ignore[dict-item]
    required=True,
)

Verdict = dict[str, Any]


@api.post("/import", request_body=_BODY, responses=answers(JobsImported, 201, 200))
@uploads_limit
def take_all() -> tuple[dict[str, Any], int]:
    """Import jobs: JobPostings of schema.org (one, an array, an @graph), or a CSV file with a header; 1,000 at most.

    Columns, in any order: title, description (or text), company, location, requirements, skills_required (separated by
    semicolons), industry, status, closes_on. What is stated holds over what is read from the text. Each row has its own
    verdict, and a bad one loses nothing; a job that the organisation has already is known and stays as it is.
    """
    said, unknown = _stated()
    results = [_taken(number, one) for number, one in enumerate(said, 1)]
    refused = [one for one in results if "code" in one]
    if not results or len(refused) == len(results):
        wrong = tuple({name: str(value) for name, value in one.items()} for one in refused)
        raise InvalidFields("None of the jobs could be taken; errors says why for each.", wrong)
    session().commit()
    # Vectors take three times as long as all the rest: they are made in the background, or by the first match.
    embedding.defer(parts())
    known = sum(one.get("known", False) for one in results)
    created = len(results) - known - len(refused)
    counts = {"created": created, "known": known, "refused": len(refused)}
    return {"results": results} | counts | {"unknown_columns": unknown}, 201 if created else 200


def _stated() -> tuple[Sequence[Callable[[], Statement]], list[str]]:
    """What makes a statement of each posting or row, and the columns that were not read."""
    if is_form():
        given = files("file", what="CSV file")
        if len(given) > 1:
            raise InvalidFields("Send one CSV file at once.")
        refuse_too_large(parts(), given[0])
        table = table_of(given[0].data, MOST)
        return table.rows, table.unknown_columns
    postings = postings_in(request.get_json(silent=True))
    if len(postings) > MOST:
        raise InvalidFields(f"These are {len(postings):,} postings; send at most {MOST:,} at once.")
    return [_reader(node) for node in postings], []


def _reader(node: Any) -> Callable[[], Statement]:
    return lambda: statement_of(node)


def _taken(number: int, stated: Callable[[], Statement]) -> Verdict:
    """Takes one of them in a transaction of its own within the request's."""
    try:
        statement = stated()
        with session().begin_nested():
            taken = take(statement)
    except Unavailable:
        raise
    except AppError as exc:
        return {"row": number, "code": exc.code, "detail": exc.detail}
    job = {"job_id": f"J{taken.row.id}", "title": taken.row.title, "known": taken.is_known}
    return {"row": number} | job | {"ignored": list(taken.ignored)}
