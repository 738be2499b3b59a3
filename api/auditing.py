"""The one hook that notes who saw and changed what: a table says what each endpoint does, no route notes anything itself.

A change and its entry are stored in one transaction: either both are there or none. What only shows something is noted when
the answer is made; if that fails, the answer is not given, since nothing was changed and it can be asked for again.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from typing import Any, get_type_hints

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request
from pydantic import BaseModel
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from api.access import plain_endpoint
from api.audited import RULES, Rule
from api.context import session
from db import audit, people
from db.audit import Action, Who
from db.people import FIRST_ORGANISATION, User
from db.resumes import StoredResume
from db.session import Session
from errors import AppError

log = structlog.get_logger()

MOST_NAMED = 10_000
_LETTERS = {
    "resume_id": "R", "job_id": "J", "match_id": "M", "person_id": "P", "application_id": "A", "note_id": "N",
    "invitation_id": "V", "key_id": "K", "user_id": "", "interview_id": "I", "webhook_id": "W", "delivery_id": "D", "task_id": "T",
    "saved_search_id": "S",
}  # fmt: skip
_SENT_IDS = ("person_id", "job_id", "match_id")
# Matches "R101", "101" and "r101"; does not match "Ann" nor a number of sixteen digits. One pass.
_ID = re.compile(r"[A-Za-z]?([1-9][0-9]{0,14})")
# Matches "5e915b5297ef0c8d" and a UUID; does not match "Ann.Lee". One pass.
_REQUEST_ID = re.compile(r"[0-9a-fA-F-]{8,64}")
# Matches '"resume_id":"R101"' and '"resume_id": "R101"'; inside a text quotes are escaped, so none there matches. Linear.
_NAMED_IN_JSON = re.compile(rb'"resume_id": ?"R([1-9][0-9]{0,14})"')
# Matches '"resume_ids":["R101","R102"]'; does not match '"resume_ids":[]'. Linear: no part can be read in two ways.
_NAMED_TOGETHER = re.compile(rb'"resume_ids": ?\[((?:"R[0-9]{1,15}"[, ]*)+)\]')
# Matches the 101 of '"R101"'; does not match an empty list. Linear.
_NUMBER = re.compile(rb"[0-9]{1,15}")
# Matches the second cell of the line 'M301,R101,Ann'; does not match the one of 'M301,Ann'. Linear.
_NAMED_IN_CSV = re.compile(rb"^[^,\n]{0,40},R([1-9][0-9]{0,14}),", re.MULTILINE)


def attach(app: Flask) -> None:
    """Notes every request that the table has a rule for."""
    app.after_request(_note_what_was_shown)
    if not event.contains(Session, "before_commit", _note_change):
        event.listen(Session, "before_commit", _note_change)
        event.listen(Session, "before_flush", _remember_what_goes)


def shown(resume_ids: Iterable[int]) -> None:
    """Says whose résumés an answer shows, or a change is about, where the hook cannot read it."""
    g.setdefault("audit_shown", set()).update(resume_ids)


def rule() -> Rule | None:
    """What the table says of the request's endpoint; one that it lacks is noted all the same, as it is called."""
    endpoint = plain_endpoint()
    if endpoint in RULES or request.url_rule is None or request.method == "OPTIONS":
        return RULES.get(endpoint)
    return Rule("viewed" if request.method in {"GET", "HEAD"} else "changed", endpoint.split(".")[0][:24])


def _note_change(of: Session) -> None:
    """Adds the entry to the transaction of a request that changes something, before it ends."""
    asked = _of_request(of)
    if asked is None or asked.is_read:
        return
    of.flush()
    keys, about = _held(of, asked)
    told: set[str | int] = g.setdefault("audit_told", set())
    fresh = (set(keys) | about) - told
    if told and not fresh:  # a later commit of the same request about the same things
        return
    told |= fresh | {""}
    who = _who(_user_held(of))
    key = _key_of_address(asked) or (keys[0] if len(keys) == 1 else _own_key(asked))
    detail = _detail_of_change(asked) | ({"keys": keys[:100]} if len(keys) > 1 else {})
    audit.note(of, who, asked.action, asked.kind, key, detail, about)


