"""The worker that empties the queue, in a thread of the server or as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException

from errors import Unavailable
from pipeline import Parts
from tasks import embedding, retention
from tasks.queue import queue

log = logging.getLogger(__name__)

RETRY_S = 2.0
POLL_S = 2.0
RESCUE_EVERY_S = 30.0


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
    while True:
        try:
            if not until_empty:
                embedding.defer(parts)
            asyncio.run(_work(database_url, parts, is_main, until_empty))
            return
        except (ProcrastinateException, psycopg.Error, OSError, Unavailable) as exc:
            log.warning("queue_unreachable", extra={"error": type(exc).__name__})
            time.sleep(RETRY_S)


async def _work(database_url: str, parts: Parts, is_main: bool, until_empty: bool) -> None:
    # One job at a time: reading a scan takes a whole core and up to 2 GiB.
    address = database_url.replace("postgresql+psycopg2://", "postgresql://", 1)
    app = queue.with_connector(PsycopgConnector(conninfo=address, min_size=1, max_size=4))
    async with app.open_async():
        beside = [asyncio.create_task(_restart_stalled(app))]
        if not until_empty:
            beside.append(asyncio.create_task(retention.repeat(parts)))
        try:
            await app.run_worker_async(
                wait=not until_empty,
                install_signal_handlers=is_main,
                fetch_job_polling_interval=POLL_S,
                delete_jobs="successful",
                additional_context={"parts": parts},
            )
        finally:
            for task in beside:
                task.cancel()


async def _restart_stalled(app: App) -> None:
    """Puts jobs back whose worker has stopped giving signs of life.

    Not a periodic task: those defer through the queue's own connector, which is for the sessions of requests.
    """
    while True:
        with contextlib.suppress(ProcrastinateException):  # the worker itself reports a lost database
            for job in await app.job_manager.get_stalled_jobs():
                await app.job_manager.retry_job(job)
        await asyncio.sleep(RESCUE_EVERY_S)
