from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.shapes import MatchesOut, MatchOut


def match(client: FlaskClient, **body: Any) -> TestResponse:
    return client.post("/match", json=body)


def test_a_resume_meets_a_job(client: FlaskClient, resume_id: str, job_id: str) -> None:
    answer = match(client, resume_ids=[resume_id], job_ids=[job_id])
    assert answer.status_code == 200, answer.json
    MatchesOut.model_validate(answer.json, strict=True)
    (found,) = answer.json["results"]
    assert (found["resume_id"], found["job_id"], found["match_id"]) == (resume_id, job_id, "M301")
    assert {"Python", "Flask", "PostgreSQL"} <= set(found["matched_skills"])
    assert found["match_score"] == round(found["match_score"], 1) > 50
    total = sum(part["contribution"] for part in found["components"].values())
    assert abs(total - found["match_score"]) < 0.5
    assert client.get(f"/results/{found['match_id']}").json == found
    MatchOut.model_validate(client.get(f"/api/v1/matches/{found['match_id']}").json, strict=True)


def test_a_hundred_resumes_and_one_job_are_answered_in_one_response(client: FlaskClient, cv: str, job_id: str) -> None:
    ids = []
    for number in range(100):
        answer = client.post("/uploadResume", json={"text": f"Person Number{number}\n\nSkills\nPython, Flask\n"})
        ids.append(answer.json["resume_id"])
    answer = match(client, resume_ids=ids, job_ids=[job_id]).json
    assert answer["count"] == len(answer["results"]) == 100
    assert {found["resume_id"] for found in answer["results"]} == set(ids)
    scores = [found["match_score"] for found in answer["results"]]
    assert scores == sorted(scores, reverse=True)
    assert match(client, resume_ids=[*ids, "R1"], job_ids=[job_id]).status_code == 422


def test_singular_ids_and_numbers_are_understood(client: FlaskClient, resume_id: str, job_id: str) -> None:
    for body in ({"resume_id": resume_id, "job_id": job_id}, {"resume_ids": [101], "job_id": "201"}):
        assert match(client, **body).json["count"] == 1


def test_the_same_pair_again_is_the_same_stored_match(client: FlaskClient, resume_id: str, job_id: str) -> None:
    first, again = (match(client, resume_id=resume_id, job_id=job_id).json["results"][0] for _ in range(2))
    assert first == again
    other = match(client, resume_id=resume_id, job_id=job_id, profile="semantic_60_40").json["results"][0]
    assert other["match_id"] != first["match_id"]


def test_weights_in_the_same_proportion_are_the_same_match(client: FlaskClient, resume_id: str, job_id: str) -> None:
    one = match(client, resume_id=resume_id, job_id=job_id, weights={"skills": 1, "semantic": 1}).json["results"][0]
    two = match(client, resume_id=resume_id, job_id=job_id, weights={"semantic": 2.0, "skills": 2.0}).json["results"][0]
    assert one == two
    assert one["profile"] == "custom"


def test_wrong_profiles_and_weights_are_named(client: FlaskClient, resume_id: str, job_id: str) -> None:
    pair = {"resume_id": resume_id, "job_id": job_id}
    for wrong in (
        {"profile": "best"},
        {"weights": {"luck": 1}},
        {"weights": {"skills": 0}},
        {"weights": {"skills": -1}},
    ):
        answer = match(client, **pair, **wrong)
        assert answer.status_code == 422, wrong
        assert answer.json["code"] == "invalid"


def test_one_side_left_out_means_all_of_it_page_by_page(
    client: FlaskClient, cv: str, resume_id: str, job_id: str
) -> None:
    client.post("/uploadResume", json={"text": "Bo Cook\n\nSkills\nBaking\n"})
    answer = match(client, job_ids=[job_id], limit=1, page=2).json
    assert (answer["count"], answer["total"], answer["page"]) == (1, 2, 2)
    assert answer["results"][0]["resume_id"] == "R102"
    assert match(client, resume_id=resume_id).json["total"] == 1
    assert match(client).status_code == 422


def test_files_of_both_sides_are_stored_and_matched_with_a_verdict_each(client: FlaskClient, cv: str, jd: str) -> None:
    def send() -> TestResponse:
        resumes = [(io.BytesIO(cv.encode()), "cv.txt"), (io.BytesIO(b"MZ\x90\x00" * 50), "bad.exe")]
        return client.post("/match", data={"resume": resumes, "jd": (io.BytesIO(jd.encode()), "jd.txt")})

    answer = send()
    assert answer.status_code == 200, answer.json
    MatchesOut.model_validate(answer.json, strict=True)
    assert [found["resume_id"] for found in answer.json["results"]] == ["R101"]
    assert [bad["filename"] for bad in answer.json["errors"]] == ["bad.exe"]
    assert send().json["results"][0]["match_id"] == answer.json["results"][0]["match_id"]
    missing = client.post("/match", data={"resume": (io.BytesIO(cv.encode()), "cv.txt")})
    assert missing.status_code == 422
    assert "'jd'" in missing.json["detail"]


def test_texts_are_stored_unless_the_client_says_otherwise(client: FlaskClient, cv: str, jd: str) -> None:
    unstored = match(client, resume_text=cv, job_text=jd, store=False).json
    assert unstored["results"][0]["match_id"] is None
    assert client.get("/api/v1/resumes").json["total"] == client.get("/api/v1/jobs").json["total"] == 0
    stored = match(client, resume_text=cv, job_text=jd).json
    MatchesOut.model_validate(stored, strict=True)
    assert stored["results"][0]["match_id"] == "M301"
    assert stored["results"][0]["match_score"] == unstored["results"][0]["match_score"]


