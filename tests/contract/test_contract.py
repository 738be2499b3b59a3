"""No role gets an answer from any operation that the OpenAPI document does not allow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.contract.callers import ROLES, callers
from tests.contract.probing import Findings, operations, probe

Join = Callable[..., dict[str, str]]


@pytest.mark.parametrize(
    ("examples", "number"), [(1, 1), pytest.param(12, 2026, marks=pytest.mark.heavy)], ids=["few", "many"]
)
def test_no_answer_breaks_the_contract(open_app: Flask, join: Join, examples: int, number: int) -> None:
    findings, known = Findings(), callers(open_app, join)
    assert set(known.headers) == set(ROLES)
    for operation in operations(open_app):
        probe(operation, known, findings, examples, number)
        if not known.are_admitted():
            known = callers(open_app, join)
    assert not findings.violations, findings.told()
    assert max(findings.statuses) < 500, findings.statuses
    assert {200, 201, 204, 401, 403, 404, 422} <= set(findings.statuses), findings.statuses
