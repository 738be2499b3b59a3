"""Adds to the taxonomy's skills of a text the phrases that it lacks, and the skills that are meant in other words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from nlp import language, negation, sections, skill_tagger
from nlp.intervals import Intervals
from nlp.skill_links import Link, Linker
from nlp.skill_tagger import Phrase, Tagging
from nlp.skills import Found
from records import Document, Evidence, SkillHit

_EVIDENCE, _PHRASES = 5, 3
_SURE = 0.5
# Share of the taxonomy's hits in marked job ads that people marked too, by the tagger's chance for their words: of things
# with a name of their own ("Docker"), and of others ("sales").
_NAMED = frozenset(
    {"programming-language", "tool", "software", "database", "library", "web-framework", "cloud-service", "standard",
     "certification", "licence", "equipment", "language", "regulation"}
)  # fmt: skip
_CHANCES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
_TRUST_NAMED, _TRUST = (0.4, 0.6, 0.65, 0.75, 0.83, 0.88, 0.98), (0.2, 0.42, 0.52, 0.64, 0.79, 0.89, 0.97)
# Words of a text that is taken for a sentence or two, for which suggestions are made.
_SHORT_TEXT = 80


def completed(
    document: Document,
    hits: Sequence[SkillHit],
    mentions: Sequence[Found],
    section_at: Callable[[int], str],
    linker: Linker | None,
) -> tuple[SkillHit, ...]:
    """The hits; then phrases that name a skill without being one of the taxonomy; then skills linked by meaning.

    Args:
        document: The text.
        hits: The taxonomy's skills in it.
        mentions: Where they stand.
        section_at: Section of an offset.
        linker: Finds skills by meaning; None leaves that out.
    """
    tagging = _tagging(document, mentions)
    phrases = tagging.phrases if tagging else ()
    known = [phrase for phrase in phrases if phrase.label == "KNOWLEDGE" and phrase.chance >= _SURE]
    found = _with_phrases(_weighed(hits, mentions, tagging) if tagging else hits, known, mentions, section_at)
    return _linked(document, found, phrases, section_at, linker) if linker else found


def _tagging(document: Document, mentions: Sequence[Found]) -> Tagging | None:
    """What the tagger says of a text in a language that it knows."""
    if language.detect(document.text) not in skill_tagger.LANGUAGES:
        return None
    return skill_tagger.tag(document, sections.split(document, "job"), mentions)


def _weighed(hits: Sequence[SkillHit], mentions: Sequence[Found], tagging: Tagging) -> list[SkillHit]:
    """The hits, less sure where the words around say that no skill is spoken of: "our sales team", "Java, Indonesia"."""
    best: dict[str, float] = {}
    for mention, chance in zip(mentions, tagging.chances, strict=True):
        best[mention.skill.id] = max(chance, best.get(mention.skill.id, 0.0))
    return [replace(hit, confidence=min(hit.confidence, _trust(hit, best.get(hit.id or "", 1.0)))) for hit in hits]


def _trust(hit: SkillHit, chance: float) -> float:
    shares = _TRUST_NAMED if hit.category in _NAMED else _TRUST
    return round(float(np.interp(chance, _CHANCES, shares)), 2)


def _linked(
    document: Document,
    hits: Sequence[SkillHit],
    phrases: Sequence[Phrase],
    section_at: Callable[[int], str],
    linker: Linker,
) -> tuple[SkillHit, ...]:
    """With the skills of which phrases speak in other words, and of a short text those it may mean in a catalogue."""
    unknown = [hit for hit in hits if not hit.id]
    found = _with_links(hits, linker.same([hit.name for hit in unknown]), [hit.evidence[0] for hit in unknown])
    is_short = document.text.count(" ") <= _SHORT_TEXT
    if not linker.knows_catalogue or not is_short or (not phrases and negation.denied_spans(document.text)):
        return found
    pieces = [(one.text, Evidence(one.text, section_at(one.start), one.start, one.end)) for one in phrases]
    pieces += [(hit.name, hit.evidence[0]) for hit in found if hit.id]
    whole = Evidence(document.text, section_at(0), 0, len(document.text))
    links = linker.suggestions(document.text, [text for text, _ in pieces])
    named = [hit for hit in found if hit.id] if links else found  # what is suggested stands for the phrase
    return _with_links(named, links, [place for _, place in pieces] or [whole])


def _with_phrases(
    hits: Sequence[SkillHit], phrases: Iterable[Phrase], mentions: Sequence[Found], section_at: Callable[[int], str]
) -> tuple[SkillHit, ...]:
    """The hits, with tagged phrases that hold a mention as further evidence of it, and the others as hits without an id."""
    wider: dict[str, list[Evidence]] = {}
    open_ones: dict[str, SkillHit] = {}
    taken = Intervals((mention.start, mention.end) for mention in mentions)
    known = {hit.name.lower() for hit in hits}
    for phrase in phrases:
        evidence = Evidence(phrase.text, section_at(phrase.start), phrase.start, phrase.end)
        held = taken.touching(phrase.start, phrase.end)
        if held is not None:
            wider.setdefault(mentions[held].skill.id, []).append(evidence)
        elif phrase.text.lower() not in known:
            found = open_ones.get(phrase.text.lower())
            kept = (*found.evidence, evidence) if found else (evidence,)
            chance = max(phrase.chance, found.confidence if found else 0.0)
            open_ones[phrase.text.lower()] = SkillHit(
                None, found.name if found else phrase.text, "unknown", chance, "exact", kept[:_EVIDENCE]
            )
    return (*(_widened(hit, wider.get(hit.id or "", ())) for hit in hits), *open_ones.values())


def _with_links(hits: Sequence[SkillHit], links: Iterable[Link], places: Sequence[Evidence]) -> tuple[SkillHit, ...]:
    """The hits, and after them the linked skills; a phrase that surely means a skill is no longer without an id."""
    known = {hit.id for hit in hits}
    found: dict[str, SkillHit] = {}
    told: set[int] = set()
    for link in links:
        skill, place = link.skill, places[link.phrase or 0]
        if link.chance >= _SURE:
            told.add(place.start)
        if skill.id not in known and skill.id not in found:
            found[skill.id] = SkillHit(skill.id, skill.name, skill.category, link.chance, "semantic", (place,))
    return (*(hit for hit in hits if hit.id or hit.evidence[0].start not in told), *found.values())


def _widened(hit: SkillHit, phrases: Sequence[Evidence]) -> SkillHit:
    said = {piece.text.lower() for piece in hit.evidence}
    new = {piece.text.lower(): piece for piece in phrases if piece.text.lower() not in said}
    return replace(hit, evidence=(*hit.evidence, *list(new.values())[:_PHRASES])) if new else hit
