"""The task that gives stored résumés and jobs vectors of the model in use; how they are made at_hand knows."""

from __future__ import annotations

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from procrastinate import JobContext, RetryStrategy
from sqlalchemy import text

from at_hand import is_behind, pack_stored
from db.packed_vectors import Progress
from db.session import Session
from errors import Unavailable
from nlp.embeddings import default_embedder
from pipeline import Parts
from tasks.queue import VECTORS, queue

log = logging.getLogger(__name__)

# Some seconds of work: short enough for a scan to come in between, which goes first.
AT_ONCE = 20
_BEHIND_SCANS = -10
_NAME = "embed_stored"
_WAITING = text(
    "select true from procrastinate_jobs where task_name = :task and status = 'todo' and args ->> 'model' = :model limit 1"
)
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[Unavailable])


def defer(parts: Parts) -> bool:
    """Has vectors made for what lacks some of this process' model; says whether that is needed and was not asked yet."""
    model = default_embedder().identity
    with parts.database.session() as session:
        if not is_behind(session):
            return False
        is_new = _defer(session, model)
        session.commit()
    return is_new


@queue.task(name=_NAME, queue=VECTORS, pass_context=True, retry=_AGAIN, lock=_NAME)
def embed_stored(context: JobContext, model: str) -> None:
    """Makes some of the vectors, and has the next ones made after whatever else is waiting."""
    parts: Parts = context.additional_context["parts"]
    if model != default_embedder().identity:  # asked for by a server with another setting
        log.warning("embeddings_of_another_model", extra={"model": model})
        return
    done = _in_the_background(parts)
    log.info("embeddings", extra={"model": model, "done": done.done, "total": done.total})
    if done.done < done.total:
        with parts.database.session() as session:
            _defer(session, model)
            session.commit()


def _defer(session: Session, model: str) -> bool:
    # Not by the queue's own lock on waiting jobs: with one waiting, a killed one could not be put back.
    if session.scalar(_WAITING, {"task": _NAME, "model": model}):
        return False
    embed_stored.configure(connection=session.connection(), priority=_BEHIND_SCANS).defer(model=model)
    return True


def _in_the_background(parts: Parts) -> Progress:
    """Works in a thread that gives way to requests, and so do those it starts."""
    with ThreadPoolExecutor(1, initializer=_give_way) as pool:
        return pool.submit(pack_stored, parts.database, AT_ONCE).result()


def _give_way() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
