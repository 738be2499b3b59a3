"""Career pages: whatever jobs a page describes to machines by JobPosting of schema.org, written as JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urljoin

from connectors.boards.asking import parsed
from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, each, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.page_text import tree_of
from connectors.boards.posting import Pay, Posting, Query
from connectors.boards.refusals import BadAnswer
from connectors.boards.values import at, items, joined, line, pay, text

_MOST_CHARACTERS = 2_500_000
_MOST_SCRIPTS = 200
_MOST_NODES = 50_000
# Matches the charset of '<meta charset="iso-8859-1">'; not a page without one. Bounded.
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,4}=\s{0,4}[\"']?([\w-]{2,30})", re.IGNORECASE)
# Matches the comma of "[1, ]"; not that of "[1, 2]". Blanks are bounded, so that it stays linear.
_LAST_COMMA = re.compile(r",(?=\s{0,100}[}\]])")
# Matches "<!--", "-->", "//<![CDATA[" and "//]]>" around a script; bounded.
_WRAPPING = re.compile(r"\A\s{0,1000}(?:<!--|(?://\s?)?<!\[CDATA\[)|(?:-->|(?://\s?)?\]\]>)\s{0,1000}\Z")


@dataclass(frozen=True, slots=True)
class Pages:
    """Asks each of the addresses that were set up."""

    sources: tuple[str, ...]

    name: ClassVar[str] = "pages"
    terms: ClassVar[Terms] = Terms(
        6, 60.0, keep_s=3600.0, said="Whoever sets up a page sees to it that it may be read; each server is asked six times a minute at most."
    )  # fmt: skip
    pushes: ClassVar[frozenset[Filter]] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """Those of the pages."""
        return hosts_of(*self.sources)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """The jobs that a page describes."""
        for job in jobs_in(_characters(reader.page(source))):
            yield from each([job], read=lambda one: self._posting(source, one))

    def _posting(self, source: str, job: dict[str, Any]) -> Posting | None:
        company = job.get("hiringOrganization")
        return posting_of(
            self,
            Said(
                id=_value(job.get("identifier")) or job.get("@id"), title=job.get("title") or job.get("name"),
                url=urljoin(source, line(job.get("url"), 2000)), company=line(company) or at(items(company), 0, "name"),
                location=_location(job), workplace=job.get("jobLocationType"),
                employment=joined(items(job.get("employmentType"))[:10]).replace("_", " "), salary=_salary(job.get("baseSalary")),
                experience=_value(job.get("experienceRequirements")), posted=job.get("datePosted"), closes=job.get("validThrough"),
                description=_description(job), department=job.get("occupationalCategory"), skills=_names(job.get("skills")),
                tags=_names(job.get("industry")),
            ),
        )  # fmt: skip


def jobs_in(html: str) -> Iterator[dict[str, Any]]:
    """Every JobPosting of a page's scripts, wherever in them it is; a broken script loses no other.

    Raises:
        BadAnswer: The page describes no job, and one of its scripts is broken.
    """
    root, is_broken, count = tree_of(html, _MOST_CHARACTERS), False, 0
    scripts = [] if root is None else [one for one in root.iter("script") if _is_data(one.get("type"))]
    for script in scripts[:_MOST_SCRIPTS]:
        try:
            found = _read(script.text or "")
        except BadAnswer:
            is_broken = True
            continue
        for job in _postings_in(found):
            count += 1
            yield job
    if is_broken and not count:
        raise BadAnswer("no_json")


def _is_data(kind: str | None) -> bool:
    return (kind or "").partition(";")[0].strip().lower() == "application/ld+json"


def _read(script: str) -> object:
    """Reads a script; many pages leave a comma behind, or wrap what they say in a comment."""
    bare = _WRAPPING.sub("", script).strip().rstrip(";")
    try:
        return parsed(bare.encode("utf-8", "replace"))
    except BadAnswer as exc:
        if exc.problem != "no_json":
            raise
        return parsed(_LAST_COMMA.sub("", bare).encode("utf-8", "replace"))


def _postings_in(found: object) -> Iterator[dict[str, Any]]:
    waiting, seen = [found], 0
    while waiting and seen < _MOST_NODES:
        node, seen = waiting.pop(), seen + 1
        if isinstance(node, dict) and _is_posting(node):
            yield node
        elif isinstance(node, dict | list):
            waiting.extend(reversed(node if isinstance(node, list) else list(node.values())))


def _is_posting(node: dict[str, Any]) -> bool:
    kinds = items(node.get("@type"))[:20]
    return any(isinstance(kind, str) and kind.rpartition("/")[2].rpartition(":")[2] == "JobPosting" for kind in kinds)


def _location(job: dict[str, Any]) -> str:
    found = [_place(one) for one in items(job.get("jobLocation"))[:10]]
    if not any(found):
        found = [_place(one) for one in items(job.get("applicantLocationRequirements"))[:10]]
    return joined(found, "; ")


def _place(said: object) -> str:
    where = at(said, "address") or said
    if not isinstance(where, dict):
        return line(where)
    country = where.get("addressCountry")
    named = joined([where.get("addressLocality"), where.get("addressRegion"), line(country) or at(country, "name")])
    return named or line(where.get("name"))


def _salary(said: object) -> Pay | None:
    paid = at(items(said), 0)
    value = at(paid, "value")
    if not isinstance(value, dict):
        return pay(
            at(paid, "minValue") or value or said, at(paid, "maxValue"), at(paid, "currency"), at(paid, "unitText")
        )
    low, high = value.get("minValue") or value.get("value"), value.get("maxValue")
    return pay(low, high, at(paid, "currency") or value.get("currency"), value.get("unitText"))


def _description(job: dict[str, Any]) -> str:
    said = text(job.get("description"))
    # Some write their markup as text: what is still full of tags was meant as markup.
    return text(said) if "</p>" in said or "<br" in said or "</li>" in said else said


def _value(said: object) -> str:
    return line(said) or line(at(said, "value")) or line(at(said, "name")) or line(at(said, "description"))


def _names(said: object) -> list[object]:
    if isinstance(said, str):
        return list(said.split(",")[:100])
    return [at(one, "name") or one for one in items(said)[:100]]


def _characters(body: bytes) -> str:
    declared = _CHARSET.search(body[:4096])
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return body.decode(declared.group(1).decode("ascii") if declared else "cp1252", "replace")
    except (LookupError, ValueError):  # an encoding that nobody knows, or one that is none of text
        return body.decode("cp1252", "replace")
