"""Makes postings of what boards say: everything cleaned and bounded; one that cannot be shown is none and loses no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from connectors.boards.board import Board
from connectors.boards.posting import MOST_TITLE, Pay, Posting, Workplace
from connectors.boards.refusals import BadAnswer
from connectors.boards.values import address, at, line, lines, moment, some
from connectors.boards.wording import workplace_in


@dataclass(frozen=True, slots=True)
class Said:
    """What a board says of a posting, as it came; ``description`` and ``salary`` are read already."""

    id: object
    url: object
    title: object
    company: object = ""
    location: object = ""
    workplace: object = None
    employment: object = None
    experience: object = None
    salary: Pay | None = None
    posted: object = None
    closes: object = None
    description: str = ""
    department: object = None
    skills: object = None
    tags: object = None


def each(found: object, *path: str, read: Callable[[Any], Posting | None]) -> Iterator[Posting]:
    """The postings of a list at a path; those that cannot be read are left out.

    Raises:
        BadAnswer: There is no list.
    """
    listed = at(found, *path) if path else found
    if not isinstance(listed, list):
        raise BadAnswer("wrong_shape")
    return _read(listed, read)


def posting_of(board: Board, said: Said) -> Posting | None:
    """A posting, None when it has no title or no address that can be opened."""
    title, url = line(said.title, MOST_TITLE), address(said.url)
    if not title or url is None:
        return None
    location = line(said.location)
    return Posting(
        board=board.name, external_id=line(said.id, 100) or url[:100], url=url, title=title, company=line(said.company),
        location=location, remote=workplace(said.workplace) or workplace_in(location),
        employment_type=some(said.employment), experience=some(said.experience), salary=said.salary,
        posted_at=moment(said.posted), closes_at=moment(said.closes), description=said.description,
        department=some(said.department), skills=lines(said.skills), tags=lines(said.tags),
        source_link_back=url if board.terms.link_back else None,
    )  # fmt: skip


def workplace(said: object) -> Workplace | None:
    """A board's word for where the work is done: ``OnSite``, ``on_site``, ``HYBRID``, ``TELECOMMUTE``, True for remote."""
    if isinstance(said, bool):
        return "remote" if said else None
    word = line(said, 40).replace("_", " ")
    return workplace_in("on site" if word.lower() == "onsite" else word)


def _read(listed: Iterable[Any], read: Callable[[Any], Posting | None]) -> Iterator[Posting]:
    for one in listed:
        try:
            posting = read(one) if isinstance(one, dict) else None
        except (ValueError, TypeError, OverflowError, RecursionError):  # of a shape that nobody thought of
            continue
        if posting is not None:
            yield posting
