"""What can go wrong, by meaning; no HTTP status lives here.

``code`` is the stable word that clients and logs see; ``str(error)`` is one sentence that tells the
client what to do and never carries personal data.
"""

from __future__ import annotations


class AppError(Exception):
    """The base of everything that this product reports on purpose."""

    code = "error"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(AppError):
    """No such thing, or not yours: the two look the same."""

    code = "not_found"

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"There is no {kind} {key!r}; check the id or list what exists first.")
        self.kind, self.key = kind, key


class BadRequest(AppError):
    """The request can be read but not understood."""

    code = "bad_request"


class InvalidFields(AppError):
    """Fields are missing or wrong; ``errors`` names each as ``{field, detail}``."""

    code = "invalid"

    def __init__(self, detail: str, errors: tuple[dict[str, str], ...] = ()) -> None:
        super().__init__(detail)
        self.errors = errors


class Unauthorized(AppError):
    """Nobody, or nobody we know, is asking."""

    code = "unauthorized"


class Forbidden(AppError):
    """Known, and not allowed."""

    code = "forbidden"


class Conflict(AppError):
    """It stands against what is stored already."""

    code = "conflict"


class Stale(AppError):
    """It was changed since the asker read it."""

    code = "stale"


class VersionNeeded(AppError):
    """The asker must say which version they read."""

    code = "version_needed"


class RateLimited(AppError):
    """Too often; ``retry_after_s`` says when to come back."""

    code = "rate_limited"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Too many requests; try again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s


class FileTooLarge(AppError):
    """The upload is over its cap, declared or inflated."""

    code = "file_too_large"


class UnsupportedType(AppError):
    """The content is of a kind that is not read here, whatever its name says."""

    code = "unsupported_type"


class UnreadableDocument(AppError):
    """A document of a known kind from which no résumé can be read."""

    code = "damaged"


class EncryptedDocument(UnreadableDocument):
    """It wants a password."""

    code = "encrypted"


class DamagedDocument(UnreadableDocument):
    """It breaks its own format."""

    code = "damaged"


class NoText(UnreadableDocument):
    """It is intact and says nothing: empty, or pictures only."""

    code = "no_text"


class TooComplexDocument(UnreadableDocument):
    """Reading it went over time, memory, pages or characters."""

    code = "too_complex"


class Unavailable(AppError):
    """A server that we need does not answer; ``retry_after_s`` says when to come back."""

    code = "unavailable"

    def __init__(self, what: str, retry_after_s: int = 5) -> None:
        super().__init__(f"The {what} does not answer; nothing was lost, try again in {retry_after_s} s.")
        self.what, self.retry_after_s = what, retry_after_s


class StorageFull(Unavailable):
    """There is no room for what was sent, or nothing may be written there."""

    code = "storage_full"

    def __init__(self, retry_after_s: int = 60) -> None:
        super().__init__("disk", retry_after_s)
        self.detail = f"There is no room left to store this; nothing was stored, try again in {retry_after_s} s."
        self.args = (self.detail,)


class MissingExtra(AppError):
    """A part that this installation lacks; the sentence says how to install it."""

    code = "missing_extra"


class BadSettings(AppError):
    """The environment or .env holds values that cannot be used; each is named."""

    code = "bad_settings"
