"""The commands that keep an installation in a folder and bring it back; they ask before anything is replaced."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from tqdm import tqdm

import commands
import safekeeping
import settings as configuration
from db import server
from db.backups import Manifest
from settings import Settings

_MB = 1_000_000
_WORD = "replace"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def backup(folder: Path) -> None:
    """Write database and uploads, as of one moment, to the new folder DIR; the server may run meanwhile."""
    settings = configuration.load()
    key = commands.signing_key(settings)
    made = safekeeping.back_up(_database(settings), settings.upload_dir, folder, key, _bar)
    click.echo(f"{folder} holds {_summary(made)}.")
    for lost in made.originals.lost:
        click.echo(f"Missing, and missing before: the upload {lost} of UPLOAD_DIR.", err=True)
    for damaged in made.originals.damaged:
        click.echo(f"Damaged, and damaged before: the upload {damaged} of UPLOAD_DIR.", err=True)
    click.echo(
        "Not in it, so keep them elsewhere: SECRET_KEY (or DATA_DIR/secret_key) and the other secrets of the settings. "
        "Not in it and made again: caches, the model; imported catalogues of skills are imported again."
    )
    click.echo("It is full of personal data, and nothing in it is encrypted: only you may read it; leave it so.")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--replace", is_flag=True, help="Remove all rows and uploads that are there.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(folder: Path, replace: bool, yes: bool) -> None:
    """Fill the database and UPLOAD_DIR from the backup in DIR, all or nothing; the server must not run."""
    settings = configuration.load()
    if replace and not yes:
        _ask(settings)
    key = commands.signing_key(settings)
    done = safekeeping.restore(_database(settings), settings.upload_dir, folder, key, replace, _bar)
    click.echo(f"Restored: {_summary(done.manifest)}. The tables are of today's version.")
    for name in done.foreign:
        click.echo(f"The table {name} is not this program's and was left out.", err=True)
    if done.is_other_key:
        click.echo(
            "SECRET_KEY is not the one of the backup: set that one before you start the server, else open invitations "
            "and the secrets of webhooks are void.",
            err=True,
        )
    click.echo("Next: start the server (python app_main.py); whoever was logged in logs in again where the key is new.")


COMMANDS = (backup, restore)


def _database(settings: Settings) -> str:
    """The address, without migrating: a backup before an update is one of the old tables."""
    return settings.database_url or server.start(settings.data_dir / "postgres")


def _ask(settings: Settings) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("--replace removes all that is there; say --yes too where nobody can be asked.")
    where = "DATABASE_URL" if settings.database_url else str(settings.data_dir / "postgres")
    click.echo(f"All rows of the database ({where}) and the uploads in {settings.upload_dir} will be removed.")
    if click.prompt(f"Type {_WORD} to go on", default="", show_default=False) != _WORD:
        raise click.Abort


def _summary(made: Manifest) -> str:
    rows = {part.table: part.rows for part in made.parts}
    size = (sum(part.bytes for part in made.parts) + made.originals.bytes) / _MB
    return (
        f"{rows.get('resumes', 0):,} résumés, {rows.get('jobs', 0):,} jobs and {rows.get('matches', 0):,} matches among "
        f"{sum(rows.values()):,} rows of {len(rows)} tables, and {made.originals.files:,} uploads ({size:,.1f} MB) as of "
        f"{made.made_at}, tables of version {made.tables_version}"
    )


@contextmanager
def _bar(label: str, total: int) -> Iterator[Callable[[], object]]:
    with tqdm(total=total, desc=label, disable=None) as bar:
        yield bar.update
