"""Which postings of different boards are the same job; deterministic whatever the order in which they came."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from connectors.boards.filters import company_words
from connectors.boards.posting import Posting
from connectors.boards.wording import places_in, words

_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
_TRACKING = frozenset(
    [
        "ref",
        "src",
        "source",
        "gh_src",
        "lever-source",
        "lever-origin",
        "trk",
        "trackingid",
        "refid",
        "referrer",
        "referer",
        "fbclid",
        "gclid",
        "msclkid",
        "mc_cid",
        "mc_eid",
        "igshid",
        "ashby_jid_src",
        "pk_campaign",
        "position",
        "pagenum",
        "originalsubdomain",
        "via",
        "campaign",
    ]
)
# Matches "(m/w/d)" and "(all genders)"; not "(Berlin)". Bounded.
_GENDERS = re.compile(r"\((?:[a-z*]{1,8}\s?[/|,]\s?){1,4}[a-z*]{1,8}\)|\((?:all genders|alle geschlechter|gn)\)")


@dataclass(frozen=True, slots=True)
class Merged:
    """One job, and everywhere it was found.

    Attributes:
        posting: The one that tells most.
        sources: All of them with that one, by board, id and address.
    """

    posting: Posting
    sources: tuple[Posting, ...]


def merged(postings: Iterable[Posting]) -> list[Merged]:
    """Makes one of postings with the same address, or the same title, company and place; newest first."""
    every = sorted(set(postings), key=_key)
    groups = _Groups(len(every))
    for same in (*_by_address(every), *_by_words(every)):
        groups.join(same)
    found = [_merged([every[index] for index in group]) for group in groups]
    return sorted(found, key=lambda one: (-_moment(one).timestamp(), _key(one.posting)))


def canonical(url: str) -> str:
    """An address for comparison: without scheme, ``www.``, fragment, what only counts visitors, and the last slash."""
    parts = urlsplit(url)
    host = (parts.netloc or "").lower().removeprefix("www.")
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
        if name.lower() not in _TRACKING and not name.lower().startswith("utm_")
    )
    asked = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{parts.path.rstrip('/')}{asked}"


def _by_address(postings: Sequence[Posting]) -> Iterator[list[int]]:
    by: defaultdict[str, list[int]] = defaultdict(list)
    for index, posting in enumerate(postings):
        try:
            by[canonical(posting.url)].append(index)
        except ValueError:  # more parameters than an address has
            by[posting.url].append(index)
    return (same for same in by.values() if len(same) > 1)


def _by_words(postings: Sequence[Posting]) -> Iterator[list[int]]:
    by: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, posting in enumerate(postings):
        # Two companies that a board does not name need not be one.
        if company := company_words(posting.company).strip():
            by[_title(posting.title), company].append(index)
    for same in by.values():
        if len(same) > 1:
            yield from _by_place([(frozenset(places_in(postings[index].location)), index) for index in same])


def _by_place(placed: Sequence[tuple[frozenset[str], int]]) -> Iterator[list[int]]:
    """Joins "Berlin" with "Berlin, Germany", unless it might as well be another Berlin that is there, too."""
    every = sorted({places for places, _ in placed if places}, key=lambda places: (len(places), sorted(places)))
    for places in every:
        wider = [other for other in every if places < other]
        if not wider or all(one <= other or other <= one for one in wider for other in wider):
            same = {places, *wider[:1]}
            yield [index for there, index in placed if there in same]
    yield [index for there, index in placed if not there]


def _title(title: str) -> str:
    return words(_GENDERS.sub(" ", title.lower())).strip()


def _merged(group: list[Posting]) -> Merged:
    best = max(group, key=lambda one: (len(one.description), one.salary is not None, _reversed(_key(one))))
    return Merged(best, tuple(group))


def _moment(one: Merged) -> datetime:
    return max((posting.posted_at for posting in one.sources if posting.posted_at), default=_NO_DATE)


def _key(posting: Posting) -> tuple[str, ...]:
    # All that can differ, so that no order depends on who came first.
    return (posting.board, posting.external_id, posting.url, posting.title, repr(posting))


def _reversed(key: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """Turns the order of texts round: among equals the first wins, and ``max`` takes the last."""
    return tuple((*(-ord(char) for char in part[:200]), 1) for part in key[:3])


class _Groups:
    """Numbers that belong together (union-find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def join(self, same: Sequence[int]) -> None:
        for other in same[1:]:
            first, second = sorted((self._root(same[0]), self._root(other)))
            self._parent[second] = first

    def __iter__(self) -> Iterator[list[int]]:
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for index in range(len(self._parent)):
            groups[self._root(index)].append(index)
        return iter(groups.values())

    def _root(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index
