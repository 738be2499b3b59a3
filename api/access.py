"""Who is asking and what their role may do; how a password or a token is made is the business of api.auth."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import jwt
from flask import Flask, current_app, g, request
from flask_jwt_extended import decode_token
from flask_jwt_extended.exceptions import JWTExtendedException

from api.context import Caller, session
from db import people
from errors import Forbidden, Unauthorized

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# What needs no caller, and what a candidate may do; everything else is for recruiters and admins.
OPEN = frozenset(
    {
        "static", "page.index", "page.asset", "documentation.swagger", "documentation.redoc", "documentation.asset",
        "documentation.openapi", "health.live", "health.ready", "auth.register", "auth.login", "auth.refresh",
    }
)  # fmt: skip
CANDIDATES = frozenset(
    {
        "auth.logout", "auth.me", "skills.index", "skills.extract", "root_skills.index", "root_skills.extract",
        "jobs.index", "jobs.show", "resumes.index", "resumes.show", "resumes.upload", "root_resumes.upload",
        "resumes.original", "resumes.suitable_jobs", "resumes.erase", "matches.show", "root_matches.show",
        "root_matches.index",
    }
)  # fmt: skip


def attach(app: Flask) -> None:
    """Checks every request before anything is read or validated."""
    app.before_request(_refuse_other_sites)
    app.before_request(_admit)


def plain_endpoint() -> str:
    """The endpoint's name, the same for the versioned path and the unversioned one."""
    return (request.endpoint or "").removeprefix("unversioned_")


def kept_secret(path: Path) -> str:
    """Reads the installation's own signing key, making it the first time; only the owner can read the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()


def _refuse_other_sites() -> None:
    """A page of another site must not act with this machine's local rights: neither by its origin nor by rebinding."""
    origins: tuple[str, ...] = current_app.config["CORS_ORIGINS"]
    host = urlsplit(f"//{request.host}").hostname or ""
    if current_app.config["IS_LOOPBACK"] and host not in LOOPBACK_NAMES | {current_app.config["HOST"]}:
        raise Forbidden("This address does not belong to the server; call it by http://127.0.0.1 or localhost.")
    origin = request.headers.get("Origin")
    is_other = origin is not None and urlsplit(origin).netloc != request.host and origin not in origins
    if is_other or (origin is None and request.headers.get("Sec-Fetch-Site") == "cross-site" and _acts()):
        raise Forbidden("Pages of other sites may not call this API; add their origin to CORS_ORIGINS.")


def _acts() -> bool:
    return request.method not in SAFE_METHODS


def _admit() -> None:
    endpoint = plain_endpoint()
    if request.url_rule is None or endpoint in OPEN or request.method == "OPTIONS":
        return
    g.caller = _identify()
    if g.caller.role == "candidate" and endpoint not in CANDIDATES:
        raise Forbidden("Candidates may not do this; ask a recruiter of the organisation.")


def _identify() -> Caller:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    service = current_app.config["APP_TOKEN"]
    if service and hmac.compare_digest(token.strip().encode(), service.encode()):
        return Caller(people.FIRST_ORGANISATION, "recruiter")
    # While nobody is registered no token can be good, and none is asked for: a stale one does not lock anybody out.
    if current_app.config["IS_LOOPBACK"] and not _somebody_registered():
        return Caller(people.FIRST_ORGANISATION, "admin")
    if not scheme:
        raise Unauthorized("Log in at /api/v1/auth/login and send the token as 'Authorization: Bearer …'.")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorized("Send the token as 'Authorization: Bearer …'.")
    return bearer(token.strip(), "access")


def bearer(token: str, kind: str) -> Caller:
    """Finds the user of an access or refresh token; raises Unauthorized for any that is not good any more."""
    try:
        claims = decode_token(token)
    except (jwt.PyJWTError, JWTExtendedException, ValueError, KeyError) as exc:
        raise Unauthorized("The token is not valid or has expired; log in again.") from exc
    user_id, login = claims.get("sub"), claims.get("login")
    if claims.get("type") != kind or not str(user_id).isdigit() or not isinstance(login, str):
        raise Unauthorized(f"This is no {kind} token; log in again.")
    user = people.in_session(session(), int(str(user_id)), login)
    if user is None or user.role != claims.get("role"):
        raise Unauthorized("This login has ended; log in again.")
    return Caller(user.organisation_id, user.role, user.id, login)


def _somebody_registered() -> bool:
    # Users never become none again, so the answer yes is remembered; no is asked for each time.
    if not current_app.config.get("SOMEBODY_REGISTERED"):
        current_app.config["SOMEBODY_REGISTERED"] = people.anybody_registered(session())
    return bool(current_app.config["SOMEBODY_REGISTERED"])
