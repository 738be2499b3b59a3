"""A day of two organisations over HTTP, from an empty database: neither ever sees a thing of the other."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from db.session import Database
from tests.api.a_day import SECRET, Client, recruiter_of, register, spend_the_day


@pytest.fixture
def url(make_app: Callable[..., Flask], database: Database) -> Iterator[str]:
    app = make_app(host="0.0.0.0", secret_key=SECRET, rate_limit_login="1000/minute", rate_limit_uploads="1000/minute")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_two_organisations_work_a_day_beside_each_other(url: str) -> None:
    first = recruiter_of(register(url, "ada@first.example", "First Works"), "rui@first.example")
    first_jobs, first_resumes = spend_the_day(first)
    seen_before = everything(first, first_jobs)

    second = recruiter_of(register(url, "eve@second.example", "Second Works"), "rui@second.example")
    assert second.ask("GET", "/jobs")["total"] == 0
    assert second.ask("GET", "/resumes")["total"] == 0
    second_jobs, second_resumes = spend_the_day(second)
    assert not set(first_jobs) & set(second_jobs)
    assert not set(first_resumes) & set(second_resumes)

    for job, resume in zip(first_jobs, first_resumes, strict=False):
        for path in (f"/jobs/{job}", f"/jobs/{job}/candidates", f"/resumes/{resume}", f"/resumes/{resume}/file"):
            second.ask("GET", path, expect=404)
        second.ask("PATCH", f"/jobs/{job}/candidates/{resume}", {"status": "rejected"}, 404)
        second.ask("PATCH", f"/jobs/{job}", {"title": "Ours"}, 404)
        second.ask("DELETE", f"/resumes/{resume}", expect=404)
        second.ask("DELETE", f"/jobs/{job}", expect=404)
    everybody = json.dumps([second.ask("GET", "/persons"), second.ask("GET", "/resumes"), second.ask("GET", "/jobs")])
    assert not any(f'"{key}"' in everybody for key in (*first_jobs, *first_resumes))
    assert everything(first, first_jobs) == seen_before


def everything(who: Client, jobs: list[str]) -> list[Any]:
    """All that a recruiter sees of the day's work."""
    lists = [who.ask("GET", path) for path in ("/resumes?limit=100", "/persons?limit=100", "/jobs", "/applications")]
    return [*lists, *(who.ask("GET", f"/jobs/{job}/candidates?limit=100") for job in jobs)]
