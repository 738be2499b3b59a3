"""Looks now and then whether the vectors of wholes have become so many that an index is due, and has it made."""

from __future__ import annotations

import asyncio
import logging
import threading

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from db import index_care
from db.wholes import INDEXED, JobWhole, Kind, ResumeWhole
from errors import Unavailable
from nlp.embeddings import default_embedder
from pipeline import Parts

log = logging.getLogger(__name__)

EVERY_S = 600.0
_LOOK_S = 1.0
_KINDS: tuple[Kind, ...] = (ResumeWhole, JobWhole)


def run(parts: Parts, fewest: int = index_care.FEWEST) -> int:
    """Makes the indexes that are due for vectors of this process' model; returns how many."""
    length = default_embedder().dimensions
    if length not in INDEXED:
        return 0
    with parts.database.session() as session:
        due = [kind for kind in _KINDS if index_care.is_due(session, kind, length, fewest)]
    url = parts.database.engine.url.render_as_string(hide_password=False)
    return sum(index_care.make(url, kind, length, fewest) for kind in due)


async def repeat(parts: Parts) -> None:
    """Looks at once, then every ten minutes; a database that is away is waited for.

    In a thread that nobody waits for: making an index takes minutes, and the server ends it when the process is gone.
    """
    while True:
        care = threading.Thread(target=_run, args=(parts,), daemon=True)
        care.start()
        while care.is_alive():
            await asyncio.sleep(_LOOK_S)
        await asyncio.sleep(EVERY_S)


def _run(parts: Parts) -> None:
    try:
        run(parts)
    except (Unavailable, NoFreeConnection, DBAPIError) as exc:
        log.warning("index_put_off", extra={"error": type(exc).__name__})