def _remember_what_goes(of: Session, context: object, instances: object) -> None:
    if _of_request(of) is not None and of.deleted:
        gone: set[int] = g.setdefault("audit_gone", set())
        gone |= {number for row in of.deleted if isinstance(number := _resume_of(row), int)}


def _note_what_was_shown(response: Response) -> Response:
    asked = rule() if request.url_rule is not None else None
    if asked is None:
        return response
    try:
        if asked.action == "logged_in" and response.status_code == 401:
            _note_failed_login()
        elif asked.is_read and response.status_code < 300:
            _note_read(asked, response)
    except (AppError, SQLAlchemyError) as exc:
        log.error("audit_failed", error=type(exc).__name__)
        response.close()
        return current_app.make_response(current_app.handle_user_exception(exc))
    return response


def _note_read(asked: Rule, response: Response) -> None:
    # The log shows numbers alone; naming them again would make each look at it longer than the one before.
    about = set() if asked.kind == "audit" else _resumes_in(response) | _resumes_of_address()
    detail: dict[str, Any] = {"filters": names} if (names := _known(request.args, "query")) else {}
    what = (_read_as(asked, response), asked.kind, _key_of_address(asked), detail, about)
    audit.note_alone(session(), _who(None), *what)


def _read_as(asked: Rule, response: Response) -> Action:
    """What becomes a file on somebody's disk is more than seen."""
    if not response.headers.get("Content-Disposition", "").startswith("attachment"):
        return asked.action
    return "exported" if asked.action == "searched" else "downloaded" if asked.action == "viewed" else asked.action


def _note_failed_login() -> None:
    open_session, g.audit_done = session(), True
    open_session.rollback()
    sent = request.get_json(silent=True)
    said = sent.get("email") if isinstance(sent, dict) else None
    user = people.by_email(open_session, said) if isinstance(said, str) else None
    # Attempts on accounts that do not exist are the business of whoever runs the installation.
    organisation = user.organisation_id if user else FIRST_ORGANISATION
    who = Who(organisation, "nobody", None, _request_id())
    audit.note(open_session, who, "login_failed", "user", str(user.id) if user else None)
    open_session.commit()


def _of_request(of: Session) -> Rule | None:
    """The rule of the request whose own session this is; None for every other session, and when all is noted."""
    is_its_own = has_request_context() and g.get("session") is of and not g.get("audit_done")
    return rule() if is_its_own else None


def _who(user: User | None) -> Who:
    caller, request_id = g.get("caller"), _request_id()
    if caller is None:  # registering and logging in: whoever it is from then on
        return Who(user.organisation_id, "user", user.id, request_id) if user else _nobody(request_id)
    if caller.user_id is not None:
        return Who(caller.organisation_id, "user", caller.user_id, request_id)
    if (key := g.get("api_key_id")) is not None:
        return Who(caller.organisation_id, "api_key", key, request_id)
    via = "local" if g.get("acting_as") == "Local user" else "service"
    return Who(caller.organisation_id, via, None, request_id)


def _request_id() -> str | None:
    """The request's id unless a client made words of it: entries outlive whom these might name."""
    said = str(g.get("request_id") or "")
    return said if _REQUEST_ID.fullmatch(said) else None


def _nobody(request_id: str | None) -> Who:
    return Who(FIRST_ORGANISATION, "nobody", None, request_id)


def _held(of: Session, asked: Rule) -> tuple[list[str], set[int]]:
    """Wire ids of what the request made, and the numbers of the résumés that it is about, by the rows that it holds."""
    about = _resumes_of_address() | g.get("audit_gone", set()) | g.get("audit_shown", set())
    keys: list[str] = []
    for row in list(of.identity_map.values()):
        number = _resume_of(row)
        if isinstance(number, int) and len(about) < MOST_NAMED:
            about.add(number)
        if asked.makes and getattr(row, "__tablename__", None) == asked.makes[0]:
            keys.append(f"{asked.makes[1]}{row.__dict__.get(asked.makes[2])}")
    return sorted(keys), about


