"""What was promised of reliability, row by row, beside the last figures and the last run of the tests: met, or not and why.

Measures nothing. Usage: python -m benchmarks.trust_promises
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.figures import Figure, known
from benchmarks.results import table, write_section

HOSTILE, KILLS, SOAK = (
    "python -m benchmarks.hostile",
    "python -m benchmarks.kills --rounds 200",
    "python -m benchmarks.soak",
)


@dataclass(frozen=True, slots=True)
class Check:
    """A kept figure that must not be over ``limit``, or not under it where ``is_floor``."""

    name: str
    limit: float
    says: str
    is_floor: bool = False

    def is_met(self, figure: Figure) -> bool:
        """Says whether a measured figure keeps it."""
        return figure.value >= self.limit if self.is_floor else figure.value <= self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """A promise: figures of scripts, files or folders of tests, the command that makes both, and why it is not kept."""

    number: int
    says: str
    checks: tuple[Check, ...] = ()
    tests: tuple[str, ...] = ()
    command: str = ""
    why: str = ""


ROWS = (
    Row(
        1,
        "hostile uploads: no 5xx, none over 25 s, p95 under 1 s, no broken connection; good ones work meanwhile; the web "
        "process grows under 64 MiB, no child over its cap, nothing left",
        (
            Check("hostile sent", 300, "sent", is_floor=True),
            Check("hostile 5xx", 0, "5xx"),
            Check("hostile wrong", 0, "wrong in any way"),
            Check("hostile slowest s", 25, "s the slowest"),
            Check("hostile p95 s", 1, "s p95"),
            Check("hostile growth MiB", 64, "MiB grown"),
            Check("hostile over cap", 0, "over their cap"),
            Check("hostile left", 0, "left behind"),
        ),
        ("tests/api/test_hostile.py", "tests/documents/test_gate.py", "tests/documents/test_archives.py"),
        HOSTILE,
        "more than a twentieth of the inputs are made to use up the time that a reader has, 10 s of processor time and 15 s in "
        "all, and end as 422 by it; texts of 250,000 characters take 4 s of processor time",
    ),
    Row(
        2,
        "a parser that sleeps, eats memory, aborts, forks, floods its pipe or opens a socket ends as 422; /health p99 under "
        "100 ms while bombs are read",
        (Check("hostile health p99 ms", 100, "ms /health p99"),),
        ("tests/documents/test_pool.py",),
        HOSTILE,
    ),
    Row(
        3,
        "forged, expired and wrong-purpose tokens: none accepted; no start with a weak key; who is demoted is out at once",
        (Check("forged tokens accepted", 0, "forged accepted"),),
        ("tests/api/test_forged_access.py", "tests/api/test_auth.py", "tests/api/test_logins.py", "tests/test_settings.py"),
        HOSTILE,
    ),
    Row(4, "every route by role and owner in one table; others' objects look missing", (), ("tests/api/test_access.py",)),
    Row(5, "what the OpenAPI document allows and forbids, asked as every role: no 5xx, no violation", (),
        ("tests/contract", "tests/fuzz")),
    Row(
        6,
        "server, worker and database killed 200 times under 20 writers: nothing acknowledged lost, no half file, back in 10 s",
        (
            Check("kills", 200, "kills", is_floor=True),
            Check("kills lost", 0, "lost"),
            Check("kills half", 0, "half"),
            Check("kills start s", 10, "s the slowest start"),
        ),
        ("tests/faults/test_kills.py",),
        KILLS,
    ),
    Row(7, "Redis down, silent, corrupt or full: no 5xx, the same results", (), ("tests/faults/test_redis.py",)),
    Row(8, "Postgres or the disk down, hung or full: 503 within 5 s, back within 10 s without a restart", (),
        ("tests/faults/test_postgres.py", "tests/faults/test_commits_in_doubt.py")),
    Row(9, "the same upload or registration fifty times at once: one is stored, by a constraint", (),
        ("tests/faults/test_at_once.py", "tests/api/test_jobs_at_once.py")),
    Row(10, "every limit at N and at N+1", (), ("tests/api/test_limits.py", "tests/test_security_doc.py")),
    Row(
        11,
        "erasure and retention: nothing left in rows, files, vectors, caches, the queue and logs within 60 s",
        (),
        ("tests/test_erasure.py", "tests/tasks/test_forgetting.py", "tests/tasks/test_retention.py",
         "tests/api/test_exports_of_people.py"),
    ),
    Row(
        12,
        "nobody shows in a log of the whole suite at DEBUG",
        (Check("log records", 10_000, "records read", is_floor=True), Check("logs show", 0, "show somebody")),
        ("tests/test_log_scan.py",),
    ),
    Row(13, "regular expressions are linear", (), ("tests/regexes",)),
    Row(
        14,
        "exports: cells that are formulas are made harmless; downloads are attachments that nobody sniffs",
        (),
        ("tests/api/test_candidate_tables.py", "tests/api/test_answer_headers.py", "tests/api/test_jobs_imported.py",
         "tests/api/test_formulas.py"),
    ),
    Row(
        15,
        "outgoing requests: allowed hosts, looked-up addresses checked, 3 redirects, 5 s, 2 MB",
        (),
        ("tests/connectors",),
    ),
    Row(
        16,
        "mixed load with 5 % hostile: nothing fails, the web process grows under 64 MiB after the first half",
        (Check("soak minutes", 3, "minutes", is_floor=True), Check("soak errors", 0, "errors"),
         Check("soak growth MiB", 64, "MiB grown")),
        (),
        SOAK,
    ),
)  # fmt: skip


def main() -> int:
    """Prints and writes the section ``trust``; 0 where every row is met."""
    found = known()
    body = report(ROWS, found)
    print(body)
    write_section("trust", body)
    return 0 if all(verdict(row, found) == "met" for row in ROWS) else 1


def report(rows: Sequence[Row], found: Mapping[str, Figure]) -> str:
    """The section's Markdown."""
    kept = sum(verdict(row, found) == "met" for row in rows)
    lines = [
        (
            str(row.number),
            row.says,
            _measured(row, found),
            verdict(row, found),
            f"`{row.command or 'make trust'}`",
            _day(row, found),
        )
        for row in rows
    ]
    head = ("#", "promise", "measured", "", "by", "on")
    said = f"`make trust` runs every row and ends with this table: {kept} of {len(rows)} met. Tests are those of the last run."
    return "\n\n".join(["## What was promised of reliability", said, table(head, lines)])


