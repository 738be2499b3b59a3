"""The commands about accounts: making an admin where nobody can log in yet, or nobody can any more."""

from __future__ import annotations

import sys
from contextlib import closing

import click
from pydantic import TypeAdapter, ValidationError

import commands
import settings as configuration
from api import passwords
from api.account_shapes import Email
from db import people
from db.people import Organisation
from db.session import Database


@click.command()
@click.option("--email", required=True, help="What the admin logs in with.")
@click.option("--name", required=True, help="The admin's full name.")
@click.option("--company", help="The organisation's name; only the first admin gives it one.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, for scripts.")
def create_admin(email: str, name: str, company: str | None, password_stdin: bool) -> None:
    """Make the first admin, or another admin of the first organisation; asks for the password."""
    address, full_name = _checked(email), name.strip()
    if not full_name:
        raise click.BadParameter("give the admin's name", param_hint="--name")
    url = commands.ready_database(configuration.load())
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _asked()
    passwords.check(password, "password", address, full_name, company)
    with closing(Database(url, connections=1)) as database, database.session() as session:
        user = people.register_admin(session, address, passwords.hashed(password), full_name, company)
        organisation = session.get_one(Organisation, user.organisation_id)
        session.commit()
    click.echo(f"User {user.id} is an admin of {organisation.name}; log in on the page or at /api/v1/auth/login.")


COMMANDS = (create_admin,)


def _checked(email: str) -> str:
    try:
        return str(TypeAdapter(Email).validate_python(email))
    except ValidationError as exc:
        raise click.BadParameter("give an e-mail address such as ann@example.org", param_hint="--email") from exc


def _asked() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt="The same password again"))
