"""Every operation by every kind of caller and for everybody's objects; an operation without a line here fails the test.

A row is who may call the operation, or a ``Row`` that says more:

- ``body`` is one that its schema takes, so that the answer is about the object and not about the body. A row of an
  operation with an object in its address needs it where an empty one is refused.
- ``query`` is what follows the address where the operation needs one.
- ``for_candidate`` is what a candidate gets for an object that is somebody else's (404, unless all may see it).

Another organisation's object looks missing in every row. A new kind of object in an address gets a line in ``MAKERS``
(how it is made, and its id) and in ``MISSING``; a part of an address that is no object gets one in ``WORDS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from db.session import Database

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """Who may call an operation, and what happens with objects that are not the caller's."""

    who: str
    body: Mapping[str, Any] = field(default_factory=dict)
    for_candidate: int = 404
    query: str = ""


SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
SERVICE = "service-token-for-tests"
OPEN, ALL, STAFF = "without a token", "everybody with a token", "recruiters and admins"
ADMINS, USERS, CANDIDATES = "admins", "users who logged in", "candidates"
GUESTS, TASKS = "recruiters, admins and guests", "who sends the token of a task"
ALLOWED = {
    OPEN: {"admin", "recruiter", "candidate", "founder", "recruiter's key", "admin's key", "service", "nobody"},
    ALL: {"admin", "recruiter", "candidate", "founder", "recruiter's key", "admin's key", "service"},
    STAFF: {"admin", "recruiter", "founder", "recruiter's key", "admin's key", "service"},
    ADMINS: {"admin", "founder", "admin's key"},
    USERS: {"admin", "recruiter", "candidate", "founder"},
    CANDIDATES: {"candidate"},
    GUESTS: {"admin", "recruiter", "founder", "recruiter's key", "admin's key", "service", "nobody"},
    TASKS: set(),
}
JUDGED = {"verdict": "agree"}
TABLE: dict[str, str | Row] = {
    "GET /api/v1/health": OPEN,
    "GET /api/v1/health/ready": OPEN,
    "GET /api/v1/auth/setup": OPEN,
    "POST /api/v1/auth/register": OPEN,
    "POST /api/v1/auth/login": OPEN,
    "POST /api/v1/auth/refresh": OPEN,
    "POST /api/v1/auth/logout": ALL,
    "GET /api/v1/auth/me": ALL,
    "PATCH /api/v1/auth/me": USERS,
    "POST /api/v1/auth/password": USERS,
    "GET /api/v1/users": ADMINS,
    "PATCH /api/v1/users/{user_id}": ADMINS,
    "GET /api/v1/invitations": ADMINS,
    "POST /api/v1/invitations": ADMINS,
    "DELETE /api/v1/invitations/{invitation_id}": ADMINS,
    "GET /api/v1/api-keys": ADMINS,
    "POST /api/v1/api-keys": ADMINS,
    "DELETE /api/v1/api-keys/{key_id}": ADMINS,
    "GET /skills": ALL,
    "GET /api/v1/skills": ALL,
    "POST /skills/extract": ALL,
    "POST /api/v1/skills/extract": ALL,
    "POST /api/v1/skills": ADMINS,
    "GET /api/v1/skills/{skill_id}": STAFF,
    "PATCH /api/v1/skills/{skill_id}": ADMINS,
    "DELETE /api/v1/skills/{skill_id}": ADMINS,
    "POST /uploadResume": ALL,
    "POST /api/v1/resumes/upload": ALL,
    "GET /api/v1/resumes": ALL,
    "GET /api/v1/resumes/{resume_id}": ALL,
    "GET /api/v1/resumes/{resume_id}/file": ALL,
    "GET /api/v1/resumes/{resume_id}/matches": ALL,
    "DELETE /api/v1/resumes/{resume_id}": ALL,
    "GET /results": ALL,
    "GET /results/{match_id}": ALL,
    "GET /api/v1/matches/{match_id}": ALL,
    "GET /results/{match_id}/report.pdf": ALL,
    "GET /api/v1/matches/{match_id}/report.pdf": ALL,
    "GET /api/v1/matches/{match_id}/notice": ALL,
    "POST /api/v1/matches/{match_id}/feedback": Row(STAFF, JUDGED),
    "GET /api/v1/matches/{match_id}/feedback": STAFF,
    "POST /api/v1/analytics/impact-ratio": STAFF,
    "GET /api/v1/analytics/overview": STAFF,
    "GET /api/v1/analytics/funnel": STAFF,
    "GET /api/v1/analytics/time-in-stage": STAFF,
    "GET /api/v1/analytics/time-to-hire": STAFF,
    "GET /api/v1/analytics/scores": STAFF,
    "GET /api/v1/analytics/skills": STAFF,
    "GET /api/v1/analytics/sources": STAFF,
    "GET /api/v1/analytics/agreement": STAFF,
    "GET /api/v1/analytics/report": Row(STAFF, query="?job_id=J1"),
    "GET /api/v1/jobs": ALL,
    "GET /api/v1/jobs/{job_id}": Row(ALL, for_candidate=200),
    "POST /uploadJD": STAFF,
    "POST /api/v1/jobs": STAFF,
    "PUT /api/v1/jobs/{job_id}": STAFF,
    "PATCH /api/v1/jobs/{job_id}": STAFF,
    "DELETE /api/v1/jobs/{job_id}": STAFF,
    "GET /api/v1/jobs/{job_id}/candidates": STAFF,
    "POST /match": STAFF,
    "POST /api/v1/match": STAFF,
    "GET /metrics": STAFF,
    "PATCH /api/v1/resumes/{resume_id}": ALL,
    "PUT /api/v1/resumes/{resume_id}/file": Row(ALL, {"text": "Ann Lee, baker"}),
    "POST /api/v1/resumes/{resume_id}/separate": STAFF,
    "GET /api/v1/persons": STAFF,
    "GET /api/v1/persons/{person_id}": STAFF,
    "DELETE /api/v1/persons/{person_id}": STAFF,
    "POST /api/v1/persons/{person_id}/merge": Row(STAFF, {"person_id": "P1"}),
    "GET /api/v1/jobs/export": STAFF,
    "POST /api/v1/jobs/import": STAFF,
    "POST /api/v1/jobs/{job_id}/publish": STAFF,
    "POST /api/v1/jobs/{job_id}/close": STAFF,
    "POST /api/v1/jobs/{job_id}/restore": STAFF,
    "GET /api/v1/jobs/{job_id}/candidates/compare": Row(STAFF, query="?resume_ids=R1,R2"),
    "POST /api/v1/jobs/{job_id}/opinions": Row(STAFF, {"resume_ids": ["R1"]}),
    "GET /api/v1/jobs/{job_id}/candidates/{resume_id}": STAFF,
    "PATCH /api/v1/jobs/{job_id}/candidates/{resume_id}": Row(STAFF, {"status": "reviewed"}),
    "POST /api/v1/jobs/{job_id}/candidates/moves": Row(STAFF, {"status": "reviewed", "resume_ids": ["R1"]}),
    "GET /api/v1/resumes/{resume_id}/notes": STAFF,
    "POST /api/v1/resumes/{resume_id}/notes": Row(STAFF, {"text": "Called her."}),
    "PATCH /api/v1/notes/{note_id}": Row(STAFF, {"text": "Called her."}),
    "DELETE /api/v1/notes/{note_id}": STAFF,
    "PUT /api/v1/resumes/{resume_id}/tags/{tag}": STAFF,
    "DELETE /api/v1/resumes/{resume_id}/tags/{tag}": STAFF,
    "GET /api/v1/tags": STAFF,
    "POST /api/v1/tags": STAFF,
    "GET /api/v1/applications": STAFF,
    "GET /api/v1/applications/{application_id}": STAFF,
    "POST /api/v1/applications/{application_id}/withdraw": CANDIDATES,
    "POST /api/v1/jobs/{job_id}/apply": Row(CANDIDATES, for_candidate=422),
    "GET /api/v1/me/profile": CANDIDATES,
    "PATCH /api/v1/me/profile": CANDIDATES,
    "GET /api/v1/me/resumes": CANDIDATES,
    "GET /api/v1/me/recommended": CANDIDATES,
    "GET /api/v1/me/applications": CANDIDATES,
    "GET /api/v1/interviews": STAFF,
    "POST /api/v1/interviews": STAFF,
    "GET /api/v1/interviews/interviewers": STAFF,
    "GET /api/v1/interviews/{interview_id}": STAFF,
    "PATCH /api/v1/interviews/{interview_id}": STAFF,
    "POST /api/v1/interviews/{interview_id}/cancel": STAFF,
    "POST /api/v1/interviews/{interview_id}/outcome": Row(STAFF, {"outcome": "completed"}),
    "GET /api/v1/interviews/{interview_id}/calendar.ics": STAFF,
    "GET /api/v1/interviews/{interview_id}/scorecards": STAFF,
    "PUT /api/v1/interviews/{interview_id}/scorecards": Row(
        STAFF, {"criteria": [{"name": "Python", "score": 4}], "recommendation": "yes"}
    ),
    "GET /api/v1/me/interviews": CANDIDATES,
    "GET /api/v1/me/interviews/{interview_id}/calendar.ics": CANDIDATES,
    "GET /api/v1/audit": ADMINS,
    "GET /api/v1/matches/history": Row(STAFF, query="?match_id=M1"),
    "GET /api/v1/matches/{match_id}/history/{number}": STAFF,
    "GET /api/v1/persons/{person_id}/export": ADMINS,
    "GET /api/v1/me/export": CANDIDATES,
    "DELETE /api/v1/me": Row(CANDIDATES, {"password": "of somebody else"}),
    "GET /api/v1/me/notifications": USERS,
    "PUT /api/v1/me/notifications": USERS,
    "GET /api/v1/webhooks": ADMINS,
    "POST /api/v1/webhooks": ADMINS,
    "GET /api/v1/webhooks/{webhook_id}": ADMINS,
    "PATCH /api/v1/webhooks/{webhook_id}": ADMINS,
    "DELETE /api/v1/webhooks/{webhook_id}": ADMINS,
    "POST /api/v1/webhooks/{webhook_id}/rotate-secret": ADMINS,
    "POST /api/v1/webhooks/{webhook_id}/test": ADMINS,
    "GET /api/v1/webhooks/{webhook_id}/deliveries": ADMINS,
    "POST /api/v1/deliveries/{delivery_id}/retry": ADMINS,
    "POST /create_task": GUESTS,
    "POST /upload_files": TASKS,
    "POST /process_task": TASKS,
    **{
        f"{operation[0]} {room}/tasks{operation[1]}": STAFF
        for room in ("", "/api/v1")
        for operation in (
            ("GET", ""),
            ("GET", "/{task_id}"),
            ("GET", "/{task_id}/events"),
            ("GET", "/{task_id}/results"),
            ("GET", "/{task_id}/files"),
            ("POST", "/{task_id}/cancel"),
            ("DELETE", "/{task_id}"),
        )
    },
    "GET /api/v1/queue": ADMINS,
    "GET /api/v1/jobs/search_and_match": Row(ALL, query="?resume_id=R999999"),
    "GET /api/v1/jobs/search_and_match/events": Row(ALL, query="?resume_id=R999999"),
    "POST /api/v1/jobs/search_and_match/import": Row(STAFF, {"posting_id": "B1"}),
    "GET /api/v1/search-settings": STAFF,
    "PUT /api/v1/search-settings": ADMINS,
    "GET /api/v1/saved-searches": STAFF,
    "POST /api/v1/saved-searches": Row(STAFF, {"name": "Python", "resume_id": "R1", "alert": {"by_email": False}}),
    "GET /api/v1/saved-searches/{saved_search_id}": STAFF,
    "PATCH /api/v1/saved-searches/{saved_search_id}": STAFF,
    "DELETE /api/v1/saved-searches/{saved_search_id}": STAFF,
    "GET /api/v1/saved-searches/{saved_search_id}/found": STAFF,
    "POST /api/v1/queue/{queued_id}/retry": ADMINS,
}
ROWS = {operation: Row(row) if isinstance(row, str) else row for operation, row in TABLE.items()}


