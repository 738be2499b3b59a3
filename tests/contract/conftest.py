"""The application as strangers reach it, with everything on that the contract names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from db.session import Database
from tests.api.conftest import join, make_app

__all__ = ["join", "make_app"]
_OFTEN = "1000000/minute"


@pytest.fixture
def open_app(make_app: Callable[..., Flask], database: Database, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application for logins only, which never says "too often" and whose event streams end soon."""
    rates = dict.fromkeys(("uploads", "login", "account", "applications", "tasks", "guests", "searches"), _OFTEN)
    limits = {f"rate_limit_{name}": rate for name, rate in rates.items()}
    monkeypatch.setattr("api.bulk_events.MOST_S", 0.2)
    secret = "k3y-for-tests-only-0123456789-abcdefghij"
    return make_app(host="0.0.0.0", secret_key=secret, log_level="ERROR", **limits)
