"""Jobs open and close, are found, are deleted and come back; who changes one that was changed meanwhile is told so."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text, update

from api.job_shapes import JobList, JobOut
from db.jobs import StoredJob
from db.session import Database

Headers = dict[str, str]
SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


@pytest.fixture
def guarded(make_app: Callable[..., Flask], database: Database) -> FlaskClient:
    return make_app(host="0.0.0.0", secret_key=SECRET).test_client()


def register(client: FlaskClient, name: str) -> Headers:
    body = {"email": f"{name}@example.org", "password": "correct horse", "full_name": name, "company_name": name}
    answer: Any = client.post("/api/v1/auth/register", json=body)
    assert answer.status_code == 201, answer.json
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def post(client: FlaskClient, headers: Headers | None = None, **body: Any) -> Any:
    answer: Any = client.post("/api/v1/jobs", json=body, headers=headers)
    assert answer.status_code == 201, answer.json
    return answer.json


def ids(client: FlaskClient, query: str = "", headers: Headers | None = None) -> list[str]:
    answer: Any = client.get(f"/api/v1/jobs{query}", headers=headers)
    assert answer.status_code == 200, answer.json
    JobList.model_validate(answer.json)
    assert answer.json["total"] == len(answer.json["items"])
    return [one["job_id"] for one in answer.json["items"]]


def test_a_job_is_drafted_published_closed_and_opened_again(client: FlaskClient) -> None:
    job = post(client, text="Baker", status="draft", industry="Food", closes_on=TOMORROW)
    JobOut.model_validate(job)
    assert (job["status"], job["is_open"], job["version"], job["published_at"]) == ("draft", False, 1, None)
    assert (job["industry"], job["closes_on"], job["corrected"]) == ("Food", TOMORROW, ["industry"])
    published = client.post("/api/v1/jobs/J201/publish")
    assert (published.json["status"], published.json["version"], published.headers["ETag"]) == ("open", 2, '"J201-2"')
    assert published.json["published_at"].endswith("Z")
    assert client.post("/api/v1/jobs/J201/publish").json["version"] == 2
    closed = client.post("/api/v1/jobs/J201/close").json
    assert (closed["status"], closed["is_open"], closed["published_at"]) == (
        "closed",
        False,
        published.json["published_at"],
    )
    assert closed["closed_at"]
    opened = client.patch("/api/v1/jobs/J201", json={"is_open": True}).json
    assert (opened["status"], opened["closed_at"]) == ("open", None)
    drafted = client.patch("/api/v1/jobs/J201", json={"status": "draft"})
    assert (drafted.status_code, drafted.json["code"]) == (409, "conflict")


def test_a_job_does_not_open_after_its_last_day(client: FlaskClient) -> None:
    assert client.post("/api/v1/jobs", json={"text": "Baker", "closes_on": YESTERDAY}).status_code == 422
    post(client, text="Baker", closes_on=YESTERDAY, status="closed")
    answer = client.post("/api/v1/jobs/J201/publish")
    assert answer.status_code == 409
    assert YESTERDAY in answer.json["detail"]
    assert client.patch("/api/v1/jobs/J201", json={"status": "open", "closes_on": None}).json["closes_on"] is None
    assert client.patch("/api/v1/jobs/J201", json={"closes_on": YESTERDAY}).status_code == 422
    assert client.get("/api/v1/jobs/J201").json["closes_on"] is None


def test_a_file_may_come_with_a_status_and_a_last_day(client: FlaskClient) -> None:
    fields = {"status": "draft", "closes_on": TOMORROW, "industry": "Food", "title": "Head Baker"}
    answer = client.post("/uploadJD", data={"file": (io.BytesIO(b"We bake bread."), "ad.txt"), **fields})
    assert answer.status_code == 201, answer.json
    assert {name: answer.json[name] for name in fields} == fields


@pytest.mark.parametrize(
    "wrong",
    [
        {"organisation_id": 2}, {"version": 7}, {"deleted_at": None}, {"status": "asleep"}, {"closes_on": "31.03.2099"},
        {"closes_on": "2099-02-30"}, {"closes_on": 7}, {"is_open": True, "status": "closed"}, {"industry": ""},
    ],
)  # fmt: skip
def test_fields_that_are_not_known_or_not_right_are_refused(client: FlaskClient, wrong: dict[str, Any]) -> None:
    post(client, text="Baker")
    changed = client.patch("/api/v1/jobs/J201", json=wrong)
    assert (changed.status_code, changed.json["code"]) == (422, "invalid")
    for path in ("/api/v1/jobs", "/uploadJD"):
        assert client.post(path, json={"text": "Baker"} | wrong).status_code == 422
    assert client.post("/uploadJD", data={"file": (io.BytesIO(b"Bake"), "ad.txt"), "version": "7"}).status_code == 422
    assert client.get("/api/v1/jobs/J201").json["version"] == 1


def test_an_industry_is_set_and_taken_back(client: FlaskClient) -> None:
    post(client, text="Baker")
    assert client.patch("/api/v1/jobs/J201", json={"industry": "Food"}).json["industry"] == "Food"
    assert ids(client, "?industry=food") == ["J201"]
    changed = client.patch("/api/v1/jobs/J201", json={"text": "Miller\n\nRequirements\n- Milling"}).json
    assert changed["industry"] == "Food"
    assert client.patch("/api/v1/jobs/J201", json={"industry": None}).json["corrected"] == []


def test_one_change_is_one_version_and_no_change_is_none(client: FlaskClient) -> None:
    post(client, text="Baker", industry="Food")
    body = {"text": "Miller", "company": "Rye", "industry": "Mills", "corrections": {"openings": 2}, "closes_on": TOMORROW, "status": "closed"}  # fmt: skip
    changed = client.patch("/api/v1/jobs/J201", json=body)
    assert (changed.json["version"], changed.headers["ETag"]) == (2, '"J201-2"')
    assert client.patch("/api/v1/jobs/J201", json={}).json["version"] == 2


def test_a_reader_learns_whether_a_job_has_changed(client: FlaskClient) -> None:
    post(client, text="Baker")
    tag = client.get("/api/v1/jobs/J201").headers["ETag"]
    assert tag == '"J201-1"'
    for said in (tag, f"W/{tag}", f'"J7-1", {tag}', "*"):
        answer = client.get("/api/v1/jobs/J201", headers={"If-None-Match": said})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
    client.patch("/api/v1/jobs/J201", json={"text": "Baker of bread"})
    again = client.get("/api/v1/jobs/J201", headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"]) == (200, '"J201-2"')


def test_the_tag_changes_when_the_ad_is_read_again(client: FlaskClient, local_app: Flask) -> None:
    from pipeline import Upload
    from posting import JobFields, revise_job

    post(client, text="Baker")
    parts = local_app.extensions["parts"]
    with parts.database.session() as session:
        revise_job(parts, session.get_one(StoredJob, 201), Upload.of_text("Baker"), JobFields())
        session.commit()
    assert client.get("/api/v1/jobs/J201").headers["ETag"] == '"J201-2"'


def test_a_change_to_what_was_changed_meanwhile_is_refused(client: FlaskClient) -> None:
    post(client, text="Baker")
    client.patch("/api/v1/jobs/J201", json={"title": "Head Baker"}, headers={"If-Match": '"J201-1"'})
    old, present = {"If-Match": '"J201-1"'}, {"If-Match": '"J201-2"'}
    for verb, path, body in (
        ("PATCH", "", {"title": "Cook"}), ("PUT", "", {"title": "Cook"}), ("DELETE", "", None),
        ("POST", "/close", None), ("POST", "/publish", None), ("POST", "/restore", None),
    ):  # fmt: skip
        answer = client.open(f"/api/v1/jobs/J201{path}", method=verb, json=body, headers=old)
        assert (answer.status_code, answer.json["code"]) == (412, "stale"), (verb, path)
    assert client.get("/api/v1/jobs/J201").json["title"] == "Head Baker"
    assert client.patch("/api/v1/jobs/J201", json={"title": "Cook"}, headers=present).status_code == 200
    assert client.patch("/api/v1/jobs/J201", json={"title": "Chef"}, headers={"If-Match": "*"}).status_code == 200
    assert (
        client.patch("/api/v1/jobs/J201", json={"title": "Chef"}, headers={"If-Match": "nonsense"}).status_code == 412
    )
    assert client.delete("/api/v1/jobs/J201", headers={"If-Match": '"J201-4"'}).status_code == 204


def test_the_settings_may_ask_for_the_version(make_app: Callable[..., Flask], database: Database) -> None:
    client = make_app(require_if_match=True).test_client()
    post(client, text="Baker")
    answer = client.patch("/api/v1/jobs/J201", json={"title": "Cook"})
    assert (answer.status_code, answer.json["code"]) == (428, "version_needed")
    assert client.delete("/api/v1/jobs/J201").status_code == 428
    assert client.patch("/api/v1/jobs/J201", json={"title": "Cook"}, headers={"If-Match": "*"}).status_code == 200


def at_once(count: int, ask: Callable[[int], int]) -> list[int]:
    answers: list[int] = []
    barrier = threading.Barrier(count)

    def work(number: int) -> None:
        barrier.wait()
        answers.append(ask(number))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_changes_to_one_version_at_once_exactly_one_holds(client: FlaskClient, local_app: Flask) -> None:
    post(client, text="Baker")

    def change(number: int) -> int:
        body = {"corrections": {"openings": number + 1}}
        own = local_app.test_client()
        return own.patch("/api/v1/jobs/J201", json=body, headers={"If-Match": '"J201-1"'}).status_code

    assert sorted(at_once(6, change)) == [200, *[412] * 5]
    assert client.get("/api/v1/jobs/J201").json["version"] == 2


def test_deleting_and_changing_at_once_ends_in_one_of_the_two(client: FlaskClient, local_app: Flask) -> None:
    post(client, text="Baker")

    def ask(number: int) -> int:
        own, read = local_app.test_client(), {"If-Match": '"J201-1"'}
        if number % 2:
            return own.delete("/api/v1/jobs/J201", headers=read).status_code
        return own.patch("/api/v1/jobs/J201", json={"title": "Cook"}, headers=read).status_code

    answers = at_once(4, ask)
    assert len([one for one in answers if one in (200, 204)]) == 1
    assert set(answers) <= {200, 204, 404, 412}


def test_two_changes_without_a_version_at_once_both_hold(client: FlaskClient, local_app: Flask) -> None:
    post(client, text="Baker")
    bodies: list[dict[str, Any]] = [
        {"title": "Cook"},
        {"company": "Rye"},
        {"closes_on": TOMORROW},
        {"industry": "Food"},
    ]
    answers = at_once(4, lambda n: local_app.test_client().patch("/api/v1/jobs/J201", json=bodies[n]).status_code)
    job = client.get("/api/v1/jobs/J201").json
    assert answers == [200] * 4
    assert (job["title"], job["company"], job["closes_on"], job["industry"]) == ("Cook", "Rye", TOMORROW, "Food")
    assert job["version"] == 5


def test_a_changed_text_is_embedded_when_it_is_saved(client: FlaskClient, database: Database) -> None:
    asked = text("select md5(vectors) from job_vectors where job_id = 201")
    post(client, text="Baker\n\nRequirements\n- Bread")
    with database.session() as session:
        before = session.scalars(asked).all()
    client.patch("/api/v1/jobs/J201", json={"text": "Welder\n\nRequirements\n- You weld ships and bridges"})
    with database.session() as session:
        after = session.scalars(asked).all()
    assert len(before) == len(after) == 1
    assert before != after


def test_a_deleted_job_is_left_out_everywhere_and_comes_back(client: FlaskClient, cv: str, jd: str) -> None:
    resume = client.post("/uploadResume", json={"text": cv}).json["resume_id"]
    post(client, text=jd)
    match: Any = client.post("/match", json={"resume_id": resume, "job_id": "J201"}).json["results"][0]["match_id"]
    post(client, text=jd)
    assert client.delete("/api/v1/jobs/J201").status_code == 204
    for path in ("jobs/J201", "jobs/J201/candidates", f"matches/{match}"):
        assert client.get(f"/api/v1/{path}").status_code == 404, path
    assert client.get(f"/results/{match}").status_code == 404
    assert client.post("/match", json={"resume_id": resume, "job_id": "J201"}).status_code == 404
    assert client.get("/results").json["total"] == 0
    assert client.get(f"/api/v1/resumes/{resume}/matches").json["items"][0]["job_id"] == "J202"
    assert client.get("/api/v1/jobs/J202").json["same_as"] == []
    assert client.delete("/api/v1/jobs/J201").status_code == 404
    assert client.post("/api/v1/jobs/J201/publish").status_code == 404
    assert (ids(client), ids(client, "?deleted=true")) == (["J202"], ["J201"])
    back = client.post("/api/v1/jobs/J201/restore")
    assert (back.status_code, back.json["deleted_at"], back.json["status"]) == (200, None, "open")
    assert client.get(f"/api/v1/matches/{match}").status_code == 200
    assert ids(client, "?deleted=true") == []


def test_a_job_comes_back_within_the_retention_time_alone(client: FlaskClient, database: Database) -> None:
    post(client, text="Baker")
    client.delete("/api/v1/jobs/J201")
    with database.session() as session:
        session.execute(update(StoredJob).values(deleted_at=datetime.now(UTC) - timedelta(days=31)))
        session.commit()
    assert client.post("/api/v1/jobs/J201/restore").status_code == 404


def test_jobs_are_found_by_all_words_by_place_and_by_their_facts(client: FlaskClient) -> None:
    post(
        client,
        text="Sous Chef\nRye & Oak, Lyon, France\n\nRequirements\n- French cuisine\n- C++ is no use\n",
        status="draft",
    )
    post(client, text="Backend Developer\nAcme GmbH, Berlin, Germany\n\nRemote, part-time\n\nRequirements\n- CI/CD, Python", industry="Software & IT")  # fmt: skip
    post(
        client,
        title="Account 100% Manager",
        company="Initech",
        location="Munich, Germany",
        description="Sell. 'quotes' \\ %",
    )
    for query, found in {
        "q=french": ["J201"], "q=fren+chef": ["J201"], "q=chef+python": [], "q=C%2B%2B": ["J201"], "q=cd": ["J202"],
        "q=acm": ["J202"], "q=INITECH+sell": ["J203"], "q='quotes'+%5C": ["J203"], "q=%26%7C!()": [], "q=": ["J203", "J202", "J201"],
        "location=Berlin": ["J202"], "location=germany": ["J203", "J202"], "location=DE": ["J203", "J202"],
        "location=Lyon,+France": ["J201"], "location=Berlin,+France": [], "remote=remote": ["J202"],
        "employment_type=part-time": ["J202"], "status=draft": ["J201"], "status=open&q=developer": ["J202"],
        "industry=software": ["J202"], "industry=%25": [], "sort=title": ["J203", "J202", "J201"],
    }.items():  # fmt: skip
        assert ids(client, f"?{query}") == found, query
    client.patch("/api/v1/jobs/J201", json={"company": "Oak"})
    assert ids(client, "?sort=updated")[0] == "J201"
    page = client.get("/api/v1/jobs?limit=1&page=2").json
    assert ([one["job_id"] for one in page["items"]], page["total"], page["page"]) == (["J202"], 3, 2)
    for wrong in ("status=asleep", "sort=age", "remote=maybe", "limit=101", "page=0", f"q={'x' * 201}"):
        assert client.get(f"/api/v1/jobs?{wrong}").status_code == 422, wrong


def test_candidates_see_open_jobs_alone(guarded: FlaskClient, join: Callable[..., Headers], jd: str) -> None:
    admin = register(guarded, "acme")
    candidate = join(guarded, admin, "cara", "candidate")
    for status in ("open", "draft", "closed", "open"):
        post(guarded, admin, text=jd, status=status)
    guarded.delete("/api/v1/jobs/J204", headers=admin)
    assert ids(guarded, headers=admin) == ["J203", "J202", "J201"]
    assert ids(guarded, headers=candidate) == ["J201"]
    assert ids(guarded, "?status=draft", headers=candidate) == []
    for key, status in {"J201": 200, "J202": 404, "J203": 404, "J204": 404}.items():
        assert guarded.get(f"/api/v1/jobs/{key}", headers=candidate).status_code == status
    assert guarded.get("/api/v1/jobs/J201", headers=candidate).json["same_as"] == []
    assert guarded.get("/api/v1/jobs?deleted=true", headers=candidate).status_code == 403
    assert guarded.get("/api/v1/jobs/export", headers=candidate).status_code == 403


def test_another_organisation_sees_none_of_it_by_any_route(guarded: FlaskClient, jd: str) -> None:
    acme, other = register(guarded, "acme"), register(guarded, "other")
    post(guarded, acme, text=jd)
    post(guarded, acme, text=jd)
    guarded.delete("/api/v1/jobs/J202", headers=acme)
    missing: Any = guarded.get("/api/v1/jobs/J999", headers=other)
    for key in ("J201", "J202"):
        for verb, path, body in (
            ("GET", "", None), ("GET", "?format=jsonld", None), ("PATCH", "", {"title": "Mine"}), ("PUT", "", {"title": "Mine"}),
            ("DELETE", "", None), ("POST", "/publish", None), ("POST", "/close", None), ("POST", "/restore", None),
            ("GET", "/candidates", None),
        ):  # fmt: skip
            headers = other | {"If-Match": "*", "If-None-Match": '"J201-1"'}
            answer: Any = guarded.open(f"/api/v1/jobs/{key}{path}", method=verb, json=body, headers=headers)
            assert answer.status_code == 404, (verb, path)
            assert answer.json["detail"] == missing.json["detail"].replace("J999", key)
    for query in ("", "?deleted=true", "?q=python", "?status=open", "?location=Berlin"):
        assert ids(guarded, query, headers=other) == []
    assert guarded.get("/api/v1/jobs/export", headers=other).json["@graph"] == []
    sent: Any = guarded.get("/api/v1/jobs/export", headers=acme).json
    taken: Any = guarded.post("/api/v1/jobs/import", json=sent, headers=other)
    assert [(one["job_id"], one["known"]) for one in taken.json["results"]] == [("J203", False)]
    assert guarded.get("/api/v1/jobs/J203", headers=acme).status_code == 404
    assert guarded.get("/api/v1/jobs/J203", headers=other).json["same_as"] == []
    assert guarded.get("/api/v1/jobs/J201", headers=acme).json["version"] == 1