def verdict(row: Row, found: Mapping[str, Figure]) -> str:
    """Met, not met and by what, or what was not measured."""
    missed = [check for check in row.checks if check.name in found and not check.is_met(found[check.name])]
    failed = found[failed_of(row)].value if failed_of(row) in found else 0
    if missed or failed:
        by = [f"{found[check.name].value:,.4g} {check.says}, {_bound(check)}" for check in missed]
        by += [f"{failed:.0f} tests failed"] if failed else []
        return f"not met: {'; '.join(by)}{'. ' + row.why if row.why else ''}"
    absent = [check.says for check in row.checks if check.name not in found]
    absent += ["tests"] if row.tests and not (passed_of(row) in found and found[passed_of(row)].value) else []
    return f"not measured here: {', '.join(absent)}" if absent else "met"


def passed_of(row: Row) -> str:
    """The name under which it is kept how many of a row's tests passed."""
    return f"row {row.number:02} passed"


def failed_of(row: Row) -> str:
    """The name under which it is kept how many of a row's tests failed."""
    return f"row {row.number:02} failed"


def _measured(row: Row, found: Mapping[str, Figure]) -> str:
    said = [f"{found[check.name].value:,.4g} {check.says}" for check in row.checks if check.name in found]
    if passed_of(row) in found:
        said.append(f"{found[passed_of(row)].value:.0f} tests passed")
    return ", ".join(said)


def _bound(check: Check) -> str:
    return f"{'at least' if check.is_floor else 'at most'} {check.limit:g}"


def _day(row: Row, found: Mapping[str, Figure]) -> str:
    names = [*(check.name for check in row.checks), passed_of(row)]
    return min((found[name].day for name in names if name in found), default="")


if __name__ == "__main__":
    raise SystemExit(main())
