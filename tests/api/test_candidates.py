"""The ranked list of a job: what is in it, in which order, narrowed by what, and when something is scored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

import ranking
import scoring
from api.candidate_shapes import CandidateOut, RankedList, StandingOut
from db.matches import StoredMatch
from db.rankings import Ranking
from db.resumes import StoredResume
from db.session import Database
from tasks import ranking as ranking_task
from tasks import worker

PEOPLE = {
    "Ann Lee": ("Berlin, Germany", "Jan 2017 - Dec 2024", "Python, Flask, PostgreSQL, Docker, Redis"),
    "Bo Cook": ("Paris, France", "Jan 2023 - Dec 2024", "Baking, French cuisine"),
    "Cyd Doe": ("Munich, Germany", "Jan 2020 - Dec 2024", "Python, Flask"),
}


def cv_of(name: str) -> str:
    place, when, skills = PEOPLE[name]
    mail = name.lower().replace(" ", ".")
    return (
        f"{name}\n{mail}@example.org | {place}\n\nExperience\nDeveloper, Acme GmbH\n{when}\n- Worked with {skills}\n\n"
        f"Skills\n{skills}\n"
    )


@pytest.fixture
def people(client: FlaskClient) -> list[str]:
    sent = [client.post("/uploadResume", json={"text": cv_of(name)}).json for name in PEOPLE]
    return [str(one["resume_id"]) for one in sent]


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many résumés were handed over to be matched, request by request."""
    seen: list[int] = []
    score = scoring.score_stored

    def watched(parts: Any, session: Any, found: Any, job: Any, *rest: Any) -> Any:
        seen.append(len(found))
        return score(parts, session, found, job, *rest)

    monkeypatch.setattr(ranking, "score_stored", watched)
    return seen


def ranked(client: FlaskClient, job_id: str, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/jobs/{job_id}/candidates?{query}")
    assert answer.status_code == 200, answer.json
    RankedList.model_validate(answer.json, strict=True)
    found: dict[str, Any] = answer.json
    return found


def ids(client: FlaskClient, job_id: str, query: str = "") -> list[str]:
    return [one["resume_id"] for one in ranked(client, job_id, query)["items"]]


def test_everybody_is_ranked_best_first_with_how_far_they_are(
    client: FlaskClient, people: list[str], job_id: str
) -> None:
    ann, bo, cyd = people
    client.patch(f"/api/v1/jobs/{job_id}/candidates/{cyd}", json={"status": "shortlisted"})
    client.put(f"/api/v1/resumes/{cyd}/tags/Night%20Shift")
    found = ranked(client, job_id)
    assert [one["resume_id"] for one in found["items"]] == [ann, cyd, bo]
    assert (found["total"], found["unscored"], found["total_is_estimate"]) == (3, 0, False)
    assert all(one["match_id"] and one["person_id"].startswith("P") for one in found["items"])
    first, second, _ = found["items"]
    assert (first["status"], first["status_since"], first["applied_at"], first["tags"]) == ("pending", None, None, [])
    assert (second["status"], second["applied_at"], second["tags"]) == ("shortlisted", None, ["night shift"])
    assert second["status_since"].endswith("Z")
    assert first == client.get(f"/results/{first['match_id']}").json | {
        name: first[name] for name in ("status", "status_since", "applied_at", "tags", "person_id")
    }


def test_the_older_of_two_with_one_score_comes_first(client: FlaskClient, job_id: str) -> None:
    same = [f"Twin {name}\n\nSkills\nPython, Flask\n" for name in ("One", "Two", "Six")]
    sent = [client.post("/uploadResume", json={"text": one}).json["resume_id"] for one in same]
    found = ranked(client, job_id)["items"]
    assert len({one["match_score"] for one in found}) == 1
    assert [one["resume_id"] for one in found] == sent
    assert [ids(client, job_id, f"limit=1&page={page}") for page in (1, 2, 3, 4)] == [[one] for one in sent] + [[]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("skill=python", ["Ann Lee", "Cyd Doe"]),
        ("skill=python&skill=Docker", ["Ann Lee"]),
        ("skill=postgres", ["Ann Lee"]),
        ("skill=Cobol", []),
        ("min_years=4", ["Ann Lee", "Cyd Doe"]),
        ("max_years=4", ["Bo Cook"]),
        ("min_years=3&max_years=6", ["Cyd Doe"]),
        ("location=germany", ["Ann Lee", "Cyd Doe"]),
        ("location=DE", ["Ann Lee", "Cyd Doe"]),
        ("location=Paris", ["Bo Cook"]),
        ("q=an", ["Ann Lee"]),
        ("q=lee%20ann", ["Ann Lee"]),
        ("q=acme", []),
        ("q=%26%7C%21", []),
        ("tag=later", ["Bo Cook"]),
        ("tag=later&tag=Soon", ["Ann Lee", "Bo Cook"]),
        ("status=pending", ["Ann Lee"]),
        ("status=rejected", ["Bo Cook"]),
        ("status=rejected&status=shortlisted", ["Bo Cook", "Cyd Doe"]),
        ("status=rejected&status=pending", ["Ann Lee", "Bo Cook"]),
        ("status=hired", []),
        ("status=shortlisted&skill=python&location=munich&min_years=1", ["Cyd Doe"]),
    ],
)
def test_the_list_is_narrowed(
    client: FlaskClient, people: list[str], job_id: str, query: str, expected: list[str]
) -> None:
    ann, bo, cyd = people
    client.patch(f"/api/v1/jobs/{job_id}/candidates/{bo}", json={"status": "rejected"})
    client.patch(f"/api/v1/jobs/{job_id}/candidates/{cyd}", json={"status": "shortlisted"})
    client.put(f"/api/v1/resumes/{bo}/tags/later")
    client.put(f"/api/v1/resumes/{ann}/tags/soon")
    found = ranked(client, job_id, query)
    assert sorted(one["candidate_name"] for one in found["items"]) == expected
    assert found["total"] == len(expected)


