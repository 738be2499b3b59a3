"""The same thing from fifty clients at once is stored once, by a constraint of the database."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.faults.conftest import House

CLIENTS, PATIENCE_S = 50, 60.0


def test_fifty_identical_uploads_at_once_are_one_resume_and_one_file(well: House) -> None:
    before = well.ask("GET", "/api/v1/resumes").json()["total"]
    files = set(well.uploads.folder.glob("1/*"))

    def upload(number: int) -> httpx.Response:
        """Those who wait too long for the first of them are told to come back, and do."""
        deadline = time.monotonic() + PATIENCE_S
        while (answer := well.upload("Ann Fifty")).status_code == 503 and time.monotonic() < deadline:
            time.sleep(1)
        return answer

    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(upload, range(CLIENTS)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: CLIENTS - 1}
    assert len({answer.json()["resume_id"] for answer in answers}) == 1
    assert well.ask("GET", "/api/v1/resumes").json()["total"] == before + 1
    assert len(set(well.uploads.folder.glob("1/*")) - files) == 1


def test_fifty_registrations_of_one_address_at_once_are_one_user(well: House) -> None:
    body = {"password": "correct horse battery", "full_name": "Ann Lee", "company_name": "Acme", "role": "recruiter"}

    def register(number: int) -> int:
        email = ("ann.fifty@example.org", "Ann.Fifty@Example.org")[number % 2]
        return well.ask("POST", "/api/v1/auth/register", json=body | {"email": email}).status_code

    try:
        with ThreadPoolExecutor(CLIENTS) as clients:
            statuses = Counter(clients.map(register, range(CLIENTS)))
        assert statuses == {201: 1, 409: CLIENTS - 1}
    finally:
        well.postgres.say("delete from users")
        well.new_worker()  # the old one remembers that somebody is registered, and asks for tokens
