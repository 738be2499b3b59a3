"""Who may do what with a task of many résumés: its token, guests, keys of the client's own, and the stream of events."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import threading
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from api import bulk_events, bulk_unpacking
from db import originals
from db.session import Database
from errors import Unavailable
from tasks import bulk_steps, worker

SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
OWN = {"/upload_files", "/process_task"}
Headers = dict[str, str]


def bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


def created(client: FlaskClient, headers: Headers | None = None, **body: Any) -> tuple[str, Headers]:
    answer: Any = client.post("/create_task", json=body, headers=headers or {})
    assert answer.status_code == 201, answer.json
    return str(answer.json["task_id"]), bearer(answer.json["token"])


def send(client: FlaskClient, mine: Headers, *files: tuple[str, bytes], key: str | None = None) -> Any:
    given = [(io.BytesIO(data), name) for name, data in files]
    named = {"Idempotency-Key": key} if key else {}
    return client.post("/upload_files", data={"files": given}, headers={**mine, **named})


def cv(number: int) -> bytes:
    return f"Person {number}\nperson{number}@example.org\n\nSkills\nPython, SQL".encode()


@pytest.fixture
def shared(make_app: Callable[..., Flask], database: Database) -> FlaskClient:
    """A server on the network with an account."""
    client = make_app(host="0.0.0.0", secret_key=SECRET, guest_max_files=2, rate_limit_guests="3/minute").test_client()
    register(client, "boss")
    return client


def register(client: FlaskClient, name: str) -> Headers:
    body = {"email": f"{name}@example.org", "password": "correct horse", "full_name": name, "company_name": name}
    answer: Any = client.post("/api/v1/auth/register", json=body)
    return bearer(answer.json["access_token"])


def count_of(database: Database, table: str) -> int:
    with database.session() as session:
        return int(session.scalar(text(f"select count(*) from {table}")) or 0)


@pytest.mark.parametrize("server", ["client", "shared"])
def test_the_token_of_a_task_opens_nothing_else(server: str, request: pytest.FixtureRequest) -> None:
    client: FlaskClient = request.getfixturevalue(server)
    _, mine = created(client)
    other, _ = created(client)
    document: Any = client.get("/openapi.json").json
    public = {"/api/v1/health", "/api/v1/health/ready", "/api/v1/auth/login", "/api/v1/auth/register"}
    public |= {"/api/v1/auth/refresh", "/api/v1/auth/setup"}
    wrong = []
    for path, verbs in document["paths"].items():
        for verb in set(verbs) - {"parameters"}:
            if path in OWN | public:
                continue
            address = re.sub(r"\{(\w+)\}", lambda name: other if name[1] == "task_id" else "1", path)
            answer = client.open(address, method=verb.upper(), headers=mine, json=None if verb == "get" else {})
            if answer.status_code not in {401, 404}:
                wrong.append((verb, path, answer.status_code))
    assert not wrong


@pytest.mark.parametrize(
    "said", ["slt_404_x", "slt_0_" + "a" * 43, "slt_404_" + "a" * 43, "slt_999_" + "a" * 43, "slt_"]
)
def test_a_made_up_token_opens_nothing(client: FlaskClient, said: str) -> None:
    task, _ = created(client)
    assert client.get(f"/tasks/{task}", headers=bearer(said)).status_code == 401
    assert send(client, bearer(said), ("a.txt", cv(1))).status_code == 401


def test_the_token_ends_with_the_tasks_time_and_is_not_in_the_database(client: FlaskClient, database: Database) -> None:
    task, mine = created(client)
    assert client.get(f"/tasks/{task}", headers=mine).status_code == 200
    with database.session() as session:
        rows = str(session.execute(text("select t::text from bulk_tasks t")).all())
        session.execute(text("update bulk_tasks set expires_at = now() - interval '1 second'"))
        session.commit()
    assert mine["Authorization"].rsplit("_", 1)[1] not in rows
    assert client.get(f"/tasks/{task}", headers=mine).status_code == 401


def test_without_the_token_nothing_is_uploaded(client: FlaskClient, shared: FlaskClient) -> None:
    for one in (client, shared):
        assert send(one, {}, ("a.txt", cv(1))).status_code == 401
        assert one.post("/process_task", json={"role": "Cook"}).status_code == 401


def test_a_guests_task_is_seen_by_nobody_else_and_has_limits_of_its_own(
    shared: FlaskClient, database: Database
) -> None:
    boss: Any = shared.post("/api/v1/auth/login", json={"email": "boss@example.org", "password": "correct horse"}).json
    admin = bearer(boss["access_token"])
    task, mine = created(shared, name="mine")
    other, _ = created(shared)
    assert shared.get(f"/tasks/{task}", headers=admin).status_code == 404
    assert shared.get(f"/tasks/{other}", headers=mine).status_code == 404
    assert shared.get("/tasks", headers=admin).json["total"] == 0  # type: ignore[index]
    assert send(shared, mine, ("a.txt", cv(1)), ("b.txt", cv(2))).status_code == 202
    assert send(shared, mine, ("c.txt", cv(3))).status_code == 409
    own, _ = created(shared, admin, name="ours")
    assert shared.get(f"/tasks/{own}", headers=admin).status_code == 200
    assert shared.post("/create_task", json={}).status_code == 201
    refused = shared.post("/create_task", json={})
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
    assert shared.post("/create_task", json={}, headers=admin).status_code == 201


def test_guests_can_be_switched_off(make_app: Callable[..., Flask], database: Database) -> None:
    client = make_app(host="0.0.0.0", secret_key=SECRET, guest_tasks=False).test_client()
    assert client.post("/create_task", json={}).status_code == 401


def test_an_organisations_task_stores_its_resumes(
    shared: FlaskClient, make_app: Callable[..., Flask], database_url: str
) -> None:
    admin = register(shared, "acme")
    _, mine = created(shared, admin)
    assert send(shared, mine, ("a.txt", cv(1))).status_code == 202
    assert shared.post("/process_task", json={"role": "Python developer"}, headers=mine).status_code == 202
    worker.run(database_url, shared.application.extensions["parts"], is_main=False, until_empty=True)
    found: Any = shared.get("/api/v1/resumes", headers=admin).json
    assert [one["filename"] for one in found["items"]] == ["a.txt"]


def test_the_same_key_gives_the_same_answer_and_stores_nothing_twice(client: FlaskClient, database: Database) -> None:
    named = {"Idempotency-Key": "5e915b52-97ef"}
    first: Any = client.post("/create_task", json={"name": "a"}, headers=named)
    again: Any = client.post("/create_task", json={"name": "a"}, headers=named)
    assert (first.json, first.status_code) == (again.json, again.status_code)
    assert client.post("/create_task", json={"name": "b"}, headers=named).status_code == 422
    mine = bearer(first.json["token"])
    sent = send(client, mine, ("a.txt", cv(1)), ("b.exe", b"MZ\x00\x01"), key="one")
    assert send(client, mine, ("a.txt", cv(1)), ("b.exe", b"MZ\x00\x01"), key="one").json == sent.json
    assert send(client, mine, ("a.txt", cv(2)), key="one").status_code == 422
    assert count_of(database, "bulk_files") == 2
    started: Any = client.post("/process_task", json={"role": "Cook"}, headers=mine | named)
    assert client.post("/process_task", json={"role": "Cook"}, headers=mine | named).json == started.json
    assert client.post("/process_task", json={"role": "Nurse"}, headers=mine | named).status_code == 422
    assert (count_of(database, "bulk_tasks"), count_of(database, "jobs")) == (1, 1)


def test_a_key_that_comes_many_times_at_once_is_served_once(client: FlaskClient, database: Database) -> None:
    app, named = client.application, {"Idempotency-Key": "5e915b52-97ef"}
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: app.test_client().post("/create_task", json={}, headers=named).json, range(6)))
    assert len({json.dumps(one, sort_keys=True) for one in made}) == 1
    mine = bearer(made[0]["token"])  # type: ignore[index]
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: send(app.test_client(), mine, ("a.txt", cv(1)), key="k"), range(6)))
    assert {one.status_code for one in sent} == {202}
    assert len({json.dumps(one.json, sort_keys=True) for one in sent}) == 1
    assert (count_of(database, "bulk_tasks"), count_of(database, "bulk_files")) == (1, 1)


def test_what_cannot_be_done_is_refused_with_a_reason(client: FlaskClient, jd: str) -> None:
    task, mine = created(client)
    assert client.post("/process_task", json={"role": "Cook"}, headers=mine).status_code == 409
    assert send(client, mine).status_code == 422
    assert send(client, mine, ("a.txt", cv(1))).status_code == 202
    for wrong in ({}, {"job_id": "J1", "job_description": jd}, {"role": "Cook", "profile": "x"}, {"role": 7}):
        assert client.post("/process_task", json=wrong, headers=mine).status_code == 422, wrong
    assert client.post("/process_task", json={"job_id": "J999"}, headers=mine).status_code == 404
    assert client.post("/process_task", json={"role": "Cook"}, headers=mine).status_code == 202
    assert client.post("/process_task", json={"role": "Nurse"}, headers=mine).status_code == 409
    assert client.post(f"/tasks/{task}/cancel", json={}, headers=mine).json["status"] == "cancelled"  # type: ignore[index]
    assert send(client, mine, ("b.txt", cv(2))).status_code == 409
    assert client.delete(f"/tasks/{task}", headers=mine).status_code == 204
    assert client.get(f"/tasks/{task}", headers=mine).status_code == 401


def test_a_body_over_the_cap_is_refused_and_other_routes_keep_theirs(
    make_app: Callable[..., Flask], database: Database
) -> None:
    client = make_app(bulk_max_request_mb=3, max_request_mb=1, max_file_mb=1).test_client()
    _, mine = created(client)
    lines = (b"Python and SQL %d\n" % at for at in range(10**6))
    large = [(f"{at}.txt", b"".join(next(lines) for _ in range(40_000))) for at in range(3)]
    assert send(client, mine, *large).status_code == 202
    assert send(client, mine, *large, *large, *large).status_code == 413
    given = [(io.BytesIO(data), name) for name, data in large * 2]
    assert client.post("/uploadResume", data={"file": given}).status_code == 413


def test_many_files_of_one_form_arrive_whole(client: FlaskClient) -> None:
    _, mine = created(client)
    files = [(f"{at}.txt", cv(at) * (1 + at % 3)) for at in range(150)]
    sent = send(client, mine, *files)
    assert sent.status_code == 202, sent.json
    told = [(one["filename"], one["sha256"]) for one in sent.json["accepted"]]
    assert told == [(name, hashlib.sha256(data).hexdigest()) for name, data in files]


def test_events_go_on_until_the_end_and_never_back(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_events, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(bulk_steps, "MOST_READ", 1)
    task, mine = created(client)
    send(client, mine, *((f"{at}.txt", cv(at)) for at in range(4)))
    client.post("/process_task", json={"role": "Python developer"}, headers=mine)
    parts, calm = client.application.extensions["parts"], threading.Event()

    def work() -> None:
        while bulk_steps.work_off_some(parts, calm):
            pass

    working = threading.Thread(target=work)
    working.start()
    said = client.get(f"/tasks/{task}/events", headers=mine).get_data(as_text=True)
    working.join(60)
    told = [json.loads(one) for one in re.findall(r"^data: (.+)$", said, re.MULTILINE)]
    shares, done = [one["share"] for one in told], [one["done"] for one in told]
    assert (shares, done) == (sorted(shares), sorted(done))
    assert (told[-1]["status"], told[-1]["done"]) == ("done", 4)
    assert "event: end" in said


def test_a_stream_holds_no_connection_ends_in_time_and_there_are_not_too_many(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_events, "MOST_S", 0.5)
    monkeypatch.setattr(bulk_events, "HEARTBEAT_S", 0.1)
    monkeypatch.setattr(bulk_events, "LOOK_EVERY_S", 0.05)
    task, _ = created(client)
    pool: Any = client.application.extensions["parts"].database.engine.pool
    first = client.get(f"/tasks/{task}/events", buffered=False)
    lines = iter(first.response)
    assert "retry" in str(next(lines))
    next(lines)
    assert pool.checkedout() == 0
    assert client.get(f"/tasks/{task}/events").status_code == 429
    rest = "".join(one.decode() if isinstance(one, bytes) else str(one) for one in lines)
    assert ": heartbeat" in rest
    assert "event: end" not in rest
    first.close()
    again = client.get(f"/tasks/{task}/events")
    assert again.status_code == 200
    again.close()


def archive(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files:
            packed.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def uploads(upload_dir: Path) -> Path:
    """The folder of the uploads, without those of other tests."""
    shutil.rmtree(upload_dir, ignore_errors=True)
    return upload_dir


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_a_refused_upload_unpacked_is_not_kept_and_no_more_is_unpacked_than_fits(
    shared: FlaskClient, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, mine = created(shared)
    written: list[Path] = []
    honest = originals.write

    def noted(path: Path, data: bytes) -> bool:
        written.append(path)
        return honest(path, data)

    monkeypatch.setattr(originals, "write", noted)
    many = archive(*((f"{at}.txt", cv(at)) for at in range(50)))
    assert send(shared, mine, ("many.zip", many)).status_code == 409
    assert (len(written), kept(uploads)) == (3, []), "one over what fits, to know that it is too many"
    assert send(shared, mine, ("a.txt", cv(1))).status_code == 202
    assert send(shared, mine, ("a.txt", cv(1)), ("many.zip", many)).status_code == 409
    assert [path.name for path in kept(uploads)] == [hashlib.sha256(cv(1)).hexdigest()]
    assert send(shared, mine, ("b.txt", cv(2))).status_code == 202
    written.clear()
    assert send(shared, mine, ("c.txt", cv(3))).status_code == 409
    assert written == []


def test_a_guests_task_takes_so_many_bytes_over_all_requests_and_archives(
    shared: FlaskClient, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_unpacking, "MOST_OF_GUESTS", 60)
    monkeypatch.setattr("api.bulk_intake.MOST_OF_GUESTS", 60)
    _, mine = created(shared)
    sent = send(shared, mine, ("one.zip", archive(("a.txt", cv(1)))), ("two.zip", archive(("b.txt", cv(2)))))
    assert sent.status_code == 202, sent.json
    assert [one["filename"] for one in sent.json["accepted"]] == ["a.txt"]
    (refused,) = sent.json["rejected"]
    assert (refused["filename"], refused["code"]) == ("b.txt", "file_too_large")
    assert "without an account" in refused["detail"]
    assert len(kept(uploads)) == 1
    _, other = created(shared)
    assert [one["code"] for one in send(shared, other, ("c.txt", cv(3) * 2)).json["rejected"]] == ["file_too_large"]


def test_bytes_that_another_tasks_end_took_away_meanwhile_are_written_again(
    client: FlaskClient, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, mine = created(client)
    _, second = created(client)
    send(client, mine, ("a.txt", cv(1)))
    honest, app = bulk_unpacking.Intake.take, client.application

    def late(self: Any, given: Any) -> Any:
        monkeypatch.setattr(bulk_unpacking.Intake, "take", honest)
        found = honest(self, given)
        with ThreadPoolExecutor(1) as pool:
            ended = pool.submit(lambda: app.test_client().post(f"/tasks/{first}/cancel", json={}).status_code)
            assert ended.result() == 200
        assert kept(uploads) == []
        return found

    monkeypatch.setattr(bulk_unpacking.Intake, "take", late)
    sent = send(client, second, ("in.zip", archive(("a.txt", cv(1)))))
    assert sent.status_code == 202, sent.json
    assert [path.name for path in kept(uploads)] == [one["sha256"] for one in sent.json["accepted"]]


def test_the_token_of_a_task_ends_with_the_key_or_the_user_that_made_it(
    shared: FlaskClient, database: Database
) -> None:
    admin = register(shared, "acme")
    key: Any = shared.post("/api/v1/api-keys", json={"name": "robot", "role": "recruiter"}, headers=admin).json
    task, by_key = created(shared, bearer(key["key"]))
    own, by_user = created(shared, admin)
    assert shared.get(f"/tasks/{task}", headers=by_key).status_code == 200
    assert shared.delete(f"/api/v1/api-keys/{key['key_id']}", headers=admin).status_code == 204
    assert shared.get(f"/tasks/{task}", headers=by_key).status_code == 401
    assert send(shared, by_key, ("a.txt", cv(1))).status_code == 401
    assert shared.get(f"/tasks/{own}", headers=by_user).status_code == 200
    with database.session() as session:
        session.execute(text("update users set is_active = false where email = 'acme@example.org'"))
        session.commit()
    assert shared.get(f"/tasks/{own}", headers=by_user).status_code == 401


def test_guests_together_have_one_stream_and_an_organisation_has_two(
    make_app: Callable[..., Flask], database: Database
) -> None:
    client = make_app(host="0.0.0.0", secret_key=SECRET, web_threads=8).test_client()
    admins = [register(client, name) for name in ("one", "two")]
    asked = [
        created(client),
        created(client),
        *(created(client, admins[0]) for _ in range(3)),
        created(client, admins[1]),
    ]
    streams = [client.get(f"/tasks/{task}/events", headers=mine, buffered=False) for task, mine in asked]
    assert [one.status_code for one in streams] == [200, 429, 200, 200, 429, 200]
    for one in streams:
        one.close()
    task, mine = asked[1]
    again = client.get(f"/tasks/{task}/events", headers=mine, buffered=False)
    assert again.status_code == 200
    again.close()


def test_a_stream_ends_in_time_while_the_database_is_away(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_events, "MOST_S", 0.5)

    def away(*_: Any) -> None:
        if time.monotonic() - began > 5:
            raise AssertionError("it goes on for ever")
        raise Unavailable("The database is away.", retry_after_s=1)

    monkeypatch.setattr(bulk_events, "progress_of", away)
    task, _ = created(client)
    began = time.monotonic()
    said = client.get(f"/tasks/{task}/events").get_data(as_text=True)
    assert ": heartbeat" in said
    assert time.monotonic() - began < 3