def _resume_of(row: object) -> object:
    """The number of the résumé that a row is, or is about; never asks the database."""
    return row.__dict__.get("id" if isinstance(row, StoredResume) else "resume_id")


def _user_held(of: Session) -> User | None:
    return next((row for row in of.identity_map.values() if isinstance(row, User)), None)


def _key_of_address(asked: Rule) -> str | None:
    said = (request.view_args or {}).get(asked.of) if asked.of else None
    return None if said is None else _wire_id(asked.of, str(said))


def _own_key(asked: Rule) -> str | None:
    """The number of the caller, where it is their own account that they change."""
    caller = g.get("caller")
    return str(caller.user_id) if asked.kind in {"user", "password"} and caller and caller.user_id else None


def _wire_id(name: str, said: str) -> str | None:
    found = _ID.fullmatch(said.strip())
    if name in _LETTERS:
        return f"{_LETTERS[name]}{found[1]}" if found else None
    return said[:100]


def _resumes_of_address() -> set[int]:
    found = _ID.fullmatch(str((request.view_args or {}).get("resume_id", "")).strip())
    return {int(found[1])} if found else set()


def _resumes_in(response: Response) -> set[int]:
    """The résumés that an answer names: whom it shows."""
    named: set[int] = set(g.get("audit_shown", ()))
    if response.is_streamed or response.direct_passthrough:
        return named
    if response.mimetype == "text/csv":
        return named | {int(one) for one in _NAMED_IN_CSV.findall(response.get_data())}
    if not response.is_json:
        return named
    said = response.get_data()
    together = b" ".join(_NAMED_TOGETHER.findall(said))
    return named | {int(one) for one in (*_NAMED_IN_JSON.findall(said), *_NUMBER.findall(together))}


def _detail_of_change(asked: Rule) -> dict[str, Any]:
    """Names of what was sent, and ids; never what else the fields hold."""
    sent = request.get_json(silent=True) if request.is_json else None
    if not isinstance(sent, dict):
        return {}
    fields = [name for name in _known(sent, "body") if not name.endswith(("_id", "_ids"))] if asked.names_fields else []
    for name in asked.within:
        inner = sent.get(name)
        fields += sorted(f"{name}.{one}" for one in _names_within(name) & set(inner)) if isinstance(inner, dict) else []
    ids = {name: key for name in _SENT_IDS if isinstance(sent.get(name), str) and (key := _wire_id(name, sent[name]))}
    return ids | ({"fields": fields} if fields else {})


def _known(sent: Mapping[str, Any], part: str) -> list[str]:
    """The names among those sent that the endpoint's schema has: a name of the client's own may be anybody's."""
    return sorted(_names_of(str(request.endpoint), part) & set(sent))


def _names_within(name: str) -> Set[str]:
    model = _model_of(str(request.endpoint), "body")
    inner = model.model_fields[name].annotation if model and name in model.model_fields else None
    return frozenset(_spelt(inner)) if inspect.isclass(inner) and issubclass(inner, BaseModel) else frozenset()


@cache
def _names_of(endpoint: str, part: str) -> Set[str]:
    model = _model_of(endpoint, part)
    return frozenset(_spelt(model)) if model else frozenset()


def _spelt(model: type[BaseModel]) -> Iterator[str]:
    return (field.alias or name for name, field in model.model_fields.items())


@cache
def _model_of(endpoint: str, part: str) -> type[BaseModel] | None:
    view = inspect.unwrap(current_app.view_functions[endpoint])
    found = get_type_hints(view).get(part)
    return found if inspect.isclass(found) and issubclass(found, BaseModel) else None
