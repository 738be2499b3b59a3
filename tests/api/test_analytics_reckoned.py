"""Figures of random hiring histories against the same figures reckoned in Python, counted when asked and beforehand."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, text

from db.analytics import candidates, overview, scores, skills, sums
from db.analytics.scope import Scope
from db.session import Database
from statuses import STATUSES, moves_from
from tests.api import hiring_rows as rows

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime.now(UTC)
NAMES = ("python", "sql", "baking", "welding", "café", "c++")
MAIN = STATUSES[:6]


@dataclass
class Told:
    """One candidate as it was stored."""

    job: int
    resume: int
    at: datetime
    source: str
    path: list[tuple[str, datetime]]

    @property
    def status(self) -> str:
        return self.path[-1][0] if self.path else "pending"

    @property
    def ever(self) -> set[str]:
        return {"pending", *(status for status, _ in self.path)}


@dataclass
class World:
    jobs: dict[int, dict[str, Any]] = field(default_factory=dict)
    resumes: dict[int, tuple[datetime, list[str]]] = field(default_factory=dict)
    matches: dict[tuple[int, int], tuple[float, datetime]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def counted(self, scope: Scope) -> list[Told]:
        return [one for one in self.told if self.has(scope, one.job)]

    def has(self, scope: Scope, job: int) -> bool:
        return not self.jobs[job]["deleted_at"] and scope.job_id in (None, job)


def within(scope: Scope, moment: datetime) -> bool:
    day = moment.astimezone(UTC).date()
    return (scope.first or date.min) <= day <= (scope.last or date.max)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        connection.execute(text("insert into organisations (id, name) overriding system value values (77, 'Others')"))
        yield connection


def make(connection: Connection, seed: int) -> World:
    chance, world = random.Random(seed), World()

    def moment() -> datetime:
        return START + timedelta(seconds=chance.randrange(100 * 86_400))

    for number in range(5):
        given: dict[str, Any] = {
            "status": chance.choice(("open", "closed", "draft")),
            "deleted_at": START if number == 4 else None,
            "required": chance.sample(NAMES, 2),
        }
        given["preferred"] = sorted(set(chance.sample(NAMES, 2)) - set(given["required"]))
        at = moment()
        world.jobs[rows.job(connection, f"Job {number}", at, **given)] = given | {"at": at}
    for _ in range(30):
        at, shown = moment(), chance.sample(NAMES, chance.randrange(4))
        world.resumes[rows.resume(connection, at, shown)] = (at, shown)
    for job in world.jobs:
        for person in world.resumes:
            if chance.random() < 0.7:
                score, at = chance.choice((chance.random(), chance.randrange(21) / 20)), moment()
                rows.match(connection, job, person, score, at)
                world.matches[job, person] = (score, at)
            if chance.random() < 0.7:
                world.told.append(walk(connection, chance, job, person, moment()))
    stranger = rows.resume(connection, START, ["python"], organisation=77)
    theirs = rows.job(connection, "Theirs", START, organisation=77, required=["python"])
    rows.match(connection, theirs, stranger, 0.9, START, organisation=77)
    rows.application(connection, theirs, stranger, START, [("shortlisted", START)], organisation=77)
    connection.commit()
    return world


def walk(connection: Connection, chance: random.Random, job: int, person: int, at: datetime) -> Told:
    path: list[tuple[str, datetime]] = []
    when, status = at, "pending"
    while (legal := moves_from(status)) and chance.random() < 0.8:  # type: ignore[arg-type]
        when += timedelta(seconds=chance.randrange(1, 10 * 86_400))
        status = chance.choice(legal)
        path.append((status, when))
    source = chance.choice(("candidate", "staff"))
    rows.application(connection, job, person, at, path, source=source)
    return Told(job, person, at, source, path)


def reckon_funnel(told: list[Told]) -> list[tuple[str, int, int, int]]:
    found: list[tuple[str, int, int, int]] = []
    for status in STATUSES:
        further = MAIN[MAIN.index(status) :] if status in MAIN else (status,)
        found.append(
            (
                status,
                sum(status in one.ever for one in told),
                sum(bool(one.ever & set(further)) for one in told),
                sum(one.status == status for one in told),
            )
        )
    return found


def reckon_stays(told: list[Told], scope: Scope) -> dict[str, tuple[int, int, float, float]]:
    lengths: dict[str, list[float]] = {}
    still: Counter[str] = Counter()
    for one in told:
        came = [("pending", one.at), *one.path]
        for (status, since), (_, until) in itertools.pairwise(came):
            if within(scope, since):
                lengths.setdefault(status, []).append((until - since).total_seconds() / 86_400)
        status, since = came[-1]
        if status not in ("hired", "rejected", "withdrawn") and within(scope, since):
            lengths.setdefault(status, []).append(max(0.0, (NOW - since).total_seconds() / 86_400))
            still[status] += 1
    return {
        status: (len(known), still[status], float(np.quantile(known, 0.5)), float(np.quantile(known, 0.9)))
        for status, known in lengths.items()
    }


def standing(one: Told) -> str:
    if one.ever & {"shortlisted", "interview", "offer", "hired"}:
        return "chosen"
    return "rejected" if one.status == "rejected" else ""


def reckon_pairs(world: World, scope: Scope) -> tuple[int, float]:
    pairs, right = 0, 0.0
    told = [one for one in world.counted(scope) if within(scope, one.at) and (one.job, one.resume) in world.matches]
    for one in told:
        for other in told:
            if (one.job, standing(one), standing(other)) == (other.job, "chosen", "rejected"):
                here, there = (round(1000 * world.matches[x.job, x.resume][0]) for x in (one, other))
                pairs, right = pairs + 1, right + (here > there) + (here == there) / 2
    return pairs, right


def reckon_scores(world: World, scope: Scope) -> list[tuple[int, int, int]]:
    whose = {(one.job, one.resume): standing(one) for one in world.told}
    found = [[0, 0, 0] for _ in range(20)]
    for pair, (score, at) in world.matches.items():
        if world.has(scope, pair[0]) and within(scope, at):
            bucket = found[min(19, round(1000 * score) // 50)]
            bucket[0] += 1
            bucket[1] += whose.get(pair) == "chosen"
            bucket[2] += whose.get(pair) == "rejected"
    return [(a, b, c) for a, b, c in found]


def reckon_skills(world: World, scope: Scope) -> dict[str, tuple[int, int, int]]:
    jobs = [
        one
        for key, one in world.jobs.items()
        if world.has(scope, key) and (scope.job_id or (one["status"] != "draft" and within(scope, one["at"])))
    ]
    people = {
        key
        for key, (at, _) in world.resumes.items()
        if (scope.job_id is None and within(scope, at))
        or (scope.job_id and any(one.resume == key and within(scope, one.at) for one in world.counted(scope)))
    }
    held = Counter(name for key in people for name in world.resumes[key][1])
    required = Counter(name for one in jobs for name in one["required"])
    preferred = Counter(name for one in jobs for name in one["preferred"])
    return {name: (required[name], preferred[name], held[name]) for name in required | preferred}


def check(database: Database, world: World, scope: Scope, summed: bool) -> None:
    told = [one for one in world.counted(scope) if within(scope, one.at)]
    with database.session() as session:
        found = candidates.funnel(session, scope)
        assert [(one.status, one.entered, one.reached, one.now) for one in found] == reckon_funnel(told)
        by_source = candidates.sources(session, scope)
        assert {
            (source, status): number
            for source, known in by_source.items()
            for status, number in known.items()
            if number
        } == Counter((one.source, one.status) for one in told)
        stays = reckon_stays(world.counted(scope), scope)
        measured: dict[str, tuple[float, ...]] = {
            one.status: (one.count, one.open, one.median_days, one.p90_days) for one in candidates.stays(session, scope)
        }
        assert measured.keys() == stays.keys()
        for status, known in stays.items():
            assert measured[status] == pytest.approx(known, abs=0.05), status
        hired = [one for one in world.counted(scope) if one.status == "hired" and within(scope, one.path[-1][1])]
        took = [(one.path[-1][1] - one.at).total_seconds() / 86_400 for one in hired]
        whole, by_job, number = candidates.hires(session, scope, 100)
        assert {one.job_id: one.count for one in by_job} == Counter(one.job for one in hired)
        assert number == len(by_job)
        assert (whole is None) == (not hired)
        if whole:
            assert (whole.median_days, whole.p90_days) == pytest.approx(tuple(np.quantile(took, (0.5, 0.9))))
        days, now = candidates.days(session, scope)
        assert {status: number for status, number in now.items() if number} == Counter(one.status for one in told)
        made, done = Counter(one.at.date() for one in told), Counter(one.path[-1][1].date() for one in hired)
        assert [(one.day, one.applications, one.hires) for one in days] == [
            (day, made[day], done[day]) for day in sorted(made | done)
        ]
        buckets = scores.distribution(session, scope, "balanced", summed=summed)
        assert [(one.matches, one.chosen, one.rejected) for one in buckets] == reckon_scores(world, scope)
        agreed, _, _ = scores.agreement(session, scope, "balanced", 100, summed=summed)
        assert (agreed.pairs, agreed.right) == reckon_pairs(world, scope)
        gaps = skills.gaps(session, scope, 100, summed=summed)
        assert {one.skill: (one.required, one.preferred, one.at_hand) for one in gaps.skills} == reckon_skills(
            world, scope
        )
        assert overview.glance(session, scope).open_jobs == sum(
            world.has(scope, key) and one["status"] == "open" and (bool(scope.job_id) or within(scope, one["at"]))
            for key, one in world.jobs.items()
        )


@pytest.mark.parametrize("seed", range(4))
def test_sql_and_python_count_alike(connection: Connection, database: Database, seed: int) -> None:
    world = make(connection, seed)
    with database.session() as session:
        for _ in sums.count_anew(session, 1):
            session.commit()
    first, last = date(2026, 1, 1 + 5 * seed), date(2026, 2, 10 + 5 * seed)
    job = next(iter(world.jobs))
    for scope in (
        Scope(1),
        Scope(1, None, first, last),
        Scope(1, None, last, None),
        Scope(1, job),
        Scope(1, job, first, last),
    ):
        check(database, world, scope, summed=False)
        if scope.job_id is None:
            check(database, world, scope, summed=True)


def test_sums_follow_what_was_erased_when_they_are_counted_again(connection: Connection, database: Database) -> None:
    world = make(connection, 9)
    gone, lost = next(iter(world.resumes)), next(iter(world.jobs))
    for again in range(2):
        with database.session() as session:
            for _ in sums.count_anew(session, 1):
                session.commit()
        check(database, world, Scope(1), summed=True)
        if not again:
            connection.execute(text("delete from resumes where id = :key"), {"key": gone})
            connection.execute(text("delete from jobs where id = :key"), {"key": lost})
            connection.commit()
            del world.resumes[gone], world.jobs[lost]
            world.told = [one for one in world.told if one.resume != gone and one.job != lost]
            world.matches = {key: one for key, one in world.matches.items() if gone != key[1] and lost != key[0]}
    with database.session() as session:
        kept = session.execute(text("select count(*) from score_sums where organisation_id = 77")).scalar_one()
    assert kept == 0
