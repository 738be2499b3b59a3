"""The worker that empties the queue, in a thread of the server or as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException
from procrastinate.worker import Worker
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from db import job_failures
from errors import Unavailable
from pipeline import Parts
from tasks import bulk_steps, embedding, index_care, notifying, retention, searching
from tasks.queue import HEAVY, NOTICES, queue

log = logging.getLogger(__name__)

RETRY_S = 2.0
POLL_S = 2.0
RESCUE_EVERY_S = 30.0
NOTICES_AT_ONCE = 4
_SHUTDOWN_S = 15.0
_LAST_S = 18.0
"""After so long a worker that was told to stop leaves its job, however long a scan takes: others begin it again."""


def start_thread(database_url: str, parts: Parts) -> threading.Thread:
    """Starts a worker in a thread that ends with the process; jobs it was at are started again by the next one."""
    thread = threading.Thread(target=run, args=(database_url, parts), kwargs={"is_main": False}, daemon=True)
    thread.start()
    return thread


def run(database_url: str, parts: Parts, *, is_main: bool = True, until_empty: bool = False) -> None:
    """Works until the process is told to stop, also through restarts of the database.

    Args:
        database_url: As SQLAlchemy spells it.
        parts: What the tasks work with.
        is_main: This is the main thread and may listen to signals.
        until_empty: Stop as soon as the queue is empty.
    """
    stopping = threading.Event()
    while not stopping.is_set():
        try:
            if not until_empty:
                embedding.defer(parts)
            asyncio.run(_work(database_url, parts, is_main, until_empty, stopping))
            return
        except asyncio.CancelledError:  # told to stop, and everything is given back
            return
        except (ProcrastinateException, psycopg.Error, OSError, Unavailable) as exc:
            log.warning("queue_unreachable", extra={"error": type(exc).__name__})
            stopping.wait(RETRY_S)


async def _work(
    database_url: str, parts: Parts, is_main: bool, until_empty: bool, stopping: threading.Event
) -> None:  # fmt: skip
    # One job at a time: reading a scan takes a whole core and up to 2 GiB.
    address = database_url.replace("postgresql+psycopg2://", "postgresql://", 1)
    app = queue.with_connector(PsycopgConnector(conninfo=address, min_size=1, max_size=6))
    if is_main:
        _stop_on_signals(stopping)
    async with app.open_async():
        beside = [asyncio.create_task(_restart_stalled(app))]
        if not until_empty:
            beside.append(asyncio.create_task(retention.repeat(parts)))
            beside.append(asyncio.create_task(notifying.repeat(parts)))
            beside.append(asyncio.create_task(bulk_steps.repeat(parts)))
            beside.append(asyncio.create_task(searching.repeat(parts)))
            beside.append(asyncio.create_task(index_care.repeat(parts)))
        try:
            await _first_of(
                app.run_worker_async(
                    queues=list(HEAVY),
                    wait=not until_empty,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=POLL_S,
                    delete_jobs="successful",
                    additional_context={"parts": parts, bulk_steps.STOPPING: stopping},
                    task_middleware=[_note_failure],
                ),
                _work_off_notices(app, parts, until_empty),
                until_empty,
            )
        finally:
            for task in beside:
                task.cancel()


async def _work_off_notices(app: App, parts: Parts, until_empty: bool) -> None:
    """Several at a time, beside the other work: sending is waiting, and no scan waits for a slow mail server."""
    await app.run_worker_async(
        queues=[NOTICES],
        name="notices",
        concurrency=NOTICES_AT_ONCE,
        wait=not until_empty,
        install_signal_handlers=False,
        shutdown_graceful_timeout=_SHUTDOWN_S,
        fetch_job_polling_interval=POLL_S,
        delete_jobs="successful",
        additional_context={"parts": parts},
        task_middleware=[_note_failure],
    )


def _note_failure(do: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Keeps the kind of error of a job that fails, for whoever looks why; its words may quote somebody."""
    try:
        return do()
    except Exception as exc:
        parts: Parts = context.additional_context["parts"]
        with contextlib.suppress(Unavailable, NoFreeConnection), parts.database.side_session() as session:
            job_failures.note(session, int(context.job.id or 0), type(exc).__name__)
            session.commit()
        raise


def _stop_on_signals(stopping: threading.Event) -> None:
    """Ends the work at the next good moment when the process is told to stop, and in any case in time."""
    work = asyncio.current_task()
    assert work is not None, "asked by the task that is to be ended"

    def stop() -> None:
        if stopping.is_set():
            return
        stopping.set()
        last = threading.Timer(_LAST_S, os._exit, [0])
        last.daemon = True
        last.start()
        work.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


async def _first_of(work: Coroutine[Any, Any, None], notices: Coroutine[Any, Any, None], until_empty: bool) -> None:
    """Lets both work until the first ends, by a signal or an error, and then ends the other; or until both have nothing left."""
    both = [asyncio.create_task(work), asyncio.create_task(notices)]
    try:
        done, _ = await asyncio.wait(
            both, return_when=asyncio.ALL_COMPLETED if until_empty else asyncio.FIRST_COMPLETED
        )
        for task in done:
            task.result()
    finally:
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)


async def _restart_stalled(app: App) -> None:
    """Puts jobs back whose worker has stopped giving signs of life.

    Not a periodic task: those defer through the queue's own connector, which is for the sessions of requests.
    """
    while True:
        with contextlib.suppress(ProcrastinateException):  # the worker itself reports a lost database
            for job in await app.job_manager.get_stalled_jobs():
                await app.job_manager.retry_job(job)
        await asyncio.sleep(RESCUE_EVERY_S)
