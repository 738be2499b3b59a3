"""Our own hostile uploads over HTTP: each is stored or refused with a code, and the next good one is read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from benchmarks.hostile_inputs import GOOD, Input, damaged, inputs

DEMO = Path(__file__).resolve().parents[2] / "demo" / "resumes"


def _upload(client: FlaskClient, name: str, data: bytes) -> tuple[int, str]:
    sent = name.replace("\r", "%0D").replace("\n", "%0A").replace(chr(34), "%22")  # as every browser does
    answer = client.post("/uploadResume", data={"file": (io.BytesIO(data), sent)})
    said = answer.get_json(silent=True) or {}
    return answer.status_code, str(said.get("code", ""))


@pytest.mark.parametrize("one", [pytest.param(one, id=f"{at} {one.name[:20]!r}") for at, one in enumerate(inputs())])
def test_a_hostile_upload_is_stored_or_refused_with_a_code(client: FlaskClient, upload_dir: Path, one: Input) -> None:
    before = _files(upload_dir)
    status, code = _upload(client, one.name, one.data)
    if status in (200, 201, 202):
        assert one.outcome != "refused"
    else:
        assert (one.outcome != "read", 400 <= status < 500, bool(code)) == (True, True, True), (status, code)
        assert _files(upload_dir) == before, "what is refused leaves a file"
    assert client.get("/api/v1/health").status_code == 200


def test_good_files_that_were_damaged_are_stored_or_refused_with_a_code(client: FlaskClient) -> None:
    originals = sorted(path for path in DEMO.iterdir() if "scan" not in path.name)
    ended = [_upload(client, one.name, one.data) for one in damaged(originals, 30)]
    assert [(status, code) for status, code in ended if status >= 500 or (status >= 400 and not code)] == []
    assert {status < 400 for status, _ in ended} == {True, False}, (
        "the damage is too small or too great to show anything"
    )


def test_the_place_of_a_file_is_its_content_and_never_its_name(client: FlaskClient, upload_dir: Path) -> None:
    for one in (each for each in inputs() if each.data == GOOD):
        assert _upload(client, one.name, one.data)[0] in (200, 201), one.name
    names = {path.name for path in _files(upload_dir)}
    assert all(len(name) == 64 and set(name) <= set("0123456789abcdef") for name in names), names
    assert not Path("/tmp/slipped").exists()


def test_a_good_upload_is_read_after_all_of_them(client: FlaskClient) -> None:
    for one in inputs()[::6]:
        _upload(client, one.name, one.data)
    answer = client.post("/uploadResume", data={"file": (io.BytesIO(GOOD), "good.txt")})
    assert answer.status_code in (200, 201)
    assert "Python" in str(client.get(f"/api/v1/resumes/{answer.json['resume_id']}").json)


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}
