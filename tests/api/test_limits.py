"""Each limit that docs/security.md names lets N pass and refuses N + 1, in the words of its row.

A limit without a line in ``HERE`` or ``ELSEWHERE`` fails. Where reaching N itself would take long, the limit is lowered for
the test; that its default is what the page says is looked at in tests/test_security_doc.py.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import settings as configuration
from api.bodies import _FORM_OVERHEAD as FORM
from api.bodies import MAX_NAME, clean_name
from db.session import Database
from documents import archives, gate, pdf, reading
from documents.limits import DEFAULT_LIMITS, MIB
from errors import AppError
from tests.api.conftest import CV, JD
from tests.test_security_doc import ROWS

Answers = tuple[Any, Any]
ROOT = Path(__file__).resolve().parents[2]
SECRET = "k3y-for-tests-only-0123456789-abcdefghij"


@dataclass
class Place:
    """What a limit is tried on: applications with other settings, and names in the code that are lowered."""

    make_app: Callable[..., Flask]
    monkeypatch: pytest.MonkeyPatch

    def client(self, **changes: Any) -> FlaskClient:
        """Somebody on this machine, whose rights are an admin's."""
        return self.make_app(**changes).test_client()

    def lowered(self, name: str, value: int) -> FlaskClient:
        """A client of an application in which this name of a module has another value."""
        self.monkeypatch.setattr(name, value)
        return self.client()


def post(client: FlaskClient, path: str, headers: Any = None, **body: Any) -> Any:
    return client.post(path, json=body, headers=headers or {})


def upload(client: FlaskClient, *files: bytes, path: str = "/uploadResume", field: str = "file", **more: Any) -> Any:
    given = [(io.BytesIO(data), f"{at}.txt") for at, data in enumerate(files)]
    return client.post(path, data={field: given, **more.pop("fields", {})}, **more)


def cv(number: int, size: int = 0) -> bytes:
    return CV.replace("Ann Lee", f"Ann Lee {chr(97 + number % 26)}").encode().ljust(size, b"\n")


def one_file(place: Place) -> Answers:
    client = place.client(max_file_mb=1)
    return upload(client, cv(1, MIB)), upload(client, cv(2, MIB + 1))


def form_of(size: int, path: str, field: str, client: FlaskClient, headers: Any = None) -> Any:
    """The answer to a form of exactly so many bytes, with files of about a third each."""

    def encoded(*sizes: int) -> bytes:
        head = '--limit\r\nContent-Disposition: form-data; name="%s"; filename="%d.txt"\r\n\r\n'
        parts = [(head % (field, at)).encode() + cv(at, one) + b"\r\n" for at, one in enumerate(sizes)]
        return b"".join(parts) + b"--limit--\r\n"

    third = size // 3
    body = encoded(third, third, third + size - len(encoded(third, third, third)))
    assert len(body) == size
    return client.post(path, data=body, content_type="multipart/form-data; boundary=limit", headers=headers or {})


def several_files(place: Place) -> Answers:
    client = place.client(max_request_mb=1, max_file_mb=1)
    return tuple(form_of(MIB + FORM + more, "/uploadResume", "file", client) for more in (0, 1))  # type: ignore[return-value]


def bulk_request(place: Place) -> Answers:
    client = place.client(bulk_max_request_mb=1, max_file_mb=1)
    mine = task(client)
    return tuple(form_of(MIB + FORM + more, "/upload_files", "files", client, mine) for more in (0, 1))  # type: ignore[return-value]


