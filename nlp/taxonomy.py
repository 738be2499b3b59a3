"""The skill taxonomy: names, aliases, families and neighbours, and the index that phrases are looked up in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from nlp.words import forms

DEFAULT_FILE = Path(__file__).parent.parent / "skill_db.json"
# Nobody writes a longer name word for word; ESCO has labels of up to 25 words, and each word costs a look-up.
LONGEST = 8
_INHERITED = 0.9
_TOO_GENERAL = 0.35
_NEARLY = 80
_FEW = 20


@dataclass(frozen=True, slots=True, eq=False)
class Skill:
    """One skill.

    Attributes:
        id: Stable key, lower case with hyphens.
        related: Neighbour id -> share (0..1) of this skill that somebody with the neighbour brings.
        labels: Language code -> names in that language.
        guarded: Names that are also ordinary words and count only near one of ``context``.
        source: Who names it: ``shortlist``, ``esco``, ``onet`` or ``organisation``.
        uri: Its address in a public catalogue, if it is in one.
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
    source: str = "shortlist"
    uri: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Name, aliases and labels."""
        return (self.name, *self.aliases, *(label for labels in self.labels.values() for label in labels))


class Entry(NamedTuple):
    """A way to write a skill: ``size`` counts its words."""

    skill: Skill
    size: int
    is_name: bool
    is_guarded: bool


Index = Mapping[str, tuple[Entry, ...]]


class Vocabulary:
    """Normal forms of every word of every name; of these ``spelled`` are what a misspelt word may have meant.

    A public catalogue has fifteen thousand words of every trade: all are known, so that none is taken for a slip, but
    a slip is read as one of the words that the product or the organisation chose.
    """

    def __init__(self, *parts: frozenset[str], others: frozenset[str] = frozenset()) -> None:
        """Takes the spelled words in parts, so that what is worked out for one is not worked out again for the next."""
        self.parts, self._others = parts, others
        self.spelled = parts[0] if len(parts) == 1 else frozenset().union(*parts)

    def __contains__(self, form: object) -> bool:
        return form in self.spelled or form in self._others

    def __iter__(self) -> Iterator[str]:
        return iter(self.spelled)

    def __len__(self) -> int:
        return len(self.spelled | self._others)

    def joined(self, spelled: Iterable[str] = (), others: Iterable[str] = ()) -> Vocabulary:
        """With more words of either kind."""
        fresh = frozenset(spelled) - self.spelled
        return Vocabulary(*self.parts, *([fresh] if fresh else []), others=self._others.union(others))


class Taxonomy:
    """Skills by id and by every way to write them."""

    def __init__(
        self,
        skills: Iterable[Skill],
        version: str,
        *,
        index: Index | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        """Takes the skills, and their index and vocabulary where these are known already; else both are made."""
        self.skills: tuple[Skill, ...] = tuple(skills)
        self.version = version
        self.by_id: dict[str, Skill] = {skill.id: skill for skill in self.skills}
        self._given = (index, vocabulary)
        self._above: dict[str, frozenset[str]] = {}
        self._near: dict[str, Mapping[str, tuple[float, str]]] = {}

    @property
    def index(self) -> Index:
        """Normal form of a name with its blanks removed -> the skills so written, names before aliases."""
        return self._given[0] if self._given[0] is not None else self._made[0]

    @property
    def vocabulary(self) -> Vocabulary:
        """Normal forms of every word of every name."""
        return self._given[1] if self._given[1] is not None else self._made[1]

    @cached_property
    def longest(self) -> int:
        """Words of the longest name."""
        return max((entry.size for entries in self.index.values() for entry in entries), default=1)

    @cached_property
    def _made(self) -> tuple[Index, Vocabulary]:
        return index_of(self.skills)

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
        if skill_id not in self._above:
            self._above[skill_id] = frozenset(self._climb(skill_id))
        return self._above[skill_id]

    def neighbours(self, wanted: str) -> Mapping[str, tuple[float, str]]:
        """Every skill that stands in for ``wanted``: id -> (credit, why)."""
        if wanted not in self._near:
            self._near[wanted] = self._credits(wanted)
        return self._near[wanted]

    def search(
        self, query: str = "", category: str | None = None, lang: str | None = None, source: str | None = None
    ) -> list[Skill]:
        """Skills whose names begin with, contain or nearly spell the query, best first; all of them for an empty one."""

        def is_asked(skill: Skill) -> bool:
            return (
                (not category or skill.category == category)
                and (not lang or lang in skill.labels)
                and (not source or skill.source == source)
            )

        wanted = " ".join(query.lower().split())
        if not wanted:
            return [skill for skill in self.skills if is_asked(skill)]
        hits = [(text, skill) for text, skill in self._lowered if wanted in text and is_asked(skill)]
        if hits:
            ranked = [(_rank(wanted, text), skill.name.lower(), skill) for text, skill in hits]
            return [skill for _, _, skill in sorted(ranked, key=lambda item: item[:2])]
        return self._nearly(wanted, is_asked) if len(wanted) > 3 else []

    def _nearly(self, wanted: str, is_asked: Callable[[Skill], bool]) -> list[Skill]:
        by_name = self._by_name
        near = process.extract(wanted, by_name.keys(), scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=None)
        found = dict.fromkeys(by_name[name] for name, _, _ in near)
        return [skill for skill in found if is_asked(skill)][:_FEW]

    @cached_property
    def _lowered(self) -> list[tuple[str, Skill]]:
        """Each skill's names in one text, each on a line of its own: most queries are answered by one look at it."""
        return [("\n" + "\n".join(skill.names).lower() + "\n", skill) for skill in self.skills]

    @cached_property
    def _by_name(self) -> dict[str, Skill]:
        return {name: skill for text, skill in self._lowered for name in text.split("\n") if name}

    def _climb(self, skill_id: str) -> Iterator[str]:
        seen, open_ids = {skill_id}, [skill_id]
        while open_ids:
            skill = self.by_id.get(open_ids.pop())
            for parent in skill.parents if skill else ():
                if parent in self.by_id and parent not in seen:
                    seen.add(parent)
                    open_ids.append(parent)
                    yield parent

    def _credits(self, wanted: str) -> dict[str, tuple[float, str]]:
        if (skill := self.by_id.get(wanted)) is None:
            return {}
        near = {*self.ancestors(wanted), *skill.related, *self._descendants(wanted), *self._pointing.get(wanted, ())}
        credits = {other: self.closeness(wanted, other) for other in near if other != wanted}
        return {other: credit for other, credit in credits.items() if credit[0] > 0}

    def _descendants(self, skill_id: str) -> set[str]:
        found: set[str] = set()
        open_ids = [skill_id]
        while open_ids:
            fresh = [child for child in self._children.get(open_ids.pop(), ()) if child not in found]
            found.update(fresh)
            open_ids.extend(fresh)
        return found

    @cached_property
    def _children(self) -> Mapping[str, Sequence[str]]:
        return _turned((skill.id, skill.parents) for skill in self.skills if skill.parents)

    @cached_property
    def _pointing(self) -> Mapping[str, Sequence[str]]:
        """Skill id -> the skills that name it as related."""
        return _turned((skill.id, skill.related) for skill in self.skills if skill.related)


