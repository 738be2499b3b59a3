"""The program: assembles the parts, mounts the HTTP interface and the commands, and serves."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import click
from flask_cors import CORS

import commands
import serving
import settings as configuration
from api import (
    access,
    auth,
    bodies,
    context,
    documentation,
    errors,
    health,
    jobs,
    journal,
    limits,
    matches,
    page,
    resumes,
    skills,
)
from api.documentation import DocumentedApp
from cache import open_store
from db import server
from db.session import Database
from errors import AppError
from extractors import EXTRACTOR_VERSION
from jd_cache import JdCache
from nlp.taxonomy import default_taxonomy
from pipeline import Parts
from settings import Settings
from tasks.worker import run as run_worker

MB = 1 << 20


def create_app(settings: Settings | None = None, database_url: str | None = None) -> DocumentedApp:
    """Makes the application.

    Args:
        settings: None reads the environment and .env.
        database_url: Where the database is when the settings leave that to the embedded one.
    """
    settings = settings or configuration.load()
    app = DocumentedApp(__name__, static_folder=None, validation_error_callback=errors.on_invalid)
    app.config |= {
        "HOST": settings.host,
        "IS_LOOPBACK": settings.is_loopback,
        "APP_TOKEN": settings.app_token,
        "CORS_ORIGINS": settings.cors_origins,
        "MAX_FILE_BYTES": settings.max_file_mb * MB,
        "MAX_REQUEST_BYTES": settings.max_request_mb * MB,
        "PROPAGATE_EXCEPTIONS": False,
    }
    errors.attach(app)
    journal.attach(app)
    health.attach(app)
    access.attach(app)
    bodies.attach(app)
    auth.attach(app, settings.secret_key or access.kept_secret(settings.data_dir / "secret_key"))
    limits.attach(app, settings.redis_url, settings.rate_limit_uploads, settings.rate_limit_login)
    if settings.cors_origins:
        CORS(app, origins=list(settings.cors_origins), max_age=timedelta(hours=1), expose_headers=["X-Request-ID"])
    context.attach(app, assemble(settings, settings.database_url or database_url or _embedded(settings)))
    _mount(app)
    return app


def assemble(settings: Settings, database_url: str) -> Parts:
    """Makes the parts that the flows work with."""
    commands.choose_model(settings)
    store = open_store(settings.redis_url, settings.jd_cache_path)
    return Parts(
        database=Database(database_url, connections=2 * settings.web_threads + 2),
        upload_dir=settings.upload_dir,
        jd_cache=JdCache(store, EXTRACTOR_VERSION, default_taxonomy().version, settings.jd_cache_ttl_days),
        max_file_bytes=settings.max_file_mb * MB,
    )


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
def worker() -> None:
    """Work off the queue in a process of its own (beside a server with TASK_WORKER=off)."""
    settings = configuration.load()
    journal.configure(settings.log_level, settings.log_format)
    url = commands.ready_database(settings)
    with commands.opened(settings, url) as parts:
        run_worker(url, parts)


@cli.command()
@click.argument("path", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False)
def openapi(path: Path | None) -> None:
    """Write the OpenAPI document to PATH or to standard output."""
    document = create_app(Settings.model_construct(), "postgresql+psycopg2://").api_doc
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8") if path else click.echo(text, nl=False)


for command in commands.COMMANDS:
    cli.add_command(command)


def _embedded(settings: Settings) -> str:
    return server.start(settings.data_dir / "postgres")


def _mount(app: DocumentedApp) -> None:
    for resource in (resumes.root, jobs.root, matches.root, skills.root, health.root):
        app.register_api(resource)
    for resource in (auth.api, resumes.api, jobs.api, matches.api, skills.api, health.api):
        app.register_api(resource)
        unversioned = str(resource.url_prefix).replace("/api/v1", "/api", 1)
        app.register_blueprint(resource, url_prefix=unversioned, name=f"unversioned_{resource.name}")
    app.register_blueprint(page.pages)
    documentation.attach(app)


if __name__ == "__main__":
    main()
