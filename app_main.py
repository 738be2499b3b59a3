"""The program: assembles the parts, mounts the HTTP interface and the commands, and serves."""

from __future__ import annotations

import os

# Before numpy is imported: matrices of one pair are small, and threads that wait for each other cost more than they do.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import gc
import json
import sys
from datetime import timedelta
from pathlib import Path

import click
from flask_cors import CORS

import accounts
import backing_up
import commands
import purging
import queueing
import serving
import settings as configuration
from api import (
    access,
    analytics,
    api_keys,
    applications,
    audit,
    auditing,
    auth,
    bodies,
    bulk,
    bulk_events,
    bulk_intake,
    candidates,
    comparison,
    context,
    documentation,
    errors,
    feedback,
    health,
    impact_ratio,
    interviews,
    invitations,
    job_export,
    job_import,
    job_moves,
    job_search,
    jobs,
    journal,
    limits,
    match_history,
    matches,
    notes,
    opinions,
    own_data,
    own_interviews,
    page,
    person_export,
    persons,
    preferences,
    queue,
    reports,
    resume_changes,
    resumes,
    saved_searches,
    scorecards,
    search_settings,
    skills,
    tags,
    users,
    webhooks,
)
from api.documentation import DocumentedApp
from errors import AppError
from settings import Settings
from tasks.worker import start_thread as start_worker

MB = 1 << 20


def create_app(settings: Settings | None = None, database_url: str | None = None) -> DocumentedApp:
    """Makes the application.

    Args:
        settings: None is for a server that starts the application by itself, such as ``gunicorn``: the environment
            and .env are read, the database is migrated, logs are set up and the queue is worked off.
        database_url: Where the database is when the settings leave that to the embedded one.
    """
    if settings is None:
        return _stand_alone(configuration.load())
    # Records in memory are many and live long: looking through them all for garbage as often as is usual takes a fifth
    # of a ranking.
    gc.set_threshold(20_000, 50, 500)
    app = DocumentedApp(__name__, static_folder=None, validation_error_callback=errors.on_invalid)
    app.config |= {
        "HOST": settings.host,
        "IS_LOOPBACK": settings.is_loopback,
        "APP_TOKEN": settings.app_token,
        "CORS_ORIGINS": settings.cors_origins,
        "MAX_FILE_BYTES": settings.max_file_mb * MB,
        "MAX_REQUEST_BYTES": settings.max_request_mb * MB,
        "REQUIRE_IF_MATCH": settings.require_if_match,
        "GUEST_TASKS": settings.guest_tasks,
        "GUEST_MAX_FILES": settings.guest_max_files,
        "GUEST_HOURS": settings.guest_hours,
        "BULK_MAX_FILES": settings.bulk_max_files,
        "BULK_REQUEST_BYTES": settings.bulk_max_request_mb * MB,
        "BULK_RETENTION_DAYS": settings.bulk_retention_days,
        "PROPAGATE_EXCEPTIONS": False,
    }
    errors.attach(app)
    journal.attach(app)
    health.attach(app)
    access.attach(app)
    bodies.attach(app)
    auth.attach(app, commands.signing_key(settings))
    rates = limits.Rates(
        uploads=settings.rate_limit_uploads,
        login=settings.rate_limit_login,
        account=settings.rate_limit_account,
        applications=settings.rate_limit_applications,
        tasks=settings.rate_limit_tasks,
        guests=settings.rate_limit_guests,
        searches=settings.rate_limit_searches,
    )
    limits.attach(app, settings.redis_url, rates)
    if settings.cors_origins:
        CORS(app, origins=list(settings.cors_origins), max_age=timedelta(hours=1), expose_headers=["X-Request-ID"])
    url = settings.database_url or database_url or commands.ready_database(settings)
    context.attach(app, commands.assemble(settings, url))
    bulk_events.attach(app, max(1, settings.web_threads // 2))
    _mount(app)
    auditing.attach(app)
    return app


def main() -> None:
    """Runs one command; ``serve`` when none is named. What cannot work is said in one sentence, with exit status 2."""
    try:
        cli(standalone_mode=True)
    except AppError as exc:
        click.echo(exc.detail, err=True)
        sys.exit(2)


@click.group(invoke_without_command=True, help="Shortlist reads résumés, understands job ads and matches the two.")
@click.pass_context
def cli(called: click.Context) -> None:
    """Chooses the command."""
    if called.invoked_subcommand is None:
        called.invoke(serve)


@cli.command()
def serve() -> None:
    """Start the server (the default): prepare, migrate, load the demo once, listen."""
    serving.serve(configuration.load(), create_app)


@cli.command()
@click.argument("path", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False)
def openapi(path: Path | None) -> None:
    """Write the OpenAPI document to PATH or to standard output."""
    document = create_app(Settings.model_construct(), "postgresql+psycopg2://").api_doc
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8") if path else click.echo(text, nl=False)


for command in (*commands.COMMANDS, *accounts.COMMANDS, *backing_up.COMMANDS, *purging.COMMANDS, *queueing.COMMANDS):
    cli.add_command(command)


def _stand_alone(settings: Settings) -> DocumentedApp:
    journal.configure(settings.log_level, settings.log_format)
    url = commands.ready_database(settings)
    app = create_app(settings, url)
    if settings.task_worker == "thread":
        start_worker(url, app.extensions["parts"])
    return app


def _mount(app: DocumentedApp) -> None:
    for resource in (resumes.root, jobs.root, matches.root, reports.root, skills.root, health.root, bulk_intake.root):
        app.register_api(resource)
    for resource in (
        auth.api, users.api, invitations.api, api_keys.api, preferences.api, webhooks.api,
        resume_changes.api, persons.api, jobs.api, job_moves.api, job_export.api, job_import.api, candidates.api, comparison.api, opinions.api, notes.api, tags.api, applications.api, own_data.api, interviews.api, scorecards.api, own_interviews.api, match_history.api, matches.api, reports.api, person_export.api, audit.api, feedback.api, impact_ratio.api, analytics.api, skills.api, health.api, bulk.api, queue.api, job_search.api, saved_searches.api, search_settings.api,
    ):  # fmt: skip
        app.register_api(resource)
        unversioned = str(resource.url_prefix).replace("/api/v1", "/api", 1)
        app.register_blueprint(resource, url_prefix=unversioned, name=f"unversioned_{resource.name}")
    for known in (*commands.COMMANDS, *accounts.COMMANDS, *backing_up.COMMANDS, *purging.COMMANDS, *queueing.COMMANDS):
        app.cli.add_command(known)
    app.register_blueprint(page.pages)
    documentation.attach(app)


if __name__ == "__main__":
    main()
