"""A résumé leaves as JSON Resume, comes back as JSON Resume and still says the same."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient

import extractors
from api.json_resume import JsonResume, json_resume_out
from db.resumes import StoredResume
from db.session import Database
from nlp.blinding import MASK, Blindfold
from records import LanguageSkill, Place, Position, Resume, Study

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = jsonschema_rs.Draft4Validator(
    json.loads((ROOT / "tests" / "json_resume.schema.json").read_text("utf-8")), validate_formats=True
)
FILES = sorted((ROOT / "demo" / "resumes").iterdir())
TODAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


def extracted(data: bytes, name: str) -> Resume:
    return extractors.extract_resume(extractors.read(data, name, ocr="scan" in name), as_of=TODAY)


def again(exported: dict[str, Any]) -> Resume:
    return extracted(json.dumps(exported, ensure_ascii=False).encode(), "export.json")


@pytest.fixture(scope="module")
def demo() -> dict[str, Resume]:
    return {path.name: extracted(path.read_bytes(), path.name) for path in FILES}


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_every_demo_resume_is_a_valid_document_also_blind(demo: dict[str, Resume], name: str) -> None:
    for resume in (demo[name], Blindfold(demo[name]).resume()):
        exported = json_resume_out(resume, NOW)
        SCHEMA.validate(exported)
        JsonResume.model_validate(exported)
        assert len(exported["work"]) == len(resume.experience)
        assert exported["meta"] == {"version": "v1.0.0", "lastModified": "2026-01-15T12:00:00"}


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_every_demo_resume_comes_back_as_it_left(demo: dict[str, Resume], name: str) -> None:
    first = demo[name]
    second = again(json_resume_out(first, NOW))
    assert json_resume_out(second, NOW) == json_resume_out(first, NOW)
    assert second.total_experience_months == first.total_experience_months
    assert [job.months for job in second.experience] == [job.months for job in first.experience]
    assert [study.level for study in second.education] == [study.level for study in first.education]
    assert (second.experience_gaps, second.languages) == (first.experience_gaps, first.languages)
    assert {hit.id for hit in first.skills if hit.category != "language"} <= {hit.id for hit in second.skills}


def test_evidence_of_a_json_resume_stands_where_it_says() -> None:
    told = {
        "basics": {"name": "Ivy Roe"},
        "work": [
            {"name": "Acme", "position": "Developer", "startDate": "2020-01", "highlights": ["Wrote Python and SQL"]}
        ],
        "skills": [{"name": "Docker"}],
    }
    found = again(told)
    hits = {hit.id: hit for hit in found.skills}
    assert hits.keys() == {"python", "sql", "docker"}
    assert all(found.text[e.start : e.end] == e.text for hit in found.skills for e in hit.evidence)
    assert hits["python"].evidence[0].section == "experience"
    assert (hits["python"].years, hits["python"].last_used) == (6.0, "2025-12")
    assert found.experience[0].skills == ("python", "sql")
    assert found.total_experience_months == 72
    assert (found.confidence["name"], found.confidence["experience"]) == (1.0, 1.0)
    assert "Wrote Python and SQL" in [passage.text for passage in found.passages]


def test_nothing_is_guessed_where_nothing_is_stated() -> None:
    found = again({"basics": {"name": "Ivy Roe", "summary": "Cook at Inn, 2019 - 2021. Write to ivy@example.org."}})
    assert (found.email, found.headline, found.experience) == (None, None, ())
    assert (found.name, found.summary) == ("Ivy Roe", "Cook at Inn, 2019 - 2021. Write to ivy@example.org.")


def test_each_value_has_its_place_in_the_document() -> None:
    resume = Resume(
        text="",
        as_of="2026-01-15",
        extractor_version="1",
        taxonomy_version="1",
        name="Ann  Lee",
        headline="Engineer",
        email="ann@example.org",
        phone="+442079460583",
        location=Place("Leeds, UK", "Leeds", None, "GB"),
        links=("linkedin.com/in/ann", "https://ann.example.org", "https://blog.example.org/a", "not a link"),
        summary="One.\n• Two.",
        experience=(
            Position("Engineer", "Acme", "Hull", "2019-03-14", None, True, description="- Built pumps\n- Sold pumps"),
            Position("Clerk", None, None, "2018", "2019", description="Filed."),
        ),
        education=(Study("Leeds College", "BSc Law", "bachelor", "Law", None, "2014", "2:1"),),
        certifications=("NEBOSH",),
        languages=(LanguageSkill("en", "native"), LanguageSkill("klingon")),
        projects=("• Kit\n2021 – 2022\nA 50 litre kit.\nhttps://kit.example.org",),
        publications=("On foam\n2018-01\nAbout beer.",),
        awards=("Golden Tap, Guild",),
    )
    exported = json_resume_out(resume, NOW)
    SCHEMA.validate(exported)
    assert exported["basics"] == {
        "name": "Ann Lee",
        "label": "Engineer",
        "email": "ann@example.org",
        "phone": "+442079460583",
        "url": "https://ann.example.org",
        "summary": "One.\nTwo.",
        "location": {"city": "Leeds", "countryCode": "GB"},
        "profiles": [
            {"network": "LinkedIn", "username": "ann", "url": "https://linkedin.com/in/ann"},
            {"network": "blog.example.org", "username": "a", "url": "https://blog.example.org/a"},
        ],
    }
    assert exported["work"] == [
        {
            "name": "Acme",
            "position": "Engineer",
            "location": "Hull",
            "startDate": "2019-03-14",
            "highlights": ["Built pumps", "Sold pumps"],
        },
        {"position": "Clerk", "startDate": "2018", "endDate": "2019", "summary": "Filed."},
    ]
    assert exported["education"] == [
        {"institution": "Leeds College", "area": "Law", "studyType": "BSc Law", "endDate": "2014", "score": "2:1"}
    ]
    assert exported["languages"] == [{"language": "English", "fluency": "Native"}, {"language": "Klingon"}]
    assert exported["projects"] == [
        {
            "name": "Kit",
            "description": "A 50 litre kit.",
            "startDate": "2021",
            "endDate": "2022",
            "url": "https://kit.example.org",
        }
    ]
    assert exported["publications"] == [{"name": "On foam", "releaseDate": "2018-01", "summary": "About beer."}]
    assert exported["awards"] == [{"title": "Golden Tap, Guild"}]


def test_the_document_is_downloaded_uploaded_and_downloaded_again(client: FlaskClient, resume_id: str) -> None:
    answer = client.get(f"/api/v1/resumes/{resume_id}?format=jsonresume")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{resume_id}.resume.json"'
    SCHEMA.validate(answer.json)
    assert answer.json["basics"]["email"] == "ann.lee@example.org"
    sent = client.post("/uploadResume", data={"file": (io.BytesIO(answer.data), "ann.json")})
    assert sent.status_code == 201, sent.json
    assert (
        sent.json["experience"][0]["months"]
        == client.get(f"/api/v1/resumes/{resume_id}").json["experience"][0]["months"]
    )
    second = client.get(f"/api/v1/resumes/{sent.json['resume_id']}?format=jsonresume").json
    assert {**second, "meta": None} == {**answer.json, "meta": None}


def test_a_blind_download_names_nobody(client: FlaskClient, resume_id: str) -> None:
    exported = client.get(f"/api/v1/resumes/{resume_id}?format=jsonresume&blind=true").json
    SCHEMA.validate(exported)
    assert exported["basics"]["name"] == MASK * len("Ann Lee")
    assert exported["basics"]["location"] == {"city": MASK * len("Berlin"), "countryCode": "DE"}
    assert not exported["basics"].keys() & {"email", "phone", "url", "profiles"}
    assert "endDate" not in exported["education"][0]
    assert exported["work"][0]["startDate"] == "2019-01"


def test_a_document_that_cannot_be_read_is_answered_with_a_sentence(client: FlaskClient) -> None:
    for body, code in ((b'{"basics": {"name": "Al",}}', "damaged"), (b'{"basics": {}}', "no_text")):
        answer = client.post("/uploadResume", data={"file": (io.BytesIO(body), "cv.json")})
        assert (answer.status_code, answer.json["code"]) == (422, code)


@pytest.mark.parametrize(
    "body",
    [
        b'{"basics": {"name": "A\\ud800l \\u0000Roe", "email": "a@b\\udfff.de", "phone": Infinity}, "work": [1e999, null]}',
        b'{"work": [{"position": "Cook", "startDate": "9999-99-99", "endDate": {}, "highlights": [[], "\\u202e"]}]}',
        b'{"education": [{"studyType": "BSc", "endDate": 20140, "score": true}], "basics": {"location": {"countryCode": "ZZZ"}}}',
        b'{"basics": {"name": "'
        + b"x" * 200_000
        + b'", "summary": "a\\n\\n\\nb", "profiles": [{"url": "javascript:alert(1)"}]}}',
        b'{"basics": {"name": "Al Roe"}, "languages": [{"language": ""}, {"language": "%s"}], "skills": {"a": 1}}',
    ],
)
def test_hostile_values_are_stored_and_exported_or_left_out(client: FlaskClient, body: bytes) -> None:
    sent = client.post("/uploadResume", data={"file": (io.BytesIO(body), "cv.json")})
    assert sent.status_code == 201, sent.json
    for flag in ("false", "true"):
        exported = client.get(f"/api/v1/resumes/{sent.json['resume_id']}?format=jsonresume&blind={flag}")
        assert exported.status_code == 200
        SCHEMA.validate(exported.json)
        assert "javascript" not in exported.text


def test_only_what_was_read_can_be_exported(client: FlaskClient, resume_id: str, database: Database) -> None:
    assert client.get(f"/api/v1/resumes/{resume_id}?format=xml").status_code == 422
    with database.session() as session:
        row = session.get(StoredResume, int(resume_id[1:]))
        assert row is not None
        row.record, row.status = None, "processing"
        session.commit()
    answer = client.get(f"/api/v1/resumes/{resume_id}?format=jsonresume")
    assert answer.status_code == 422
    assert "processing" in answer.json["detail"]
