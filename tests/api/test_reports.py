"""Reports and notices of matches over HTTP."""

from __future__ import annotations

import pymupdf
import pytest
from flask.testing import FlaskClient

from db.resumes import StoredResume
from db.session import Database


@pytest.fixture
def match_id(client: FlaskClient, resume_id: str, job_id: str) -> str:
    answer = client.post("/match", json={"resume_id": resume_id, "job_id": job_id})
    return str(answer.json["results"][0]["match_id"])


def text_of(told: bytes) -> str:
    with pymupdf.open(stream=told) as pdf:  # type: ignore[no-untyped-call]
        return "\n".join(str(page.get_text()) for page in pdf)


def test_a_match_is_downloaded_as_a_pdf_that_does_not_say_how_to_reach_anybody(
    client: FlaskClient, match_id: str
) -> None:
    answer = client.get(f"/results/{match_id}/report.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="report-{match_id}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    text = text_of(answer.data)
    assert "Ann Lee" in text
    assert "Backend Developer" in text
    assert f"{client.get(f'/results/{match_id}').json['match_score']:g}" in text
    assert "example.org" not in text
    assert "555" not in text
    assert client.get(f"/api/v1/matches/{match_id}/report.pdf").data == answer.data


def test_a_report_is_written_in_the_language_asked_for(client: FlaskClient, match_id: str) -> None:
    named = client.get(f"/results/{match_id}/report.pdf?lang=id").data
    assert "Laporan kandidat".upper() in text_of(named)
    assert "tahun pengalaman relevan" in text_of(named).replace("\n", " ")
    assert client.get(f"/results/{match_id}/report.pdf", headers={"Accept-Language": "id"}).data == named
    assert client.get(f"/results/{match_id}/report.pdf?lang=xx").status_code == 422


def test_a_blind_report_hides_the_person(client: FlaskClient, match_id: str, resume_id: str) -> None:
    text = text_of(client.get(f"/results/{match_id}/report.pdf?blind=true").data)
    assert "Ann" not in text
    assert f"Candidate {resume_id}" in text


def test_a_notice_says_what_was_scored_by_what_and_how_to_dispute_it(client: FlaskClient, match_id: str) -> None:
    match = client.get(f"/results/{match_id}").json
    notice = client.get(f"/api/v1/matches/{match_id}/notice").json
    assert notice["what_was_scored"]["match_score"] == match["match_score"]
    assert notice["what_was_scored"]["resume_id"] == match["resume_id"]
    assert notice["versions"]["matcher"] == match["matcher_version"]
    assert notice["as_of"] == match["as_of"]
    assert sum(notice["weights"].values()) == pytest.approx(1, abs=0.001)
    assert notice["weights"] == {name: one["weight"] for name, one in match["components"].items() if one["weight"]}
    assert match_id in notice["how_to_dispute"]
    assert "Ann" not in str(notice)
    assert client.get(f"/api/v1/matches/{match_id}/notice?lang=id").json["sentences"]["who_decides"].startswith("Skor")


def test_there_is_no_report_of_a_match_that_is_not_there(client: FlaskClient) -> None:
    for place in ("/results/M999/report.pdf", "/api/v1/matches/M999/notice", "/api/v1/matches/x/report.pdf"):
        assert client.get(place).status_code == 404


def test_a_match_of_a_resume_that_is_being_read_anew_is_still_shown(
    client: FlaskClient, match_id: str, resume_id: str, database: Database
) -> None:
    with database.session() as session:
        row = session.get(StoredResume, int(resume_id[1:]))
        assert row is not None
        row.record, row.status = None, "processing"
        session.commit()
    told = client.get(f"/results/{match_id}/report.pdf")
    assert told.status_code == 200, told.json
    assert "Backend Developer" in text_of(told.data)
    assert client.get(f"/api/v1/matches/{match_id}/notice").status_code == 200


def test_whose_marks_are_not_known_is_hidden_altogether(
    client: FlaskClient, match_id: str, resume_id: str, database: Database
) -> None:
    with database.session() as session:
        row = session.get(StoredResume, int(resume_id[1:]))
        assert row is not None
        row.record, row.status = None, "processing"
        session.commit()
    job = client.get(f"/results/{match_id}").json["job_id"]
    for place in (f"/results/{match_id}", "/results", f"/api/v1/jobs/{job}/candidates"):
        shown = client.get(f"{place}?blind=true")
        assert shown.status_code == 200, shown.json
        assert "REST APIs" not in str(shown.json)
        assert "Ann" not in str(shown.json)
    blind = client.get(f"/results/{match_id}/report.pdf?blind=true")
    assert blind.status_code == 200, blind.json
    assert "REST APIs" not in text_of(blind.data)
