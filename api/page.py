"""The built page at the root; what is on it the frontend decides."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from errors import NotFound

STATIC = Path(__file__).resolve().parents[1] / "static"

# The name of a built file ends in the sum of what is in it: matches "index-WGJImM9s.js", not "icon.svg".
_HAS_SUM = re.compile(r"-[\w-]{8}\.\w+$")
_A_YEAR_S = 31_536_000

pages = Blueprint("page", __name__)


@pages.get("/")
def index() -> Response:
    """The page."""
    if not (STATIC / "index.html").is_file():
        raise NotFound("page", "index.html")
    return send_from_directory(STATIC, "index.html")


@pages.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """What the page is made of; a file that changes gets another name, so browsers keep it."""
    answer = send_from_directory(STATIC / "assets", name)
    if _HAS_SUM.search(name):
        answer.cache_control.no_cache = None
        answer.cache_control.public = True
        answer.cache_control.max_age = _A_YEAR_S
        answer.cache_control.immutable = True
    return answer
