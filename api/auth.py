"""Accounts over HTTP: registering, logging in and out, a user's own name and password; tokens are JWTs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, g
from flask_jwt_extended import JWTManager, create_access_token, create_refresh_token
from flask_openapi.blueprint import APIBlueprint

from api import access, passwords
from api.account_shapes import Credentials, NewName, NewPassword, Refresh, Registration, SetupOut
from api.context import caller, session
from api.documentation import answers
from api.limits import account_limit, login_limit
from api.shapes import AccessOut, TokensOut, UserOut
from db import invitations, logins, people
from db.logins import Login
from db.people import Organisation, User
from errors import InvalidFields, Unauthorized

ACCESS_LASTS = timedelta(minutes=30)
REFRESH_LASTS = timedelta(days=7)

api = APIBlueprint("auth", __name__, url_prefix="/api/v1/auth", abp_tags=[{"name": "accounts"}])


def attach(app: Flask, secret: str) -> None:
    """Signs tokens with the secret."""
    app.config |= {
        "JWT_SECRET_KEY": secret,
        "JWT_ACCESS_TOKEN_EXPIRES": ACCESS_LASTS,
        "JWT_REFRESH_TOKEN_EXPIRES": REFRESH_LASTS,
    }
    JWTManager(app)


@api.get("/setup", responses=answers(SetupOut, 200))
def setup() -> dict[str, bool]:
    """Show whether somebody is registered and whether a token is needed; needs none itself."""
    return {"needs_first_admin": not access.somebody_registered(), "local": access.is_local()}


@api.post("/register", responses=answers(TokensOut, 201))
@login_limit
def register(body: Registration) -> tuple[dict[str, Any], int]:
    """Register: the very first user becomes admin of the first organisation and owns its data.

    Later ones found an organisation and are its admin; a candidate joins the first one. With the token of an invitation
    the user joins the inviting organisation in the role that it names.
    """
    user = _join(body, body.invitation) if body.invitation is not None else _found(body)
    answer = _logged_in(user)
    session().commit()
    return answer, 201


@api.post("/login", responses=answers(TokensOut, 200))
@login_limit
def login(body: Credentials) -> dict[str, Any]:
    """Log in; the access token lasts 30 minutes, the refresh token 7 days and is good for one refresh."""
    account_limit().count(body.email)
    user = people.by_email(session(), body.email)
    is_right = passwords.is_right(user.password_hash if user else None, body.password)
    if user is None or not is_right or not user.is_active:
        raise Unauthorized("The e-mail address or the password is wrong.")
    account_limit().forgive(body.email)
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hashed(body.password)
    answer = _logged_in(user)
    session().commit()
    return answer


@api.post("/refresh", responses=answers(AccessOut, 200))
def refresh(body: Refresh) -> dict[str, Any]:
    """Get a new access token and a new refresh token; a refresh token that is used twice ends its login."""
    claims = access.claims_of(body.refresh_token, "refresh")
    row = logins.rotate(session(), claims.login_id, claims.user_id, claims.jti, REFRESH_LASTS)
    session().commit()  # also the end of a login whose old token came back
    if row is None:
        raise Unauthorized("This login has ended; log in again.")
    return _tokens(row)


@api.post("/logout", responses={204: None})
def logout() -> tuple[str, int]:
    """Log out: every token of this login is refused from now on."""
    if session_id := caller().session_id:
        logins.end(session(), session_id)
        session().commit()
    return "", 204


@api.post("/password", responses={204: None})
@login_limit
def change_password(body: NewPassword) -> tuple[str, int]:
    """Change the password; all other logins of the user end."""
    user = _me()
    account_limit().count(user.email)
    if not passwords.is_right(user.password_hash, body.current_password):
        detail = "this is not the present password"
        raise InvalidFields("The current password is wrong.", ({"field": "current_password", "detail": detail},))
    account_limit().forgive(user.email)
    passwords.check(body.new_password, "new_password", user.email, user.full_name, _company(user.organisation_id))
    user.password_hash = passwords.hashed(body.new_password)
    logins.end_all(session(), user.id, but=caller().session_id)
    session().commit()
    return "", 204


@api.get("/me", responses=answers(UserOut, 200))
def me() -> dict[str, Any]:
    """Show who is logged in."""
    return _user_out(session().get(User, caller().user_id) if caller().user_id else None)


@api.patch("/me", responses=answers(UserOut, 200))
def rename(body: NewName) -> dict[str, Any]:
    """Change one's own name."""
    user = _me()
    user.full_name = body.full_name
    session().commit()
    return _user_out(user)


def _found(body: Registration) -> User:
    passwords.check(body.password, "password", body.email, body.full_name, body.company_name)
    hashed = passwords.hashed(body.password)
    return people.register(session(), body.email, hashed, body.full_name, body.role, body.company_name)


def _join(body: Registration, token: str) -> User:
    invitation = invitations.use(session(), token, body.email)
    passwords.check(body.password, "password", body.email, body.full_name, _company(invitation.organisation_id))
    return invitations.accept(session(), invitation, passwords.hashed(body.password), body.full_name)


def _me() -> User:
    return session().get_one(User, caller().user_id)


def _company(organisation_id: int) -> str:
    return session().get_one(Organisation, organisation_id).name


def _user_out(user: User | None) -> dict[str, Any]:
    key = user.organisation_id if user else caller().organisation_id
    return {
        "user_id": user.id if user else None,
        "email": user.email if user else None,
        "full_name": user.full_name if user else g.get("acting_as", ""),
        "role": user.role if user else caller().role,
        "organisation_id": key,
        "company_name": _company(key),
    }


def _logged_in(user: User) -> dict[str, Any]:
    return _tokens(logins.begin(session(), user.id, REFRESH_LASTS)) | {"user": _user_out(user)}


def _tokens(row: Login) -> dict[str, Any]:
    who, login = str(row.user_id), {"login": row.id}
    return {
        "access_token": create_access_token(who, additional_claims=login),
        "refresh_token": create_refresh_token(who, additional_claims=login | {"jti": row.refresh_jti}),
    }
