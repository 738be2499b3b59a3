"""Which postings somebody looked for; pure, for all that a board's own server does not sort out.

What a posting does not state counts so: no pay passes any wish, no kind of employment is a full-time job, a title without a
level is entry to mid-senior, no word of remote is on-site. No date is old, and no place is nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from connectors.boards.board import Filter
from connectors.boards.posting import ON_SITE, Pay, Posting, Query
from connectors.boards.wording import (
    UNMARKED_LEVELS,
    holds,
    is_anywhere,
    job_types_in,
    levels_in,
    number_of,
    places_in,
    words,
    workplace_in,
)

MOST_WORDS = 20
_IN_A_YEAR = {"year": 1.0, "month": 12.0, "week": 52.0, "day": 260.0, "hour": 2080.0}
# Matches '"data engineer"' and 'python'; the quotes are left out. Each sign is looked at once.
_TERM = re.compile(r'"([^"]{1,100})"|([^\s"]+)')


def passing(
    postings: Iterable[Posting], query: Query, pushed: Collection[Filter] = (), now: datetime | None = None
) -> Iterator[Posting]:
    """Those postings that are looked for, in their order; ``pushed`` filters the board applied."""
    tests = _tests(query, frozenset(pushed), now or datetime.now(UTC))
    return (posting for posting in postings if all(test(posting) for test in tests))


def passes(posting: Posting, query: Query, now: datetime | None = None) -> bool:
    """Says whether a posting is looked for, by all filters."""
    return any(passing([posting], query, now=now))


def _tests(query: Query, pushed: frozenset[Filter], now: datetime) -> list[Callable[[Posting], bool]]:
    """The filters that somebody asks for; those that look at the whole description come last."""
    keywords = "" if "keywords" in pushed else query.keywords
    tests: list[tuple[Filter | None, bool, Callable[[Posting], bool]]] = [
        ("posted_within_days", query.posted_within_days is not None, lambda found: _is_fresh(found, query, now)),
        ("remote", bool(query.remote), lambda found: _workplace(found) in query.remote),
        ("job_types", bool(query.job_types), lambda found: bool(_job_types(found) & query.job_types)),
        ("experience", bool(query.experience), lambda found: bool(_levels(found) & query.experience)),
        ("salary_min", query.salary_min is not None, lambda found: _pays(found.salary, query.salary_min or 0)),
        ("location", bool(query.location.strip()), _at(query.location)),
        (None, bool(query.exclude_companies), _not_of(query.exclude_companies)),
        (None, bool(keywords.strip() or query.exclude_keywords), _by_words(keywords, query.exclude_keywords)),
    ]
    return [test for name, is_asked, test in tests if is_asked and (name is None or name not in pushed)]


def _is_fresh(posting: Posting, query: Query, now: datetime) -> bool:
    oldest = now - timedelta(days=min(query.posted_within_days or 0, 36_500))
    return posting.posted_at is not None and posting.posted_at >= oldest


def _workplace(posting: Posting) -> int:
    stated = posting.remote or workplace_in(posting.location) or workplace_in(posting.title)
    return number_of(stated) if stated else ON_SITE


def _job_types(posting: Posting) -> frozenset[str]:
    named = job_types_in(posting.title)
    # An internship of whole days is no full-time job.
    if "I" in named:
        return frozenset("I")
    stated = job_types_in(posting.employment_type or "")
    return (stated - {"F"} if "I" in stated else stated) | (named - {"F"}) or frozenset("F")


def _levels(posting: Posting) -> frozenset[int]:
    return levels_in(posting.experience or "") or levels_in(posting.title) or UNMARKED_LEVELS


def _pays(pay: Pay | None, least: int) -> bool:
    if pay is None:
        return True
    most = pay.maximum if pay.maximum is not None else pay.minimum
    return most is None or most * _IN_A_YEAR[pay.period or "year"] >= least


def _at(location: str) -> Callable[[Posting], bool]:
    wanted = places_in(location)

    def is_there(posting: Posting) -> bool:
        if not wanted:  # only words such as "remote"
            return number_of(workplace_in(location) or "remote") == _workplace(posting)
        if is_anywhere(posting.location):
            return True
        places = places_in(posting.location)
        # The nearest place counts: "Berlin, Germany" is found by "Berlin", and by "Germany", but is not "Munich, Germany".
        return any(f" {wanted[0]} " in f" {place} " for place in places) or (
            len(wanted) > 1 and len(places) == 1 and places[0] == wanted[-1] and _workplace(posting) != ON_SITE
        )

    return is_there


def _not_of(companies: tuple[str, ...]) -> Callable[[Posting], bool]:
    names = [name for said in companies if (name := company_words(said).strip())]
    return lambda posting: not holds(company_words(posting.company), names)


def _by_words(keywords: str, exclude: tuple[str, ...]) -> Callable[[Posting], bool]:
    terms = [(first or second) for first, second in _TERM.findall(keywords[:1000])][:MOST_WORDS]
    wanted = [phrases for term in terms if (phrases := _forms(term))]
    unwanted = [phrase for said in exclude if (phrase := words(said).strip())]

    def fits(posting: Posting) -> bool:
        said = _all_words(posting)
        return all(holds(said, phrases) for phrases in wanted) and not holds(said, unwanted)

    return fits


def _forms(term: str) -> tuple[str, ...]:
    """A word as it is and in its plural, or the other way round."""
    found = words(term).strip()
    if not found:
        return ()
    return (found, f"{found}s", found[:-1]) if len(found) > 4 and found.endswith("s") else (found, f"{found}s")


def _all_words(posting: Posting) -> str:
    about = (posting.title, posting.company, posting.department or "", *posting.skills, *posting.tags)
    return words("\n".join((*about, posting.description)))


# What a company's name may end with and be the same company.
_LEGAL_FORMS = frozenset(
    [
        "gmbh",
        "ag",
        "se",
        "kg",
        "ug",
        "ohg",
        "mbh",
        "co",
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "llp",
        "plc",
        "corp",
        "corporation",
        "company",
        "pt",
        "tbk",
        "persero",
        "cv",
        "bv",
        "nv",
        "sa",
        "sarl",
        "sas",
        "spa",
        "srl",
        "ab",
        "as",
        "oy",
        "group",
        "holding",
    ]
)


def company_words(name: str) -> str:
    """A company's name for comparison: in lower case, without legal forms; as it is when nothing else is left."""
    said = words(name).split()
    kept = [word for word in said if word not in _LEGAL_FORMS]
    return f" {' '.join(kept or said)} "
