"""Persons over HTTP: of whom there are résumés, and what to do where the machine took two for one or one for two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_openapi.blueprint import APIBlueprint

from api.auditing import shown
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import PersonPath, person_key
from api.moments import moment
from api.paging import rows_of
from api.resume_shapes import OtherPerson, PersonDetail, PersonList, PersonQuery
from api.resume_wire import resumes_out
from db import identity, persons, resumes
from db.persons import StoredPerson
from db.resumes import StoredResume
from revising import erase_person
from tasks.notifying import tell_of_erased

api = APIBlueprint("persons", __name__, url_prefix="/api/v1/persons", abp_tags=[{"name": "persons"}])

_MOST_SHOWN = 100


@api.get("", responses=answers(PersonList, 200))
def index(query: PersonQuery) -> dict[str, Any]:
    """List persons, newest first; q asks for words of the name, the e-mail or the phone number."""
    rows = persons.visible(caller().organisation_id)
    rows = persons.containing(rows, query.q) if query.q and query.q.strip() else rows
    found, about = rows_of(session(), rows, query)
    theirs = identity.resumes_of(session(), [row.id for row in found])
    return {"items": [_out(row, theirs) for row in found]} | about


@api.get("/<person_id>", responses=answers(PersonDetail, 200))
def show(path: PersonPath) -> dict[str, Any]:
    """Show a person with their résumés, newest first; at most a hundred of them."""
    return _shown(_theirs(path))


@api.delete("/<person_id>", responses={204: None})
def erase(path: PersonPath) -> tuple[str, int]:
    """Erase a person: all their résumés with files, vectors, matches and caches."""
    erase_person(parts(), session(), _theirs(path))
    tell_of_erased(session())
    session().commit()
    return "", 204


@api.post("/<person_id>/merge", responses=answers(PersonDetail, 200))
def merge(path: PersonPath, body: OtherPerson) -> dict[str, Any]:
    """Say that another person is the same: their résumés come to the person in the address, and they are no more."""
    mine = caller().organisation_id
    both = person_key(path.person_id), person_key(body.person_id)
    shown(key for theirs in identity.resumes_of(session(), both).values() for key in theirs)
    kept = identity.merge(session(), *both, mine)
    session().commit()
    return _shown(kept)


def _theirs(path: PersonPath) -> StoredPerson:
    return persons.get(session(), person_key(path.person_id), caller().organisation_id)


def _shown(row: StoredPerson) -> dict[str, Any]:
    mine = resumes.visible(row.organisation_id).where(StoredResume.person_id == row.id).limit(_MOST_SHOWN)
    shown = resumes_out(session().scalars(mine).all())
    return _out(row, identity.resumes_of(session(), [row.id])) | {"resumes": shown}


def _out(row: StoredPerson, theirs: Mapping[int, Sequence[int]]) -> dict[str, Any]:
    return {
        "person_id": f"P{row.id}",
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "has_account": row.user_id is not None,
        "resume_ids": [f"R{key}" for key in theirs.get(row.id, ())],
        "created_at": moment(row.created_at),
    }
