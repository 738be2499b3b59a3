"""Backups of a real installation, restored, damaged and interrupted; the databases are on the embedded server."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from click.testing import CliRunner
from isal import igzip
from sqlalchemy import text

import backing_up
import safekeeping
import settings as configuration
from app_main import create_app
from db import backups, dumps, loads, schema
from db.backups import BadBackup, NotWritten
from db.loads import NotRestored
from errors import Conflict, NotFound

KEY = "k3y-for-tests-only-0123456789-abcdefghij"
ROOT = Path(__file__).resolve().parents[1]
CV = """{name}
{mail}@example.org | +1 415 555 {phone} | Berlin, Germany

Experience
Backend Developer, Acme GmbH
Jan 2019 - Present
- Built REST APIs in {skills}

Education
BSc Computer Science, Test University, 2018

Skills
{skills}
"""
JD = "Backend Developer\nAcme GmbH, Berlin\n\nRequirements\n- 3+ years of experience with Python\n- Flask and PostgreSQL\n"
SKILLS = ("Python, Flask, PostgreSQL", "Python, Django", "Java, Spring", "Python, Flask", "Excel", "PostgreSQL, Docker")


@dataclass
class Place:
    """An installation: a database and a folder of uploads."""

    url: str
    uploads: Path

    def app(self, folder: Path) -> Any:
        given = {"_env_file": None, "database_url": self.url, "upload_dir": self.uploads, "data_dir": folder / "var"}
        return create_app(configuration.load(**given, secret_key=KEY, demo_data=False, web_threads=2))

    def digest(self) -> dict[str, str]:
        """The sum of each table's rows, each sequence's state and each upload."""
        with _engine(self.url).connect() as connection:
            tables = connection.scalars(text(loads._TABLES)).all()
            found = {
                name: connection.scalar(
                    text(
                        f"select md5(coalesce(string_agg(r, '|' order by r), '')) from (select {name}::text r from {name}) x"
                    )
                )
                for name in tables
                if name not in dumps.MADE_AGAIN
            }
            names = connection.scalars(
                text("select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace")
            ).all()
            for name in names:
                found[name] = str(connection.execute(text(f"select last_value, is_called from {name}")).one())
        files = [path for path in self.uploads.rglob("*") if path.is_file()]
        return found | {str(path.relative_to(self.uploads)): backups.digest(path) for path in files}

    def ask(self, statement: str) -> Any:
        with _engine(self.url).connect() as connection:
            return connection.scalar(text(statement))


def _engine(url: str) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, isolation_level="AUTOCOMMIT")


@contextmanager
def quiet(label: str, total: int) -> Iterator[Callable[[], object]]:
    yield lambda: None


@pytest.fixture(scope="module")
def make_place(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Place]:
    made = []

    def make(revision: str | None = None, owner: str | None = None) -> Place:
        name = f"place_{len(made)}_{os.getpid()}"
        made.append(name)
        with _engine(database_url).connect() as connection:
            connection.execute(text(f"create database {name}" + (f" owner {owner}" if owner else "")))
        place = Place(database_url.replace("/postgres?", f"/{name}?"), tmp_path_factory.mktemp("uploads"))
        if revision is not None:
            with _engine(place.url).execution_options(isolation_level="READ COMMITTED").begin() as connection:
                schema.move(connection, revision)
        return place

    return make


def fill(client: Any) -> str:
    """An organisation with two users, a job with six ranked résumés, a file, a note and an interview; gives the job."""
    body = {"email": "boss@example.org", "password": "correct horse", "full_name": "Ann Boss", "company_name": "Acme"}
    boss = _said(client.post("/api/v1/auth/register", json=body), 201)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {boss['access_token']}"
    invited = _said(client.post("/api/v1/invitations", json={"email": "bo@example.org", "role": "recruiter"}), 201)
    bo = {"email": "bo@example.org", "password": "correct horse", "full_name": "Bo Li", "invitation": invited["token"]}
    _said(client.post("/api/v1/auth/register", json=bo), 201)
    job = str(_said(client.post("/uploadJD", json={"text": JD}), 201)["job_id"])
    resumes = [upload(client, number) for number in range(len(SKILLS))]
    with _a_pdf().open("rb") as file:
        _said(client.post("/uploadResume", data={"file": (file, "cv.pdf")}), 201)
    assert len(ranking(client, job)) == 7
    path = f"/api/v1/jobs/{job}/candidates/{resumes[0]}"
    _said(client.patch(path, json={"status": "shortlisted", "note": "Call on Monday."}), 200)
    who = _said(client.get("/api/v1/auth/me"), 200)["user_id"]
    start = f"{date.today() + timedelta(days=9)}T09:00:00Z"
    meeting = {"job_id": job, "resume_id": resumes[0], "type": "video", "start": start, "time_zone": "Europe/Berlin"}
    _said(client.post("/api/v1/interviews", json=meeting | {"duration_minutes": 60, "interviewer_ids": [who]}), 201)
    return job


def upload(client: Any, number: int) -> str:
    skills = SKILLS[number % len(SKILLS)]
    said = CV.format(name=f"Ann{chr(97 + number % 26)} Lee", mail=f"a{number}", phone=f"{number:04}", skills=skills)
    return str(_said(client.post("/uploadResume", json={"text": said}), 201)["resume_id"])


def ranking(client: Any, job: str) -> list[tuple[str, float]]:
    listed = _said(client.get(f"/api/v1/jobs/{job}/candidates?limit=100"), 200)
    assert listed["unscored"] == 0
    return [(one["resume_id"], one["match_score"]) for one in listed["items"]]


def _a_pdf() -> Path:
    return next(path for path in sorted((ROOT / "demo" / "resumes").glob("*.pdf")) if "scan" not in path.name)


def _said(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.json


@dataclass
class Filled:
    place: Place
    job: str
    ranking: list[tuple[str, float]]
    backup: Path
    client: Any


@pytest.fixture(scope="module")
def filled(make_place: Callable[..., Place], tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """A filled installation and its backup; nobody changes either."""
    place, folder = make_place(), tmp_path_factory.mktemp("filled")
    schema.migrate(place.url)
    app = place.app(folder)
    client = app.test_client()
    job = fill(client)
    ranked = ranking(client, job)
    _let_go(app)
    safekeeping.back_up(place.url, place.uploads, folder / "backup", KEY, quiet)
    return Filled(place, job, ranked, folder / "backup", client)


def _let_go(app: Any) -> None:
    database = app.extensions["parts"].database
    database.engine.dispose()
    database._side_engine.dispose()


@pytest.fixture
def copy(filled: Filled, tmp_path: Path) -> Path:
    """A backup to be damaged."""
    return shutil.copytree(filled.backup, tmp_path / "copy")


def restore(place: Place, folder: Path, replace: bool = False) -> safekeeping.Restored:
    return safekeeping.restore(place.url, place.uploads, folder, KEY, replace, quiet)


def test_every_row_number_and_upload_comes_back(filled: Filled, make_place: Callable[..., Place]) -> None:
    there = make_place()
    done = restore(there, filled.backup)
    assert there.digest() == filled.place.digest()
    assert (done.is_other_key, done.foreign) == (False, ())
    assert there.ask("select count(*) from interviews") == 1
    assert done.manifest.originals.files == 7


def test_a_server_on_the_restored_place_ranks_as_before_and_goes_on(
    filled: Filled, make_place: Callable[..., Place], tmp_path: Path
) -> None:
    there = make_place()
    restore(there, filled.backup)
    app = there.app(tmp_path)
    client = app.test_client()
    login = client.post("/api/v1/auth/login", json={"email": "boss@example.org", "password": "correct horse"})
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {_said(login, 200)['access_token']}"
    assert ranking(client, filled.job) == filled.ranking
    new = upload(client, 9)
    assert new not in {key for key, _ in filled.ranking}
    assert new in {key for key, _ in ranking(client, filled.job)}
    _let_go(app)


def test_the_tables_are_those_that_migrations_make(filled: Filled, make_place: Callable[..., Place]) -> None:
    there, fresh = make_place(), make_place()
    restore(there, filled.backup)
    schema.migrate(fresh.url)
    asked = (
        # Postgres writes the casts of a list in another place once it has read its own words.
        r"select string_agg(regexp_replace(indexdef, '::text\[\]|::text|::character varying|[()]', '', 'g'), ';' order by"
        " indexname) from pg_indexes where schemaname = 'public'",
        "select string_agg(conrelid::regclass || conname || convalidated || pg_get_constraintdef(oid), ';' order by"
        " conrelid::regclass::text, conname) from pg_constraint where connamespace = 'public'::regnamespace",
        "select string_agg(tgenabled::text || pg_get_triggerdef(oid), ';' order by pg_get_triggerdef(oid)) from pg_trigger"
        " where not tgisinternal",
    )
    for statement in asked:
        assert there.ask(statement) == fresh.ask(statement)


def test_a_backup_taken_while_others_upload_and_erase_has_every_upload_of_its_rows(
    make_place: Callable[..., Place], tmp_path: Path
) -> None:
    place, there = make_place(), make_place()
    schema.migrate(place.url)
    app, is_over, done = place.app(tmp_path), threading.Event(), []
    fill(app.test_client())
    boss = app.test_client()
    login = boss.post("/api/v1/auth/login", json={"email": "boss@example.org", "password": "correct horse"})
    boss.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {login.json['access_token']}"

    def work() -> None:
        while not is_over.is_set():
            key = upload(boss, 100 + len(done))
            done.append(key)
            if len(done) % 2:
                _said(boss.delete(f"/api/v1/resumes/{key}"), 204)

    busy = threading.Thread(target=work)
    busy.start()
    made = []
    for number in range(2):
        before = len(done)
        made.append(safekeeping.back_up(place.url, place.uploads, tmp_path / f"b{number}", KEY, quiet))
        while len(done) < before + 3:
            threading.Event().wait(0.05)
    is_over.set()
    busy.join()
    _let_go(app)
    assert len(done) >= 6
    assert [one.originals.lost for one in made] == [[], []]
    for number in range(2):
        restore(there, tmp_path / f"b{number}", replace=True)
        with _engine(there.url).connect() as connection:
            rows = connection.execute(text("select organisation_id, sha256 from resumes")).all()
        assert {f"{a}/{b}" for a, b in rows} == {
            str(path.relative_to(there.uploads)) for path in there.uploads.rglob("*") if path.is_file()
        }


def test_an_original_that_is_erased_after_the_snapshot_makes_it_look_again(
    filled: Filled, make_place: Callable[..., Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place()
    restore(place, filled.backup)
    take, gone = safekeeping._take, []

    def take_late(draft: Any, uploads: Path, wanted: set[Any], progress: Any) -> set[Any]:
        if not gone:  # before the snapshot: nothing is taken yet
            gone.append("")
            return set()
        if len(gone) == 1:  # after it, and before anything is copied, somebody is erased
            gone.append(place.ask("delete from resumes where id = 101 returning organisation_id || '/' || sha256"))
            (uploads / gone[1]).unlink()
        return take(draft, uploads, wanted, progress)

    monkeypatch.setattr(safekeeping, "_take", take_late)
    made = safekeeping.back_up(place.url, place.uploads, tmp_path / "b", KEY, quiet)
    assert (made.originals.files, made.originals.lost) == (6, [])
    assert {part.table: part.rows for part in made.parts}["resumes"] == 6


def test_a_missing_and_a_damaged_upload_are_said_and_keep_nobody_from_a_backup(
    filled: Filled, make_place: Callable[..., Place], tmp_path: Path
) -> None:
    place, there = make_place(), make_place()
    restore(place, filled.backup)
    first, second = sorted(path for path in place.uploads.rglob("*") if path.is_file())[:2]
    first.unlink()
    second.write_bytes(b"rotten")
    made = safekeeping.back_up(place.url, place.uploads, tmp_path / "b", KEY, quiet)
    assert made.originals.lost == [str(first.relative_to(place.uploads))]
    assert made.originals.damaged == [str(second.relative_to(place.uploads))]
    restore(there, tmp_path / "b")
    assert there.digest() == place.digest()


@pytest.mark.parametrize("revision", ["0001", "0016"])
def test_a_backup_of_older_tables_is_brought_up_to_date(
    make_place: Callable[..., Place], tmp_path: Path, revision: str
) -> None:
    place, there = make_place(revision), make_place()
    with _engine(place.url).connect() as connection:
        for statement in (
            "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'a@e.org', 'x', 'A', 'admin')",
            "insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status)"
            f" values (1, '{'b' * 64}', 'cv', 't', 1, '2026-01-31', 'ready')",
        ):
            connection.execute(text(statement))
    (place.uploads / "1").mkdir()
    (place.uploads / "1" / ("b" * 64)).write_bytes(b"x")
    made = safekeeping.back_up(place.url, place.uploads, tmp_path / "b", KEY, quiet)
    assert made.tables_version == revision
    restore(there, tmp_path / "b")
    assert there.ask("select version_num from alembic_version") == schema.revisions()[0]
    assert there.ask("select count(*) from resumes where id = 101") == 1
    assert there.ask("select email from users") == "a@e.org"
    with _engine(there.url).connect() as connection:
        added = connection.execute(text("insert into organisations (name) values ('B') returning id")).scalar()
    assert added == 2, "sequences go on where they were"


def _damage(folder: Path, how: str) -> None:
    manifest, rows = folder / "manifest.json", folder / "rows" / "resumes.copy.gz"
    some = sorted(path for path in (folder / "originals").rglob("*") if path.is_file())[2]
    if how == "a byte of the rows":
        _flip(rows)
    elif how == "rows cut short":
        os.truncate(rows, rows.stat().st_size // 2)
    elif how == "rows missing":
        rows.unlink()
    elif how == "a byte of an upload":
        _flip(some)
    elif how == "an upload missing":
        some.unlink()
    elif how == "an upload cut to nothing":
        os.truncate(some, 0)
    elif how == "a line of the list missing":
        listing = folder / "originals.sha256"
        listing.write_text("".join(listing.read_text().splitlines(keepends=True)[1:]))
    elif how == "the list missing":
        (folder / "originals.sha256").unlink()
    elif how == "the manifest missing":
        manifest.unlink()
    elif how == "the manifest cut short":
        os.truncate(manifest, manifest.stat().st_size - 9)
    elif how == "a number of the manifest":
        manifest.write_text(manifest.read_text().replace('"rows": 7', '"rows": 8', 1))
    elif how == "another format":
        manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 2', 1))
    elif how == "a newer version":
        _forge(manifest, tables_version="9999")
    elif how == "a table less":
        _forge(manifest, parts=[part for part in json.loads(manifest.read_text())["parts"] if part["table"] != "users"])
    elif how == "fewer rows than it says":
        parts = json.loads(manifest.read_text())["parts"]
        _forge(manifest, parts=[part | {"rows": part["rows"] + (part["table"] == "users")} for part in parts])
    elif how == "rows of other tables":
        _rewrite(folder, "users", lambda said: said.replace(b"\t", b"\tx", 1))
    elif how == "a row that refers to none":
        _rewrite(folder, "organisations", lambda said: b"")
    elif how == "a path that leads out":
        listing = folder / "originals.sha256"
        listing.write_text(listing.read_text().replace("originals/1/", "originals/../", 1))
        said = json.loads(manifest.read_text())["originals"]
        _forge(manifest, originals=said | {"sha256": backups.digest(listing)})


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _forge(manifest: Path, **changes: Any) -> None:
    """Changes a manifest as somebody who can count sums."""
    said = backups.Manifest.model_validate_json(json.dumps(json.loads(manifest.read_text()) | changes))
    manifest.write_text(said.model_copy(update={"checksum": said.sum()}).model_dump_json(indent=1))


def _rewrite(folder: Path, table: str, change: Callable[[bytes], bytes]) -> None:
    path = folder / "rows" / f"{table}.copy.gz"
    data = change(igzip.decompress(path.read_bytes()))
    path.write_bytes(igzip.compress(data))
    parts = json.loads((folder / "manifest.json").read_text())["parts"]
    new = {"sha256": backups.digest(path), "bytes": path.stat().st_size, "rows": data.count(b"\n")}
    _forge(folder / "manifest.json", parts=[part | (new if part["table"] == table else {}) for part in parts])


KINDS = [
    ("a byte of the rows", BadBackup, "resumes.copy.gz was changed"),
    ("rows cut short", BadBackup, "changed or cut short"),
    ("rows missing", BadBackup, "is missing"),
    ("a byte of an upload", BadBackup, "was changed"),
    ("an upload missing", BadBackup, "is missing"),
    ("an upload cut to nothing", BadBackup, "cut short"),
    ("a line of the list missing", BadBackup, "originals.sha256 was changed"),
    ("the list missing", BadBackup, "originals.sha256 is missing"),
    ("the manifest missing", BadBackup, "never finished"),
    ("the manifest cut short", BadBackup, "cut short"),
    ("a number of the manifest", BadBackup, "was changed since"),
    ("another format", BadBackup, "format 2"),
    ("a newer version", BadBackup, "newer version"),
    ("a table less", BadBackup, "lacks the table users"),
    ("fewer rows than it says", BadBackup, "users came with 2 rows instead of 3"),
    ("rows of other tables", NotRestored, "rows of users do not fit"),
    ("a row that refers to none", NotRestored, "could not take the backup"),
    ("a path that leads out", BadBackup, "no original"),
]


@pytest.fixture(scope="module")
def target(make_place: Callable[..., Place]) -> Place:
    """An installation in use, which no failed restore may change."""
    place = make_place()
    schema.migrate(place.url)
    place.ask(
        "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'o', 'x', 'O', 'admin') returning id"
    )
    (place.uploads / "1").mkdir()
    (place.uploads / "1" / ("c" * 64)).write_bytes(b"old")
    return place


@pytest.mark.parametrize(("how", "error", "says"), KINDS, ids=[kind[0] for kind in KINDS])
def test_damage_is_refused_and_nothing_changes(
    target: Place, copy: Path, how: str, error: type[Exception], says: str
) -> None:
    before = target.digest()
    _damage(copy, how)
    with pytest.raises(error, match=says) as caught:
        restore(target, copy, replace=True)
    assert "example.org" not in str(caught.value)
    assert target.digest() == before


def test_a_filled_database_is_replaced_only_on_demand(
    filled: Filled, make_place: Callable[..., Place], target: Place
) -> None:
    before = target.digest()
    with pytest.raises(Conflict, match="not empty"):
        restore(target, filled.backup)
    assert target.digest() == before
    other = make_place()
    restore(other, filled.backup)
    (other.uploads / "1" / ("d" * 64)).write_bytes(b"old")
    restore(other, filled.backup, replace=True)
    assert other.digest() == filled.place.digest()


def test_a_migrated_database_without_a_row_counts_as_empty(filled: Filled, make_place: Callable[..., Place]) -> None:
    place = make_place()
    schema.migrate(place.url)
    restore(place, filled.backup)
    assert place.digest() == filled.place.digest()


def test_tables_of_somebody_else_and_a_newer_database_are_left_alone(
    filled: Filled, make_place: Callable[..., Place]
) -> None:
    others, newer = make_place(), make_place()
    with _engine(others.url).connect() as connection:
        connection.execute(text("create table invoices (id int)"))
    schema.migrate(newer.url)
    with _engine(newer.url).connect() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    for place, says in ((others, "database of its own"), (newer, "newer version")):
        with pytest.raises(Conflict, match=says):
            restore(place, filled.backup, replace=True)
    with pytest.raises(NotFound):
        safekeeping.back_up(others.url, others.uploads, filled.backup.parent / "none", KEY, quiet)
    assert not (filled.backup.parent / "none").exists()


def test_a_database_in_use_is_not_replaced(filled: Filled, target: Place) -> None:
    with _engine(target.url).connect() as connection:
        connection.execute(text("select 1"))
        with pytest.raises(Conflict, match="stop the server"):
            restore(target, filled.backup, replace=True)


def test_a_user_who_is_no_superuser_can_do_both(
    filled: Filled, make_place: Callable[..., Place], database_url: str, tmp_path: Path
) -> None:
    with _engine(database_url).connect() as connection:
        connection.execute(text("drop role if exists keeper"))
        connection.execute(text("create role keeper login"))
    place, again = make_place(owner="keeper"), make_place(owner="keeper")
    for one in (place, again):
        with _engine(one.url).connect() as connection:  # as an operator does where the extension is not a trusted one
            connection.execute(text("create extension if not exists vector"))
        one.url = one.url.replace("//postgres:", "//keeper:")
    restore(place, filled.backup)
    safekeeping.back_up(place.url, place.uploads, tmp_path / "b", KEY, quiet)
    restore(again, tmp_path / "b")
    restore(again, tmp_path / "b", replace=True)
    assert again.digest() == filled.place.digest()


CHILD = """
import os, signal, sys, resource
from contextlib import contextmanager
from pathlib import Path
import safekeeping
what, url, uploads, folder, label, at = sys.argv[1:]
if what == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(at), int(at)))

