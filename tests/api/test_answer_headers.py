"""What every answer carries, whoever asks and whatever becomes of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.answer_headers import ALWAYS, DATA_POLICY, PAGE_POLICY, VIEWER_POLICY

PUBLIC = ("page.", "documentation.", "static")


def addresses(client: FlaskClient) -> list[tuple[str, str, str]]:
    """Every endpoint with a verb and an address; what it names is not there."""
    rules = client.application.url_map.iter_rules()
    return [
        (rule.endpoint, verb, re.sub(r"<[^>]+>", "R999999", rule.rule))
        for rule in rules
        for verb in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if not rule.endpoint.endswith("events")  # an answer without an end; its headers are set by the same hook
    ]


def test_every_answer_is_guarded_and_what_may_be_about_somebody_is_kept_by_nobody(client: FlaskClient) -> None:
    seen = set()
    for endpoint, verb, address in addresses(client):
        answer = client.open(address, method=verb)
        for name, value in ALWAYS.items():
            assert answer.headers[name] == value, (verb, address, name)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], (verb, address)
        if not endpoint.startswith(PUBLIC):
            assert answer.headers["Cache-Control"] == "no-store", (verb, address)
        seen.add(answer.status_code)
        answer.close()
    assert {200, 404, 422} <= seen


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/health/../../etc/passwd", "/api/v1/jobs?page=0"])
def test_refusals_carry_the_same(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code >= 400
    assert answer.headers["Content-Security-Policy"] == DATA_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_forbidden_and_an_anonymous_call_carry_the_same(client: FlaskClient) -> None:
    forbidden = client.get("/api/v1/jobs", headers={"Host": "elsewhere.example"})
    client.application.config["SOMEBODY_REGISTERED"] = True
    anonymous = client.get("/api/v1/jobs")
    assert (forbidden.status_code, anonymous.status_code) == (403, 401)
    for answer in (forbidden, anonymous):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_page_runs_nothing_but_its_own_files(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.headers["Content-Security-Policy"] == PAGE_POLICY
    assert "unsafe" not in PAGE_POLICY
    text = page.get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", text)
    assert set(re.findall(r"(?:src|href)=\"([^\"]+)", text)) == {
        one for one in re.findall(r"(?:src|href)=\"([^\"]+)", text) if one.startswith(("/", "#"))
    }
    for viewer in ("/docs", "/redoc"):
        assert client.get(viewer).headers["Content-Security-Policy"] == VIEWER_POLICY


def test_what_a_handler_says_itself_stays(client: FlaskClient) -> None:
    chart: Any = client.get("/api/v1/analytics/funnel?format=svg")
    assert chart.status_code == 200
    assert chart.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src")


def test_a_login_an_original_and_an_export_are_not_kept_on_their_way(client: FlaskClient, resume_id: str) -> None:
    body = {"email": "a@example.org", "password": "correct horse", "full_name": "A", "company_name": "A"}
    file = client.get(f"/api/v1/resumes/{resume_id}/file")
    table = client.get("/api/v1/resumes?format=csv")
    login = client.post("/api/v1/auth/register", json=body)
    assert (file.status_code, login.status_code) == (200, 201)
    for answer in (file, table, login):
        assert answer.headers["Cache-Control"] == "no-store"
    assert file.headers["Content-Disposition"].startswith("attachment")
