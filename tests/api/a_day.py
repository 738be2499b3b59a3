"""What people do over HTTP in a day: they log in, invite each other, post jobs, upload résumés and move candidates on."""

from __future__ import annotations

import csv
import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

DEMO = Path(__file__).parents[2] / "demo"
SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
PASSWORD = "correct horse battery"
RESUMES = [path for path in sorted((DEMO / "resumes").iterdir()) if "scan" not in path.name][:16]


@dataclass
class Client:
    """Somebody with an address and, once logged in, a token."""

    url: str
    token: str = ""

    def ask(self, verb: str, path: str, body: Any = None, expect: int = 200) -> Any:
        """JSON in, JSON out; any other status than the expected one fails the test."""
        data = None if body is None else json.dumps(body).encode()
        return self._send(verb, f"/api/v1{path}", data, "application/json", expect)

    def upload(self, path: str, file: Path, fields: dict[str, str], expect: int = 201) -> Any:
        """A file in a multipart form."""
        mark = uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        data = b"".join([*parts, head.encode(), file.read_bytes(), f"\r\n--{mark}--\r\n".encode()])
        return self._send("POST", path, data, f"multipart/form-data; boundary={mark}", expect)

    def log_in(self, email: str) -> Client:
        answer = self.ask("POST", "/auth/login", {"email": email, "password": PASSWORD})
        return Client(self.url, answer["access_token"])

    def _send(self, verb: str, path: str, data: bytes | None, kind: str, expect: int) -> Any:
        headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        request = urllib.request.Request(f"{self.url}{path}", data, headers, method=verb)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, said, type_ = answer.status, answer.read(), answer.headers.get_content_type()
        except urllib.error.HTTPError as refusal:
            status, said, type_ = refusal.code, refusal.read(), refusal.headers.get_content_type()
        assert status == expect, (verb, path, status, said[:500])
        return json.loads(said) if type_ in {"application/json", "application/problem+json"} else said


def register(url: str, email: str, company: str, **more: str) -> Client:
    who = {"email": email, "password": PASSWORD, "full_name": "Ada Blom", "role": "admin", "company_name": company}
    return Client(url, Client(url).ask("POST", "/auth/register", who | more, 201)["access_token"])


def recruiter_of(admin: Client, email: str, meanwhile: Callable[[], object] = lambda: None) -> Client:
    """Invites somebody, who registers by the invitation and logs in."""
    invitation = admin.ask("POST", "/invitations", {"email": email, "role": "recruiter"}, 201)
    meanwhile()
    body = {"email": email, "password": PASSWORD, "full_name": "Rui Costa", "invitation": invitation["token"]}
    Client(admin.url).ask("POST", "/auth/register", body, 201)
    return Client(admin.url).log_in(email)


def post_jobs(who: Client) -> list[str]:
    files = [DEMO / "jobs" / name for name in ("backend-engineer.pdf", "icu-nurse.pdf")]
    return [who.upload("/uploadJD", file, {})["job_id"] for file in files]


def spend_the_day(who: Client) -> tuple[list[str], list[str]]:
    """Two jobs, sixteen résumés, ranked, moved and exported; gives the ids of jobs and résumés."""
    jobs = post_jobs(who)
    resumes = []
    for file in RESUMES:
        taken = who.upload("/uploadResume", file, {"job_id": jobs[0]})
        assert taken["match"]["job_id"] == jobs[0]
        resumes.append(taken["resume_id"])
    assert who.ask("GET", "/resumes")["total"] == 16
    ranked = who.ask("GET", f"/jobs/{jobs[0]}/candidates?limit=100")
    assert (ranked["total"], ranked["unscored"]) == (16, 0)
    scores = [one["match_score"] for one in ranked["items"]]
    assert scores == sorted(scores, reverse=True)
    assert {one["status"] for one in ranked["items"]} == {"pending"}
    best, second, last = (ranked["items"][at]["resume_id"] for at in (0, 1, -1))

    who.ask("PATCH", f"/jobs/{jobs[0]}/candidates/{best}", {"status": "shortlisted", "note": "Call on Monday."})
    who.ask("PATCH", f"/jobs/{jobs[0]}/candidates/{last}", {"status": "rejected"})
    who.ask("PATCH", f"/jobs/{jobs[0]}/candidates/{second}", {"status": "hired"}, 409)
    listed = who.ask("GET", f"/jobs/{jobs[0]}/candidates?status=shortlisted")["items"]
    assert [one["resume_id"] for one in listed] == [best]
    seen = who.ask("GET", f"/jobs/{jobs[0]}/candidates/{best}")
    assert [move["to_status"] for move in seen["history"]] == ["shortlisted"]

    table = who.ask("GET", f"/jobs/{jobs[0]}/candidates?format=csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["status"] for row in rows if row["resume_id"] in (best, last)] == ["shortlisted", "rejected"]
    assert len(rows) == 16
    book = zipfile.ZipFile(io.BytesIO(who.ask("GET", f"/jobs/{jobs[0]}/candidates?format=xlsx")))
    assert "xl/worksheets/sheet1.xml" in book.namelist()
    return jobs, resumes