class World:
    """Objects of the first organisation, made by its admin when they are first asked for; the candidate has none."""

    def __init__(self, client: FlaskClient, admin: Headers, cv: str, jd: str, join: Callable[..., Headers]) -> None:
        self.client, self.admin, self.cv, self.jd, self._join = client, admin, cv, jd, join
        self._made: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._made:
            self._made[name] = str(MAKERS[name](self))
        return self._made[name]

    def post(self, path: str, **body: Any) -> Any:
        answer = self.client.post(path, json=body, headers=self.admin)
        assert answer.status_code in {200, 201}, (path, answer.json)
        return answer.json

    def get(self, path: str) -> Any:
        answer = self.client.get(path, headers=self.admin)
        assert answer.status_code == 200, (path, answer.json)
        return answer.json

    def moved(self) -> Any:
        path = f"/api/v1/jobs/{self['job_id']}/candidates/{self['resume_id']}"
        return self.client.patch(path, json={"status": "reviewed"}, headers=self.admin).json

    def a_former_match(self) -> int:
        """Has a match made anew, so that there is a former version of it: the first one."""
        ids = {"resume_id": self["resume_id"], "job_id": self["job_id"]}
        assert self["match_id"]
        answer = self.client.patch(
            f"/api/v1/resumes/{ids['resume_id']}", json={"corrections": {"skills": ["Go"]}}, headers=self.admin
        )
        assert answer.status_code == 200, answer.json
        self.post("/match", **ids)
        return 1

    def an_interview(self) -> str:
        """Schedules one for a year ahead, held by the admin."""
        person, job = self["resume_id"], self["job_id"]
        answer = self.client.patch(
            f"/api/v1/jobs/{job}/candidates/{person}", json={"status": "shortlisted"}, headers=self.admin
        )
        assert answer.status_code == 200, answer.json
        said = {"resume_id": person, "job_id": job, "type": "phone", "duration_minutes": 30}
        start = f"{date.today() + timedelta(days=300)}T09:00:00Z"
        holding = [self.get("/api/v1/auth/me")["user_id"]]
        return str(self.post("/api/v1/interviews", **said, start=start, interviewer_ids=holding)["interview_id"])

    def a_failed_job(self) -> int:
        """Has a job of the queue fail for good, about a résumé of the organisation."""
        database = self.client.application.extensions["parts"].database
        with database.session() as session:
            added = text(
                "insert into procrastinate_jobs (queue_name, task_name, args, status) "
                "values ('documents', 'read_scan', jsonb_build_object('resume_id', cast(:key as int)), 'failed') returning id"
            )
            key = int(session.scalar(added, {"key": int(self["resume_id"][1:])}))
            session.commit()
        return key

    def a_user(self) -> int:
        theirs = self._join(self.client, self.admin, "member")
        return int(self.client.get("/api/v1/auth/me", headers=theirs).json["user_id"])


