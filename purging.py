"""The command that does at once what time does by itself; the worker does it every hour to jobs, every day to people."""

from __future__ import annotations

import click

import commands
import settings as configuration
from tasks import retention


@click.command()
def purge() -> None:
    """Remove what is older than JOB_, RESUME_ and AUDIT_RETENTION_DAYS say, and close jobs past their last day."""
    settings = configuration.load()
    with commands.opened(settings, commands.ready_database(settings)) as parts:
        done = retention.run(parts)
    click.echo(
        f"{done.removed:,} deleted jobs are removed for good, {done.closed:,} jobs past their last day are closed."
    )
    click.echo(
        f"{done.persons:,} persons with whom nothing has happened for long are erased, with {done.resumes:,} résumés."
    )
    click.echo(
        f"{done.entries:,} entries of the audit log, {done.logins:,} logins, {done.invitations:,} invitations and "
        f"{done.notices:,} notices were old and are removed."
    )


COMMANDS = (purge,)
