"""The headers that keep an answer out of frames, caches and other people's pages; what is in it plays no part."""

from __future__ import annotations

from flask import Response, request

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ENCLOSED = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
PAGE_POLICY = f"default-src 'self'; img-src 'self' data:; {_ENCLOSED}"
# The viewers of the OpenAPI document start by a line in the page and write their styles as they go.
VIEWER_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    f"img-src 'self' data: blob:; worker-src 'self' blob:; {_ENCLOSED}"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
# The same for everybody, and about nobody.
_PUBLIC = ("page.", "documentation.", "static")


def protect(response: Response) -> None:
    """Adds what the handler left unsaid; an answer that may be about somebody is kept by nobody on its way."""
    endpoint = request.endpoint or ""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _policy(response.mimetype, endpoint))
    if not endpoint.startswith(_PUBLIC):
        response.headers["Cache-Control"] = "no-store"


def _policy(mimetype: str | None, endpoint: str) -> str:
    if mimetype != "text/html":
        return DATA_POLICY
    return PAGE_POLICY if endpoint.startswith("page.") else VIEWER_POLICY
