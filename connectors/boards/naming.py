"""Reads what somebody set up for boards: tokens of companies, addresses, and the servers these are on."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Matches "acme-inc.2", "Acme Inc" and "eu:acme"; not "../x", "a/b", "a?b" nor "". One class after one sign.
_TOKEN = re.compile(r"(?:eu:)?[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,98}[A-Za-z0-9_-])?")


def hosts_of(*addresses: str) -> frozenset[str]:
    """The servers of some addresses, without ``www.``; what is no address has none."""
    return frozenset(host for one in addresses if (host := _host(one)))


def is_token(said: str) -> bool:
    """Says whether something can name a company on a board; nothing else gets into an address."""
    return bool(_TOKEN.fullmatch(said)) and ".." not in said


def _host(said: str) -> str:
    try:
        return (urlsplit(said).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
