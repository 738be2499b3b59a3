"""A job leaves as a JobPosting of schema.org that the rules of search engines accept."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
from flask.testing import FlaskClient

import extractors
from api.job_corrections import Employment
from api.job_posting import JobPosting, job_posting_out
from records import (
    EducationLevel,
    Job,
    JobContact,
    JobSkill,
    Occupation,
    Place,
    Requirement,
    Salary,
)

ROOT = Path(__file__).resolve().parents[2]
RULES = json.loads((ROOT / "tests" / "job_posting.schema.json").read_text("utf-8"))
SCHEMA = jsonschema_rs.Draft202012Validator(RULES, validate_formats=True)
# An ad may be silent about its employer or place; what it does say must be said by the rules all the same.
SILENT = jsonschema_rs.Draft202012Validator(
    {name: rule for name, rule in RULES.items() if name not in ("required", "anyOf")}, validate_formats=True
)
NOW = datetime(2027, 1, 15, 23, 30, tzinfo=UTC)
FULL = Job(
    "Backend Developer\n\nWe build & ship <b>things</b>.\nTogether.\n\n- Python\n  and SQL\n- Docker\nApply now!",
    "1",
    "1",
    title="Backend Developer",
    company="Acme GmbH",
    department="Platform",
    location=Place("Berlin", "Berlin", None, "DE"),
    locations=(Place("Berlin", "Berlin", None, "DE"), Place("Austin, TX", "Austin", "TX", "US"), Place("our harbour office")),
    employment_type="full-time",
    salary=Salary(50_000.0, 60_000.5, "EUR", "year"),
    industry="Logistics",
    skills=(JobSkill("docker", "Docker", "software", "preferred", ()), JobSkill("python", "Python", "tool", "required", ())),
    requirements=(Requirement("Python", "skill", "required"), Requirement("Docker", "skill", "preferred")),
    responsibilities=("Run services",),
    occupations=(Occupation("2512.4", "software developer", 0.9),),
    min_experience_years=2.5,
    education_level="bachelor",
    experience_instead=True,
    start="2027-04-01",
    deadline="2027-03-31",
    openings=2,
    contact=JobContact("Ann Lee", "ann@example.org", "+49 30 123", "https://example.org/jobs"),
    benefits=("Free lunch",),
)  # fmt: skip


def posting(**changes: Any) -> dict[str, Any]:
    out = job_posting_out(replace(FULL, **changes), "J201", NOW)
    SILENT.validate(out)
    return out


def test_a_full_ad_says_everything_by_the_rules() -> None:
    out = posting()
    SCHEMA.validate(out)
    JobPosting.model_validate(out)
    assert out["datePosted"] == "2027-01-15"
    assert out["validThrough"] == "2027-03-31T23:59:59"
    assert out["employmentType"] == "FULL_TIME"
    assert out["hiringOrganization"]["department"] == {"@type": "Organization", "name": "Platform"}
    assert out["identifier"] == {"@type": "PropertyValue", "name": "Acme GmbH", "value": "J201"}
    assert [place["address"] for place in out["jobLocation"]] == [
        {"@type": "PostalAddress", "addressLocality": "Berlin", "addressCountry": "DE"},
        {"@type": "PostalAddress", "addressLocality": "Austin", "addressRegion": "TX", "addressCountry": "US"},
        {"@type": "PostalAddress", "addressLocality": "our harbour office"},
    ]
    assert out["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "minValue": 50000, "maxValue": 60000.5, "unitText": "YEAR"
    }  # fmt: skip
    assert out["experienceRequirements"]["monthsOfExperience"] == 30
    assert out["experienceInPlaceOfEducation"] is True
    assert (out["skills"], out["qualifications"]) == (["Python", "Docker"], ["Python"])
    assert out["occupationalCategory"][0]["codeValue"] == "2512.4"
    assert (out["totalJobOpenings"], out["jobStartDate"]) == (2, "2027-04-01")
    assert "directApply" not in out


def test_a_department_of_nobody_is_left_out() -> None:
    assert "hiringOrganization" not in posting(company=None)


def test_an_ad_that_says_nothing_says_nothing() -> None:
    out = job_posting_out(Job("Cook", "1", "1"), "J7", NOW)
    assert out.keys() == {"@context", "@type", "description", "identifier", "datePosted"}


def test_the_description_is_html_of_paragraphs_and_lists() -> None:
    assert posting()["description"] == (
        "<p>Backend Developer</p><p>We build &amp; ship &lt;b&gt;things&lt;/b&gt;.<br>Together.</p>"
        "<ul><li>Python and SQL</li><li>Docker</li></ul><p>Apply now!</p>"
    )


@pytest.mark.parametrize(
    ("salary", "value"),
    [
        (Salary(20.0, 20.0, "USD", "hour"), {"value": 20, "unitText": "HOUR"}),
        (Salary(20.5, None, "USD", "day"), {"minValue": 20.5, "unitText": "DAY"}),
        (Salary(None, 900.0, "USD", "week"), {"maxValue": 900, "unitText": "WEEK"}),
        (Salary(1.0, 2.0, "IDR", "month"), {"minValue": 1, "maxValue": 2, "unitText": "MONTH"}),
        (Salary(1.0, 2.0, "IDR", None), {"minValue": 1, "maxValue": 2}),
    ],
)
def test_pay_is_one_amount_or_a_range(salary: Salary, value: dict[str, Any]) -> None:
    assert posting(salary=salary)["baseSalary"]["value"] == {"@type": "QuantitativeValue"} | value


def test_pay_without_a_currency_is_left_out() -> None:
    assert "baseSalary" not in posting(salary=Salary(1.0, 2.0, None, "year"))


def test_work_from_anywhere_says_who_may_apply() -> None:
    out = posting(remote="remote", remote_area="Germany", location=None, locations=())
    SCHEMA.validate(out)
    assert out["jobLocationType"] == "TELECOMMUTE"
    assert out["applicantLocationRequirements"] == {"@type": "Country", "name": "DE"}
    assert "jobLocation" not in out
    area = posting(remote="remote", remote_area="EU")["applicantLocationRequirements"]
    assert area == {"@type": "AdministrativeArea", "name": "EU"}
    countries = posting(remote="remote")["applicantLocationRequirements"]
    assert [one["name"] for one in countries] == ["DE", "US"]
    assert "jobLocationType" not in posting(remote="hybrid")


@pytest.mark.parametrize("kind", get_args(Employment))
def test_every_kind_of_employment_has_its_word(kind: str) -> None:
    assert (posting(employment_type=kind)["employmentType"] == "OTHER") is (kind == "other")


@pytest.mark.parametrize("level", get_args(EducationLevel))
def test_every_level_of_education_has_its_word(level: str) -> None:
    assert posting(education_level=level)["educationRequirements"]["credentialCategory"]


def test_beginners_are_told_that_no_experience_is_needed() -> None:
    assert posting(min_experience_years=0.0)["experienceRequirements"] == "no requirements"


def test_experience_in_place_of_education_needs_both() -> None:
    assert "experienceInPlaceOfEducation" not in posting(min_experience_years=None)
    assert "experienceInPlaceOfEducation" not in posting(education_level=None)


def test_a_day_that_is_no_day_is_left_out() -> None:
    out = posting(deadline="2027-03", start="immediately")
    assert "validThrough" not in out
    assert (out["jobImmediateStart"], "jobStartDate" in out) == (True, False)


@pytest.mark.parametrize("path", sorted((ROOT / "demo" / "jobs").iterdir()), ids=lambda path: path.name)
def test_every_demo_ad_is_told_by_the_rules(path: Path) -> None:
    job = extractors.extract_job(extractors.read(path.read_bytes(), path.name))
    out = job_posting_out(job, "J201", NOW)
    SILENT.validate(out)
    told = re.sub(r"\W+", "", html.unescape(re.sub(r"</?(?:p|ul|li|br)>", " ", out["description"])))
    assert re.sub(r"\W+", "", job.title or "").lower() in told.lower()


def test_a_page_can_hold_the_posting_in_a_script_element(client: FlaskClient) -> None:
    ad = "Cook\n\nRequirements\n- Grill </script><script>alert(1)</script>\n"
    job_id = client.post("/uploadJD", json={"text": ad, "company": "Bistro </script>"}).json["job_id"]
    answer = client.get(f"/api/v1/jobs/{job_id}?format=jsonld")
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")
    assert "<" not in answer.text
    out = json.loads(answer.text)
    SILENT.validate(out)
    assert out["hiringOrganization"]["name"] == "Bistro </script>"
    assert out["identifier"]["value"] == job_id


def test_corrections_go_out_too(client: FlaskClient, job_id: str) -> None:
    said = {
        "deadline": "2027-03-31",
        "company": "Initech",
        "salary": {"min": 20, "max": 20, "currency": "EUR", "period": "hour"},
    }
    client.patch(f"/api/v1/jobs/{job_id}", json={"corrections": said | {"location": {"text": "Berlin, Germany"}}})
    out = json.loads(client.get(f"/api/v1/jobs/{job_id}?format=jsonld").text)
    SCHEMA.validate(out)
    assert out["hiringOrganization"]["name"] == "Initech"
    assert out["baseSalary"]["value"]["value"] == 20


def test_another_format_is_refused(client: FlaskClient, job_id: str) -> None:
    assert client.get(f"/api/v1/jobs/{job_id}?format=xml").status_code == 422
