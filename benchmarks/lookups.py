"""Looks our skills' names up as they are written: the references beside which the engine's figures stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from nlp import tokens
from nlp.taxonomy import own_taxonomy

Item = list[str]
"""A skill as the shared scorer takes it: any of the strings may be the marked one."""

Lookup = Callable[[str], list[Item]]

_PIECE = re.compile(r"\w+|[^\w\s]")  # "C++, R" is c + + , r; no blank is ever a piece


def dictionary(text: str) -> list[Item]:
    """Our names where they stand in the text letter for letter but for case; the longest, left to right."""
    names, longest = _dictionary()
    pieces = _PIECE.findall(text.lower())
    found: dict[str, Item] = {}
    at = 0
    while at < len(pieces):
        sizes = range(min(longest, len(pieces) - at), 0, -1)
        size = next((size for size in sizes if tuple(pieces[at : at + size]) in names), 0)
        if size:
            name = names[tuple(pieces[at : at + size])]
            found.setdefault(name, [name, " ".join(pieces[at : at + size])])
        at += max(1, size)
    return list(found.values())


def phrase_matcher(text: str) -> list[Item]:
    """What spaCy's PhraseMatcher finds of our names, whatever their case; the longest where two overlap."""
    matcher, names = _phrase_matcher()
    from spacy.util import filter_spans

    document = tokens.pipeline().make_doc(text)
    found: dict[str, Item] = {}
    for span in filter_spans(matcher(document, as_spans=True)):
        found.setdefault(span.label_, [names[span.label_], span.text])
    return list(found.values())


@cache
def _dictionary() -> tuple[dict[tuple[str, ...], str], int]:
    names: dict[tuple[str, ...], str] = {}
    for skill in own_taxonomy().skills:
        for name in skill.names:
            names.setdefault(tuple(_PIECE.findall(name.lower())), skill.name)
    return names, max(map(len, names))


@cache
def _phrase_matcher() -> tuple[Any, dict[str, str]]:
    pipeline = tokens.pipeline()
    from spacy.matcher import PhraseMatcher

    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    for skill in own_taxonomy().skills:
        matcher.add(skill.id, [pipeline.make_doc(name) for name in skill.names])
    return matcher, {skill.id: skill.name for skill in own_taxonomy().skills}
