"""The built page at the root; what is on it the frontend decides."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from errors import NotFound

STATIC = Path(__file__).resolve().parents[1] / "static"

pages = Blueprint("page", __name__)


@pages.get("/")
def index() -> Response:
    """The page."""
    if not (STATIC / "index.html").is_file():
        raise NotFound("page", "index.html")
    return send_from_directory(STATIC, "index.html")


@pages.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """What the page is made of."""
    return send_from_directory(STATIC / "assets", name)
