"""Requests that schemathesis makes of our OpenAPI document, sent by every role; answers against the contract are collected.

Of its checks all but one hold: a body that is valid by its schema may still be refused with 422, for rules that no schema
says, such as that an interview lies in the future or that one of two fields is sent. The document tells of such answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup

from tests.contract.callers import Callers, Headers

# Matches "job_id" in "/api/v1/jobs/{job_id}"; nothing in "/api/v1/jobs".
_IN_ADDRESS = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Violation:
    """An answer that the document does not allow, with the request that got it."""

    role: str
    operation: str
    status: int
    why: str
    request: str
    answer: str

    def __str__(self) -> str:
        return f"{self.role}: {self.operation} -> {self.status}: {self.why}\n  {self.request}\n  {self.answer}"


@dataclass
class Findings:
    """What a run has seen: violations, the first of each kind, and how many answers of each status."""

    violations: dict[tuple[str, str], Violation] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)

    def add(self, found: Violation) -> None:
        """Keeps the first of its kind."""
        self.violations.setdefault((found.operation, found.why[:60]), found)

    def told(self) -> str:
        """All of them, for people."""
        return "\n".join(map(str, self.violations.values()))


def operations(app: Flask) -> list[Any]:
    """Every operation of the document; what removes things or ends a login comes last."""
    found = [one.ok() for one in schemathesis.openapi.from_wsgi("/openapi.json", app).get_all_operations()]
    return sorted(found, key=lambda one: (one.method.upper() == "DELETE", one.path.endswith(("logout", "/me"))))


def probe(operation: Any, callers: Callers, findings: Findings, examples: int, number: int) -> None:
    """Has each role send so many valid and so many invalid requests; the same ``number`` sends the same ones.

    Of the valid ones every other names objects that are there.
    """
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        for at, case in enumerate(drawn(operation, mode, examples, number)):
            if mode is GenerationMode.POSITIVE and at % 2 == 0:
                name_real_objects(case, callers.ids)
            for role, headers in callers.headers.items():
                send(case, role, headers, findings)


def drawn(operation: Any, mode: GenerationMode, examples: int, number: int) -> Sequence[Case]:
    """Cases of an operation; none where the document leaves nothing to get wrong."""
    cases: list[Case] = []

    @seed(number)
    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def keep(case: Case) -> None:
        cases.append(case)

    with suppress(Unsatisfiable):
        keep()
    return cases


def name_real_objects(case: Case, ids: Mapping[str, str]) -> None:
    """Puts ids of objects that exist into a case's address."""
    if named := _IN_ADDRESS.findall(case.operation.path):
        case.path_parameters = {name: ids[name] for name in named}


def send(case: Case, role: str, headers: Headers, findings: Findings) -> None:
    """Sends a case as somebody and keeps what is wrong with the answer."""
    load_all_checks()
    response = case.call(headers=dict(headers))
    findings.statuses[response.status_code] += 1
    try:
        case.validate_response(
            response, headers=dict(headers), excluded_checks=[schemathesis.checks.positive_data_acceptance]
        )
    except FailureGroup as failures:
        operation, status = f"{case.method} {case.operation.path}", response.status_code
        for failure in failures.exceptions:
            why = " ".join(str(failure).split())[:600]
            request = case.as_curl_command(headers={})[:900]
            findings.add(Violation(role, operation, status, why, request, response.text[:300]))