def test_scores_are_compared_as_they_are_shown(client: FlaskClient, people: list[str], job_id: str) -> None:
    found = ranked(client, job_id)["items"]
    for number, one in enumerate(found):
        shown = one["match_score"]
        assert ids(client, job_id, f"min_score={shown}") == [other["resume_id"] for other in found[: number + 1]]
        assert ids(client, job_id, f"max_score={shown}") == [other["resume_id"] for other in found[number:]]


def test_what_cannot_be_asked_is_refused(client: FlaskClient, people: list[str], job_id: str) -> None:
    for query in (
        "status=gone", "min_score=101", "max_score=nan", "min_years=-1", "profile=best", "tag=", "format=pdf",
        "blind=true&q=ann", "limit=101", "page=0", f"q={'a' * 201}",
    ):  # fmt: skip
        answer = client.get(f"/api/v1/jobs/{job_id}/candidates?{query}")
        assert answer.status_code == 422, query
    assert client.get("/api/v1/jobs/J9/candidates").status_code == 404


def test_a_complete_list_scores_nothing_and_a_new_resume_alone_is_scored(
    client: FlaskClient, people: list[str], job_id: str, scored: list[int]
) -> None:
    for _ in range(3):
        ranked(client, job_id)
    assert scored == [3]
    client.post("/uploadResume", json={"text": "Dan Eve\n\nSkills\nPython\n"})
    for _ in range(2):
        assert ranked(client, job_id)["total"] == 4
    assert scored == [3, 1]
    ranked(client, job_id, "profile=semantic_60_40")
    assert scored == [3, 1, 4]


