"""Accounts over HTTP: registering, logging in and out; passwords are argon2 hashes, tokens are JWTs."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask
from flask_jwt_extended import JWTManager, create_access_token, create_refresh_token
from flask_openapi.blueprint import APIBlueprint

from api.access import bearer
from api.context import caller, session
from api.documentation import answers
from api.limits import login_limit, uploads_limit
from api.schemas import Login, Refresh, Registration
from api.shapes import AccessOut, TokensOut, UserOut
from db import people
from db.people import Organisation, User
from errors import Unauthorized

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


@api.post("/register", responses=answers(TokensOut, 201))
@uploads_limit
def register(body: Registration) -> tuple[dict[str, Any], int]:
    """Register; the very first user becomes admin of the local organisation and owns its data."""
    hashed = PasswordHasher().hash(body.password)
    user = people.register(session(), body.email, hashed, body.full_name, body.role, body.company_name)
    answer = _tokens(user)
    session().commit()
    return answer, 201


@api.post("/login", responses=answers(TokensOut, 200))
@login_limit
def login(body: Login) -> dict[str, Any]:
    """Log in; the access token lasts 30 minutes, the refresh token 7 days."""
    user = people.by_email(session(), body.email)
    # An unknown address costs as much time as a wrong password, so that neither can be told from the other.
    if not _verified(user.password_hash if user else _nobodys_hash(), body.password) or user is None:
        raise Unauthorized("The e-mail address or the password is wrong.")
    return _tokens(user)


@api.post("/refresh", responses=answers(AccessOut, 200))
def refresh(body: Refresh) -> dict[str, Any]:
    """Get a new access token for a refresh token."""
    who = bearer(body.refresh_token, "refresh")
    return {"access_token": _access_token(who.user_id, who.role, who.session_id)}


@api.post("/logout", responses={204: None})
def logout() -> tuple[str, int]:
    """Log out: every token of this login is refused from now on."""
    if session_id := caller().session_id:
        people.end_session(session(), session_id, datetime.now(UTC) + REFRESH_LASTS)
        session().commit()
    return "", 204


@api.get("/me", responses=answers(UserOut, 200))
def me() -> dict[str, Any]:
    """Show who is logged in."""
    user = session().get(User, caller().user_id) if caller().user_id else None
    return _user_out(user)


def _user_out(user: User | None) -> dict[str, Any]:
    key = user.organisation_id if user else caller().organisation_id
    company = session().get_one(Organisation, key)
    return {
        "user_id": user.id if user else None,
        "email": user.email if user else None,
        "full_name": user.full_name if user else "Local user",
        "role": user.role if user else caller().role,
        "organisation_id": key,
        "company_name": company.name,
    }


def _tokens(user: User) -> dict[str, Any]:
    login_id = secrets.token_urlsafe(16)
    return {
        "access_token": _access_token(user.id, user.role, login_id),
        "refresh_token": create_refresh_token(str(user.id), additional_claims=_claims(user.role, login_id)),
        "user": _user_out(user),
    }


def _access_token(user_id: int | None, role: str, login_id: str | None) -> str:
    token: str = create_access_token(str(user_id), additional_claims=_claims(role, login_id))
    return token


def _claims(role: str, login_id: str | None) -> dict[str, str | None]:
    return {"role": role, "login": login_id}


def _verified(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return PasswordHasher().hash(secrets.token_urlsafe(16))
