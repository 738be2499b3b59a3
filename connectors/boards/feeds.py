"""Feeds: jobs as entries of RSS 2.0 or Atom; documents that bring their own grammar are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urljoin

from lxml import etree

from connectors.boards.board import Filter, Reader, Terms
from connectors.boards.making import Said, posting_of
from connectors.boards.naming import hosts_of
from connectors.boards.page_text import seen
from connectors.boards.posting import Posting, Query
from connectors.boards.refusals import BadAnswer
from connectors.boards.values import line, pay_in, text

_MOST_ENTRIES = 2_000
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"})
# Matches '<?xml version="1.0" encoding="UTF-8"?>'; not a document without one. Bounded.
_DECLARED = re.compile(r"\A\s{0,100}<\?xml[^>]{0,200}?encoding\s?=\s?[\"']([\w.-]{2,30})[\"'][^>]{0,100}>")
_DECLARATION = re.compile(r"\A\s{0,100}<\?xml[^>]{0,300}>")  # matches '<?xml version="1.0"?>'; not '<rss>'
# Matches "<!DOCTYPE" and "<!ENTITY"; not "<![CDATA[".
_GRAMMAR = re.compile(r"<!\s{0,100}(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feeds:
    """Asks each of the feeds that were set up."""

    sources: tuple[str, ...]

    name: ClassVar[str] = "feeds"
    terms: ClassVar[Terms] = Terms(
        6,
        60.0,
        keep_s=3600.0,
        link_back=True,
        said="Feeds are made to be read; each server is asked six times a minute at most.",
    )
    pushes: ClassVar[frozenset[Filter]] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """Those of the feeds."""
        return hosts_of(*self.sources)

    def postings(self, source: str, query: Query, reader: Reader) -> Iterator[Posting]:
        """The entries of a feed."""
        root = tree_of_feed(
            reader.page(source, accept="application/rss+xml, application/atom+xml, application/xml;q=0.9")
        )
        channel = _first(root, "title") or _first(next((one for one in root if _name(one) == "channel"), root), "title")
        entries = [one for one in root.iter() if _name(one) in ("item", "entry")]
        for entry in entries[:_MOST_ENTRIES]:
            posting = self._posting(source, line(channel), entry)
            if posting is not None:
                yield posting

    def _posting(self, source: str, channel: str, entry: etree._Element) -> Posting | None:
        known = _Entry(entry)
        named = known.said("company", "company_name", "companyname", "employer", "hiringorganization")
        link = known.link()
        return posting_of(
            self,
            Said(
                id=known.said("guid", "id") or link, url=urljoin(source, link), title=known.said("title"),
                company=named or _unless_address(known.said("creator", "author")) or channel,
                location=known.said("location", "region", "city", "country"), workplace=known.said("workplace", "remote"),
                employment=known.said("type", "jobtype", "job_type", "employmenttype", "employment_type"),
                salary=pay_in(known.said("salary", "compensation")), posted=known.said("pubdate", "published", "date", "updated"),
                closes=known.said("expirationdate", "expires", "validthrough", "closingdate"),
                description=max(known.texts("encoded", "content", "description", "summary"), key=len, default=""),
                tags=known.tags(),
            ),
        )  # fmt: skip


def tree_of_feed(body: bytes) -> etree._Element:
    """Reads XML without any grammar of its own; what came before it breaks off is read.

    Raises:
        BadAnswer: It declares a grammar or entities, or it is no XML.
    """
    characters = seen(_characters(body))  # first: what is not seen could part the word that is looked for
    if _GRAMMAR.search(characters):
        raise BadAnswer("forbidden_xml")
    bare = _DECLARATION.sub("", characters, count=1).strip()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True,
        remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(bare.encode("utf-8"), parser) if bare else None
    except etree.XMLSyntaxError:
        root = None
    if root is None or _name(root) not in ("rss", "rdf", "feed", "channel"):
        raise BadAnswer("no_feed")
    return root


class _Entry:
    """What an entry says, by names in lower case without their name spaces."""

    def __init__(self, entry: etree._Element) -> None:
        self._children: dict[str, list[etree._Element]] = {}
        for child in entry[:200]:
            self._children.setdefault(_name(child), []).append(child)

    def said(self, *names: str) -> str:
        """The first of some that says anything, with all that is in it."""
        return next(
            (found for name in names for child in self._children.get(name, []) if (found := line(_all(child)))), ""
        )

    def texts(self, *names: str) -> list[str]:
        return [text(_all(child)) for name in names for child in self._children.get(name, [])]

    def link(self) -> str:
        links = self._children.get("link", [])
        written = [line(one.text, 2000) for one in links if one.get("href") is None]
        pointing = [line(one.get("href"), 2000) for one in links if one.get("rel", "alternate") == "alternate"]
        return next((one for one in (*pointing, *written) if one), "") or self.said("guid")

    def tags(self) -> list[str]:
        found = [child.get("term") or _all(child) for child in self._children.get("category", [])]
        return [*found, *self.said("skills", "tags").split(",")][:100]


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _first(element: etree._Element, name: str) -> str:
    return next((_all(child) for child in element if _name(child) == name), "")


def _all(element: etree._Element) -> str:
    return "".join(part for part in element.itertext() if isinstance(part, str))


def _unless_address(said: str) -> str:
    """An author is often an address of a person, which is no company."""
    return "" if "@" in said else said


def _characters(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    if b"\x00" in body[:200]:  # UTF-16 or UTF-32 that does not say so would hide what is looked for
        raise BadAnswer("forbidden_xml")
    written = _DECLARED.match(body[:500].decode("latin-1").lstrip("ï»¿"))
    named = written.group(1).lower() if written else "utf-8"
    if named not in _ENCODINGS:
        raise BadAnswer("forbidden_xml")
    return body.decode("utf-8-sig" if named in ("utf-8", "utf8", "utf-16") else named, "replace")
