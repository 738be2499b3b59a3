"""Whoever shows in a log is found, in whatever part of a record; what shows nobody is let pass."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from tests.log_scan import Scan


def record(said: object, *args: object, name: str = "shop", **extra: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.DEBUG, "", 0, said, args, None)
    vars(made).update(extra)
    return made


@pytest.mark.parametrize(
    "made",
    [
        record("stored amara lindqvist"),
        record("stored %s", "Amara Lindqvist"),
        record({"event": "request", "q": "quillfeather"}),
        record("stored", who="Amara Lindqvist"),
        record("dialled +44 20 7946 0583"),
        record("sent to anybody@somewhere.example"),
    ],
)
def test_a_person_is_found_in_every_part_of_a_record(made: logging.LogRecord) -> None:
    scan = Scan()
    scan.see(made)
    assert len(scan.found) == 1


def test_a_person_is_found_in_a_traceback() -> None:
    scan, made = Scan(), record("failed")
    try:
        raise ValueError("Amara Lindqvist has no phone")
    except ValueError:
        made.exc_info = sys.exc_info()
    scan.see(made)
    assert len(scan.found) == 1


@pytest.mark.parametrize(
    "said", ["request R101", "postgresql+psycopg2://postgres@/x?host=y", "@property", "+1 of 12345"]
)
def test_ids_and_addresses_of_servers_show_nobody(said: str) -> None:
    scan = Scan()
    scan.see(record(said))
    assert (scan.found, scan.records.total()) == ([], 1)


def test_what_only_tests_use_may_speak() -> None:
    scan = Scan()
    scan.see(record("RCPT TO:<ann@example.org>", name="mail.log"))
    assert scan.found == []


def test_files_of_started_servers_are_read(tmp_path: Path) -> None:
    scan = Scan()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "screen").write_text("listening\nGET /?q=Amara Lindqvist\n")
    (tmp_path / "a" / "other.txt").write_text("Amara Lindqvist")
    scan.read_files(tmp_path)
    (tmp_path / "a" / "screen").unlink()  # this run's own look at its files is still to come
    assert (len(scan.found), scan.files) == (1, 1)


def test_a_record_of_this_run_is_looked_at(request: pytest.FixtureRequest) -> None:
    scan = next(value for value in request.config.stash._storage.values() if isinstance(value, Scan))
    before = scan.records["shop.of.tests"]
    logging.getLogger("shop.of.tests").debug("nobody")
    assert scan.records["shop.of.tests"] == before + 1
