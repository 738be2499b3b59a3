"""Request bodies before anybody looks inside: how large, of which type, and JSON that is JSON."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask.json.provider import JSONProvider
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest as NotJson

from api import bulk_spool
from api.access import plain_endpoint
from api.errors import MalformedJson, invalid
from errors import BadRequest, InvalidFields, UnsupportedType
from pipeline import Upload

MAX_FILES = 100
MAX_NAME = 255
MAX_FORM_TEXT = 500_000
MAX_PART_HEADER = 16_384
MOST_KEYS = 100_000
_FORM_OVERHEAD = 1 << 20
MULTIPART = frozenset(
    {
        "resumes.upload",
        "root_resumes.upload",
        "root_jobs.upload",
        "root_matches.create",
        "matches.create",
        "resumes.replace",
        "job_import.take_all",
        "root_bulk.upload",
    }
)
# Matches the end of '"a":' and of '"a" :'; not '"a",'. Linear: every quotation mark begins one look at the blanks behind it.
_KEY = re.compile(rb'"[ \t\r\n]*:')

M = TypeVar("M", bound=BaseModel)


class StrictJson(JSONProvider):
    """JSON without NaN, lone surrogates or endless nesting, read and written by pydantic-core."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Writes JSON; NaN becomes null."""
        return to_json(obj, inf_nan_mode="null").decode("utf-8")

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Reads JSON; raises ValueError for anything else."""
        return from_json(s, allow_inf_nan=False)


def attach(app: Flask) -> None:
    """Checks every body before its handler's schema does."""
    app.json = StrictJson(app)
    app.before_request(_limit_size)
    app.before_request(_refuse_nul)
    app.before_request(_check_type)


def is_form() -> bool:
    """The request is a multipart form."""
    return request.mimetype == "multipart/form-data"


def json_body(model: type[M]) -> M:
    """Reads the JSON body by a schema; raises InvalidFields naming each wrong field, or the ones of a missing body."""
    if not request.get_data():
        also = " or a multipart form with a file" if plain_endpoint() in MULTIPART else ""
        raise InvalidFields(f"The body is empty; send JSON with {', '.join(list(model.model_fields)[:6])}{also}.")
    try:
        return model.model_validate(request.get_json(silent=True))
    except ValidationError as exc:
        raise invalid(exc) from None


def form_fields(model: type[M]) -> M:
    """Reads a form's fields, other than files, by a schema; raises InvalidFields naming each wrong field."""
    try:
        return model.model_validate(request.form.to_dict())
    except ValidationError as exc:
        raise invalid(exc) from None


def files(*names: str, what: str) -> list[Upload]:
    """Reads the files of a form's field, under its name or an alias.

    Raises:
        InvalidFields: There is none, or there are too many; the sentence names the field that is expected.
    """
    found = [file for name in names for file in request.files.getlist(name) if file.filename or file.content_length]
    if not found:
        sent = ", ".join(sorted({*request.files, *request.form})[:10]) or "none"
        detail = f"Send the {what} as a file in the multipart field {names[0]!r}; the fields sent were: {sent[:200]}."
        raise InvalidFields(detail, ({"field": names[0], "detail": "a file is expected here"},))
    if len(found) > MAX_FILES:
        raise InvalidFields(f"Send at most {MAX_FILES} files in one request; these were {len(found)}.")
    return [_upload(file) for file in found]


def clean_name(name: str | None) -> str:
    """Keeps the last part of a file name, without control characters: it is a label for people and never a path."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last.encode("utf-8", "replace").decode("utf-8") if c.isprintable())[-MAX_NAME:].strip()


def _upload(file: FileStorage) -> Upload:
    if sum(len(name) + len(value) for name, value in file.headers) > MAX_PART_HEADER:
        raise InvalidFields("The headers of a form part are too long; send a shorter file name.")
    cap = current_app.config["MAX_FILE_BYTES"]
    return Upload(file.stream.read(cap + 1), clean_name(file.filename))


def _limit_size() -> None:
    config = current_app.config
    request.max_content_length = (
        config["MAX_REQUEST_BYTES"] + _FORM_OVERHEAD if is_form() else config["MAX_FILE_BYTES"] + _FORM_OVERHEAD
    )
    if plain_endpoint() == "root_bulk.upload":
        bulk_spool.prepare(request, config["BULK_REQUEST_BYTES"] + _FORM_OVERHEAD)
    request.max_form_memory_size = MAX_FORM_TEXT


def _refuse_nul() -> None:
    parts = [request.path, *request.args.keys(), *(value for values in request.args.listvalues() for value in values)]
    if any("\x00" in part for part in parts):
        raise BadRequest("The address holds the character U+0000; leave it out.")


def _check_type() -> None:
    if request.url_rule is None or request.method not in {"POST", "PUT", "PATCH"}:
        return
    if is_form() and plain_endpoint() in MULTIPART:
        if any("\x00" in value for value in request.form.values()):
            raise InvalidFields("A field holds the character U+0000; leave it out.")
    elif request.is_json:
        _check_json()
    elif request.mimetype or request.content_length:
        also = " or multipart/form-data" if plain_endpoint() in MULTIPART else ""
        raise UnsupportedType(f"Send the body as application/json{also} and say so in Content-Type.")


def _check_json() -> None:
    if not request.get_data():
        return
    # Counted before it is read: each becomes an object, and each wrong one a complaint of a kilobyte.
    if sum(1 for _ in _KEY.finditer(request.get_data())) > MOST_KEYS:
        raise InvalidFields(f"The body holds over {MOST_KEYS:,} fields; send fewer at once.")
    try:
        value = request.get_json()
    except NotJson as exc:
        raise MalformedJson(
            "The body is no valid JSON; correct its quotes, commas and brackets and send it again."
        ) from exc
    if b"\\u0000" in request.get_data() and _holds_nul(value):
        raise InvalidFields("A text in the body holds the character U+0000; leave it out.")


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(_holds_nul(part) for part in value)