class Layered(Mapping[str, tuple[Entry, ...]]):
    """A few entries over a large index, which is neither copied nor changed."""

    def __init__(self, upper: Index, lower: Index) -> None:
        self._upper, self._lower = upper, lower

    def __getitem__(self, key: str) -> tuple[Entry, ...]:
        found = self._upper.get(key)
        return self._lower[key] if found is None else found

    def get(self, key: str, default: Any = None) -> Any:
        """The entries of a name; ``Mapping`` would find this out by an exception, which costs ten times as much."""
        found = self._upper.get(key)
        return self._lower.get(key, default) if found is None else found

    def __iter__(self) -> Iterator[str]:
        yield from self._upper
        yield from (key for key in self._lower if key not in self._upper)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def index_of(skills: Iterable[Skill]) -> tuple[dict[str, tuple[Entry, ...]], Vocabulary]:
    """The index over the names of the skills, and the words in them."""
    found: dict[str, list[Entry]] = {}
    known: set[str] = set()
    for skill in skills:
        guarded = {name.lower() for name in skill.guarded}
        for name in skill.names:
            parts = forms(name)
            known.update(parts)
            key, size = "".join(parts), len(parts)
            if key and all(other.skill.id != skill.id for other in found.get(key, ())):
                entry = Entry(skill, size, name == skill.name, name.lower() in guarded)
                found.setdefault(key, []).append(entry)
    index = {key: tuple(sorted(entries, key=lambda entry: not entry.is_name)) for key, entries in found.items()}
    return index, Vocabulary(frozenset(known))