MAKERS: dict[str, Callable[[World], object]] = {
    "resume_id": lambda world: world.post("/uploadResume", text=world.cv)["resume_id"],
    "job_id": lambda world: world.post("/uploadJD", text=world.jd)["job_id"],
    "match_id": lambda world: world.post("/match", resume_id=world["resume_id"], job_id=world["job_id"])["results"][0][
        "match_id"
    ],
    "skill_id": lambda world: world.post("/api/v1/skills", name="Zubrovka Press 9")["id"],
    "user_id": World.a_user,
    "person_id": lambda world: world.get(f"/api/v1/resumes/{world['resume_id']}")["person_id"],
    "application_id": lambda world: world.moved()["application_id"],
    "note_id": lambda world: world.post(f"/api/v1/resumes/{world['resume_id']}/notes", text="Called her.")["note_id"],
    "invitation_id": lambda world: world.post("/api/v1/invitations", email="x@example.org")["invitation_id"],
    "number": World.a_former_match,
    "interview_id": World.an_interview,
    "key_id": lambda world: world.post("/api/v1/api-keys", name="ats")["key_id"],
    "webhook_id": lambda world: world.post("/api/v1/webhooks", url="https://hooks.example.org/")["webhook_id"],
    "task_id": lambda world: world.post("/create_task", name="many")["task_id"],
    "queued_id": World.a_failed_job,
    "delivery_id": lambda world: world.post(f"/api/v1/webhooks/{world['webhook_id']}/test")["delivery_id"],
    "saved_search_id": lambda world: world.post("/api/v1/saved-searches", name="x", resume_id=world["resume_id"])[
        "saved_search_id"
    ],
}
MISSING = {
    "resume_id": "R999999", "job_id": "J999999", "match_id": "M999999", "skill_id": "own-nothing", "user_id": "999999",
    "invitation_id": "V999999", "key_id": "K999999", "person_id": "P999999",
    "application_id": "A999999", "note_id": "N999999", "number": "999", "interview_id": "I999999",
    "webhook_id": "W999999", "delivery_id": "D999999", "task_id": "T999999", "queued_id": "999999",
    "saved_search_id": "S999999",
}  # fmt: skip
WORDS = {"tag": "hot"}


