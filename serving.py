"""Starting and serving: everything from reading the settings to the first answer, said aloud as it happens."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import shlex
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import sqlalchemy
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from rich.console import Console

import commands
from api import journal
from db import people, server
from db.matches import StoredMatch
from db.session import Database
from documents import reading
from errors import AppError, BadSettings
from nlp.embeddings import default_embedder, load_embedder
from nlp.model_store import MODEL_NAME
from nlp.skill_links import prepare_default
from nlp.taxonomy import default_taxonomy
from pipeline import Parts
from settings import HOME, Settings
from tasks.worker import start_thread

MakeApp = Callable[[Settings, str], Flask]

log = logging.getLogger(__name__)

_PATIENCE_S = 60.0
_SILENCE_S = 15.0
_VECTORS_EVERY_S = 20.0
_screen = Console(stderr=True, highlight=False, soft_wrap=True)


def serve(settings: Settings, make_app: MakeApp) -> None:
    """Prepares everything and serves until it is told to stop.

    Raises:
        BadSettings: The port is taken.
        Unavailable: The database does not answer.
    """
    journal.configure(settings.log_level, settings.log_format)
    _refuse_taken_port(settings)
    model = _child(lambda: _prepare_model(settings))
    _say("Starting the database." if settings.database_url is None else "Reaching the database.")
    url = commands.ready_database(settings)
    _finish(model)
    if settings.demo_data and commands.is_empty(url):
        _finish(_child(lambda: _load_demo(settings, url)))
    commands.sweep(settings, url)
    _say(f"Listening on {address(settings)} …")
    _Server(settings, url, make_app).run()


def address(settings: Settings) -> str:
    """Where a browser on this machine finds the server."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "localhost") else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def examples(settings: Settings, database: Database) -> list[str]:
    """Three cURL lines that work as they stand: upload a résumé, upload a job ad, match two that are stored."""
    resume_id, job_id, needs_token = _stored_pair(database)
    root = address(settings)
    curl = 'curl -H "Authorization: Bearer $TOKEN"' if needs_token or not settings.is_loopback else "curl"
    asked = json.dumps({"resume_ids": [f"R{resume_id}"], "job_ids": [f"J{job_id}"]})
    return [
        f"{curl} -F file=@{shlex.quote(_demo_file('resumes', 'backend'))} {root}/uploadResume",
        f"{curl} -F file=@{shlex.quote(_demo_file('jobs', 'backend'))} {root}/uploadJD",
        f"{curl} -H 'Content-Type: application/json' -d '{asked}' {root}/match",
    ]


def _say(sentence: str) -> None:
    _screen.print(f"[bold]·[/bold] {sentence}")


def _prepare_model(settings: Settings) -> None:
    commands.prepare_model(settings, _say)
    if settings.embedding_model != MODEL_NAME:
        _say(f"Loading the embedding model {settings.embedding_model}.")
        load_embedder(settings.embedding_model, data_dir=settings.data_dir)


def _load_demo(settings: Settings, url: str) -> None:
    with commands.opened(settings, url) as parts:
        commands.load_demo(parts)


def _child(work: Callable[[], None]) -> BaseProcess:
    """Does heavy work once in a process of its own, so that the memory it takes is not the server's for good."""

    def attempt() -> None:
        try:
            work()
        except AppError as exc:
            _screen.print(exc.detail)
            sys.exit(2)

    process = get_context("fork").Process(target=attempt)
    process.start()
    return process


def _finish(process: BaseProcess) -> None:
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except PermissionError as exc:
            raise BadSettings(f"Port {settings.port} needs more rights; set PORT to 1024 or above.") from exc
        except OSError as exc:
            raise BadSettings(
                f"{settings.host}:{settings.port} cannot be used, probably because another program listens there; "
                "stop it or set PORT to another number."
            ) from exc


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with this program's settings instead of a command line."""

    def __init__(self, settings: Settings, database_url: str, make_app: MakeApp) -> None:
        self._settings, self._url, self._make_app = settings, database_url, make_app
        super().__init__()

    def load_config(self) -> None:
        """Hands gunicorn its settings."""
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        chosen: Mapping[str, Any] = {
            "bind": f"{host}:{self._settings.port}",
            "workers": self._settings.web_workers,
            "threads": self._settings.web_threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 10,
            "keepalive": 5,
            "loglevel": "warning",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,
            "control_socket_disable": True,
            "post_worker_init": self._on_worker,
            "worker_exit": _leave,
            "pre_request": _do_not_wait_for_ever,
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Makes the application, in the worker: connections and threads do not survive a fork."""
        return self._make_app(self._settings, self._url)

    def _on_worker(self, worker: Any) -> None:
        # Ctrl-C reaches the worker from the terminal and from its master; twice at once stops it halfway, for good.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        parts: Parts = worker.app.callable.extensions["parts"]
        threading.Thread(target=_warm_up, daemon=True).start()
        if self._settings.database_url is None:
            folder = self._settings.data_dir / "postgres"
            threading.Thread(target=server.watch, args=(folder, threading.Event()), daemon=True).start()
        if self._settings.task_worker == "thread":
            start_thread(self._url, parts)
        if worker.age == 1:  # a worker that replaces another one has nothing to announce
            threading.Thread(target=_announce, args=(self._settings, parts.database), daemon=True).start()


def _warm_up() -> None:
    """Loads the model for the first request; later, behind everything else, it makes vectors of new skill names and tidies up."""
    default_embedder()
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)  # of this thread alone, and those it starts
    while True:
        time.sleep(_VECTORS_EVERY_S)
        try:
            prepare_default(default_taxonomy())
        except OSError as exc:  # a full disk is no reason to stop for good
            log.warning("skill_vectors_not_kept: %s", type(exc).__name__)
        _give_memory_back()


def _give_memory_back() -> None:
    """Has the C library return what large bodies and long texts needed for a moment; glibc keeps it else, in many heaps."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


def _do_not_wait_for_ever(worker: Any, request: Any) -> None:
    """Gives up on a client that promised more bytes than it sends; else it would hold a thread for good."""
    request.unreader.sock.settimeout(_SILENCE_S)


def _leave(server: Any, worker: Any) -> None:
    """Ends a worker whose requests are answered: a scan that its thread is reading is started again by the next one."""
    try:
        reading.close()
    finally:
        os._exit(0)


def _announce(settings: Settings, database: Database) -> None:
    """Shows the examples once the port really answers."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address(settings)}/api/v1/health", timeout=5) as answer:
                if answer.status == 200:
                    break
        except OSError:
            time.sleep(0.05)
    _screen.print(f"\n[bold green]Ready:[/bold green] {address(settings)} (documentation at /docs). Try:\n")
    for line in examples(settings, database):
        _screen.print(line, markup=False)
    _screen.print("\nCtrl-C stops the server.")


def _stored_pair(database: Database) -> tuple[int, int, bool]:
    """The best stored match; without one, what the two uploads before will make on an empty database."""
    best = sqlalchemy.select(StoredMatch.resume_id, StoredMatch.job_id).order_by(StoredMatch.score.desc()).limit(1)
    with database.session() as session:
        row = session.execute(best.where(StoredMatch.organisation_id == people.FIRST_ORGANISATION)).one_or_none()
        return (*(row or (101, 201)), people.anybody_registered(session))


def _demo_file(kind: str, word: str) -> str:
    found = sorted((HOME / "demo" / kind).glob("*.pdf"))
    named = (
        [path for path in found if word in path.name] or found or [Path("cv.pdf" if kind == "resumes" else "jd.pdf")]
    )
    return os.path.relpath(named[0])
