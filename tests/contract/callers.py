"""Who calls the API: every role in one organisation, and one of each object to ask for. Knows nothing of what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.api.conftest import CV, JD
from tests.api.test_access import MAKERS, WORDS, World

ROLES = ("nobody", "candidate", "recruiter", "admin", "api key", "task token")
Headers = Mapping[str, str]
Join = Callable[..., dict[str, str]]
_NUMBERS = count(1)


@dataclass(frozen=True)
class Callers:
    """What each role sends to be known, and the ids of objects by the names that addresses give them."""

    client: FlaskClient
    headers: Mapping[str, Headers]
    ids: Mapping[str, str]

    def are_admitted(self) -> bool:
        """Says whether every token is as good as it was: some calls end logins."""
        asked = dict.fromkeys(self.headers, "/api/v1/auth/me") | {"task token": f"/api/v1/tasks/{self.ids['task_id']}"}
        return all(
            self.client.get(asked[role], headers=dict(headers)).status_code != 401
            for role, headers in self.headers.items()
            if role != "nobody"
        )


def callers(app: Flask, join: Join) -> Callers:
    """One organisation more, with somebody in each role."""
    client, number = app.test_client(), next(_NUMBERS)
    body = {"email": f"boss{number}@example.org", "password": "correct horse", "full_name": "Boss", "role": "recruiter"}
    registered: Any = client.post("/api/v1/auth/register", json=body | {"company_name": f"Company {number}"})
    assert registered.status_code == 201, registered.json
    admin = _bearer(registered.json["access_token"])

    def joined(client: FlaskClient, admin: Headers, name: str, role: str = "recruiter") -> dict[str, str]:
        return join(client, dict(admin), f"{name}{number}", role)

    world = World(client, admin, CV, JD, joined)
    ids = {name: world[name] for name in MAKERS} | WORDS
    key: Any = client.post("/api/v1/api-keys", json={"name": "ats", "role": "recruiter"}, headers=admin)
    task: Any = client.post("/create_task", json={"name": "many"}, headers=admin)
    ids["task_id"] = task.json["task_id"]
    people = {role: joined(client, admin, role, role) for role in ("candidate", "recruiter")}
    programs = {"api key": _bearer(key.json["key"]), "task token": _bearer(task.json["token"])}
    return Callers(client, {"nobody": {}, "admin": admin} | people | programs, ids)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
