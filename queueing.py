"""The commands of the queue: working it off in processes of their own, and looking at what is in it."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import date

import click
from rich.console import Console
from rich.table import Table

import commands
import extractors
import settings as configuration
from api import journal
from db import job_failures
from db.session import Database
from nlp.embeddings import default_embedder, load_embedder, set_default_embedder
from nlp.model_store import MODEL_NAME
from nlp.skill_links import default_linker
from nlp.taxonomy import default_taxonomy
from settings import Settings
from tasks.worker import run
from tasks.worker_processes import run_several

_GIVES_WAY = 5
"""Whoever waits for an answer of the server comes first."""
_SAMPLE = "Ann Lee\nann.lee@example.org\n\nExperience\nDeveloper, Acme Ltd, 2019 - 2021\n- Built services in Python"


@click.command()
@click.option(
    "--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that share memory."
)
@click.option("--threads", type=click.IntRange(1, 64), help="Texts that each embeds side by side.")
def worker(processes: int, threads: int | None) -> None:
    """Work off the queue in processes of their own (beside a server with TASK_WORKER=off)."""
    settings = configuration.load()
    journal.configure(settings.log_level, settings.log_format)
    os.nice(_GIVES_WAY)
    url = commands.ready_database(settings)
    each = threads or (max(1, (os.cpu_count() or 1) // processes) if processes > 1 else None)
    with commands.opened(settings, url) as parts:
        if processes == 1 and each is None:
            run(url, parts)
            return
        _load(settings, each)
        if processes == 1:
            run(url, parts)
        else:
            run_several(processes, lambda: run(url, parts))


@click.command()
def queue() -> None:
    """Show what is in the queue, and which jobs failed for good."""
    settings = configuration.load()
    with closing(Database(commands.ready_database(settings), connections=1)) as database, database.session() as session:
        counts, failed = job_failures.counts(session), job_failures.failed(session, None)
    table = Table("queue", "state", "jobs")
    for name, state, count in counts:
        table.add_row(name, state, str(count))
    Console().print(table)
    table = Table("failed job", "queue", "task", "attempts", "reason", "when")
    for one in failed:
        when = one.at.isoformat(timespec="seconds") if one.at else ""
        table.add_row(str(one.queued_id), one.queue, one.task, str(one.attempts), one.error or "", when)
    Console().print(table)


COMMANDS = (worker, queue)


def _load(settings: Settings, threads: int | None) -> None:
    """Loads what reading takes before processes are forked: they share it."""
    if settings.embedding_model == MODEL_NAME:
        set_default_embedder(load_embedder(settings.embedding_model, data_dir=settings.data_dir, threads=threads))
    default_linker(default_taxonomy())
    extractors.extract_resume(extractors.read_text(_SAMPLE), as_of=date.today())
    default_embedder().embed([_SAMPLE])
