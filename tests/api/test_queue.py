"""What admins see of the queue: counts, and jobs of theirs that failed for good, by the kind of error alone."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import commands
import queueing
from db.session import Database
from tasks import reading, worker


def test_a_job_that_fails_is_seen_by_its_organisation_and_can_be_tried_again(
    client: FlaskClient, resume_id: str, database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*given: Any) -> None:
        raise KeyError("Ann Lee")

    parts = client.application.extensions["parts"]
    with database.session() as session:
        reading.defer(session, int(resume_id[1:]))
        session.commit()
    with monkeypatch.context() as broken:
        broken.setattr(reading, "read_scan", faulty)
        worker.run(database_url, parts, is_main=False, until_empty=True)
    shown: Any = client.get("/api/v1/queue").json
    assert shown["counts"] == [{"queue": "documents", "state": "failed", "count": 1}]
    (failed,) = shown["failed"]
    assert (failed["task"], failed["reason"], failed["failed_at"] is None) == ("read_scan", "KeyError", False)
    assert "Ann" not in str(shown)
    assert client.post(f"/api/v1/queue/{failed['queued_id']}/retry").status_code == 204
    worker.run(database_url, parts, is_main=False, until_empty=True)
    shown = client.get("/api/v1/queue").json
    assert (shown["counts"], shown["failed"]) == ([], [])
    assert client.post(f"/api/v1/queue/{failed['queued_id']}/retry").status_code == 404


def test_the_command_prints_what_is_in_the_queue(
    client: FlaskClient, resume_id: str, database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.session() as session:
        reading.defer(session, int(resume_id[1:]))
        session.commit()
    monkeypatch.setattr(commands, "ready_database", lambda settings: database_url)
    said = CliRunner().invoke(queueing.queue)
    assert said.exit_code == 0, said.output
    assert "documents" in said.output
    assert "todo" in said.output
