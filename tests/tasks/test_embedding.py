"""Another embedding model: what is stored gets its vectors in the background, and no score mixes the two."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from db import packed_vectors
from db.packed_vectors import JobVectors, ResumeVectors
from db.session import Database
from nlp.embeddings import Embedder, default_embedder, load_embedder, set_default_embedder
from pipeline import Parts
from settings import load
from tasks import embedding, worker

CV = "{name}\n{mail}\n\nSkills\nPython, PostgreSQL\n\nExperience\nDeveloper, Acme, 2019 - 2024\n- Wrote {what} services\n"
JD = "Developer\n\nRequirements\n- Python\n- PostgreSQL\n- Kubernetes\n- You write software for banks\n"


@pytest.fixture(scope="module")
def embedders(static_model: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Embedder, Embedder]:
    kept = tmp_path_factory.mktemp("kept")
    one, other = static_model("ash", 32), static_model("birch", 48)
    return load_embedder(str(one), data_dir=kept), load_embedder(str(other), data_dir=kept)


@pytest.fixture(autouse=True)
def _given_back() -> Iterator[None]:
    yield
    set_default_embedder(None)


@pytest.fixture
def app(database_url: str, tmp_path: Path, database: Database) -> Flask:
    from app_main import create_app

    return create_app(
        load(_env_file=None, database_url=database_url, data_dir=tmp_path / "var", upload_dir=tmp_path / "uploads")
    )


@pytest.fixture
def start(app: Flask) -> Callable[[Embedder], FlaskClient]:
    """Starts the program with a model, as far as a test can: nothing stays in memory."""

    def started(embedder: Embedder) -> FlaskClient:
        set_default_embedder(embedder)
        old: Parts = app.extensions["parts"]
        app.extensions["parts"] = Parts(old.database, old.upload_dir, old.jd_cache, old.max_file_bytes)
        return app.test_client()

    return started


@pytest.fixture
def work(app: Flask, database_url: str) -> Callable[[], None]:
    return lambda: worker.run(database_url, app.extensions["parts"], is_main=False, until_empty=True)


def models_stored(database: Database) -> set[str]:
    with database.session() as session:
        return {*session.scalars(select(ResumeVectors.model)), *session.scalars(select(JobVectors.model))}


def store(client: FlaskClient, count: int = 3) -> None:
    for number in range(count):
        text = CV.format(name=f"Ann Lee{number}", mail=f"ann{number}@example.org", what=f"{number} billing")
        assert client.post("/uploadResume", json={"text": text}).status_code == 201
    assert client.post("/uploadJD", json={"text": JD}).status_code == 201


def matched(client: FlaskClient) -> dict[str, dict[str, object]]:
    answer = client.post("/match", json={"job_ids": ["J201"]})
    assert answer.status_code == 200
    return {one["resume_id"]: one for one in answer.json["results"]}


def name_of(model: object) -> str:
    """The part of a model's name that people read."""
    return str(model).partition("@")[0].rpartition("/")[2]


def test_another_model_makes_its_own_vectors_and_scores_and_the_old_ones_go(
    start: Callable[[Embedder], FlaskClient],
    work: Callable[[], None],
    database: Database,
    app: Flask,
    embedders: tuple[Embedder, Embedder],
    caplog: pytest.LogCaptureFixture,
) -> None:
    ash, birch = embedders
    client = start(ash)
    store(client)
    before = matched(client)
    assert models_stored(database) == {ash.identity}
    client = start(birch)
    state = client.get("/api/v1/health/ready").json["embeddings"]
    assert state == {"model": birch.identity, "share": 0.0}
    with caplog.at_level(logging.INFO, "tasks.embedding"):
        assert embedding.defer(app.extensions["parts"])
        assert not embedding.defer(app.extensions["parts"]), "asked for once"
        work()
    assert [(one.done, one.total) for one in caplog.records if one.message == "embeddings"] == [(4, 4)]
    assert models_stored(database) == {birch.identity}
    assert client.get("/api/v1/health/ready").json["embeddings"]["share"] == 1.0
    assert not embedding.defer(app.extensions["parts"])
    after = matched(client)
    assert {name_of(one["model"]) for one in before.values()} == {"ash"}
    assert {name_of(one["model"]) for one in after.values()} == {"birch"}
    for key, one in after.items():
        assert one["match_id"] == before[key]["match_id"]
        assert one["requirements"] != before[key]["requirements"]
    # As if the first model had never been there.
    with database.engine.begin() as connection:
        connection.execute(sqlalchemy.text("truncate resume_vectors, job_vectors, matches cascade"))
    fresh = matched(start(birch))
    assert {key: one["match_score"] for key, one in fresh.items()} == {
        k: one["match_score"] for k, one in after.items()
    }


def test_a_match_asked_for_meanwhile_makes_what_it_needs_itself(
    start: Callable[[Embedder], FlaskClient],
    work: Callable[[], None],
    database: Database,
    app: Flask,
    embedders: tuple[Embedder, Embedder],
) -> None:
    ash, birch = embedders
    store(start(ash))
    client = start(birch)
    embedding.defer(app.extensions["parts"])
    answer = client.post("/match", json={"resume_ids": ["R101"], "job_ids": ["J201"]}).json["results"][0]
    assert name_of(answer["model"]) == "birch"
    assert client.get("/api/v1/health/ready").json["embeddings"] == {"model": birch.identity, "share": 0.5}
    with database.session() as session:
        # The old ones stay until the new ones are complete.
        assert len(packed_vectors.known(session, ResumeVectors, ash.identity, [101, 102, 103])) == 3
    work()
    assert models_stored(database) == {birch.identity}
    again = client.post("/match", json={"resume_ids": ["R101"], "job_ids": ["J201"]}).json["results"][0]
    assert again == answer


def test_a_kill_between_two_batches_loses_nothing(
    start: Callable[[Embedder], FlaskClient],
    work: Callable[[], None],
    database: Database,
    app: Flask,
    embedders: tuple[Embedder, Embedder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ash, birch = embedders
    store(start(ash), 5)
    client = start(birch)
    monkeypatch.setattr(embedding, "AT_ONCE", 2)
    real = default_embedder().embed
    left = [3]

    def killed(texts: list[str]) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return real(texts)

    monkeypatch.setattr(birch, "embed", killed)
    embedding.pack_stored(database, 2)
    with pytest.raises(KeyboardInterrupt):
        embedding.pack_stored(database, 2)
    assert client.get("/api/v1/health/ready").json["embeddings"]["share"] == 0.5
    assert models_stored(database) == {ash.identity, birch.identity}
    left[0] = 3
    monkeypatch.setattr(birch, "embed", lambda texts: killed(texts))
    embedding.defer(app.extensions["parts"])
    work()
    assert left[0] == 0, "what was made before the kill is not made again"
    assert models_stored(database) == {birch.identity}


def test_a_worker_of_another_model_leaves_the_task_alone(
    start: Callable[[Embedder], FlaskClient],
    work: Callable[[], None],
    database: Database,
    app: Flask,
    embedders: tuple[Embedder, Embedder],
) -> None:
    ash, birch = embedders
    store(start(ash), 1)
    start(birch)
    embedding.defer(app.extensions["parts"])
    start(ash)
    work()
    assert models_stored(database) == {ash.identity}
