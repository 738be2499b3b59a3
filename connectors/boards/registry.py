"""Which boards there are, and those that somebody set up; a new one is one file beside this and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.boards.arbeitnow import Arbeitnow
from connectors.boards.ashby import Ashby
from connectors.boards.board import Board
from connectors.boards.feeds import Feeds
from connectors.boards.greenhouse import Greenhouse
from connectors.boards.lever import Lever
from connectors.boards.linkedin import LinkedIn
from connectors.boards.naming import is_token
from connectors.boards.pages import Pages
from connectors.boards.remotive import Remotive
from connectors.boards.smartrecruiters import SmartRecruiters
from connectors.boards.workable import Workable
from connectors.outbound import Outbound, Refused
from errors import BadSettings


@dataclass(frozen=True, slots=True)
class Known:
    """A board, and what is said of it in settings: ``companies`` or ``addresses`` one by one, or its name alone."""

    make: Callable[..., Board]
    says: str


KNOWN: Mapping[str, Known] = {
    "greenhouse": Known(Greenhouse, "companies"),
    "lever": Known(Lever, "companies"),
    "ashby": Known(Ashby, "companies"),
    "smartrecruiters": Known(SmartRecruiters, "companies"),
    "workable": Known(Workable, "companies"),
    "remotive": Known(Remotive, "name"),
    "arbeitnow": Known(Arbeitnow, "name"),
    "pages": Known(Pages, "addresses"),
    "feeds": Known(Feeds, "addresses"),
    "linkedin": Known(LinkedIn, "name"),
}


@dataclass(frozen=True, slots=True)
class Boards:
    """What is set up: tokens of companies, addresses, and boards that are a whole.

    Attributes:
        sources: By name of a board; for one that is a whole any tuple, also an empty one, turns it on.
        linkedin: Whether LinkedIn may be asked at all; naming it is not enough.
        bases: Other addresses of a board's server, for tests.
    """

    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    linkedin: bool = False
    bases: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def listed(cls, said: Iterable[str], *, linkedin: bool = False, bases: Mapping[str, str] | None = None) -> Boards:
        """Reads ``greenhouse:acme``, ``lever:eu:acme``, ``pages:https://…``, ``remotive``, one board and source each."""
        sources: dict[str, list[str]] = {}
        for one in filter(None, (part.strip() for part in said)):
            name, _, source = one.partition(":")
            sources.setdefault(name.strip().lower(), []).extend([source.strip()] if source.strip() else [])
        return cls({name: tuple(dict.fromkeys(found)) for name, found in sources.items()}, linkedin, bases or {})


def open_boards(boards: Boards, web: Outbound | None = None) -> tuple[Board, ...]:
    """The boards that are set up, in the order of ``KNOWN``.

    Raises:
        BadSettings: A board is unknown, or what names a company or a page cannot be that.
    """
    if unknown := sorted(set(boards.sources) - set(KNOWN)):
        raise BadSettings(f"There is no job board {unknown[0][:40]!r}; there are {', '.join(KNOWN)}.")
    return tuple(
        _opened(name, boards, web or Outbound())
        for name in KNOWN
        if name in boards.sources and (name != "linkedin" or boards.linkedin)
    )


def _opened(name: str, boards: Boards, web: Outbound) -> Board:
    known, sources = KNOWN[name], tuple(boards.sources[name])
    based = {"base": boards.bases[name]} if name in boards.bases else {}
    if known.says == "name":
        if sources:
            raise BadSettings(f"The job board {name} is set up by its name alone.")
        return known.make(**based)
    if not sources:
        raise BadSettings(f"The job board {name} needs {known.says}: {name}:… for each.")
    for source in sources:
        if known.says == "companies" and not is_token(source):
            raise BadSettings(f"{source[:60]!r} cannot be the name of a company on {name}.")
        if known.says == "addresses":
            _check(name, source, web)
    return known.make(sources, **based)


def _check(name: str, source: str, web: Outbound) -> None:
    try:
        web.check(source)
    except Refused as exc:
        raise BadSettings(f"An address of {name} cannot be asked: {exc.detail}") from exc
