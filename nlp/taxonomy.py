"""The skill taxonomy: names, aliases, families and neighbours, and the index that phrases are looked up in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from nlp.words import words

DEFAULT_FILE = Path(__file__).parent.parent / "skill_db.json"
_INHERITED = 0.9
_TOO_GENERAL = 0.35


@dataclass(frozen=True, slots=True, eq=False)
class Skill:
    """One skill.

    Attributes:
        id: Stable key, lower case with hyphens.
        related: Neighbour id -> share (0..1) of this skill that somebody with the neighbour brings.
        labels: Language code -> names in that language.
        guarded: Names that are also ordinary words and count only near one of ``context``.
    """

    id: str
    name: str
    category: str
    aliases: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    related: Mapping[str, float] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guarded: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Name, aliases and labels."""
        return (self.name, *self.aliases, *(label for labels in self.labels.values() for label in labels))


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to write a skill: ``size`` counts its words."""

    skill: Skill
    size: int
    is_name: bool
    is_guarded: bool


class Taxonomy:
    """Skills by id and by every way to write them."""

    def __init__(self, skills: Iterable[Skill], version: str) -> None:
        self.skills: tuple[Skill, ...] = tuple(skills)
        self.version = version
        self.by_id: dict[str, Skill] = {skill.id: skill for skill in self.skills}

    @cached_property
    def index(self) -> Mapping[str, tuple[Entry, ...]]:
        """Normal form of a name with its blanks removed -> the skills so written, names before aliases."""
        found: dict[str, list[Entry]] = {}
        for skill in self.skills:
            guarded = {name.lower() for name in skill.guarded}
            for name in skill.names:
                forms = [word.form for word in words(name)]
                entry = Entry(skill, len(forms), name == skill.name, name.lower() in guarded)
                key = "".join(forms)
                if key and all(other.skill.id != skill.id for other in found.get(key, ())):
                    found.setdefault(key, []).append(entry)
        return {key: tuple(sorted(entries, key=lambda entry: not entry.is_name)) for key, entries in found.items()}

    @cached_property
    def longest(self) -> int:
        """Words of the longest name."""
        return max((entry.size for entries in self.index.values() for entry in entries), default=1)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Normal forms of every word of every name."""
        return frozenset(word.form for skill in self.skills for name in skill.names for word in words(name))

    def closeness(self, wanted: str, has: str) -> tuple[float, str]:
        """(credit 0..1, why) of having ``has`` where ``wanted`` is asked; why is same, specific, general or related."""
        if wanted == has:
            return 1.0, "same"
        if wanted in self.ancestors(has):
            return _INHERITED, "specific"
        skill, other = self.by_id.get(wanted), self.by_id.get(has)
        related = skill.related.get(has, 0.0) if skill else 0.0
        back = other.related.get(wanted, 0.0) if other else 0.0
        if max(related, back) > 0:
            return max(related, back), "related"
        if skill and has in skill.parents:
            return _TOO_GENERAL, "general"
        return 0.0, ""

    def ancestors(self, skill_id: str) -> frozenset[str]:
        """Ids of all broader skills."""
        return self._ancestors.get(skill_id, frozenset())

    def neighbours(self, wanted: str) -> Mapping[str, tuple[float, str]]:
        """Every skill that stands in for ``wanted``: id -> (credit, why)."""
        return self._neighbours.get(wanted, {})

    def search(self, query: str = "", category: str | None = None, lang: str | None = None) -> list[Skill]:
        """Skills whose names begin with, contain or nearly spell the query, best first; all of them for an empty one."""
        pool = [s for s in self.skills if (not category or s.category == category) and (not lang or lang in s.labels)]
        wanted = query.strip().lower()
        if not wanted:
            return pool
        ranked = [(rank, skill.name.lower(), skill) for skill in pool if (rank := _rank(wanted, skill)) is not None]
        if not ranked and len(wanted) > 3:
            names = {name.lower(): skill for skill in pool for name in skill.names}
            near = process.extract(wanted, names.keys(), scorer=fuzz.ratio, score_cutoff=80, limit=20)
            return list(dict.fromkeys(names[name] for name, _, _ in near))
        return [skill for _, _, skill in sorted(ranked, key=lambda item: item[:2])]

    @cached_property
    def _ancestors(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}

        def climb(skill_id: str, path: tuple[str, ...]) -> frozenset[str]:
            if skill_id not in found:
                parents = [p for p in self.by_id[skill_id].parents if p in self.by_id and p not in path]
                found[skill_id] = frozenset(parents).union(*(climb(p, (*path, skill_id)) for p in parents))
            return found[skill_id]

        for skill in self.skills:
            climb(skill.id, ())
        return found

    @cached_property
    def _neighbours(self) -> Mapping[str, Mapping[str, tuple[float, str]]]:
        pairs: dict[str, dict[str, tuple[float, str]]] = {}
        for skill in self.skills:
            for other in (*self.ancestors(skill.id), *skill.related):
                for wanted, has in ((skill.id, other), (other, skill.id)):
                    credit = self.closeness(wanted, has)
                    if credit[0] > 0:
                        pairs.setdefault(wanted, {})[has] = credit
        return pairs


def load(path: Path) -> Taxonomy:
    """Reads a taxonomy file: a JSON array, one skill a line; its version is the hash of its content."""
    raw = path.read_bytes()
    return Taxonomy((_skill(row) for row in json.loads(raw)), hashlib.sha256(raw).hexdigest()[:12])


@cache
def default_taxonomy() -> Taxonomy:
    """The product's own ``skill_db.json``, read once."""
    return load(DEFAULT_FILE)


def _skill(row: Mapping[str, Any]) -> Skill:
    ambiguous = row.get("ambiguous", {})
    return Skill(
        id=row["id"],
        name=row["name"],
        category=row["category"],
        aliases=tuple(row.get("aliases", ())),
        sectors=tuple(row.get("sectors", ())),
        parents=tuple(row.get("parents", ())),
        related=row.get("related", {}),
        labels={lang: tuple(names) for lang, names in row.get("labels", {}).items()},
        guarded=tuple(ambiguous.get("names", ())),
        context=tuple(ambiguous.get("context", ())),
    )


def _rank(wanted: str, skill: Skill) -> int | None:
    names: Sequence[str] = [name.lower() for name in skill.names]
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if any(wanted in name for name in names) else None
