from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel

from app_main import cli

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_committed_document_is_the_generated_one(tmp_path: Path) -> None:
    made = tmp_path / "openapi.json"
    result = CliRunner().invoke(cli, ["openapi", str(made)])
    assert result.exit_code == 0, result.output
    assert made.read_text() == COMMITTED.read_text(), "run: python app_main.py openapi docs/openapi.json"


def test_every_route_is_documented_and_every_reference_leads_somewhere(local_app: Flask, client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    assert document["openapi"].startswith("3.1")
    undocumented = {"/", "/docs", "/redoc", "/openapi.json", "/assets/<path:name>", "/docs/assets/<viewer>/<path:name>"}
    for rule in local_app.url_map.iter_rules():
        if rule.rule in undocumented or (rule.rule.startswith("/api/") and not rule.rule.startswith("/api/v1/")):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        methods = {method.lower() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
        assert methods <= set(document["paths"][path]), path
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert references <= set(document["components"]["schemas"])


def test_no_two_schemas_share_a_name(local_app: Flask) -> None:
    models = {
        model
        for name, module in sys.modules.items()
        if name.startswith("api.")
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and model.__module__ == name
    }
    assert [name for name, count in Counter(model.__name__ for model in models).items() if count > 1] == []


def test_every_operation_has_a_sentence_and_an_own_id(client: FlaskClient) -> None:
    operations: list[dict[str, Any]] = [
        operation for path in client.get("/openapi.json").json["paths"].values() for operation in path.values()
    ]
    assert all(operation["summary"].endswith(".") for operation in operations)
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))


def test_every_limited_operation_says_how_often_is_too_often(local_app: Flask, client: FlaskClient) -> None:
    paths = client.get("/openapi.json").json["paths"]
    said = {
        (path, method): operation["responses"]["429"]
        for path, operations in paths.items()
        for method, operation in operations.items()
        if "429" in operation["responses"]
    }
    assert {
        ("/uploadResume", "post"), ("/create_task", "post"), ("/api/v1/auth/login", "post"), ("/api/v1/jobs/{job_id}/apply", "post"),
        ("/api/v1/resumes/{resume_id}/file", "put"), ("/api/v1/jobs/search_and_match", "get"),
    } <= set(said)  # fmt: skip
    rate = local_app.config["RATE_LIMIT_LOGIN"]
    assert rate in said["/api/v1/auth/login", "post"]["description"]
    assert all("Retry-After" in one["headers"] for one in said.values())


def test_the_viewers_work_without_the_internet(client: FlaskClient) -> None:
    for viewer in ("/docs", "/redoc"):
        page = client.get(viewer).text
        assert "http://" not in page
        assert "https://" not in page
        for address in re.findall(r'(?:src=|href=|from )"([^"]+)"', page):
            assert client.get(address).status_code == 200, address
    assert client.get("/docs/assets/swagger/../../x").status_code == 404
    assert client.get("/docs/assets/other/x.js").status_code == 404
