from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageDraw

from api.shapes import ResumeOut
from db.session import Database
from settings import HOME, load
from tasks import worker

SCAN = HOME / "demo" / "resumes" / "bryn-prosser-welder-scan.pdf"


@pytest.fixture
def app(database_url: str, tmp_path: Path, database: Database) -> Flask:
    from app_main import create_app

    return create_app(
        load(_env_file=None, database_url=database_url, data_dir=tmp_path / "var", upload_dir=tmp_path / "uploads")
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def work(app: Flask, database_url: str) -> Callable[[], None]:
    return lambda: worker.run(database_url, app.extensions["parts"], is_main=False, until_empty=True)


def waiting(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.scalar(sqlalchemy.text("select count(*) from procrastinate_jobs")) or 0)


def picture(*lines: str) -> bytes:
    page = Image.new("RGB", (900, 120 + 60 * len(lines)), "white")
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((40, 40 + 60 * number), line, "black", font_size=32)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def upload(client: FlaskClient, data: bytes, name: str = "scan.png", **fields: Any) -> Any:
    return client.post("/uploadResume", data={"file": (io.BytesIO(data), name), **fields})


def test_a_scan_is_answered_at_once_and_read_and_matched_in_the_background(
    client: FlaskClient, database: Database, work: Callable[[], None]
) -> None:
    client.post("/uploadJD", json={"text": "Developer\n\nRequirements\n- Python\n- PostgreSQL"})
    data = picture("Ann Lee", "ann.lee@example.org", "Skills", "Python, PostgreSQL, Docker")
    answer = upload(client, data, job_id="J201")
    assert (answer.status_code, answer.json["resume_id"], answer.json["status"]) == (202, "R101", "processing")
    ResumeOut.model_validate(answer.json, strict=True)
    assert upload(client, data).status_code == 202
    assert waiting(database) == 1
    assert client.post("/match", json={"resume_id": "R101", "job_id": "J201"}).status_code == 404
    work()
    read = client.get("/api/v1/resumes/R101").json
    assert (read["status"], read["ocr"], read["email"]) == ("ready", True, "ann.lee@example.org")
    assert {"Python", "PostgreSQL"} <= {skill["name"] for skill in read["skills"]}
    assert client.get("/results").json["items"][0]["resume_id"] == "R101"
    assert waiting(database) == 0
    assert upload(client, data).status_code == 200


def test_a_pdf_scanned_in_part_is_read_whole_in_the_background(client: FlaskClient, work: Callable[[], None]) -> None:
    pdf = pymupdf.open()
    typed = pdf.new_page()
    for number, line in enumerate(("Ann Lee", "ann.lee@example.org", "Skills", "Python, PostgreSQL, Docker")):
        typed.insert_text((72, 72 + 20 * number), line)
    scanned = pdf.new_page()
    scanned.insert_image((0, 0, 450, 200), stream=picture("Experience", "Baker, Rye Mill Ltd, 2016 - 2021"))
    data = bytes(pdf.tobytes())
    matched = client.post(
        "/match",
        data={"resume": (io.BytesIO(data), "half.pdf"), "jd": (io.BytesIO(b"Baker\nPython is a must"), "ad.txt")},
    )
    assert matched.status_code == 200
    half = client.get("/api/v1/resumes/R101").json
    assert [one["code"] for one in half["warnings"]] == ["scanned_pages"]
    answer = upload(client, data, "half.pdf")
    assert (answer.status_code, answer.json["resume_id"], answer.json["status"]) == (202, "R101", "processing")
    work()
    whole = client.get("/api/v1/resumes/R101").json
    assert (whole["status"], whole["name"], whole["ocr"]) == ("ready", "Ann Lee", True)
    assert [job["company"] for job in whole["experience"]] == ["Rye Mill Ltd"]
    assert [one["code"] for one in whole["warnings"]] == ["recognised"]


def test_a_picture_without_words_fails_with_a_code_and_may_be_tried_again(
    client: FlaskClient, work: Callable[[], None]
) -> None:
    blank = picture()
    assert upload(client, blank).status_code == 202
    work()
    failed = client.get("/api/v1/resumes/R101").json
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "no_text")
    assert upload(client, blank).json["status"] == "processing"


def test_a_scan_erased_before_its_turn_is_left_alone(
    client: FlaskClient, database: Database, work: Callable[[], None]
) -> None:
    upload(client, picture("Ann Lee"))
    assert client.delete("/api/v1/resumes/R101").status_code == 204
    work()
    assert client.get("/api/v1/resumes").json["total"] == 0
    assert waiting(database) == 0
