"""Who is asking and what their role may do; how a password or a token is made is the business of api.auth."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import jwt
from flask import Flask, current_app, g, request
from flask_jwt_extended import decode_token
from flask_jwt_extended.exceptions import JWTExtendedException

from api import bulk_access
from api.context import Caller, parts, session
from db import api_keys, logins, people
from errors import Forbidden, Unauthorized

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# What needs no caller, what a candidate may do, and what only an admin may; everything else is for recruiters and admins.
OPEN = frozenset(
    {
        "static", "page.index", "page.asset", "documentation.swagger", "documentation.redoc", "documentation.asset",
        "documentation.openapi", "health.live", "health.ready", "auth.register", "auth.login", "auth.refresh",
        "auth.setup",
    }
)  # fmt: skip
CANDIDATES = frozenset(
    {
        "auth.logout", "auth.me", "auth.rename", "auth.change_password", "skills.index", "skills.extract", "root_skills.index", "root_skills.extract",
        "jobs.index", "jobs.show", "resumes.index", "resumes.show", "resumes.upload", "root_resumes.upload",
        "resumes.original", "resumes.suitable_jobs", "resumes.erase", "resumes.correct", "resumes.replace", "matches.show", "root_matches.show", "reports.report", "root_reports.report", "reports.notice",
        "root_matches.index", "me.profile", "me.change_profile", "me.own_resumes", "me.recommended", "me.apply",
        "me.own_applications", "me.withdraw", "own_interviews.index", "own_interviews.calendar_file", "preferences.show", "preferences.replace", "me.export", "me.erase",
        "job_search.find", "job_search.events",
    }
)  # fmt: skip
ADMINS = frozenset(
    {
        "users.index", "users.change", "invitations.index", "invitations.create", "invitations.withdraw",
        "api_keys.index", "api_keys.create", "api_keys.revoke", "skills.create", "skills.change", "skills.remove",
        "webhooks.create", "webhooks.index", "webhooks.show", "webhooks.change", "webhooks.remove", "webhooks.replace_secret",
        "webhooks.attempt", "webhooks.deliveries", "webhooks.retry",
        "audit.index", "person_export.of_person",
        "queue.show", "queue.retry",
        "search_settings.replace",
    }
)  # fmt: skip
# What only somebody who logged in can do: an API key, the service token and local mode have no user.
PERSONAL = frozenset({"auth.rename", "auth.change_password", "preferences.show", "preferences.replace"})
# Matches "7"; does not match "0", "7 or 1=1" nor a number of sixteen digits. One pass.
_USER = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: whose it is, of which login, and its own id."""

    user_id: int
    login_id: str
    jti: str


def attach(app: Flask) -> None:
    """Checks every request before anything is read or validated."""
    app.before_request(_refuse_other_sites)
    app.before_request(_admit)


def plain_endpoint() -> str:
    """The endpoint's name, the same for the versioned path and the unversioned one."""
    return (request.endpoint or "").removeprefix("unversioned_")


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
    if bulk_access.is_guest(endpoint) and not is_local():
        g.caller = bulk_access.guest()
        return
    g.caller = _identify()
    bulk_access.refuse_without_token(endpoint)
    if g.caller.role == "candidate" and endpoint not in CANDIDATES:
        raise Forbidden("Candidates may not do this; ask a recruiter of the organisation.")
    if g.caller.role != "admin" and endpoint in ADMINS:
        raise Forbidden("Only admins may do this; ask one of your organisation.")
    if g.caller.user_id is None and endpoint in PERSONAL:
        raise Forbidden("This is for users; log in at /api/v1/auth/login and send that token.")


def _identify() -> Caller:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    service = current_app.config["APP_TOKEN"]
    if service and hmac.compare_digest(token.encode(), service.encode()):
        g.acting_as = "Service token"
        return Caller(people.FIRST_ORGANISATION, "recruiter")
    if token.startswith(bulk_access.PREFIX):
        return bulk_access.task_caller(token, plain_endpoint())
    # While nobody is registered no token can be good, and none is asked for: a stale one does not lock anybody out.
    if is_local():
        g.acting_as = "Local user"
        return Caller(people.FIRST_ORGANISATION, "admin")
    if not scheme:
        raise Unauthorized("Log in at /api/v1/auth/login and send the token as 'Authorization: Bearer …'.")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorized("Send the token as 'Authorization: Bearer …'.")
    return _program(token) if token.startswith(api_keys.PREFIX) else _person(token)


def is_local() -> bool:
    """No token is needed: only this machine can connect, and nobody is registered."""
    return bool(current_app.config["IS_LOOPBACK"]) and not somebody_registered()


def somebody_registered() -> bool:
    """Says whether there is a user at all."""
    # Users never become none again, so the answer yes is remembered; no is asked for each time.
    if not current_app.config.get("SOMEBODY_REGISTERED"):
        current_app.config["SOMEBODY_REGISTERED"] = people.anybody_registered(session())
    return bool(current_app.config["SOMEBODY_REGISTERED"])


def claims_of(token: str, kind: str) -> Claims:
    """Reads an access or refresh token; raises Unauthorized for one that is not ours, of another kind or expired."""
    try:
        said = decode_token(token)
    except (jwt.PyJWTError, JWTExtendedException, ValueError, KeyError) as exc:
        raise Unauthorized("The token is not valid or has expired; log in again.") from exc
    user, login, jti = str(said.get("sub")), said.get("login"), said.get("jti")
    is_whole = _USER.fullmatch(user) and isinstance(login, str) and isinstance(jti, str)
    if said.get("type") != kind or not is_whole:
        raise Unauthorized(f"This is no {kind} token; log in again.")
    return Claims(int(user), str(login), str(jti))


def _person(token: str) -> Caller:
    claims = claims_of(token, "access")
    person = logins.person(session(), claims.login_id, claims.user_id)
    if person is None:
        raise Unauthorized("This login has ended; log in again.")
    return Caller(person.organisation_id, person.role, person.user_id, claims.login_id)


def _program(key: str) -> Caller:
    row = api_keys.of(session(), key)
    if row is None:
        raise Unauthorized("This API key is not valid any more; ask an admin of the organisation for another one.")
    if row.is_to_be_noted:
        with parts().database.side_session() as aside:
            api_keys.note_use(aside, row.id)
            aside.commit()
    g.acting_as, g.api_key_id = row.name, row.id
    return Caller(row.organisation_id, row.role)
