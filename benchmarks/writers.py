"""Clients that upload résumés and tasks of résumés without a pause and remember what was acknowledged; they judge nothing.

A request that gets no answer, or 503, is sent again with the same bytes, as a careful client does.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import httpx

_TASK_FILES = 2
_PAUSE_S = 0.5
_CV = """{name}
{mail}@example.org | Berlin, Germany

Experience
Backend Developer, Acme GmbH
Jan 2019 - Dec 2023
- Built REST APIs in Python and Flask on PostgreSQL, number {number}
"""
_AD = "Backend Developer\nAcme GmbH, Berlin\n\nRequirements\n- 3+ years of experience with Python\n- PostgreSQL\n"


@dataclass
class Acknowledged:
    """What the server said it has: résumés by id, and the files of tasks by task."""

    resumes: dict[int, str] = field(default_factory=dict)
    tasks: dict[int, set[str]] = field(default_factory=dict)
    started: set[int] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    longest_wait_s: float = 0.0


class Writers:
    """So many threads that write to ``url`` until they are stopped; every fourth sends tasks, the others résumés."""

    def __init__(self, url: str, threads: int = 20) -> None:
        self.got = Acknowledged()
        self._url, self._numbers, self._lock = url, count(1), threading.Lock()
        self._is_over = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(self._send_task if number % 4 == 0 else self._send_resume,))
            for number in range(threads)
        ]

    def start(self) -> None:
        """Begins."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Has each thread finish what it is at; what nobody answers any more is given up."""
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    @property
    def count(self) -> int:
        """How many writes were acknowledged."""
        with self._lock:
            return len(self.got.resumes) + len(self.got.tasks) + len(self.got.started)

    def so_far(self) -> Acknowledged:
        """What was acknowledged until now: what comes later is not in it."""
        with self._lock:
            return replace(
                self.got, resumes=dict(self.got.resumes), tasks=dict(self.got.tasks), started=set(self.got.started)
            )

    def _run(self, send: Any) -> None:
        with httpx.Client(base_url=self._url, timeout=60) as client:
            while not self._is_over.is_set():
                send(client)

    def _send_resume(self, client: httpx.Client) -> None:
        name, data = self._resume()
        answer = self._ask(client, "/uploadResume", files={"file": (name, data)})
        if answer is not None:
            with self._lock:
                self.got.resumes[int(answer.json()["resume_id"][1:])] = hashlib.sha256(data).hexdigest()

    def _send_task(self, client: httpx.Client) -> None:
        created = self._ask(client, "/create_task", json={})
        if created is None:
            return
        key, bearer = int(created.json()["task_id"][1:]), {"Authorization": f"Bearer {created.json()['token']}"}
        with self._lock:
            self.got.tasks[key] = set()
        given = [("files", self._resume()) for _ in range(_TASK_FILES)]
        # Under a key: without one, files that are sent again after an answer was lost are more files.
        once = bearer | {"Idempotency-Key": f"files-of-task-{key}"}
        if self._ask(client, "/upload_files", files=given, headers=once) is None:
            return
        with self._lock:
            self.got.tasks[key] = {hashlib.sha256(data).hexdigest() for _, (_, data) in given}
        once = bearer | {"Idempotency-Key": f"start-of-task-{key}"}
        if self._ask(client, "/process_task", json={"job_description": _AD}, headers=once) is not None:
            with self._lock:
                self.got.started.add(key)
        self._wait_for_task(client, key, bearer)

    def _wait_for_task(self, client: httpx.Client, key: int, bearer: dict[str, str]) -> None:
        """Keeps the queue as long as the writers are many, and no longer."""
        while not self._is_over.wait(1.0):
            try:
                if client.get(f"/tasks/T{key}", headers=bearer).json().get("status") == "done":
                    return
            except (httpx.HTTPError, ValueError):
                continue

    def _resume(self) -> tuple[str, bytes]:
        with self._lock:
            number = next(self._numbers)
        word = "".join(chr(ord("a") + int(digit)) for digit in f"{number:06d}")
        name = f"Ann {word.title()}"
        return f"{word}.txt", _CV.format(name=name, mail=f"ann.{word}", number=number).encode()

    def _ask(self, client: httpx.Client, path: str, **given: Any) -> httpx.Response | None:
        """Sends until there is an answer; None when the writers are stopped, or are told that they are wrong."""
        while not self._is_over.is_set():
            begun = time.monotonic()
            try:
                answer = client.post(path, **given)
            except httpx.HTTPError:
                with self._lock:
                    self.got.unanswered += 1
                time.sleep(_PAUSE_S)
                continue
            with self._lock:
                self.got.statuses[answer.status_code] += 1
                self.got.longest_wait_s = max(self.got.longest_wait_s, time.monotonic() - begun)
            if answer.is_success:
                return answer
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return None
            time.sleep(_PAUSE_S)
        return None