@pytest.fixture
def client(make_app: Callable[..., Flask], database: Database) -> FlaskClient:
    return make_app(host="0.0.0.0", secret_key=SECRET, app_token=SERVICE).test_client()


@pytest.fixture
def callers(client: FlaskClient, join: Callable[..., Headers]) -> dict[str, Headers]:
    admin = register(client, "admin")
    found = {"admin": admin, "recruiter": join(client, admin, "recruiter")}
    found |= {"candidate": register(client, "candidate"), "founder": register(client, "recruiter", "founder")}
    for role in ("recruiter", "admin"):
        made: Any = client.post("/api/v1/api-keys", json={"name": role, "role": role}, headers=admin)
        found[f"{role}'s key"] = bearer(made.json["key"])
    return found | {"service": bearer(SERVICE), "nobody": {}}


@pytest.fixture
def world(
    client: FlaskClient, callers: dict[str, Headers], cv: str, jd: str, join: Callable[..., Headers]
) -> World:  # fmt: skip
    return World(client, callers["admin"], cv, jd, join)


def register(client: FlaskClient, role: str, name: str = "") -> Headers:
    named = name or role
    body = {"email": f"{named}@example.org", "password": "correct horse", "full_name": named, "role": role}
    answer: Any = client.post("/api/v1/auth/register", json=body)
    return bearer(answer.json["access_token"])


def bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


def call(
    client: FlaskClient, operation: str, ids: Mapping[str, str] | World, who: Headers, spelling: str = "/api/v1/"
) -> Any:
    """Calls an operation with ids in its address, in its versioned spelling or the one without a version."""
    verb, path = operation.split(" ")
    address = re.sub(r"\{(\w+)\}", lambda name: WORDS.get(name[1]) or ids[name[1]], path).replace("/api/v1/", spelling)
    body = dict(ROWS[operation].body) if verb != "GET" else None
    return client.open(address + ROWS[operation].query, method=verb, headers=dict(who), json=body)


def with_objects() -> Iterator[tuple[str, Row]]:
    """Operations with an object in their address, what erases it last."""
    found = [
        (operation, row) for operation, row in ROWS.items() if set(re.findall(r"\{(\w+)\}", operation)) - set(WORDS)
    ]
    yield from sorted(found, key=lambda one: one[0].startswith("DELETE"))


def test_every_operation_is_in_the_table(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").json["paths"]
    assert {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs} == set(TABLE)


def test_every_object_in_an_address_can_be_made() -> None:
    named = {name for operation in TABLE for name in re.findall(r"\{(\w+)\}", operation)}
    unknown = named - set(WORDS) - (set(MAKERS) & set(MISSING))
    assert not unknown, "say in MAKERS and MISSING, or in WORDS, what it is"


def test_every_operation_lets_in_whom_the_table_says(client: FlaskClient, callers: dict[str, Headers]) -> None:
    for operation, row in ROWS.items():
        if operation.endswith("logout"):
            continue
        for spelling in ("/api/v1/", "/api/") if "/api/v1/" in operation else ("/",):
            for name, headers in callers.items():
                answer = call(client, operation, MISSING, headers, spelling)
                if name in ALLOWED[row.who]:
                    assert answer.status_code in {200, 201, 204, 404, 422}, (operation, name, answer.json)
                else:
                    assert answer.status_code == (401 if name == "nobody" else 403), (operation, name)


def test_another_organisations_object_looks_missing(
    client: FlaskClient, callers: dict[str, Headers], world: World
) -> None:
    wrong: list[object] = []
    for operation, row in with_objects():
        if "founder" not in ALLOWED[row.who]:
            continue
        found, missing = (call(client, operation, ids, callers["founder"]) for ids in (world, MISSING))
        told = [re.sub(r"'[^']*'", "", answer.json["detail"]) for answer in (found, missing) if answer.json]
        if (found.status_code, missing.status_code) != (404, 404) or told[0] != told[1]:
            wrong.append((operation, found.status_code, missing.status_code, told))
    assert not wrong, "another organisation's object must look missing; a 422 asks for a row with a body"
    for name in ("resume_id", "job_id", "match_id"):
        kind = name.removesuffix("_id") + ("es" if name == "match_id" else "s")
        assert client.get(f"/api/v1/{kind}/{world[name]}", headers=callers["admin"]).status_code == 200


def test_somebody_elses_object_looks_missing_to_a_candidate(
    client: FlaskClient, callers: dict[str, Headers], world: World
) -> None:
    wrong: list[object] = []
    for operation, row in with_objects():
        if "candidate" not in ALLOWED[row.who]:
            continue
        answer = call(client, operation, world, callers["candidate"])
        if answer.status_code != row.for_candidate:
            wrong.append((operation, answer.status_code, answer.json))
    assert not wrong, "somebody else's object must look missing; a 422 asks for a row with a body"


def test_own_objects_are_found(client: FlaskClient, callers: dict[str, Headers], world: World) -> None:
    for operation, row in with_objects():
        if operation.startswith("GET ") and "admin" in ALLOWED[row.who] and not row.query:
            assert call(client, operation, world, callers["admin"]).status_code == 200, operation
