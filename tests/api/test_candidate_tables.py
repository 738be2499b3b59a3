"""Candidates beside each other, and the ranked list as CSV and as a spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from api import candidates
from api.candidate_shapes import CandidatesCompared
from api.candidates import COLUMNS
from api.spreadsheets import XLSX, xlsx_of

OTHER = """=cmd|' /C calc'!A0
bo.cook@example.org | +1 415 555 0199 | Paris, France

Experience
Cook, Kantin
Jan 2020 - Dec 2024
- Baking and French cuisine, reports in MySQL

Skills
Baking, MySQL
"""


@pytest.fixture
def people(client: FlaskClient, cv: str) -> list[str]:
    sent = [
        client.post("/uploadResume", json={"text": cv}),
        client.post("/uploadResume", json={"text": OTHER, "candidate_name": "=cmd|' /C calc'!A0"}),
    ]
    return [str(one.json["resume_id"]) for one in sent]


def compare(client: FlaskClient, job: str, said: list[str], more: str = "") -> Any:
    return client.get(f"/api/v1/jobs/{job}/candidates/compare?resume_ids={','.join(said)}{more}")


def test_candidates_are_laid_beside_each_other(client: FlaskClient, people: list[str], job_id: str) -> None:
    ann, bo = people
    client.patch(f"/api/v1/jobs/{job_id}/candidates/{bo}", json={"status": "reviewed"})
    answer = compare(client, job_id, [bo, ann])
    assert answer.status_code == 200, answer.json
    CandidatesCompared.model_validate(answer.json, strict=True)
    first, second = answer.json["candidates"]
    assert (first["resume_id"], second["resume_id"], second["status"]) == (ann, bo, "reviewed")
    matches = {one["resume_id"]: one for one in client.get(f"/api/v1/jobs/{job_id}/candidates").json["items"]}
    for one in (first, second):
        match = matches[one["resume_id"]]
        for name in ("match_score", "grade", "fit_probability", "would_raise", "candidate_name", "person_id", "status"):
            assert one[name] == match[name], name
        assert one["candidate_years"] == match["experience"]["candidate_years"]
        assert one["components"] == {name: part["score"] for name, part in match["components"].items()}
    asked = [one["text"] for one in matches[ann]["requirements"]]
    assert [row["text"] for row in answer.json["requirements"]] == asked
    for row in answer.json["requirements"]:
        for key, cell in row["candidates"].items():
            (verdict,) = (one for one in matches[key]["requirements"] if one["text"] == row["text"])
            assert cell == {name: verdict[name] for name in ("status", "evidence", "section")}
    skills = {row["skill"]: row for row in answer.json["skills"]}
    assert skills["Python"]["importance"] == "required"
    assert skills["Python"]["candidates"][ann]["status"] == "matched"
    assert skills["Python"]["candidates"][bo]["status"] == "missing"
    part = skills["PostgreSQL"]["candidates"][bo]
    assert (part["status"], part["has"]) == ("partial", "MySQL")
    assert 0 < part["credit"] < 1


def test_a_comparison_is_blind_where_asked(client: FlaskClient, people: list[str], job_id: str) -> None:
    blind = compare(client, job_id, people, "&blind=true")
    assert blind.status_code == 200
    assert "Ann Lee" not in blind.text
    assert "cmd" not in blind.text
    seen = compare(client, job_id, people).json
    assert [one["match_score"] for one in blind.json["candidates"]] == [
        one["match_score"] for one in seen["candidates"]
    ]


def test_two_to_five_are_compared(client: FlaskClient, people: list[str], job_id: str) -> None:
    for said in ([], people[:1], people[:1] * 2, [f"R{number}" for number in range(101, 107)]):
        assert compare(client, job_id, said).status_code == 422, said
    assert client.get(f"/api/v1/jobs/{job_id}/candidates/compare").status_code == 422
    assert compare(client, job_id, [people[0], "R999"]).status_code == 404
    assert compare(client, job_id, [people[0], "X1"]).status_code == 404
    assert compare(client, job_id, people, "&profile=best").status_code == 422


def table(client: FlaskClient, job_id: str, query: str = "") -> tuple[Any, list[dict[str, str]]]:
    answer = client.get(f"/api/v1/jobs/{job_id}/candidates?format=csv{query}")
    assert answer.status_code == 200, answer.json
    return answer, list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_list_is_downloaded_as_csv(client: FlaskClient, people: list[str], job_id: str) -> None:
    client.put(f"/api/v1/resumes/{people[0]}/tags/soon")
    client.patch(f"/api/v1/jobs/{job_id}/candidates/{people[0]}", json={"status": "interview"})
    client.patch(f"/api/v1/jobs/{job_id}/candidates/{people[0]}", json={"status": "shortlisted"})
    answer, rows = table(client, job_id)
    assert list(rows[0]) == list(COLUMNS)
    assert [row["resume_id"] for row in rows] == people
    ann, bo = rows
    assert (ann["status"], ann["tags"], ann["email"], ann["country"]) == (
        "shortlisted", "soon", "ann.lee@example.org", "DE",
    )  # fmt: skip
    assert (ann["city"], bo["status"]) == ("Berlin", "pending")
    assert "flask" in ann["skills"].split("; ")
    assert bo["candidate_name"].startswith("'=cmd")
    assert ann["phone"] == "'+14155550123"
    assert (answer.headers["X-Truncated"], answer.headers["X-Unscored"]) == ("false", "0")
    assert [row["resume_id"] for row in table(client, job_id, "&tag=soon")[1]] == people[:1]


def test_a_download_masks_the_person_where_asked(client: FlaskClient, people: list[str], job_id: str) -> None:
    client.put(f"/api/v1/resumes/{people[0]}/tags/ann%20lee")
    for form in ("csv", "xlsx"):
        answer = client.get(f"/api/v1/jobs/{job_id}/candidates?format={form}&blind=true")
        shown = " ".join(cell for row in cells(answer.data) for cell in row) if form == "xlsx" else answer.text
        for mark in ("Ann", "ann lee", "ann.lee", "5550123", "Berlin"):
            assert mark not in shown, (form, mark)
        assert people[0] in shown


def test_a_download_that_is_cut_says_so(
    client: FlaskClient, people: list[str], job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "CSV_ROWS", 1)
    answer, rows = table(client, job_id)
    assert answer.headers["X-Truncated"] == "true"
    assert [rows[0]["resume_id"], len(rows)] == [people[0], 2]
    assert "best 1 candidates" in rows[1]["match_id"]
    answer = client.get(f"/api/v1/jobs/{job_id}/candidates?format=xlsx")
    assert answer.headers["X-Truncated"] == "true"
    assert "best 1 candidates" in cells(answer.data)[-1][0]


def sheet(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return etree.fromstring(book.read("xl/worksheets/sheet1.xml"))


SPACE = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells(data: bytes) -> list[list[str]]:
    rows = sheet(data).findall(".//s:row", SPACE)
    return [["".join(cell.itertext()) for cell in row.findall("s:c", SPACE)] for row in rows]


def test_the_list_is_downloaded_as_a_spreadsheet(client: FlaskClient, people: list[str], job_id: str) -> None:
    answer = client.get(f"/api/v1/jobs/{job_id}/candidates?format=xlsx")
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    assert f'filename="candidates-{job_id}.xlsx"' in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    found = sheet(answer.data)
    assert found.findall(".//s:f", SPACE) == []
    pane = found.find(".//s:pane", SPACE)
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert found.find("s:autoFilter", SPACE).get("ref") == f"A1:{_letters(len(COLUMNS))}3"
    assert len(found.findall(".//s:col", SPACE)) >= 1
    header, ann, bo = cells(answer.data)
    assert tuple(header) == COLUMNS
    at = COLUMNS.index("match_score")
    (cell,) = (one for one in found.findall(".//s:c", SPACE) if one.get("r") == f"{_letters(at + 1)}2")
    assert (cell.get("t"), float(ann[at])) == (None, float(table(client, job_id)[1][0]["match_score"]))
    assert "=cmd|' /C calc'!A0" in bo


def test_a_spreadsheet_holds_whatever_a_text_holds() -> None:
    said = {"a": "=1+1", "b": "x" * 40_000, "c": "a\x07b\ud800c", "d": ["x", "y"], "e": 7.5, "f": None, "g": "\t+1"}
    response = xlsx_of([said], list(said), "t.xlsx", "The end")
    with_header, row, last = cells(response.data)
    assert with_header == list(said)
    assert row[0] == "=1+1"
    assert len(row[1]) == 32_767
    assert row[2] == "a\ufffdb\ufffdc"
    assert row[3:5] == ["x; y", "7.5"]
    assert last == ["The end"]
    assert sheet(response.data).findall(".//s:f", SPACE) == []


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
