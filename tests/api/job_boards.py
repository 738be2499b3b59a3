"""An application whose job boards are those of a local town."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from connectors.boards.registry import Boards
from pipeline import Parts
from tests.connectors.board_server import SEVEN, WHOLE, Job, Town

ALIKE = ("greenhouse", "smartrecruiters", "arbeitnow")
"""Boards that name the company and the place of a job alike."""
SEARCH = "/api/v1/jobs/search_and_match"
WORDS = "<p>We plan.</p><h2>Requirements</h2><ul><li>Python and SQL</li></ul>"


def a_job(number: int, title: str = "Backend Developer", **changes: Any) -> Job:
    given: dict[str, Any] = {
        "company": f"Company {number}",
        "city": "Berlin",
        "country": "Germany",
        "days": number % 20,
    }
    return Job(number, title, **given | {"html": WORDS} | changes)


@dataclass
class Place:
    """Where is searched: the application, its boards and a résumé."""

    app: Flask
    client: FlaskClient
    town: Town
    resume: str = ""

    @property
    def parts(self) -> Parts:
        parts: Parts = self.app.extensions["parts"]
        return parts

    def set_up(self, *boards: str, **changes: Any) -> None:
        """Searches these boards from now on."""
        sources = {name: () if name in WHOLE else ("nordwind",) for name in boards or SEVEN}
        bases = {name: server.base for name, server in self.town.servers.items() if name not in ("pages", "feeds")}
        given = {"boards": Boards(sources, "linkedin" in boards, bases), "web": self.town.web} | changes
        given = {"asking": self.town.asking(), "search_matching_s": 60.0} | given
        self.app.extensions["parts"] = replace(self.parts, **given)

    def offer(self, *jobs: Job, on: tuple[str, ...] = SEVEN) -> None:
        """What boards have from now on."""
        for name in on:
            self.town[name].jobs = list(jobs)

    def find(self, headers: dict[str, str] | None = None, **asked: Any) -> Any:
        return self.client.get(SEARCH, query_string={"resume_id": self.resume} | asked, headers=headers)

    def found(self, headers: dict[str, str] | None = None, **asked: Any) -> Any:
        answer = self.find(headers, **asked)
        assert answer.status_code == 200, answer.json
        return answer.json

    def titles(self, headers: dict[str, str] | None = None, **asked: Any) -> set[str]:
        return {one["posting"]["title"] for one in self.found(headers, limit=100, **asked)["items"]}

    @property
    def calls(self) -> int:
        """How often boards were asked so far."""
        return sum(len(server.calls) for server in self.town.servers.values())


@pytest.fixture(scope="session")
def search_app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(rate_limit_searches="100000/minute")


@pytest.fixture
def place(town: Town, search_app: Flask, resume_id: str) -> Iterator[Place]:
    before = search_app.extensions["parts"]
    search_app.config["SOMEBODY_REGISTERED"] = False
    made = Place(search_app, search_app.test_client(), town, resume_id)
    made.set_up()
    made.offer(on=tuple(town.servers))
    yield made
    search_app.extensions["parts"] = before