@contextmanager
def dying(said, total):
    count = 0
    def step():
        nonlocal count
        count += 1
        if said == label and count == min(int(at), total):
            os.kill(os.getpid(), signal.SIGKILL)
    yield step

if what == "backup":
    safekeeping.back_up(url, Path(uploads), Path(folder), "k", dying)
else:
    safekeeping.restore(url, Path(uploads), Path(folder), "k", True, dying)
"""


def child(what: str, place: Place, folder: Path, label: str, at: int) -> subprocess.CompletedProcess[str]:
    said = [sys.executable, "-c", CHILD, what, place.url, str(place.uploads), str(folder), label, str(at)]
    return subprocess.run(said, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(("label", "at"), [("Copying uploads", 3), ("Copying tables", 1), ("Copying tables", 10_000)])
def test_a_killed_backup_is_never_taken_for_whole_and_the_next_one_clears_it_away(
    filled: Filled, target: Place, tmp_path: Path, label: str, at: int
) -> None:
    assert child("backup", filled.place, tmp_path / "b", label, at).returncode == -signal.SIGKILL
    left = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert left == [tmp_path / ".b.unfinished"]
    assert left[0].stat().st_mode & 0o777 == 0o700
    for folder in (tmp_path / "b", *left):
        with pytest.raises(BadBackup, match="never finished"):
            restore(target, folder, replace=True)
    safekeeping.back_up(filled.place.url, filled.place.uploads, tmp_path / "b", KEY, quiet)
    assert list(tmp_path.iterdir()) == [tmp_path / "b"]


@pytest.mark.parametrize(
    ("label", "at", "is_empty"),
    [
        pytest.param("Checking every part", 2, False, marks=pytest.mark.heavy),
        pytest.param("Filling tables", 1, True, marks=pytest.mark.heavy),
        pytest.param("Filling tables", 1, False, marks=pytest.mark.heavy),
        ("Filling tables", 10_000, False),
        ("Putting uploads in place", 10_000, True),
        pytest.param("Putting uploads in place", 10_000, False, marks=pytest.mark.heavy),
    ],
)
def test_a_killed_restore_leaves_the_rows_as_they_were_and_can_be_done_again(
    filled: Filled, make_place: Callable[..., Place], label: str, at: int, is_empty: bool
) -> None:
    place = make_place()
    if not is_empty:
        schema.migrate(place.url)
        place.ask(
            "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'o', 'x', 'O', 'admin') returning id"
        )
    (place.uploads / "1").mkdir()
    (place.uploads / "1" / ("c" * 64)).write_bytes(b"old")
    before = place.digest()
    assert child("restore", place, filled.backup, label, at).returncode == -signal.SIGKILL
    _wait_until_alone(place)
    after = place.digest()
    uploads = {name for name in after.keys() - before.keys() if "/" in name}
    assert {name: said for name, said in after.items() if name not in uploads} == before
    assert not uploads or label == "Putting uploads in place", (
        "uploads that no row speaks of, which a server sweeps away"
    )
    restore(place, filled.backup, replace=True)
    assert place.digest() == filled.place.digest()


def _wait_until_alone(place: Place) -> None:
    for _ in range(200):
        if place.ask(loads._OTHERS) == 0:
            return
        threading.Event().wait(0.05)
    raise AssertionError("the killed process's connection did not end")


def test_a_full_disk_is_said_and_leaves_nothing(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    try:
        with pytest.raises(NotWritten, match="cannot be written"):
            safekeeping.back_up(filled.place.url, filled.place.uploads, tmp_path / "b", KEY, quiet)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_a_restore_without_room_for_uploads_leaves_everything_as_it_was(
    filled: Filled, target: Place, tmp_path: Path
) -> None:
    before, limit = target.digest(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limit[1]))
    try:
        with pytest.raises(NotRestored, match="nothing was changed"):
            restore(target, filled.backup, replace=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert target.digest() == before


def test_two_backups_to_one_place_at_once_are_one(filled: Filled, tmp_path: Path) -> None:
    with backups.writing(tmp_path / "b"), pytest.raises(Conflict, match="Another backup"):
        safekeeping.back_up(filled.place.url, filled.place.uploads, tmp_path / "b", KEY, quiet)
    with pytest.raises(Conflict, match="there already"):
        safekeeping.back_up(filled.place.url, filled.place.uploads, tmp_path / "b", KEY, quiet)


def test_only_its_owner_can_read_it_and_coreutils_can_check_it(filled: Filled) -> None:
    modes = {path: path.stat().st_mode & 0o777 for path in [filled.backup, *filled.backup.rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    check = ["sha256sum", "--check", "--strict", "--quiet", "originals.sha256"]
    assert subprocess.run(check, cwd=filled.backup, check=False).returncode == 0


def test_the_key_is_not_in_it_and_another_one_is_noticed(filled: Filled, make_place: Callable[..., Place]) -> None:
    for path in (one for one in filled.backup.rglob("*") if one.is_file()):
        data = path.read_bytes()
        assert KEY.encode() not in (igzip.decompress(data) if path.suffix == ".gz" else data)
    assert hashlib.sha256(KEY.encode()).hexdigest()[:16] not in (filled.backup / "manifest.json").read_text()
    there = make_place()
    other = KEY[::-1]
    assert safekeeping.restore(there.url, there.uploads, filled.backup, other, False, quiet).is_other_key


def test_the_commands_say_what_is_kept_what_is_not_and_what_is_next(
    filled: Filled, make_place: Callable[..., Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = make_place()
    run = CliRunner()
    for name, value in {"SECRET_KEY": KEY, "DATA_DIR": str(tmp_path / "var"), "DEMO_DATA": "false"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", filled.place.url)
    monkeypatch.setenv("UPLOAD_DIR", str(filled.place.uploads))
    made = run.invoke(backing_up.backup, [str(tmp_path / "b")])
    assert made.exit_code == 0, made.output
    assert "7 résumés, 1 jobs and 7 matches" in made.output
    assert "Not in it, so keep them elsewhere: SECRET_KEY" in made.output
    monkeypatch.setenv("DATABASE_URL", there.url)
    monkeypatch.setenv("UPLOAD_DIR", str(there.uploads))
    done = run.invoke(backing_up.restore, [str(tmp_path / "b")])
    assert done.exit_code == 0, done.output
    assert "Next: start the server" in done.output
    asked = run.invoke(backing_up.restore, [str(tmp_path / "b"), "--replace"])
    assert asked.exit_code == 2
    assert "--yes" in asked.output
    assert run.invoke(backing_up.restore, [str(tmp_path / "b"), "--replace", "--yes"]).exit_code == 0
    assert there.digest() == filled.place.digest()
