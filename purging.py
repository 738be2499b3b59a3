"""The command that does at once what time does to jobs by itself; the worker does it every hour."""

from __future__ import annotations

import click

import commands
import settings as configuration
from tasks import retention


@click.command()
def purge() -> None:
    """Remove jobs that were deleted longer ago than JOB_RETENTION_DAYS, and close those past their last day."""
    settings = configuration.load()
    with commands.opened(settings, commands.ready_database(settings)) as parts:
        done = retention.run(parts)
    click.echo(
        f"{done.removed:,} deleted jobs are removed for good, {done.closed:,} jobs past their last day are closed."
    )


COMMANDS = (purge,)
