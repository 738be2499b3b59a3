"""Changes of a résumé over HTTP: correcting what was read, replacing the file, saying that it is somebody else's."""

from __future__ import annotations

from typing import Any

from api.bodies import clean_name, files, form_fields, is_form, json_body
from api.context import caller, parts, session
from api.documentation import accepts, answers
from api.ids import ResumePath, resume_key
from api.limits import uploads_limit
from api.resume_corrections import ResumeChange
from api.resume_shapes import ReplacementForm, ReplacementText
from api.resume_wire import headers_of, one_out, refuse_if_changed
from api.resumes import api
from api.shapes import ResumeOut
from db import identity, resumes
from db.resumes import StoredResume
from errors import InvalidFields, NoText
from pipeline import Upload
from revising import Replacement, correct_resume, match_again, read_replacement, replace_file
from tasks import reading, rematching

__all__ = ["api"]

Answer = tuple[dict[str, Any], int, dict[str, str]]


@api.patch("/<resume_id>", responses=answers(ResumeOut, 200))
def correct(path: ResumePath, body: ResumeChange) -> Answer:
    """Correct what was read of a résumé: corrections hold over every later reading of it.

    Null in one of them means that the résumé is silent on it, and reset takes corrections back. What follows from a
    corrected field (months, gaps, confidence, the person's name) agrees with it. Matches that are stored are made anew:
    up to 50 at once, more in the background. An If-Match that names another state than the ETag of GET is 412.
    """
    row = _mine(path, to_change=True)
    refuse_if_changed(row)
    correct_resume(session(), row, body.corrections.fields(), body.reset)
    return _changed(row, 200)


@api.put(
    "/<resume_id>/file",
    request_body=accepts(ReplacementText, files=("file",), fields=ReplacementForm),
    responses=answers(ResumeOut, 200, 202),
)
@uploads_limit
def replace(path: ResumePath) -> Answer:
    """Replace the file of a résumé by another one of the same person; its id and its standing with jobs stay.

    Nothing changes when the new file cannot be read. Corrections go, unless keep_corrections is true; the original of
    before is erased. A scan answers 202 and is read in the background. A file that is another résumé already is 409.
    """
    upload, keep_corrections = _sent()
    _mine(path)
    try:
        new = read_replacement(parts(), upload)
    except NoText as exc:
        if not getattr(exc, "scanned", False):
            raise
        new = Replacement(upload, None)
    row = _mine(path, to_change=True)
    refuse_if_changed(row)
    replace_file(parts(), session(), row, new, keep_corrections=keep_corrections)
    if new.document is None:
        reading.defer(session(), row.id)
        rematching.defer(session(), row.id)
    return _changed(row, 200 if new.document else 202)


@api.post("/<resume_id>/separate", responses=answers(ResumeOut, 200))
def separate(path: ResumePath) -> dict[str, Any]:
    """Say that a résumé is not of the person it was taken for: it becomes the first one of another person."""
    row = _mine(path, to_change=True)
    identity.separate(session(), row)
    session().commit()
    return one_out(row)


def _mine(path: ResumePath, *, to_change: bool = False) -> StoredResume:
    own = (caller().organisation_id, caller().own_only)
    return resumes.get(session(), resume_key(path.resume_id), *own, to_change=to_change)


def _sent() -> tuple[Upload, bool]:
    if not is_form():
        body = json_body(ReplacementText)
        return Upload.of_text(body.text, clean_name(body.filename)), body.keep_corrections
    given = files("file", "resume", what="résumé")
    if len(given) > 1:
        raise InvalidFields(f"Send one file to replace the one that is there; these were {len(given)}.")
    return given[0], form_fields(ReplacementForm).keep_corrections


def _changed(row: StoredResume, status: int) -> Answer:
    if not match_again(parts(), session(), row):
        rematching.defer(session(), row.id)
    out = one_out(row)
    session().commit()
    return out, status, headers_of(row)
