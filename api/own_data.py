"""What is stored about a candidate, in the candidate's own hands: taking it along, and having it erased."""

from __future__ import annotations

from flask import Response
from sqlalchemy import select

from api import passwords
from api.account_shapes import KnownPassword
from api.context import caller, parts, session
from api.job_corrections import Exact
from api.limits import account_limit, login_limit
from api.me import api
from api.person_export import ZIP, zip_of
from db import resumes
from db.people import User
from db.persons import StoredPerson
from errors import InvalidFields
from revising import erase_account
from tasks.notifying import tell_of_erased

__all__ = ["api"]


class OwnPassword(Exact):
    """The password of who asks."""

    password: KnownPassword


@api.get("/me/export", responses=ZIP)
def export() -> Response:
    """Download everything that is stored about you, as a ZIP with a README: your account, your résumés and what they led to.

    Résumés of yours that the organisation had from somebody else are not in it; ask its recruiters for them.
    """
    mine = (caller().organisation_id, caller().own_only)
    person = session().scalars(
        select(StoredPerson).where(StoredPerson.organisation_id == mine[0], StoredPerson.user_id == mine[1])
    )
    user = session().get_one(User, caller().user_id)
    return zip_of(person.one_or_none(), user, session().scalars(resumes.visible(*mine)).all())


@api.delete("/me", responses={204: None})
@login_limit
def erase(body: OwnPassword) -> tuple[str, int]:
    """Erase your account: your résumés with everything they led to, and whatever you said of yourself. Nothing brings it back."""
    user = session().get_one(User, caller().user_id)
    account_limit().count(user.email)
    if not passwords.is_right(user.password_hash, body.password):
        detail = "this is not your password"
        raise InvalidFields("The password is wrong.", ({"field": "password", "detail": detail},))
    account_limit().forgive(user.email)
    erase_account(parts(), session(), user)
    tell_of_erased(session())
    session().commit()
    return "", 204
