"""The Postman collection is the generated one, whole, and its first folder runs in order."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from deploy.examples import MOMENTS, operations
from deploy.postman import COLLECTION, FIRST, written
from settings import HOME
from tests.clients.conftest import Server
from tests.clients.reading import kept

_STATUS = re.compile(r"to\.have\.status\((\d+)\)")
_KEPT = re.compile(r'collectionVariables\.set\("(\w+)", pm\.response\.json\(\)(.*?)\);')
_BRACED = re.compile(r"\{\{(\w+)\}\}")


def test_the_committed_collection_is_the_generated_one() -> None:
    assert COLLECTION.read_text("utf-8") == written(), "run: python -m deploy.postman"


def test_it_holds_every_operation_in_folders_and_uses_only_variables_that_it_has() -> None:
    said = json.loads(written())
    groups = [folder for folder in said["item"] if folder["name"] != FIRST]
    assert {item["name"] for folder in groups for item in folder["item"]} == operations()
    assert all(folder["item"] for folder in said["item"])
    assert set(_BRACED.findall(written())) <= {one["key"] for one in said["variable"]}


def test_no_variable_holds_a_secret() -> None:
    assert [one for one in json.loads(written())["variable"] if one["value"] and one["key"] != "baseUrl"] == []


def test_what_is_tried_first_runs_in_order_on_an_empty_server(server: Server) -> None:
    said = json.loads(written())
    folder = next(one for one in said["item"] if one["name"] == FIRST)
    variables = {one["key"]: one["value"] for one in said["variable"]} | {"baseUrl": server.url}
    now = datetime.now(UTC)
    variables |= {name.lower(): f"{now + timedelta(days=days):%Y-%m-%dT%H:%M:00Z}" for name, days in MOMENTS.items()}
    assert len(folder["item"]) >= 15
    with httpx.Client(timeout=60) as client:
        for item in folder["item"]:
            answer = sent(client, item["request"], variables)
            script = "\n".join(next(one for one in item["event"] if one["listen"] == "test")["script"]["exec"])
            assert answer.status_code == int(_STATUS.findall(script)[0]), (item["name"], answer.text[:300])
            for name, place in _KEPT.findall(script):
                variables[name] = kept(answer.text, place.replace("[", ".").replace("]", "").strip("."))


def sent(client: httpx.Client, request: dict[str, Any], variables: dict[str, str]) -> httpx.Response:
    """Sends a request as Postman does: variables put in, the token added, files from the folder of the repository."""

    def filled(text: str) -> str:
        return _BRACED.sub(lambda name: variables[name[1]], text)

    headers = {one["key"]: filled(one["value"]) for one in request["header"]}
    if request["auth"]["type"] == "bearer":
        headers["Authorization"] = f"Bearer {filled(request['auth']['bearer'][0]['value'])}"
    body, given = request.get("body", {}), dict[str, Any]()
    if body.get("mode") == "raw":
        given["content"] = filled(body["raw"]).encode()
        headers["Content-Type"] = "application/json"
    elif body.get("mode") == "formdata":
        files = [one for one in body["formdata"] if one["type"] == "file"]
        given["files"] = [(one["key"], (one["src"], (HOME / one["src"]).read_bytes())) for one in files]
        given["data"] = {one["key"]: filled(one["value"]) for one in body["formdata"] if one["type"] == "text"}
    return client.request(request["method"], filled(request["url"]["raw"]), headers=headers, **given)
