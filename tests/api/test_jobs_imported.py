"""Jobs come in as JobPostings or as rows of a table, and go out so that the same jobs can be made of them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from flask.testing import FlaskClient

from api.job_shapes import JobsImported

HTML = (
    "<p>We build &amp; ship things.</p><h3>Requirements</h3><ul><li>5 years of experience with Python</li>"
    "<li>Flask and PostgreSQL</li></ul>"
)
POSTING: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Backend Developer",
    "description": HTML,
    "hiringOrganization": {"@type": "Organization", "name": "Initech"},
    "jobLocation": {
        "@type": "Place",
        "address": {"@type": "PostalAddress", "addressLocality": "Lyon", "addressCountry": "FR"},
    },
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {"@type": "QuantitativeValue", "minValue": 50000, "maxValue": 60000, "unitText": "YEAR"},
    },
    "employmentType": ["CONTRACTOR"],
    "validThrough": "2099-03-31T23:59:59",
    "skills": "Python, Terraform",
    "industry": "Logistics",
}
JD = "Backend Developer\nAcme GmbH, Berlin, Germany\n\nRequirements\n- 3+ years of experience with Python\n- Flask and PostgreSQL\n- Kubernetes is a plus\n"
COOK = "Sous Chef\n\nWe cook.\n\nRequirements\n- French cuisine\n- Food hygiene certificate\n"
SAME = (
    "title", "company", "location", "locations", "remote", "employment_type", "salary", "industry", "requirements",
    "skills", "min_experience_years", "status", "closes_on", "text", "corrected", "department", "openings", "start",
)  # fmt: skip


def table(client: FlaskClient, data: bytes, **fields: str) -> Any:
    return client.post("/api/v1/jobs/import", data={"file": (io.BytesIO(data), "jobs.csv"), **fields})


def all_jobs(client: FlaskClient, headers: dict[str, str] | None = None) -> list[dict[str, Any]]:
    found: Any = client.get("/api/v1/jobs?limit=100", headers=headers)
    keys = sorted((one["job_id"] for one in found.json["items"]), key=lambda key: int(key[1:]))
    shown: list[Any] = [client.get(f"/api/v1/jobs/{key}", headers=headers).json for key in keys]
    return [{name: job[name] for name in SAME} for job in shown]


def test_what_a_posting_states_holds_over_what_is_read_from_its_text(client: FlaskClient) -> None:
    answer = client.post("/api/v1/jobs/import", data=json.dumps(POSTING), content_type="application/ld+json")
    assert answer.status_code == 201, answer.json
    JobsImported.model_validate(answer.json)
    assert answer.json["results"] == [
        {"row": 1, "job_id": "J201", "title": "Backend Developer", "known": False, "ignored": []}
    ]
    job = client.get("/api/v1/jobs/J201").json
    assert (job["title"], job["company"], job["industry"]) == ("Backend Developer", "Initech", "Logistics")
    assert (job["location"]["city"], job["location"]["country"]) == ("Lyon", "FR")
    assert job["salary"] == {"min": 50000.0, "max": 60000.0, "currency": "EUR", "period": "year"}
    assert (job["employment_type"], job["closes_on"], job["status"]) == ("contract", "2099-03-31", "open")
    assert {"Python", "Flask", "PostgreSQL", "Terraform"} <= {skill["name"] for skill in job["skills"]}
    assert "We build & ship things." in job["text"]
    assert "• Flask and PostgreSQL" in job["text"]
    assert job["min_experience_years"] == 5


def test_one_posting_an_array_and_a_graph_are_taken_each_with_its_verdict(client: FlaskClient) -> None:
    other = {"@type": ["JobPosting"], "title": "Cook", "description": "Cook for us.\n\nRequirements\n- French cuisine"}
    sent = [POSTING, {"@type": "Person", "name": "Ann"}, other, {"@type": "JobPosting"}, 7]
    answer = client.post("/api/v1/jobs/import", json=sent)
    assert answer.status_code == 201
    assert [one.get("code") for one in answer.json["results"]] == [None, "invalid", None, "invalid", "invalid"]
    assert (answer.json["created"], answer.json["refused"]) == (2, 3)
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, POSTING, other]}
    again = client.post("/api/v1/jobs/import", json=graph)
    assert again.status_code == 200
    assert [(one["job_id"], one["known"]) for one in again.json["results"]] == [("J201", True), ("J202", True)]
    assert client.get("/api/v1/jobs").json["total"] == 2


def test_what_cannot_be_used_of_a_posting_is_named_and_the_rest_is_taken(client: FlaskClient) -> None:
    strange = POSTING | {"baseSalary": "competitive", "validThrough": "soon", "jobLocation": [], "employmentType": 3}
    answer = client.post("/api/v1/jobs/import", json=strange | {"totalJobOpenings": -4, "industry": {"name": "Food"}})
    ignored = answer.json["results"][0]["ignored"]
    assert sorted(ignored) == ["baseSalary", "employmentType", "totalJobOpenings", "validThrough"]
    assert client.get("/api/v1/jobs/J201").json["industry"] == "Food"


def test_a_posting_whose_last_day_is_over_comes_in_closed(client: FlaskClient) -> None:
    client.post("/api/v1/jobs/import", json=POSTING | {"validThrough": "2020-01-31"})
    job = client.get("/api/v1/jobs/J201").json
    assert (job["status"], job["closes_on"]) == ("closed", "2020-01-31")


def test_postings_that_say_nothing_are_refused_with_the_reasons(client: FlaskClient) -> None:
    for sent in ({}, [], {"@graph": []}, [{"@type": "JobPosting"}], "text", None, 5):
        answer = client.post("/api/v1/jobs/import", json=sent)
        assert answer.status_code == 422, sent
        assert answer.json["detail"]


def test_rows_of_a_table_are_taken_in_whatever_order_and_encoding(client: FlaskClient) -> None:
    sheet = (
        "Status;Description;Colour;Title;skills_required;Closes on;Industry;Colour\r\n"
        'draft;"Wir kochen für Gäste.\n\nRequirements\n- French cuisine";red;Köchin;Baking; 2099-01-31;Gastronomy;x\r\n'
        ";We sell.;;Salesman;CRM; ;;\r\n\r\n"
    )
    for data in (sheet.encode("utf-8-sig"), sheet.encode("cp1252"), sheet.replace(";", "\t").encode("utf-16")):
        answer = table(client, data)
        assert answer.status_code in (200, 201), answer.json
        assert (len(answer.json["results"]), answer.json["unknown_columns"]) == (2, ["Colour"])
    assert [one["known"] for one in answer.json["results"]] == [True, True]
    job = client.get("/api/v1/jobs/J201").json
    assert (job["title"], job["status"], job["closes_on"], job["industry"]) == ("Köchin", "draft", "2099-01-31", "Gastronomy")  # fmt: skip
    assert "Baking" in {skill["name"] for skill in job["skills"]}
    assert client.get("/api/v1/jobs").json["total"] == 2


def test_one_bad_row_loses_nothing(client: FlaskClient) -> None:
    sheet = "title,text,status,closes_on\nCook,We cook.,open,\nBaker,,asleep,\n,,,2099-01-01\nNurse,We nurse.,,31.1.2099\nDriver,We drive,,,,more\nClerk,We file.,closed,2020-01-01\n"
    answer = table(client, sheet.encode())
    assert answer.status_code == 201
    assert [one.get("code") for one in answer.json["results"]] == [None, "invalid", "invalid", "invalid", "invalid", None]  # fmt: skip
    assert "status" in answer.json["results"][1]["detail"]
    assert [job["title"] for job in client.get("/api/v1/jobs").json["items"]] == ["Clerk", "Cook"]


def test_a_thousand_rows_are_the_most(client: FlaskClient) -> None:
    answer = table(client, b"title\n" + b"\n".join(b"Cook" for _ in range(1001)))
    assert answer.status_code == 422
    assert "at most 1,000" in answer.json["detail"]
    answer = client.post("/api/v1/jobs/import", json=[{"@type": "JobPosting", "title": "Cook"}] * 1001)
    assert "at most 1,000" in answer.json["detail"]


def test_what_is_no_table_of_jobs_is_refused_with_a_sentence(client: FlaskClient) -> None:
    for data in (b"name,age\nAnn,7\n", b"", b"\x00\x01\x02", b"title,title\nCook,Cook\n", b"title\n"):
        answer = table(client, data)
        assert answer.status_code == 422, data
        assert answer.json["detail"]


def make_jobs(client: FlaskClient, headers: dict[str, str] | None = None) -> None:
    def post(**body: Any) -> None:
        assert client.post("/api/v1/jobs", json=body, headers=headers).status_code == 201

    post(text=JD)
    post(
        text=COOK,
        title="Head Chef",
        company="Rye & Oak",
        location="Lyon, France",
        industry="Gastronomy",
        closes_on="2099-05-01",
    )
    post(title="Data Engineer", description="- SQL all day\n- =SUM(A1) is no formula", skills_required=["Apache Kafka"], status="draft")  # fmt: skip
    post(
        text=JD.replace("Berlin, Germany", "Lyon, France")
        + "\nApply by 31 March 2099.\nSalary: 50,000 - 60,000 EUR a year\n"
    )


def test_an_export_in_json_ld_makes_the_same_jobs_elsewhere_and_none_anew_here(client: FlaskClient) -> None:
    make_jobs(client)
    said = {"salary": {"min": 1000, "period": "month"}, "skills": [{"name": "Rust"}], "remote": "hybrid", "openings": 2}
    client.patch("/api/v1/jobs/J204", json={"corrections": said, "status": "closed"})
    before = all_jobs(client)
    answer = client.get("/api/v1/jobs/export")
    assert answer.mimetype == "application/ld+json"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    here = client.post("/api/v1/jobs/import", data=answer.data, content_type="application/ld+json")
    assert (here.json["known"], here.json["created"], here.json["refused"]) == (4, 0, 0)
    for key in ("J201", "J202", "J203", "J204"):
        client.delete(f"/api/v1/jobs/{key}")
    there = client.post("/api/v1/jobs/import", data=answer.data, content_type="application/ld+json")
    assert (there.status_code, there.json["created"]) == (201, 4), there.json
    assert [one["ignored"] for one in there.json["results"]] == [[]] * 4
    assert all_jobs(client) == before[::-1]


def test_what_somebody_changes_in_an_exported_posting_holds(client: FlaskClient) -> None:
    make_jobs(client)
    graph: Any = client.get("/api/v1/jobs/export?q=berlin").json
    (node,) = graph["@graph"]
    node |= {"title": "Lead Developer", "baseSalary": POSTING["baseSalary"]}
    client.post("/api/v1/jobs/import", json=graph)
    job = client.get("/api/v1/jobs/J205").json
    assert (job["title"], job["salary"]["max"], job["corrected"]) == ("Lead Developer", 60000.0, ["salary", "title"])
    node["description"] = "<p>We build ships.</p><ul><li>Welding</li></ul>"
    client.post("/api/v1/jobs/import", json=graph)
    assert "We build ships" in client.get("/api/v1/jobs/J206").json["text"]
    assert "Python" not in client.get("/api/v1/jobs/J206").json["text"]


def test_an_export_in_csv_makes_the_same_jobs_elsewhere_and_none_anew_here(client: FlaskClient) -> None:
    make_jobs(client)
    before = all_jobs(client)
    answer = client.get("/api/v1/jobs/export?format=csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["job_id"] for row in rows] == ["J204", "J203", "J202", "J201"]
    assert rows[1]["description"].startswith("'- SQL")
    here = table(client, answer.data)
    assert (here.json["known"], here.json["created"]) == (4, 0), here.json
    for key in ("J201", "J202", "J203", "J204"):
        client.delete(f"/api/v1/jobs/{key}")
    there = table(client, answer.data)
    assert (there.status_code, there.json["created"], there.json["unknown_columns"]) == (201, 4, [])
    assert all_jobs(client) == before[::-1]


def test_an_export_holds_what_the_filter_finds(client: FlaskClient) -> None:
    make_jobs(client)
    assert [one["identifier"]["value"] for one in client.get("/api/v1/jobs/export?status=draft").json["@graph"]] == ["J203"]  # fmt: skip
    assert len(client.get("/api/v1/jobs/export?format=csv&location=Lyon").data.decode("utf-8-sig").split("J2")) == 3
    assert client.get("/api/v1/jobs/export?q=nothingofthekind").json["@graph"] == []
