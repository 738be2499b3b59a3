"""Passwords: hashing them, checking them and saying which ones are too easily guessed; none is ever repeated or kept."""

from __future__ import annotations

import re
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from errors import InvalidFields

FEWEST, MOST = 10, 200
# zxcvbn's scale (Wheeler, USENIX Security 2016): 2 stands for more than a million guesses.
_LEAST_SCORE = 2
_LOOKED_AT = 72  # zxcvbn's time grows with the square of the length
_ADVICE = "use four or more words that do not belong together, or a password manager"


def hashed(password: str) -> str:
    """Hashes a password by argon2id; takes some 50 ms on purpose."""
    return PasswordHasher().hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Says whether the password has this hash; without a hash the answer is no and takes as long."""
    # Made in any case: an unknown address must not be told by the time that the first hash of a process takes.
    nobodys = _nobodys_hash()
    try:
        return PasswordHasher().verify(password_hash or nobodys, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Says that the hash was made with other parameters than those of today."""
    return PasswordHasher().check_needs_rehash(password_hash)


def check(password: str, field: str, *known: str | None) -> None:
    """Refuses a password that is too short or too easily guessed by somebody who knows the person.

    Args:
        field: The body's field that it came in.
        known: What others know of the person: the address, the name, the company.

    Raises:
        InvalidFields: It says what to do instead, and nothing of the password.
    """
    if why := _objection(password, [one for one in known if one]):
        raise InvalidFields(f"Choose another password: {why}.", ({"field": field, "detail": why},))


def _objection(password: str, known: list[str]) -> str | None:
    if not FEWEST <= len(password) <= MOST:
        return f"it must have {FEWEST} to {MOST} characters"
    words = [word for one in known for word in (one, *re.findall(r"\w+", one))]
    if _plain(password) in {_plain(said) for said in (*words, *(one.partition("@")[0] for one in known))}:
        return f"it must not be the e-mail address, the name or the company; {_ADVICE}"
    if _score(password[:_LOOKED_AT], [word[:_LOOKED_AT] for word in words[:40]]) < _LEAST_SCORE:
        return f"it is too easily guessed; {_ADVICE}"
    return None


def _plain(said: str) -> str:
    return re.sub(r"[\W_]+", "", said.casefold())


def _score(password: str, known: list[str]) -> int:
    from zxcvbn import zxcvbn  # its dictionaries take 40 ms to load

    return int(zxcvbn(password, known)["score"])


@cache
def _nobodys_hash() -> str:
    return hashed(secrets.token_urlsafe(16))