def test_a_changed_job_is_ranked_anew(client: FlaskClient, people: list[str], job_id: str, scored: list[int]) -> None:
    before = ranked(client, job_id)["items"]
    client.patch(f"/api/v1/jobs/{job_id}", json={"requirements": "- Baking\n- French cuisine"})
    after = ranked(client, job_id)["items"]
    assert scored == [3, 3]
    assert {one["resume_id"]: one["match_score"] for one in before} != {
        one["resume_id"]: one["match_score"] for one in after
    }


def test_a_changed_resume_is_scored_anew(
    client: FlaskClient, people: list[str], job_id: str, scored: list[int], database: Database
) -> None:
    ranked(client, job_id)
    with database.session() as session:
        row = session.get_one(StoredResume, int(people[0][1:]))
        row.versions += "x"
        session.commit()
    ranked(client, job_id)
    ranked(client, job_id)
    assert scored == [3, 1]


def test_a_tag_a_note_and_a_move_have_nothing_scored(
    client: FlaskClient, people: list[str], job_id: str, scored: list[int]
) -> None:
    ranked(client, job_id)
    client.put(f"/api/v1/resumes/{people[0]}/tags/good")
    client.post(f"/api/v1/resumes/{people[0]}/notes", json={"text": "Called her."})
    client.patch(f"/api/v1/jobs/{job_id}/candidates/{people[0]}", json={"status": "reviewed"})
    ranked(client, job_id)
    assert scored == [3]


def test_a_resume_that_commits_late_is_not_missed(
    client: FlaskClient, people: list[str], job_id: str, database: Database, scored: list[int]
) -> None:
    """Its transaction began before the ranking was complete, and ended after."""
    with database.session() as late:
        row = late.get_one(StoredResume, int(people[2][1:]))
        row.status = "processing"
        late.commit()
        ranked(client, job_id)
        assert scored == [2]
        row.status = "ready"
        late.flush()
        newer = client.post("/uploadResume", json={"text": "Dan Eve\n\nSkills\nPython\n"}).json["resume_id"]
        assert newer in ids(client, job_id)
        late.commit()
    assert people[2] in ids(client, job_id)
    assert ranked(client, job_id)["total"] == 4


def test_a_resume_that_is_not_ready_any_more_is_not_listed(
    client: FlaskClient, people: list[str], job_id: str, database: Database
) -> None:
    ranked(client, job_id)
    with database.session() as session:
        session.get_one(StoredResume, int(people[0][1:])).status = "failed"
        session.commit()
    for query in ("", "skill=python"):
        assert people[0] not in ids(client, job_id, query)


def test_the_basis_in_sql_is_that_of_the_pipeline(
    client: FlaskClient, people: list[str], job_id: str, database: Database
) -> None:
    ranked(client, job_id)
    with database.session() as session:
        rows = session.scalars(select(StoredMatch)).all()
        assert len(rows) == 3
        makers = ranking.makers_of(session, rows[0].organisation_id)
        from db import jobs

        job = jobs.get(session, int(job_id[1:]), rows[0].organisation_id)
        for row in rows:
            person = session.get_one(StoredResume, row.resume_id)
            mine = StoredResume.id == row.resume_id
            assert session.scalar(select(makers.basis(job=job)).where(mine)) == row.basis
            assert session.scalar(select(makers.basis(resume=person, job=job))) == row.basis


def test_more_than_fits_a_request_is_scored_in_the_background(
    client: FlaskClient, job_id: str, scored: list[int], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "AT_ONCE", 3)
    monkeypatch.setattr(ranking_task, "AT_ONCE", 4)
    monkeypatch.setattr(ranking_task, "BATCH", 2)
    for number in range(10):
        client.post("/uploadResume", json={"text": f"Person Number{number}\n\nSkills\nPython\n"})
    found = ranked(client, job_id)
    assert (found["total"], found["unscored"]) == (3, 7)
    assert sorted(one["resume_id"] for one in found["items"]) == ["R108", "R109", "R110"]
    again = ranked(client, job_id)  # the queue will see to it: nobody waits for the same work
    assert (again["total"], again["unscored"]) == (3, 7)
    with database.session() as session:
        assert session.scalar(text("select count(*) from procrastinate_jobs")) == 1
        assert session.scalars(select(Ranking)).all() == []
    scored.clear()
    worker.run(
        database.engine.url.render_as_string(hide_password=False),
        client.application.extensions["parts"],
        is_main=False,
        until_empty=True,
    )
    assert scored == [2, 2, 2, 1]
    scored.clear()
    assert (ranked(client, job_id)["total"], ranked(client, job_id)["unscored"]) == (10, 0)
    assert scored == []


