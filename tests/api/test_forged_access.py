"""A thousand requests that must change nothing: forged and stale tokens, guessed ids, and bodies that ask for more.

What is asked comes from a seeded generator over the operations of the OpenAPI document, so that new ones are covered.
"""

from __future__ import annotations

import base64
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from db.session import Database

SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
SEED = 20_260_131
FORGED, GUESSED = 600, 320
WRITES = {"post", "put", "patch"}
# What no body may say, unless the operation's schema knows it.
MORE = {
    "role": "admin", "organisation_id": 1, "organization_id": 1, "id": 1, "is_admin": True, "owner_id": 1, "user_id": 1,
    "created_at": "2020-01-01T00:00:00Z", "password_hash": "x", "is_active": True, "person_id": "P1001", "sha256": "0",
    "version": 1, "deleted_at": None, "__class__": "User", "constructor": {"prototype": {}},
}  # fmt: skip
STRANGE = ("0", "-1", "00", "R0", str(2**63), str(2**64 + 1), "J" + "9" * 39, "1e3", "0x65", "null", "R101%20or%201=1",
           "..%2f..%2fetc", "%F0%9F%92%BC", "101;drop", "R101,R102", "*", "NaN", "٣")  # fmt: skip
LETTERS = {"resume_id": "R", "job_id": "J", "match_id": "M", "person_id": "P", "application_id": "A", "note_id": "N",
           "invitation_id": "V", "key_id": "K", "user_id": ""}  # fmt: skip
TABLES = {"resume_id": "resumes", "job_id": "jobs", "match_id": "matches", "person_id": "persons", "user_id": "users",
          "application_id": "applications", "invitation_id": "invitations", "key_id": "api_keys"}  # fmt: skip


@dataclass
class Side:
    """An organisation with what belongs to it."""

    admin: str
    refresh: str
    ids: dict[str, list[str]] = field(default_factory=dict)
    key: str = ""
    revoked_key: str = ""
    expired_key: str = ""


@dataclass(frozen=True, eq=False)
class Operation:
    """One of the document: its verb, its path, and the schemas of its JSON body (none where it takes no body)."""

    verb: str
    path: str
    bodies: tuple[Mapping[str, Any], ...]
    needs_token: bool


@dataclass(frozen=True)
class Attempt:
    """A request that must fail."""

    kind: str
    operation: Operation
    address: str
    token: str | None
    body: object
    expected: frozenset[int]
    field: str | None = None


@pytest.fixture
def client(make_app: Callable[..., Flask], database: Database) -> FlaskClient:
    return make_app(host="0.0.0.0", secret_key=SECRET, app_token="service-token-for-tests").test_client()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def register(client: FlaskClient, name: str, **more: Any) -> Any:
    body = {"email": f"{name}@example.org", "password": "correct horse", "full_name": name}
    answer = client.post("/api/v1/auth/register", json=body | more)
    assert answer.status_code == 201, answer.json
    return answer.json


def side(client: FlaskClient, database: Database, name: str, cv: str, jd: str) -> Side:
    """Registers a founder and fills the organisation by way of the API."""
    founder = register(client, name, company_name=name)
    made = Side(founder["access_token"], founder["refresh_token"])

    def post(path: str, **body: Any) -> Any:
        answer = client.post(path, json=body, headers=bearer(made.admin))
        assert answer.status_code in {200, 201}, (path, answer.json)
        return answer.json

    resume, job = post("/uploadResume", text=cv)["resume_id"], post("/uploadJD", text=jd)["job_id"]
    match = post("/match", resume_id=resume, job_id=job)["results"][0]["match_id"]
    post(f"/api/v1/matches/{match}/feedback", verdict="agree")
    made.ids["note_id"] = [post(f"/api/v1/resumes/{resume}/notes", text="Called her.")["note_id"]]
    moved = client.patch(
        f"/api/v1/jobs/{job}/candidates/{resume}", json={"status": "reviewed"}, headers=bearer(made.admin)
    )
    assert moved.status_code == 200, moved.json
    post("/api/v1/invitations", email=f"invited@{name}.example", role="admin")
    made.ids["skill_id"] = [post("/api/v1/skills", name=f"Zubrovka {name} 9")["id"]]
    made.key, made.revoked_key, made.expired_key = (
        post("/api/v1/api-keys", name="ats", role="admin")["key"] for _ in "abc"
    )
    number = made.revoked_key.split("_")[1]
    assert client.delete(f"/api/v1/api-keys/K{number}", headers=bearer(made.admin)).status_code == 204
    with database.session() as session:
        expired = {"id": int(made.expired_key.split("_")[1])}
        session.execute(text("update api_keys set expires_at = now() - interval '1 day' where id = :id"), expired)
        # Its use would be noted otherwise, which is no change that anybody asked for.
        session.execute(text("update api_keys set last_used_at = now() + interval '1 day'"))
        session.commit()
        mine = founder["user"]["organisation_id"]
        for name, table in TABLES.items():
            ids = session.scalars(text(f"select id from {table} where organisation_id = :mine"), {"mine": mine})
            made.ids[name] = [f"{LETTERS[name]}{number}" for number in ids]
    return made


