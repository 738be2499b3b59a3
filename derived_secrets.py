"""Secrets that are made from the installation's own key when they are needed: who reads the database learns none of them."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Literal

Purpose = Literal["invitation", "webhook", "task"]
NONCE_BYTES = 16


def kept_key(path: Path) -> str:
    """Reads the installation's own key, making it the first time; only the owner can read the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()


def nonce() -> bytes:
    """Random bytes that stand in the database for one secret."""
    return secrets.token_bytes(NONCE_BYTES)


def derived(key: str, purpose: Purpose, nonce: bytes) -> bytes:
    """The 32 bytes of a secret: the same for the same key, purpose and nonce, and nothing about any other.

    HMAC-SHA256 as a pseudorandom function (RFC 2104); the words in front keep it apart from whatever else the key signs.
    """
    return hmac.new(key.encode(), b"shortlist\x00" + purpose.encode() + b"\x00" + nonce, hashlib.sha256).digest()