def test_a_ranking_of_an_older_job_is_not_shown_while_it_is_incomplete(
    client: FlaskClient, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        client.post("/uploadResume", json={"text": f"Person Number{number}\n\nSkills\nPython\n"})
    assert ranked(client, job_id)["total"] == 5
    monkeypatch.setattr(ranking, "AT_ONCE", 2)
    client.patch(f"/api/v1/jobs/{job_id}", json={"requirements": "- Baking"})
    found = ranked(client, job_id)
    assert (found["total"], found["unscored"]) == (2, 3)


def test_a_closed_job_still_ranks(client: FlaskClient, people: list[str], job_id: str) -> None:
    assert client.patch(f"/api/v1/jobs/{job_id}", json={"is_open": False}).status_code == 200
    assert ranked(client, job_id)["total"] == 3


def test_a_blind_list_shows_no_tags_and_no_name(client: FlaskClient, people: list[str], job_id: str) -> None:
    client.put(f"/api/v1/resumes/{people[0]}/tags/ann%20lee")
    found = ranked(client, job_id, "blind=true")
    assert "Ann" not in str(found["items"])
    assert "ann lee" not in str(found["items"])
    assert found["items"][0]["tags"] == []
    assert ids(client, job_id, "blind=true&tag=ann%20lee") == [people[0]]


def test_one_candidate_is_shown_with_all_that_is_known(client: FlaskClient, people: list[str], job_id: str) -> None:
    ann = people[0]
    place = f"/api/v1/jobs/{job_id}/candidates/{ann}"
    before = client.get(place).json
    CandidateOut.model_validate(before, strict=True)
    assert (before["status"], before["application_id"], before["history"], before["notes"]) == ("pending", None, [], [])
    client.patch(place, json={"status": "reviewed", "note": "Looks good, Ann"})
    client.patch(place, json={"status": "shortlisted"})
    client.post(f"/api/v1/resumes/{ann}/notes", json={"text": "Ann called back", "job_id": job_id})
    client.post(f"/api/v1/resumes/{ann}/notes", json={"text": "About no job"})
    client.put(f"/api/v1/resumes/{ann}/tags/referral")
    shown = client.get(place).json
    CandidateOut.model_validate(shown, strict=True)
    assert [(one["from_status"], one["to_status"], one["note"], one["via"]) for one in shown["history"]] == [
        ("pending", "reviewed", "Looks good, Ann", "local"),
        ("reviewed", "shortlisted", None, "local"),
    ]
    assert [one["text"] for one in shown["notes"]] == ["About no job", "Ann called back"]
    assert (shown["status"], shown["tags"], shown["match"]["resume_id"]) == ("shortlisted", ["referral"], ann)
    assert shown["legal_moves"] == ["reviewed", "interview", "rejected", "withdrawn"]
    blind = client.get(f"{place}?blind=true").json
    assert "Ann" not in str(blind)
    assert (blind["notes"], blind["tags"], len(blind["history"])) == ([], [], 2)
    assert client.get(f"/api/v1/jobs/{job_id}/candidates/R999").status_code == 404


def test_erasing_a_resume_leaves_nothing_of_its_candidacy(
    client: FlaskClient, people: list[str], job_id: str, database: Database
) -> None:
    ann = people[0]
    client.patch(f"/api/v1/jobs/{job_id}/candidates/{ann}", json={"status": "reviewed", "note": "A reason"})
    client.post(f"/api/v1/resumes/{ann}/notes", json={"text": "A note", "job_id": job_id})
    client.put(f"/api/v1/resumes/{ann}/tags/referral")
    assert ranked(client, job_id)["total"] == 3
    assert client.delete(f"/api/v1/resumes/{ann}").status_code == 204
    with database.session() as session:
        for table in ("applications", "application_moves", "notes", "resume_tags"):
            assert session.scalar(text(f"select count(*) from {table}")) == 0, table
    assert ranked(client, job_id)["total"] == 2


def test_another_organisations_candidates_look_missing(
    client: FlaskClient, people: list[str], job_id: str, database: Database, move: Callable[..., Any]
) -> None:
    with database.session() as session:
        session.execute(text("insert into organisations (id, name) overriding system value values (77, 'Other')"))
        session.execute(text("update resumes set organisation_id = 77, person_id = null where id = 101"))
        session.commit()
    assert people[0] not in ids(client, job_id)
    assert move(people[0], "reviewed").status_code == 404
    assert client.get(f"/api/v1/jobs/{job_id}/candidates/{people[0]}").status_code == 404
    assert client.put(f"/api/v1/resumes/{people[0]}/tags/x").status_code == 404
    assert client.post(f"/api/v1/resumes/{people[0]}/notes", json={"text": "x"}).status_code == 404


@pytest.fixture
def move(client: FlaskClient, job_id: str) -> Callable[..., Any]:
    def sent(resume_id: str, status: str, **more: Any) -> Any:
        place = f"/api/v1/jobs/{job_id}/candidates/{resume_id}"
        answer = client.application.test_client().patch(place, json={"status": status} | more)
        if answer.status_code == 200:
            StandingOut.model_validate(answer.json, strict=True)
        return answer

    return sent


def test_a_list_says_whether_everybody_was_considered(
    client: FlaskClient, people: list[str], job_id: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "is_everybody_scored", lambda *_: False)
    monkeypatch.setattr(ranking, "MOST_PROMISING", 1)
    found = ranked(client, job_id)
    assert (found["considered"], found["total"]) == ("most_promising", 1)
    paris = ranked(client, job_id, "location=paris")
    assert [one["candidate_name"] for one in paris["items"]] == ["Bo Cook"]
    with database.session() as session:
        waiting = "select count(*) from procrastinate_jobs where task_name = 'complete_ranking'"
        assert session.scalar(text(waiting)) == 0
    monkeypatch.undo()
    found = ranked(client, job_id)
    assert (found["considered"], found["total"], found["unscored"]) == ("all", 3, 0)


def matched(client: FlaskClient, **body: object) -> Any:
    return client.post("/match", json=body).json


def test_of_very_many_resumes_a_match_without_any_named_takes_the_most_promising(
    client: FlaskClient, people: list[str], job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = matched(client, job_ids=[job_id])
    assert (everybody["considered"], everybody["total"]) == ("all", 3)
    monkeypatch.setattr(ranking, "is_everybody_scored", lambda *_: False)
    monkeypatch.setattr(ranking, "MOST_PROMISING", 1)
    found = matched(client, job_ids=[job_id])
    assert (found["considered"], found["total"]) == ("most_promising", 1)
    assert found["results"] == [
        one for one in everybody["results"] if one["resume_id"] == found["results"][0]["resume_id"]
    ]
    named = matched(client, job_ids=[job_id], resume_ids=people)
    assert (named["count"], "considered" in named) == (3, False)
    monkeypatch.setattr(ranking, "MOST_PROMISING", 1_001)
    assert client.post("/match", json={"job_ids": [job_id]}).status_code == 422


def test_the_jobs_of_one_person_say_whether_all_were_considered(
    client: FlaskClient, people: list[str], job_id: str
) -> None:
    found: Any = client.get(f"/api/v1/resumes/{people[0]}/matches").json
    assert (found["considered"], found["unscored"], found["total"]) == ("all", 0, 1)
