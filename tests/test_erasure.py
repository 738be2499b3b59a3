"""After somebody is erased nothing of theirs is left: not in a dump of the database, in files, caches, the queue or logs."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest
import redis
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

import settings as configuration
from api import journal
from app_main import create_app
from db.session import Database
from pipeline import Parts
from tasks import reading, rematching, worker

V1 = "/api/v1"
SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
PASSWORD = "correct horse battery"
Headers = dict[str, str]

CV = """{name}
{email} | +49 30 {phone} | {street} 77, Berlin, Germany

Summary
Engineer who once said {sentence} to a crowd and builds services in Python.

Experience
Backend Developer, {employer} Werke GmbH
Jan 2019 - Present
- Built REST APIs in Python and Flask on PostgreSQL
- Ran services with Docker and Redis

Education
BSc Computer Science, {school} University, 2018

Projects
{project}
- A tracker for parcels in Python

Skills
Python, Flask, PostgreSQL, Docker, Redis
"""
JD = """Backend Developer
Acme GmbH, Berlin

Requirements
- 3+ years of experience with Python
- Flask and PostgreSQL
- Kubernetes is a plus
"""
# What nobody else in the database says. Each is one word, in lower case, as it is found in any spelling of the text.
WHO = {
    "name": "quillfeather", "email": "wobblemail", "phone": "90182736", "street": "snickersnacklane",
    "sentence": "vorpaline", "employer": "frumiosa", "school": "mimsyborough", "project": "jubjubtracker",
    "filename": "galumphing",
}  # fmt: skip
WRITTEN = {
    "note": "uffishly", "reason": "callooh", "tag": "tulgeyish", "correction": "manxomery", "comment": "borogovian",
    "job_note": "outgrabed", "saved_search": "slithytove",
}  # fmt: skip
INTERVIEW = {"interview_note": "wabesday", "interview_place": "slithyroom"}


def cv_of(who: Mapping[str, str]) -> str:
    return CV.format(
        **{
            **who,
            "name": f"Zeb {who['name'].title()}",
            "email": f"zeb@{who['email']}.example",
            "street": who["street"].title(),
            "employer": who["employer"].title(),
            "school": who["school"].title(),
            "project": who["project"].title(),
        }
    )


@dataclass(frozen=True)
class Places:
    """Where personal data may be: the database, folders, Redis and what was logged."""

    database_url: str
    folders: tuple[Path, ...]
    redis_url: str
    log: Path

    def holding(self, marker: str) -> set[str]:
        """The places in which a marker is found, in whatever case it is written."""
        return {name for name, said in self.all().items() if marker.encode() in said}

    def all(self) -> dict[str, bytes]:
        """Everything that is anywhere, in lower case."""
        return {name: data.lower() for name, data in self._each()}

    def _each(self) -> Iterator[tuple[str, bytes]]:
        yield "dump", dump(self.database_url)
        store = redis.Redis.from_url(self.redis_url)
        yield "redis", b"\n".join(key + b" " + (store.dump(key) or b"") + plain(store, key) for key in store.keys())  # noqa: SIM118
        yield "log", self.log.read_bytes()
        yield "postgres log", (postgres_folder(self.database_url) / "log").read_bytes()
        for folder in self.folders:
            for path in folder.rglob("*"):
                if path.is_file() and "postgres" not in path.relative_to(folder).parts:
                    yield str(path), path.name.encode() + b"\n" + path.read_bytes()


def plain(store: redis.Redis, key: bytes) -> bytes:
    return (store.get(key) or b"") if store.type(key) == b"string" else b""


def postgres_folder(url: str) -> Path:
    return Path(parse_qs(urlsplit(url.replace("postgresql+psycopg2", "postgresql")).query)["host"][0])


def dump(url: str) -> bytes:
    """A full dump as text, with every column of bytes unpacked."""
    pid = int((postgres_folder(url) / "postmaster.pid").read_text().split("\n", 1)[0])
    program = Path(psutil.Process(pid).exe()).with_name("pg_dump")
    address = url.replace("postgresql+psycopg2://", "postgresql://")
    done = subprocess.run([program, "-d", address], capture_output=True, check=True)
    return done.stdout + b"\n".join(unpacked(done.stdout))


def unpacked(dumped: bytes) -> Iterator[bytes]:
    """What the columns of bytes hold: as they are, and decompressed where that can be done."""
    for found in re.finditer(rb"\\\\x([0-9a-f]+)", dumped):
        data = bytes.fromhex(found[1].decode())
        yield data
        try:
            yield zlib.decompress(data)
        except zlib.error:
            continue


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """Everything that is logged at DEBUG, as the server writes it."""
    root, path = logging.getLogger(), tmp_path / "log.jsonl"
    before, level = list(root.handlers), root.level
    journal.configure("DEBUG", "json")
    handler = logging.FileHandler(path)
    handler.setFormatter(root.handlers[0].formatter)
    root.handlers[:] = [handler]
    yield path
    root.handlers[:] = before
    root.setLevel(level)
    handler.close()


@pytest.fixture(params=["redis", "file"])
def app(
    request: pytest.FixtureRequest, database: Database, database_url: str, redis_url: str, tmp_path: Path
) -> Iterator[Flask]:
    redis.Redis.from_url(redis_url).flushall()
    chosen: dict[str, Any] = {
        "_env_file": None,
        "host": "0.0.0.0",
        "secret_key": SECRET,
        "database_url": database_url,
        "redis_url": redis_url if request.param == "redis" else None,
        "data_dir": tmp_path / "var",
        "upload_dir": tmp_path / "uploads",
        "demo_data": False,
        "rate_limit_login": "1000/minute",
        "rate_limit_account": "1000/minute",
        "rate_limit_applications": "1000/minute",
    }
    made = create_app(configuration.load(**chosen))
    made.testing = True
    made.config["CACHE_KIND"] = request.param
    yield made
    made.extensions["parts"].database.close()


@pytest.fixture
def parts(app: Flask) -> Parts:
    found: Parts = app.extensions["parts"]
    return found


@pytest.fixture
def places(app: Flask, database_url: str, redis_url: str, log_file: Path, tmp_path: Path) -> Places:
    return Places(database_url, (tmp_path / "var", tmp_path / "uploads"), redis_url, log_file)


@dataclass
class Office:
    """A recruiter at work, over HTTP."""

    client: FlaskClient
    admin: Headers

    def ask(self, verb: str, path: str, body: Any = None, expect: tuple[int, ...] = (200, 201)) -> Any:
        address = path if path == "/match" or path.startswith(("/upload", "/results")) else f"{V1}{path}"
        answer = self.client.open(address, method=verb, json=body, headers=self.admin)
        assert answer.status_code in expect, (verb, path, answer.get_data(as_text=True)[:500])
        return answer.json if answer.is_json else answer.get_data()

    def upload(self, who: Mapping[str, str]) -> str:
        file = (io.BytesIO(cv_of(who).encode()), f"{who['filename']}-cv.txt")
        answer: Any = self.client.post("/uploadResume", data={"file": file}, headers=self.admin)
        assert answer.status_code == 201, answer.json
        return str(answer.json["resume_id"])

    def job(self) -> str:
        return str(self.ask("POST", "/uploadJD", {"text": JD})["job_id"])

    def works_on(self, resume_id: str, job_id: str, who: Mapping[str, str], written: Mapping[str, str]) -> None:
        """Does with a candidate all that recruiters do."""
        match = self.ask("POST", "/match", {"resume_id": resume_id, "job_id": job_id})["results"][0]["match_id"]
        # A résumé that is taken for an ad is remembered like one.
        self.ask("POST", "/match", {"resume_text": "x", "job_text": cv_of(who), "store": False})
        self.ask("GET", f"/jobs/{job_id}/candidates")
        correction = {"corrections": {"skills": ["Python", written["correction"].title()]}}
        self.ask("PATCH", f"/resumes/{resume_id}", correction)
        said = {"verdict": "disagree", "comment": f"Too {written['comment']}"}
        self.ask("POST", f"/matches/{match}/feedback", said)
        self.ask(
            "PATCH", f"/jobs/{job_id}/candidates/{resume_id}", {"status": "shortlisted", "note": written["reason"]}
        )
        self.ask("POST", f"/resumes/{resume_id}/notes", {"text": f"Spoke {written['note']}."})
        self.ask("POST", f"/resumes/{resume_id}/notes", {"text": f"Also {written['job_note']}.", "job_id": job_id})
        self.ask("PUT", f"/resumes/{resume_id}/tags/{written['tag']}", expect=(200, 201, 204))
        saved = {"name": f"For {written['saved_search']}", "resume_id": resume_id}
        self.ask("POST", "/saved-searches", saved)
        self.ask("GET", f"/jobs/search_and_match?resume_id={resume_id}")
        for words in (*who.values(), *written.values()):
            self.ask("GET", f"/resumes?q={words}")
            self.ask("GET", f"/persons?q={words}")
        self.ask("GET", f"/jobs/{job_id}/candidates?format=csv")
        self.ask("GET", f"/jobs/{job_id}/candidates?format=xlsx")
        self.ask("GET", f"/resumes/{resume_id}?format=jsonresume")
        self.ask("GET", f"/jobs/{job_id}/candidates/compare?resume_ids={resume_id},{resume_id}", expect=(200, 422))

    def interview(self, resume_id: str, job_id: str, written: Mapping[str, str]) -> None:
        me = self.ask("GET", "/auth/me")["user_id"]
        start = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%dT%H:00:00Z")
        asked = {"job_id": job_id, "resume_id": resume_id, "type": "onsite", "start": start}
        asked |= {"duration_minutes": 60, "interviewer_ids": [me], "note": written["interview_note"]}
        self.ask("POST", "/interviews", asked | {"location": written["interview_place"]})

    def person_of(self, resume_id: str) -> str:
        return str(self.ask("GET", f"/resumes/{resume_id}")["person_id"])


@pytest.fixture
def office(app: Flask) -> Office:
    client = app.test_client()
    body = {
        "email": "boss@acme.example",
        "password": PASSWORD,
        "full_name": "Boss",
        "role": "admin",
        "company_name": "Acme",
    }
    answer: Any = client.post(f"{V1}/auth/register", json=body)
    assert answer.status_code == 201, answer.json
    return Office(client, {"Authorization": f"Bearer {answer.json['access_token']}"})


def assert_found(places: Places, markers: Mapping[str, str], where: str = "dump") -> None:
    said = places.all()[where]
    missing = [name for name, marker in markers.items() if marker.encode() not in said]
    assert not missing, f"the test proves nothing about {missing}: never in the {where}"


def assert_gone(places: Places, markers: Mapping[str, str]) -> None:
    said = places.all()
    found = {
        (name, place) for name, marker in markers.items() for place, data in said.items() if marker.encode() in data
    }
    assert not found


def wait_in_queue(parts: Parts, resume_id: str) -> None:
    with parts.database.session() as session:
        reading.defer(session, int(resume_id[1:]))
        rematching.defer(session, int(resume_id[1:]))
        session.commit()


def waiting(parts: Parts) -> int:
    asked = text("select count(*) from procrastinate_jobs where task_name in ('read_scan', 'match_again')")
    with parts.database.session() as session:
        return int(session.scalar(asked) or 0)


def test_nothing_is_left_of_a_person_who_is_erased(office: Office, parts: Parts, places: Places, app: Flask) -> None:
    markers = WHO | WRITTEN | INTERVIEW
    resume_id, job_id = office.upload(WHO), office.job()
    office.works_on(resume_id, job_id, WHO, WRITTEN)
    office.interview(resume_id, job_id, INTERVIEW)
    person = office.person_of(resume_id)
    with zipfile.ZipFile(io.BytesIO(office.ask("GET", f"/persons/{person}/export"))) as exported:
        whole = (
            b"".join(exported.read(name) for name in exported.namelist()).lower() + str(exported.namelist()).encode()
        )
    assert [name for name, marker in markers.items() if marker.encode() not in whole] == []
    wait_in_queue(parts, resume_id)
    assert_found(places, markers)
    cached = "redis" if app.config["CACHE_KIND"] == "redis" else str(places.folders[0] / "jd_cache.json")
    assert_found(places, {name: WHO[name] for name in ("sentence", "employer")}, cached)
    uploads = [path for path in places.all() if path.startswith(str(places.folders[1]))]
    assert uploads, "the test proves nothing about files"
    assert parts.at_hand._held
    assert waiting(parts) == 2
    office.ask("DELETE", f"/persons/{person}", expect=(204,))
    assert_gone(places, markers)
    assert not [path for path in places.all() if path.startswith(str(places.folders[1]))]
    assert not parts.at_hand._held
    assert waiting(parts) == 0
    worker.run(places.database_url, parts, is_main=False, until_empty=True)
    office.ask("GET", f"/jobs/{job_id}/candidates")
    office.ask("GET", "/audit?limit=100")
    assert_gone(places, markers)


def test_what_a_failing_statement_was_to_store_is_not_in_the_databases_own_log(places: Places) -> None:
    engine = sqlalchemy.create_engine(places.database_url)
    again = "insert into users (organisation_id, email, password_hash, full_name, role) values (1, :email, 'x', 'x', 'admin')"
    with engine.connect() as connection:
        connection.execute(text(again), {"email": "frabjous@example.org"})
        with pytest.raises(sqlalchemy.exc.IntegrityError, match="frabjous"):
            connection.execute(text(again), {"email": "frabjous@example.org"})
    engine.dispose()
    said = (postgres_folder(places.database_url) / "log").read_text()
    assert "uq_users_email" in said
    assert "frabjous" not in said


def test_of_two_resumes_of_a_person_the_one_that_stays_stays_whole(
    office: Office, parts: Parts, places: Places
) -> None:
    # The same address and name: one person, and two files that say other things.
    same = ("name", "email", "phone")
    other = {name: value if name in same else f"{value}2b" for name, value in WHO.items()}
    other |= {"filename": "burbling"}
    mine = {name: f"{WHO[name]}1a" for name in ("street", "sentence", "employer", "school", "project")}
    gone = {**WHO, **mine}
    first, job_id = office.upload(gone), office.job()
    second = office.upload(other)
    person = office.person_of(first)
    assert office.person_of(second) == person
    kept_words = {name: f"{value}kept" for name, value in WRITTEN.items()}
    lost_words = {name: f"{value}lost" for name, value in WRITTEN.items()}
    office.works_on(first, job_id, gone, lost_words)
    office.works_on(second, job_id, other, kept_words)
    lost = {name: value for name, value in gone.items() if name not in same} | {
        f"written {name}": value for name, value in lost_words.items()
    }
    kept = other | {f"written {name}": value for name, value in kept_words.items()}
    assert_found(places, lost)
    assert_found(places, kept)
    before = office.ask("GET", f"/resumes/{second}")
    matches = office.ask("GET", f"/results?resume_id={second}")["items"]
    office.ask("DELETE", f"/resumes/{first}", expect=(204,))
    assert_gone(places, lost)
    assert_found(places, kept)
    assert office.ask("GET", f"/resumes/{second}") == before | {"same_person": []}
    assert office.ask("GET", f"/results?resume_id={second}")["items"] == matches
    assert office.ask("GET", f"/resumes/{second}/file").decode() == cv_of(other)
    assert office.ask("GET", f"/persons/{person}")["resume_ids"] == [second]
    office.ask("DELETE", f"/resumes/{second}", expect=(204,))
    assert_gone(places, kept)


@pytest.mark.parametrize("by", ["themselves", "staff"])
def test_an_account_goes_with_all_that_its_candidate_said(
    office: Office, parts: Parts, places: Places, by: str
) -> None:
    told = {"account": "brilligmail", "full_name": "bandersnatchy", "headline": "whiffling", "place": "tumtumtree"}
    markers = WHO | told | {"reason": WRITTEN["reason"]}
    invited = {"email": f"zeb@{told['account']}.example", "role": "candidate"}
    token = office.ask("POST", "/invitations", invited)["token"]
    body = {
        "email": invited["email"],
        "password": PASSWORD,
        "full_name": f"Zeb {told['full_name']}",
        "invitation": token,
    }
    registered: Any = office.client.post(f"{V1}/auth/register", json=body)
    assert registered.status_code == 201, registered.json
    mine = Office(office.client, {"Authorization": f"Bearer {registered.json['access_token']}"})
    mine.ask("PATCH", "/me/profile", {"headline": told["headline"], "location": told["place"]})
    resume_id, job_id = mine.upload(WHO), office.job()
    mine.ask("POST", f"/jobs/{job_id}/apply", {"resume_id": resume_id})
    office.ask("PATCH", f"/jobs/{job_id}/candidates/{resume_id}", {"status": "reviewed", "note": WRITTEN["reason"]})
    with zipfile.ZipFile(io.BytesIO(mine.ask("GET", "/me/export"))) as exported:
        whole = (
            b"".join(exported.read(name) for name in exported.namelist()).lower() + str(exported.namelist()).encode()
        )
    # What recruiters wrote for each other is not in it.
    assert [name for name, marker in markers.items() if marker.encode() not in whole] == ["reason"]
    assert_found(places, markers)
    if by == "themselves":
        mine.ask("DELETE", "/me", {"password": "not mine at all"}, expect=(422,))
        mine.ask("GET", "/me/profile")
        mine.ask("DELETE", "/me", {"password": PASSWORD}, expect=(204,))
    else:
        office.ask("DELETE", f"/persons/{office.person_of(resume_id)}", expect=(204,))
    assert_gone(places, markers)
    mine.ask("GET", "/me/profile", expect=(401,))
    entry = office.ask("GET", "/audit?action=erased")["items"][0]
    assert entry["resume_ids"] == [resume_id]
    assert entry["user_id"] == (2 if by == "themselves" else 1)


def test_a_recruiters_account_stays_when_staff_erase_a_person(office: Office, places: Places) -> None:
    resume_id = office.upload(WHO)
    person = office.person_of(resume_id)
    with sqlalchemy.create_engine(places.database_url).begin() as connection:
        connection.execute(text("update persons set user_id = 1"))
    office.ask("DELETE", f"/persons/{person}", expect=(204,))
    assert office.ask("GET", "/auth/me")["user_id"] == 1


def test_the_search_finds_what_is_packed(places: Places) -> None:
    with sqlalchemy.create_engine(places.database_url).begin() as connection:
        connection.execute(text("create table packed_for_test (data bytea)"))
        connection.execute(
            text("insert into packed_for_test values (:data)"), {"data": zlib.compress(b"Jabberwock" * 9)}
        )
    try:
        assert places.holding("jabberwock") == {"dump"}
    finally:
        with sqlalchemy.create_engine(places.database_url).begin() as connection:
            connection.execute(text("drop table packed_for_test"))
