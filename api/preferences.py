"""What somebody wants to be told of, over HTTP."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint

from api.context import caller, parts, session
from api.documentation import answers
from api.webhook_shapes import PreferencesGiven, PreferencesOut
from db import notice_preferences
from errors import InvalidFields
from notices.events import ALWAYS_TOLD, KINDS
from notices.writing import languages

api = APIBlueprint("preferences", __name__, url_prefix="/api/v1", abp_tags=[{"name": "accounts"}])


@api.get("/me/notifications", responses=answers(PreferencesOut, 200))
def show() -> dict[str, Any]:
    """Show what you are told of by e-mail, and whether this server sends e-mail at all."""
    return _shown()


@api.put("/me/notifications", responses=answers(PreferencesOut, 200))
def replace(body: PreferencesGiven) -> dict[str, Any]:
    """Say what you want to be told of by e-mail, and in which language; it holds for what is not sent yet, too."""
    _refuse(body)
    muted = [kind for kind in KINDS if not body.email.get(kind, True)]
    notice_preferences.keep(session(), _me(), muted, body.language)
    session().commit()
    return _shown()


def _me() -> int:
    key = caller().user_id
    assert key is not None, "only users come here"
    return key


def _refuse(body: PreferencesGiven) -> None:
    off = [kind for kind, is_told in body.email.items() if kind in ALWAYS_TOLD and not is_told]
    wrong = {f"email.{kind}": "this is always told; leave it out" for kind in off}
    if body.language is not None and body.language not in languages():
        wrong["language"] = f"send one of {', '.join(languages())}, or null"
    if wrong:
        field, detail = next(iter(wrong.items()))
        raise InvalidFields(f"{field}: {detail}.", tuple({"field": name, "detail": why} for name, why in wrong.items()))


def _shown() -> dict[str, Any]:
    wishes = notice_preferences.of_user(session(), _me())
    return {
        "email": {kind: kind not in wishes.muted for kind in KINDS if kind not in ALWAYS_TOLD},
        "language": wishes.language,
        "languages": list(languages()),
        "always_told": sorted(ALWAYS_TOLD),
        "email_is_sent": parts().mail is not None,
    }