def task(client: FlaskClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {post(client, '/create_task').json['token']}"}


def files_in_bulk(name: str, place: Place) -> Answers:
    client = place.lowered(name, 2) if "." in name else place.client(**{name: 2})
    give = partial(upload, client, path="/upload_files", field="files", headers=task(client))
    return (give(cv(1), cv(2)), give(cv(3))) if "." not in name else (give(cv(1), cv(2)), give(cv(3), cv(4), cv(5)))


def files_in_a_request(place: Place) -> Answers:
    client = place.lowered("api.bodies.MAX_FILES", 2)
    return upload(client, cv(1), cv(2)), upload(client, cv(3), cv(4), cv(5))


def text_field(place: Place) -> Answers:
    client = place.lowered("api.bodies.MAX_FORM_TEXT", 200_000)
    ask = [upload(client, cv(1), fields={"candidate_name": "a" * size}) for size in (200_000, 200_001)]
    return ask[0], ask[1]


def rate(setting: str, ask: Callable[[FlaskClient], Any], place: Place, **more: Any) -> Answers:
    """The second and the third request where two a minute are allowed."""
    client = place.client(**{setting: "2/minute"} | more)
    answers = [ask(client) for _ in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert int(answers[2].headers["Retry-After"]) > 0
    return answers[1], answers[2]


def log_in(client: FlaskClient) -> Any:
    return post(client, "/api/v1/auth/login", email="ann@example.org", password="not hers at all")


def applications(place: Place) -> Answers:
    client = place.client(rate_limit_applications="2/minute")
    person = {"email": "ann@example.org", "password": "correct horse", "full_name": "Ann", "role": "candidate"}
    boss = person | {"email": "boss@example.org", "role": "recruiter", "company_name": "Acme"}
    assert post(client, "/api/v1/auth/register", **boss).status_code == 201
    token = post(client, "/api/v1/auth/register", **person).json["access_token"]
    ask = partial(post, client, "/api/v1/jobs/J999999/apply", {"Authorization": f"Bearer {token}"}, resume_id="R1")
    return [ask(), ask()][1], ask()


def task_requests(place: Place) -> Answers:
    client = place.client(rate_limit_tasks="2/minute")
    mine = task(client)  # the first of the two
    return tuple(post(client, "/process_task", mine, role="Cook") for _ in range(2))  # type: ignore[return-value]


def guests(place: Place) -> Answers:
    return rate(
        "rate_limit_guests", lambda client: post(client, "/create_task"), place, host="0.0.0.0", secret_key=SECRET
    )


def pairs(place: Place) -> Answers:
    client = place.lowered("api.matches.MAX_PAIRS", 2)
    job = post(client, "/uploadJD", text=JD).json["job_id"]
    ids = [upload(client, cv(at)).json["resume_id"] for at in range(3)]
    return tuple(post(client, "/match", resume_ids=ids[:many], job_ids=[job]) for many in (2, 3))  # type: ignore[return-value]


def compared(place: Place) -> Answers:
    client = place.client()
    job = post(client, "/uploadJD", text=JD).json["job_id"]
    ids = [upload(client, cv(at)).json["resume_id"] for at in range(6)]
    path = f"/api/v1/jobs/{job}/candidates/compare?resume_ids="
    return client.get(path + ",".join(ids[:5])), client.get(path + ",".join(ids))


def opinions_asked(place: Place) -> Answers:
    client = place.client()
    job = post(client, "/uploadJD", text=JD).json["job_id"]
    ids = [f"R{100_000 + at}" for at in range(51)]
    path = f"/api/v1/jobs/{job}/opinions"
    return post(client, path, resume_ids=ids[:50]), post(client, path, resume_ids=ids)


def jobs_imported(place: Place) -> Answers:
    client = place.lowered("api.job_import.MOST", 2)

    def sent(count: int) -> Any:
        rows = [{"@type": "JobPosting", "title": f"Cook {at}", "description": JD} for at in range(count)]
        return client.post("/api/v1/jobs/import", data=json.dumps(rows), content_type="application/ld+json")

    return sent(2), sent(3)


def jobs_exported(place: Place) -> Answers:
    client = place.lowered("api.job_export.MOST", 1)
    post(client, "/uploadJD", text=JD)
    one = client.get("/api/v1/jobs/export")
    post(client, "/uploadJD", text=JD.replace("Backend", "Frontend"))
    return one, client.get("/api/v1/jobs/export")


def webhooks(place: Place) -> Answers:
    client = place.lowered("db.webhooks.MOST", 2)
    made = [post(client, "/api/v1/webhooks", url=f"https://hooks.example.org/{at}") for at in range(3)]
    return made[1], made[2]


def ad_length(place: Place) -> Answers:
    client = place.lowered("posting.MOST_CHARACTERS", 1_000)
    return tuple(post(client, "/uploadJD", text=JD.ljust(size, "x")) for size in (1_000, 1_001))  # type: ignore[return-value]


def fields(place: Place) -> Answers:
    client = place.lowered("api.bodies.MOST_KEYS", 2)
    two = {"text": CV, "filename": "ann.txt"}
    return post(client, "/uploadResume", **two), post(client, "/uploadResume", **two, candidate_name="Ann Lee")


def password(sizes: tuple[int, int], place: Place) -> Answers:
    client, words = place.client(), "violet Kettle 9 orbits; " * 20

    def register(size: int) -> Any:
        body = {"email": f"ann{size}@example.org", "full_name": "Ann", "password": words[:size], "role": "candidate"}
        return post(client, "/api/v1/auth/register", **body)

    boss = {"email": "boss@example.org", "full_name": "B", "password": "correct horse", "role": "recruiter"}
    assert post(client, "/api/v1/auth/register", **boss, company_name="Acme").status_code == 201
    return register(sizes[0]), register(sizes[1])


HERE: dict[str, Callable[[Place], Answers]] = {
    "one file": one_file,
    "a request with several files": several_files,
    "a request of bulk intake": bulk_request,
    "files in a request": files_in_a_request,
    "files in a request of bulk intake": partial(files_in_bulk, "api.bulk_intake.MAX_FILES"),
    "files of a bulk task": partial(files_in_bulk, "bulk_max_files"),
    "a form's text field": text_field,
    "uploads and matches of files, by address": partial(
        rate, "rate_limit_uploads", lambda client: post(client, "/uploadResume", text=CV)
    ),
    "logins and invitations, by address": partial(rate, "rate_limit_login", log_in),
    "failed logins, by account": partial(rate, "rate_limit_account", log_in),
    "applications and withdrawals of a candidate": applications,
    "requests with a task's token, by address": task_requests,
    "tasks made without a login, by address": guests,
    "searches of job boards, by organisation and address": partial(
        rate, "rate_limit_searches", lambda client: client.get("/api/v1/jobs/search_and_match?resume_id=R999999")
    ),
    "pairs of one match request": pairs,
    "résumés compared at once": compared,
    "second opinions of one request": opinions_asked,
    "jobs of an import": jobs_imported,
    "jobs of an export": jobs_exported,
    "webhooks of an organisation": webhooks,
    "a job ad": ad_length,
    "fields of a JSON body": fields,
    "a password, at least": partial(password, (10, 9)),
    "a password, at most": partial(password, (200, 201)),
}
BELOW = "tests/api/test_limits.py"
ELSEWHERE: dict[str, str] = {
    "files of a task without a login": "tests/api/test_bulk_tokens.py:test_a_guests_task_is_seen_by_nobody_else_and_has_limits_of_its_own",
    "life of a task without a login": "tests/api/test_bulk_tokens.py:test_the_token_ends_with_the_tasks_time_and_is_not_in_the_database",
    "life of what a bulk task answered": "tests/tasks/test_forgetting.py:test_old_entries_logins_and_invitations_are_removed",
    "a file's name": f"{BELOW}:test_of_a_long_name_the_end_is_kept",
    "résumés in one question to a language model": "tests/test_opinions.py:test_several_are_asked_about_at_a_time_and_each_has_an_opinion",
    "tokens of the language model a day, by organisation": "tests/test_opinions.py:test_requests_at_once_cannot_spend_more_than_there_is",
    "rows of a CSV": "tests/api/test_candidate_tables.py:test_a_download_that_is_cut_says_so",
    "saved searches of an organisation": "tests/tasks/test_saved_searches.py:test_an_organisation_has_so_many_also_when_several_are_saved_at_once",
    "a document's text": f"{BELOW}:test_what_is_inside_a_document_is_capped_at_n_and_n_plus_one",
    "a word of a text file": "tests/documents/test_gate.py:test_a_word_of_a_text_without_an_end_is_refused_and_a_picture_within_html_is_not",
    "pages read": f"{BELOW}:test_what_is_inside_a_document_is_capped_at_n_and_n_plus_one",
    "parts of a container (DOCX, ODT)": "tests/documents/test_gate.py:test_parts_are_counted_at_n_and_n_plus_one",
    "a container's growth": f"{BELOW}:test_a_container_is_capped_at_n_and_n_plus_one",
    "a container's part, unpacked": f"{BELOW}:test_a_container_is_capped_at_n_and_n_plus_one",
    "a container, unpacked": f"{BELOW}:test_a_container_is_capped_at_n_and_n_plus_one",
    "memory of the process that reads a document": "tests/documents/test_pool.py:test_a_parser_that_eats_memory_is_too_complex",
    "processor time of that process": "tests/documents/test_pool.py:test_a_parser_that_spins_is_too_complex",
    "time to read a document": "tests/documents/test_pool.py:test_a_parser_that_sleeps_is_too_complex",
    "what that process may answer": "tests/documents/test_pool.py:test_an_answer_over_the_cap_is_refused",
    "pixels of a picture": "tests/documents/test_gate.py:test_pictures_are_capped_at_n_and_n_plus_one_pixels",
    "documents in an archive": f"{BELOW}:test_an_archive_is_capped_at_n_and_n_plus_one",
    "an archive, unpacked": f"{BELOW}:test_an_archive_is_capped_at_n_and_n_plus_one",
    "an archive's growth": f"{BELOW}:test_an_archive_is_capped_at_n_and_n_plus_one",
    "life of an access token": "tests/api/test_auth.py:test_forged_expired_and_wrong_purpose_tokens_are_refused",
    "life of a login that is not used": "tests/api/test_logins.py:test_a_refresh_moves_the_end_of_a_login_and_expired_logins_are_forgotten",
    "life of an invitation": "tests/api/test_users.py:test_an_invitation_that_cannot_be_used_says_always_the_same",
    "life of a webhook's former secret": "tests/tasks/test_notifying.py:test_after_a_change_of_secret_both_are_good_for_a_day",
    "a key that signs, at least": f"{BELOW}:test_secrets_are_as_long_and_as_mixed_as_they_must_be",
    "different characters of a service token, at least": f"{BELOW}:test_secrets_are_as_long_and_as_mixed_as_they_must_be",
    "time for an answer of the database": "tests/db/test_session.py:test_a_hung_postgres_is_unavailable_within_five_seconds_and_answers_again_afterwards",
    "time to reach the database": "tests/db/test_session.py:test_a_killed_postgres_is_unavailable_and_the_watch_brings_it_back",
    "an event stream": "tests/api/test_bulk_tokens.py:test_a_stream_holds_no_connection_ends_in_time_and_there_are_not_too_many",
    "time for another server's answer": "tests/connectors/test_outbound.py:test_the_whole_request_ends_in_time_however_slowly_it_drips",
    "another server's answer": "tests/connectors/test_outbound.py:test_an_answer_that_is_too_large_packed_or_broken_is_none",
    "redirects of another server": "tests/connectors/test_outbound.py:test_redirects_are_followed_three_times_and_never_inside",
    "time for the language model": "tests/test_opinions.py:test_a_model_that_is_too_slow_is_waited_for_in_bounds",
    "requests to the language model at once": "tests/test_opinions.py:test_after_a_failure_that_lasts_nobody_is_asked_any_more",
    "days after which somebody is erased": "tests/tasks/test_forgetting.py:test_a_person_with_whom_nothing_has_happened_for_long_is_erased",
    "days that a deleted job can be restored": "tests/api/test_jobs_workspace.py:test_a_job_comes_back_within_the_retention_time_alone",
    "days that entries of the audit log stay": "tests/tasks/test_forgetting.py:test_old_entries_logins_and_invitations_are_removed",
}  # fmt: skip
NOT_TESTED = {
    "a client that sends nothing": "a setting of gunicorn, which tests/test_serving.py starts",
    "pages whose pictures are read": "recognising eleven pages takes a minute; the sweep of scans does",
    "time to read a picture of a page": "the same wall clock as of any document, with another number",
}


def test_every_limit_has_a_test() -> None:
    named = [row[0] for row in ROWS]
    assert sorted({*HERE, *ELSEWHERE, *NOT_TESTED} ^ set(named)) == []
    for what, place in ELSEWHERE.items():
        file, _, name = place.partition(":")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), what


@pytest.mark.parametrize("what", HERE)
def test_n_passes_and_one_more_does_not(
    what: str, make_app: Callable[..., Flask], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = next(row[3] for row in ROWS if row[0] == what)
    at, over = HERE[what](Place(make_app, monkeypatch))
    told = re.search(r"(\d{3}) `(\w+)`", said)
    assert told, "a row without an answer is tested by a function of its own"
    refused = (int(told[1]), told[2])
    assert (over.status_code, over.json["code"]) == refused, over.json
    assert over.json["detail"].endswith(".")
    assert (at.status_code, (at.json or {}).get("code")) != refused, at.json
    assert at.status_code < 500


@pytest.fixture
def make_zip() -> Callable[..., bytes]:
    """Return a function from names and contents to the bytes of a ZIP."""

    def make(parts: dict[str, bytes], compress_type: int = zipfile.ZIP_DEFLATED) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", compress_type) as container:
            for name, content in parts.items():
                container.writestr(name, content)
        return file.getvalue()

    return make


def test_of_a_long_name_the_end_is_kept() -> None:
    assert clean_name("a" * (MAX_NAME - 4) + ".pdf") == "a" * (MAX_NAME - 4) + ".pdf"
    assert clean_name("b" + "a" * (MAX_NAME - 4) + ".pdf") == "a" * (MAX_NAME - 4) + ".pdf"


def test_what_is_inside_a_document_is_capped_at_n_and_n_plus_one() -> None:
    few = replace(DEFAULT_LIMITS, characters=len(CV), pages=2)
    assert reading.read_text(CV, limits=few).text
    with pytest.raises(AppError, match="characters"):
        reading.read_text(CV + "x", limits=few)
    notices = [{notice.code for notice in pdf.read(_pdf(pages), few).notices} for pages in (2, 3)]
    assert ["truncated" in codes for codes in notices] == [False, True]


def test_a_container_is_capped_at_n_and_n_plus_one(make_zip: Callable[..., bytes]) -> None:
    body, part = b"<w:document/>", 2 * MIB
    stored = make_zip({"word/document.xml": body, "word/a.bin": bytes(range(256)) * (part // 256)}, compress_type=0)
    packed = make_zip({"word/document.xml": body, "word/a.bin": b"ab" * part})
    with zipfile.ZipFile(io.BytesIO(packed)) as container:
        ratio = 2 * part / container.getinfo("word/a.bin").compress_size
    for data, fits in (
        (stored, {"zip_part_bytes": part}),
        (stored, {"zip_total_bytes": part + len(body)}),
        (packed, {"zip_ratio": int(ratio) + 1}),
    ):
        name, most = next(iter(fits.items()))
        assert gate.admit(data, replace(DEFAULT_LIMITS, **({"zip_ratio": 10_000} | fits))) == "docx"
        fewer = {"zip_ratio": 10_000} | {name: most - 1 if name != "zip_ratio" else int(ratio)}
        with pytest.raises(AppError) as refused:
            gate.admit(data, replace(DEFAULT_LIMITS, **fewer))
        assert refused.value.code == "file_too_large"


def test_an_archive_is_capped_at_n_and_n_plus_one(make_zip: Callable[..., bytes]) -> None:
    stored = make_zip({"a.txt": b"a" * 1_000, "b.txt": b"b" * 1_000}, compress_type=0)
    packed = make_zip({"a.txt": bytes(2 * MIB)})

    def refusals(data: bytes, **limits: int) -> list[str | None]:
        found = archives.members(io.BytesIO(data), replace(archives.DEFAULT_ARCHIVE_LIMITS, **limits))
        return [one.refusal.code if one.refusal else None for one in found]

    assert refusals(stored, members=2) == [None, None]
    with pytest.raises(AppError, match="over 1 files"):
        refusals(stored, members=1)
    assert refusals(stored, total_bytes=2_000) == [None, None]
    assert refusals(stored, total_bytes=1_999) == [None, "file_too_large"]
    assert refusals(packed, ratio=100_000) == [None]
    assert refusals(packed, ratio=100) == ["file_too_large"]


def test_secrets_are_as_long_and_as_mixed_as_they_must_be() -> None:
    long = "k3y-for-tests-only-0123456789-abcdefghij"
    for given, refused in (
        ({"secret_key": long[:32]}, {"secret_key": long[:31]}),
        ({"app_token": "abcdefgh" * 2}, {"app_token": "abcdefga" * 2}),
    ):
        assert configuration.load(_env_file=None, **given)
        with pytest.raises((AppError, ValueError)):
            configuration.load(_env_file=None, **refused)


def _pdf(pages: int) -> bytes:
    import pymupdf

    document = pymupdf.open()
    for number in range(pages):
        document.new_page().insert_text((50, 50), f"Page {number} of Ann Lee, who wrote Python for years")
    return bytes(document.tobytes())