def key_of(name: str) -> str:
    """The normal form under which the index keeps a name; empty where it has neither letter nor digit."""
    return "".join(forms(name))


def overlaid(base: Taxonomy, own: Sequence[Skill]) -> Taxonomy:
    """The base with an organisation's skills: new ones, and those of the base as the organisation would have them.

    The base stays as it is; the work grows with ``own`` and hardly with the base. Own skills go before the base's
    where both have a name.
    """
    if not own:
        return base
    upper, vocabulary = index_of(own)
    for key, entries in upper.items():
        known = {entry.skill.id: entry for entry in base.index.get(key, ())}
        known |= {entry.skill.id: entry for entry in entries if entry.skill.id in base.by_id}
        upper[key] = (*(entry for entry in entries if entry.skill.id not in base.by_id), *known.values())
    changed = {skill.id: skill for skill in own}
    skills = [changed.get(skill.id, skill) for skill in base.skills] + [s for s in own if s.id not in base.by_id]
    # Of the whole skill: a changed parent is another taxonomy, too.
    told = json.dumps([_plain(skill) for skill in own], sort_keys=True, ensure_ascii=True)
    version = f"{base.version}+{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    made = Taxonomy(
        skills, version, index=Layered(upper, base.index), vocabulary=base.vocabulary.joined(vocabulary.spelled)
    )
    made.longest = max(base.longest, *(entry.size for entries in upper.values() for entry in entries), 1)
    return made


def load(path: Path) -> Taxonomy:
    """Reads a taxonomy file: a JSON array, one skill a line; its version is the hash of its content."""
    raw = path.read_bytes()
    return Taxonomy((skill_of(row) for row in json.loads(raw)), hashlib.sha256(raw).hexdigest()[:12])


@cache
def own_taxonomy() -> Taxonomy:
    """The product's own ``skill_db.json``, read once."""
    return load(DEFAULT_FILE)


def default_taxonomy() -> Taxonomy:
    """The taxonomy of this process: the product's own, or what the entry point handed over."""
    return _given[0]() if _given else own_taxonomy()


def set_default_taxonomy(find: Callable[[], Taxonomy] | None) -> None:
    """Hands this process the way to its taxonomy; it is asked each time. None goes back to the product's own."""
    _given[:] = [] if find is None else [find]


_given: list[Callable[[], Taxonomy]] = []


def skill_of(row: Mapping[str, Any]) -> Skill:
    """A skill from its JSON form, as ``docs/skill_db.md`` describes it."""
    ambiguous = row.get("ambiguous") or {}
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
        source=row.get("source", "shortlist"),
        uri=row.get("uri"),
    )


def with_names(skill: Skill, aliases: Iterable[str], labels: Mapping[str, Iterable[str]]) -> Skill:
    """The skill with more names."""
    joined = {lang: (*skill.labels.get(lang, ()), *labels.get(lang, ())) for lang in (*skill.labels, *labels)}
    return replace(skill, aliases=(*skill.aliases, *aliases), labels=joined)


def _plain(skill: Skill) -> list[object]:
    return [
        skill.id, skill.name, skill.category, skill.aliases, skill.parents, dict(skill.related), dict(skill.labels),
        skill.guarded, skill.context,
    ]  # fmt: skip


def _turned(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, others in pairs:
        for other in others:
            found.setdefault(other, []).append(one)
    return found


def _rank(wanted: str, names: str) -> int:
    if f"\n{wanted}\n" in names:
        return 0
    return 1 if f"\n{wanted}" in names else 2