def operations(client: FlaskClient) -> list[Operation]:
    document: Any = client.get("/openapi.json").json
    schemas = document["components"]["schemas"]
    found = []
    for path, verbs in document["paths"].items():
        for verb, said in verbs.items():
            schema = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            several = [] if schema is None else schema.get("anyOf", [schema])
            bodies = tuple(schemas[one["$ref"].rsplit("/", 1)[-1]] if "$ref" in one else one for one in several)
            found.append(Operation(verb, path, bodies, "security" in said))
    return found


def example(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """The least that a schema takes."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return example(schema[word][0], schemas)
    for word in ("const", "example", "default"):
        if word in schema:
            return schema[word]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: example(schema["properties"][name], schemas) for name in schema.get("required", ())}
    if schema.get("type") == "array":
        return [example(schema["items"], schemas)] * schema.get("minItems", 0)
    if schema.get("type") == "string":
        return "m@example.org" if schema.get("format") == "email" else "zubrovka lantern"[: schema.get("maxLength", 99)]
    return {"integer": schema.get("minimum", 1), "number": 1.0, "boolean": True}.get(str(schema.get("type")))


class Forger:
    """Makes tokens that are no good, of many kinds."""

    def __init__(self, client: FlaskClient, database: Database, ours: Side, chance: random.Random) -> None:
        self._chance, self._ours = chance, ours
        self._good = jwt.decode(ours.admin, SECRET, algorithms=["HS256"])
        self._good_refresh = jwt.decode(ours.refresh, SECRET, algorithms=["HS256"])
        self._ended = self._logged_out(client)
        self._off = self._switched_off(client)
        self._deleted = self._gone(client, database)
        self._stale = self._rotated(client)

    def access(self) -> tuple[str, str]:
        """A kind, and a token of it that no operation may take."""
        kinds: dict[str, Callable[[], str]] = {
            "unsigned": lambda: jwt.encode(self._good, None, "none"),
            "another key": lambda: jwt.encode(self._good, self._noise(40), "HS256"),
            "another algorithm": lambda: jwt.encode(self._good, SECRET, "HS512"),
            "refresh as access": lambda: self._ours.refresh,
            "expired": lambda: self._signed(exp=int(time.time()) - self._chance.randint(1, 10**7)),
            "not yet": lambda: self._signed(nbf=int(time.time()) + 10**6),
            "another user": lambda: self._signed(
                sub=self._chance.choice(["2", "999", "0", "-1", "1 or 1=1", str(2**63)])
            ),
            "another login": lambda: self._signed(login=self._noise(22)),
            "no login": lambda: self._signed(login=self._chance.choice([None, 1, [], {}])),
            "logged out": lambda: self._ended["access_token"],
            "switched off": lambda: self._off["access_token"],
            "deleted": lambda: self._deleted["access_token"],
            "reused refresh": lambda: self._stale[2],
            "tampered": self._tampered,
            "truncated": lambda: self._ours.admin[: self._chance.randint(0, len(self._ours.admin) - 1)],
            "one character": lambda: self._changed(self._ours.admin.rpartition(".")[0]) + ".x",
            "key changed": lambda: self._changed(self._ours.key),
            "key revoked": lambda: self._ours.revoked_key,
            "key expired": lambda: self._ours.expired_key,
            "key of another number": lambda: re.sub(r"_\d+_", f"_{self._chance.randint(1, 10**15)}_", self._ours.key),
            "key cut": lambda: self._ours.key[: self._chance.randint(3, len(self._ours.key) - 1)],
            "service changed": lambda: self._changed("service-token-for-tests"),
            "noise": lambda: self._noise(self._chance.randint(1, 300)),
        }
        kind = self._chance.choice(list(kinds))
        return kind, kinds[kind]()

    def refresh(self) -> tuple[str, str]:
        """A kind, and a token of it that refreshes nothing."""
        kinds: dict[str, Callable[[], str]] = {
            "access as refresh": lambda: self._ours.admin,
            "stale refresh": lambda: self._chance.choice(self._stale[:2]),
            "logged out refresh": lambda: self._ended["refresh_token"],
            "switched off refresh": lambda: self._off["refresh_token"],
            "deleted refresh": lambda: self._deleted["refresh_token"],
            "expired refresh": lambda: jwt.encode(self._good_refresh | {"exp": 1}, SECRET, "HS256"),
            "unsigned refresh": lambda: jwt.encode(self._good_refresh, None, "none"),
            "another key's refresh": lambda: jwt.encode(self._good_refresh, self._noise(40), "HS256"),
            "key as refresh": lambda: self._ours.key,
        }
        kind = self._chance.choice(list(kinds))
        return kind, kinds[kind]()

    def _signed(self, **changes: Any) -> str:
        # A subject that is no text is none to the library that reads it, too.
        return jwt.encode(self._good | changes, SECRET, "HS256")

    def _tampered(self) -> str:
        head, _, signature = self._ours.admin.split(".")
        claims = json.dumps(self._good | {"sub": "2", "role": "admin"}).encode()
        return f"{head}.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.{signature}"

    def _changed(self, token: str) -> str:
        at = self._chance.randrange(len(token))
        return token[:at] + self._chance.choice([c for c in "abcXYZ019-_" if c != token[at]]) + token[at + 1 :]

    def _noise(self, size: int) -> str:
        return "".join(self._chance.choices("abcdefXYZ0189._-", k=size))

    def _logged_out(self, client: FlaskClient) -> Any:
        body = {"email": "acme@example.org", "password": "correct horse"}
        tokens = client.post("/api/v1/auth/login", json=body).json
        assert client.post("/api/v1/auth/logout", headers=bearer(tokens["access_token"])).status_code == 204
        return tokens

    def _switched_off(self, client: FlaskClient) -> Any:
        tokens = register(client, "off", role="candidate")
        path = f"/api/v1/users/{tokens['user']['user_id']}"
        assert client.patch(path, json={"is_active": False}, headers=bearer(self._ours.admin)).status_code == 200
        return tokens

    def _gone(self, client: FlaskClient, database: Database) -> Any:
        tokens = register(client, "gone", role="candidate")
        with database.session() as session:
            session.execute(text("delete from users where id = :id"), {"id": tokens["user"]["user_id"]})
            session.commit()
        return tokens

    def _rotated(self, client: FlaskClient) -> tuple[str, str, str]:
        """Two refresh tokens and an access token of a login that reuse has ended."""
        first = register(client, "reused", role="candidate")["refresh_token"]
        second = client.post("/api/v1/auth/refresh", json={"refresh_token": first}).json
        assert client.post("/api/v1/auth/refresh", json={"refresh_token": first}).status_code == 401
        return first, second["refresh_token"], second["access_token"]


def forged(forger: Forger, asked: list[Operation], ours: Side, chance: random.Random) -> Iterator[Attempt]:
    guarded = [one for one in asked if one.needs_token]
    refresh = next(one for one in asked if one.path.endswith("/auth/refresh"))
    for number in range(FORGED):
        if number % 6 == 0:
            kind, token = forger.refresh()
            yield Attempt(kind, refresh, refresh.path, None, {"refresh_token": token}, frozenset({401}))
        else:
            kind, token = forger.access()
            one = chance.choice(guarded)
            address = placed(one, lambda name: chance.choice(ours.ids.get(name) or ["x"]))
            yield Attempt(kind, one, address, token, {}, frozenset({401}))


def guessed(
    asked: list[Operation], ours: Side, theirs: Side, candidate: str, schemas: Mapping[str, Any], chance: random.Random
) -> Iterator[Attempt]:
    """Ids of the other organisation and ids that none can be, by its admin and key and by a candidate of this one."""
    with_ids = [one for one in asked if "{" in one.path]
    for _ in range(GUESSED):
        one, who = chance.choice(with_ids), chance.choice(["admin", "key", "candidate"])
        # A candidate may see the jobs of their own organisation and apply; for them it is the other one's that are strange.
        jobs = theirs.ids["job_id"] if who == "candidate" else ours.ids["job_id"]
        known = ours.ids | {"job_id": jobs}
        # All ids but one may be strange: one id of somebody else is enough to be refused.
        address = placed(
            one, lambda name, known=known: chance.choice([*known.get(name, []) * 3, chance.choice(STRANGE)])
        )
        token = {"admin": theirs.admin, "key": theirs.key, "candidate": candidate}[who]
        body = example(one.bodies[0], schemas) if one.bodies else {}
        yield Attempt(f"ids by {who}", one, address, token, body, frozenset({404, 422, 403}))


def asking_for_more(
    asked: list[Operation],
    ours: Side,
    theirs: Side,
    candidate: str,
    schemas: Mapping[str, Any],
    chance: random.Random,
) -> Iterator[Attempt]:
    """Bodies with a field that is not the client's to say, for objects that are the caller's own."""
    for one in asked:
        # A body whose schema names no properties is a document of another standard, which says what it likes.
        if one.verb not in WRITES or not any("properties" in body for body in one.bodies):
            continue
        known = {name for body in one.bodies for name in body.get("properties", ())}
        for name in chance.sample(sorted(MORE.keys() - known), 5):
            body = example(one.bodies[0], schemas) | {name: MORE[name]}
            for token, ids in ((theirs.admin, theirs.ids), (candidate, ours.ids)):
                address = placed(one, lambda part, ids=ids: chance.choice(ids.get(part) or ["x"]))
                yield Attempt("more", one, address, token, body, frozenset({422, 403}), name)


def placed(one: Operation, choose: Callable[[str], str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda part: choose(part[1]), one.path)


def dump(database: Database) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a checksum of them all."""
    with database.session() as session:
        names = session.scalars(text("select tablename from pg_tables where schemaname = 'public'")).all()
        told = "select count(*), coalesce(md5(string_agg(md5(t::text), '' order by t::text)), '') from {} t"
        return {name: tuple(session.execute(text(told.format(name))).one()) for name in names}  # type: ignore[misc]


def ask(client: FlaskClient, attempt: Attempt) -> Any:
    headers = bearer(attempt.token) if attempt.token is not None else {}
    body = {} if attempt.operation.verb == "get" else {"json": attempt.body}
    return client.open(attempt.address, method=attempt.operation.verb.upper(), headers=headers, **body)


def fields_of(answer: Any) -> set[str]:
    return {one["field"].rpartition(".")[2] for one in answer.json["errors"]}


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_thousand_forged_requests_change_nothing(client: FlaskClient, database: Database, cv: str, jd: str) -> None:
    chance = random.Random(SEED)
    ours, theirs = (side(client, database, name, cv, jd) for name in ("acme", "other"))
    candidate = register(client, "candidate", role="candidate")["access_token"]
    forger, asked = Forger(client, database, ours, chance), operations(client)
    schemas: Any = client.get("/openapi.json").json["components"]["schemas"]
    attempts = [
        *forged(forger, asked, ours, chance),
        *guessed(asked, ours, theirs, candidate, schemas, chance),
        *asking_for_more(asked, ours, theirs, candidate, schemas, chance),
    ]
    assert len(attempts) >= 1000
    before = dump(database)
    wrong, named = [], set()
    for attempt in attempts:
        answer = ask(client, attempt)
        said = (attempt.kind, attempt.operation.verb, attempt.address, answer.status_code, answer.text[:200])
        if answer.status_code not in attempt.expected or (
            answer.status_code == 403 and not re.search("[Cc]andidates|/create_task", answer.json["detail"])
        ):
            wrong.append(said)
        elif attempt.field and answer.status_code == 422:
            named |= {attempt.operation} if attempt.field in fields_of(answer) else set()
    assert not wrong, "\n".join(map(str, [len(wrong), *wrong[:40]]))
    assert dump(database) == before
    # Each body was refused for the field, by somebody whose role and object were right.
    # Where only a task's own token opens, no body is looked at.
    strict = {
        one.operation for one in attempts if one.field and one.operation.path not in ("/process_task", "/upload_files")
    }
    assert not [(one.verb, one.path) for one in strict - named]


def test_the_world_of_the_forger_is_open_to_its_owners(
    client: FlaskClient, database: Database, cv: str, jd: str
) -> None:
    """Else everything above would be refused for another reason."""
    ours = side(client, database, "acme", cv, jd)
    for name, path in (("resume_id", "resumes"), ("job_id", "jobs"), ("match_id", "matches"), ("skill_id", "skills")):
        for token in (ours.admin, ours.key):
            assert client.get(f"/api/v1/{path}/{ours.ids[name][0]}", headers=bearer(token)).status_code == 200
    assert all(ours.ids[name] for name in ("user_id", "invitation_id", "key_id"))
