"""What a request holds while it lasts: the parts of the application, its session, its caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g, request

from db.session import Session
from nlp import explaining
from pipeline import Owner, Parts


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whose request is answered. ``user_id`` is None in local mode and for the service token."""

    organisation_id: int
    role: str
    user_id: int | None = None
    session_id: str | None = None

    @property
    def own_only(self) -> int | None:
        """The user whose things alone are visible; None for those who see the whole organisation."""
        return self.user_id if self.role == "candidate" else None


def attach(app: Flask, parts: Parts) -> None:
    """Gives the application its parts and closes each request's session at its end."""
    app.extensions["parts"] = parts
    app.teardown_request(_close_session)


def parts() -> Parts:
    """The parts of the application."""
    return cast(Parts, current_app.extensions["parts"])


def session() -> Session:
    """The request's session; what its handler does not commit is undone."""
    if "session" not in g:
        g.session = parts().database.open()
    return cast(Session, g.session)


def caller() -> Caller:
    """Who is asking."""
    return cast(Caller, g.caller)


def owner() -> Owner:
    """To whom belongs what the caller adds: to the organisation, or to a candidate alone."""
    return Owner(caller().organisation_id, caller().own_only)


def language() -> str | None:
    """The language that the request asks answers in (Accept-Language), among those that matches are explained in."""
    if "language" not in g:  # a page of matches asks for each of them
        g.language = request.accept_languages.best_match(explaining.languages())
    return cast("str | None", g.language)


def _close_session(error: BaseException | None) -> None:
    open_session = g.pop("session", None)
    if open_session is not None:
        open_session.close()