def test_an_empty_text_scores_nothing_and_is_not_stored(client: FlaskClient, jd: str) -> None:
    for empty in ("", "  \n"):
        answer = match(client, resume_text=empty, job_text=jd, store=False)
        assert answer.status_code == 200
        assert answer.json["results"][0]["match_score"] == 0
    assert match(client, resume_text="", job_text=jd).status_code == 422


def test_a_candidates_text_meets_a_job_by_sections(client: FlaskClient, cv: str, job_id: str) -> None:
    body = {"job_id": job_id, "candidate_id": "c-7", "candidate_name": "Ann B. Lee", "cv_text": cv}
    for path in ("/api/v1/match", "/api/match"):
        found = client.post(path, json=body).json
        MatchOut.model_validate(found, strict=True)
        assert (found["profile"], found["candidate_id"]) == ("sections_40_40_20", "c-7")
        assert found["candidate_name"] == "Ann B. Lee"
        assert found["sections"]
    assert client.get("/api/v1/resumes").json["total"] == 1


@pytest.mark.parametrize("job_language", ["en", "id"])
def test_a_candidates_text_meets_a_job_in_either_language(client: FlaskClient, job_language: str) -> None:
    ads = {
        "en": "ICU Nurse\nRequirements\n- At least 2 years of experience in intensive care\n- Wound care\n- Diploma of Nursing",
        "id": "Perawat ICU\nKualifikasi\n- Pengalaman minimal 2 tahun di ruang ICU\n- Perawatan luka\n- Pendidikan minimal D3 Keperawatan",
    }
    nurses = {
        "en": "Sri Handayani\nICU Nurse\nExperience\nICU Nurse | Harapan Hospital | 2019-01 to Present\n- Wound care and ventilators\nEducation\nBachelor of Nursing, 2018",
        "id": "Sri Handayani\nPerawat ICU\nPengalaman Kerja\nPerawat ICU | RS Harapan | 2019-01 - sekarang\n- Perawatan luka dan ventilator\nPendidikan\nS1 Keperawatan, 2018",
    }
    cook = "Piet Vos\nCook\nExperience\nCook | Kantin | 2015-01 to Present\n- Soups, sauces and desserts for 200 guests"
    job_id = client.post("/uploadJD", json={"text": ads[job_language]}).json["job_id"]
    found = {}
    for name, text in (*nurses.items(), ("cook", cook)):
        answer = client.post(
            "/api/match", json={"job_id": job_id, "candidate_id": name, "candidate_name": name, "cv_text": text}
        )
        assert answer.status_code == 200, answer.json
        found[name] = answer.json
    for code in nurses:
        assert found[code]["semantic_score"] == found[code]["match_score"] > found["cook"]["match_score"] + 15
        assert found[code]["keyword_score"] > found["cook"]["keyword_score"]
        assert found[code]["experience"]["verdict"] == "meets"
        assert {"skills", "experience", "education"} == set(found[code]["sections"])
        compared = found[code]["score_comparison"]
        assert compared["improvement"] == pytest.approx(
            compared["semantic_score"] - compared["keyword_score"], abs=0.05
        )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("id", "Menunjukkan"),
        ("id-ID,id;q=0.9,en;q=0.8", "Menunjukkan"),
        ("en-GB", "Shows"),
        ("fr", "Shows"),
        ("", "Shows"),
    ],
)
def test_comments_are_in_the_language_of_the_request(
    client: FlaskClient, resume_id: str, job_id: str, asked: str, said: str
) -> None:
    headers = {"Accept-Language": asked} if asked else {}
    body = {"resume_ids": [resume_id], "job_ids": [job_id]}
    (found,) = client.post("/match", json=body, headers=headers).json["results"]
    assert said in found["comments"]
    assert client.get(f"/results/{found['match_id']}", headers=headers).json["comments"] == found["comments"]


def test_suggested_weights_stand_beside_the_applied_ones_and_can_be_sent(
    client: FlaskClient, resume_id: str, job_id: str
) -> None:
    (found,) = match(client, resume_ids=[resume_id], job_ids=[job_id]).json["results"]
    suggested = found["suggested_weights"]
    assert sum(suggested.values()) == pytest.approx(1.0, abs=0.01)
    (bent,) = match(client, resume_ids=[resume_id], job_ids=[job_id], weights=suggested).json["results"]
    assert bent["profile"] == "custom"
    assert {name: part["weight"] for name, part in bent["components"].items() if part["weight"]} == pytest.approx(
        suggested, abs=0.002
    )


def test_results_are_listed_filtered_and_exported_without_formulas(client: FlaskClient, cv: str, job_id: str) -> None:
    for name in ("=cmd|' /C calc'!A0", "Ann Lee"):
        match(client, resume_text=f"{cv}\n{name}", candidate_name=name, job_ids=[job_id])
    listed = client.get("/results?limit=1").json
    assert (len(listed["items"]), listed["total"]) == (1, 2)
    assert client.get("/results?resume_id=R102&job_id=J201").json["total"] == 1
    assert client.get("/results?min_score=100").json["total"] == 0
    assert client.get("/results?min_score=nan").status_code == 422
    table = client.get("/results?format=csv").text
    assert "'=cmd|" in table
    assert ",=cmd" not in table


def test_what_does_not_exist_is_named(client: FlaskClient, resume_id: str, job_id: str) -> None:
    for body in ({"resume_ids": [resume_id, "R999"], "job_ids": [job_id]}, {"resume_id": resume_id, "job_id": "J9"}):
        answer = match(client, **body)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert client.get("/results/M999").status_code == 404
