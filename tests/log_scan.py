"""Reads along with everything that is logged at DEBUG during a run, and fails the run where a person shows in it.

In this process every record of every logger is looked at, with its arguments, extras and traceback, and every event of structlog;
at the end also what started servers wrote into files of the run. ``--log-scan FILE`` keeps the figures as JSON.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
import structlog

from api import journal
from tests.marked_person import MARKS

DEMO = Path(__file__).resolve().parents[1] / "demo" / "truth.json"
SHOWING = ("first name", "last name", "second last name", "e-mail", "phone", "street", "handle", "own site")
# Libraries that only tests use: a mail server that is sent the mail, and makers of data.
OF_TESTS_ALONE = ("mail", "aiosmtpd", "faker", "hypothesis", "playwright", "schemathesis")
# What started programs are told to write into: their screen, standard error, and the database's own log.
LOG_FILES = ("screen", "screen.txt", "stderr", "log", "*.log", "*.err")
# Matches "ann.lee@example.org"; does not match "postgres@/cluster" or "@property". Each sign can begin or go on in one way.
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2,}", re.IGNORECASE)
# Matches the beginning of "https://user:pass" up to the colon, at the end of what is looked at.
_USER = re.compile(r"://[^\s/@]{1,64}:\Z")
_ORDINARY = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None)))
_formatter = logging.Formatter()


def _marks() -> re.Pattern[str]:
    """The fictional people of the demo and the marked one of the tests; a phone by its digits, however it is set."""
    people = json.loads(DEMO.read_text("utf-8"))["resumes"]
    said = {str(person[key]) for person in people for key in ("name", "email") if person.get(key)}
    digits = [re.sub(r"\D", "", str(person["phone"]))[-9:] for person in people if person.get("phone")]
    words = [re.escape(one) for one in sorted(said | {MARKS[kind] for kind in SHOWING})]
    return re.compile("|".join([*words, *(r"[ ()-]?".join(one) for one in digits)]), re.IGNORECASE)


def _address_in(said: str) -> re.Match[str] | None:
    """An e-mail address; not the password of an address such as "https://user:pass@example.org"."""
    return next((one for one in _ADDRESS.finditer(said) if not _USER.search(said, 0, one.start())), None)


class Scan:
    """What was looked at, and what of it shows a person."""

    def __init__(self) -> None:
        self.records: Counter[str] = Counter()
        self.files = 0
        self.found: list[str] = []
        self.test = ""
        self._marks = _marks()

    def look(self, where: str, said: str) -> None:
        """Notes a text that shows somebody."""
        shown = self._marks.search(said) or ("@" in said and _address_in(said))
        if shown:
            around = said[max(0, shown.start() - 80) : shown.end() + 40].replace("\n", " ")
            self.found.append(f"{where}, in {self.test or 'no test'}: … {around} …")

    def see(self, record: logging.LogRecord) -> None:
        """Looks at a record as any handler could write it."""
        if record.name.partition(".")[0] in OF_TESTS_ALONE:
            return
        self.records[record.name] += 1
        said = [record.getMessage()]
        said += [f"{key}={value}" for key, value in vars(record).items() if key not in _ORDINARY]
        if record.exc_info and record.exc_info[0]:
            said.append(_formatter.formatException(record.exc_info))
        self.look(record.name, "\n".join(said))

    def hear(self, _logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Looks at an event of structlog; the first of its processors."""
        self.records["structlog"] += 1
        self.look(f"structlog {method}", str(dict(event)))
        return event

    def read_files(self, folder: Path) -> None:
        """Looks at what started programs wrote."""
        for path in sorted({path for pattern in LOG_FILES for path in folder.rglob(pattern) if path.is_file()}):
            self.files += 1
            for line in path.read_text("utf-8", "replace").splitlines():
                self.look(str(path.relative_to(folder)), line)


_KEY = pytest.StashKey[Scan]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--log-scan", type=Path, metavar="FILE", help="keep what was found in logs, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    scan = config.stash[_KEY] = Scan()
    handle = logging.Logger.handle

    def seen(self: logging.Logger, record: logging.LogRecord) -> None:
        scan.see(record)
        handle(self, record)

    # Not a handler: the program sets its own up and removes the others.
    logging.Logger.handle = seen  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def everything_is_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test before did to the levels, this one is logged at DEBUG, and nowhere silently."""
    scan = request.config.stash[_KEY]
    scan.test = request.node.nodeid
    root = logging.getLogger()
    if root.level != logging.DEBUG:
        root.setLevel(logging.DEBUG)
        for name in journal.NEVER_BELOW_WARNINGS:
            logging.getLogger(name).setLevel(logging.WARNING)
    if not structlog.is_configured():
        structlog.configure(processors=[scan.hear, *structlog.get_config()["processors"]])
    yield
    scan.test = ""


def pytest_sessionfinish(session: pytest.Session) -> None:
    scan, factory = session.config.stash[_KEY], getattr(session.config, "_tmp_path_factory", None)
    if factory is not None and factory._basetemp is not None:
        scan.read_files(factory.getbasetemp())
    if scan.found and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if kept := session.config.getoption("log_scan"):
        said = {
            "records": scan.records.total(),
            "loggers": len(scan.records),
            "files": scan.files,
            "found": len(scan.found),
        }
        Path(kept).write_text(json.dumps(said), "utf-8")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    scan = config.stash[_KEY]
    count, shown = scan.records.total(), len(scan.found)
    said = f"logs: {count:,} records of {len(scan.records)} loggers and {scan.files} files, {shown} show a person"
    terminalreporter.write_line(said, red=bool(shown))
    for one in list(dict.fromkeys(scan.found))[:20]:
        terminalreporter.write_line(f"  {one}", red=True)
