"""Our own taxonomy with imported catalogues merged into it, kept up to date while a process runs."""

from __future__ import annotations

import gc
import hashlib
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from errors import DamagedDocument
from nlp import imported
from nlp.imported import Catalogue, Concept
from nlp.taxonomy import LONGEST, Entry, Skill, Taxonomy, own_taxonomy
from nlp.words import forms

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Gain:
    """What a catalogue brought: skills read, those that mean one of ours, new ones, and names that were not known."""

    read: int
    mapped: int
    added: int
    names: int


class Kept:
    """The taxonomy of a folder of imports; another import is noticed without a restart."""

    def __init__(self, folder: Path, base: Taxonomy | None = None) -> None:
        self._folder, self._base = folder, base
        self._lock = threading.Lock()
        self._current: Taxonomy | None = None
        self._signature: object = None
        self._look_at = 0.0

    def __call__(self) -> Taxonomy:
        """The newest taxonomy; looks at the files once a second at most, and while one thread reads the others go on."""
        current = self._current
        if current is None:
            with self._lock:
                return self._looked()
        if time.monotonic() < self._look_at or not self._lock.acquire(blocking=False):
            return current
        try:
            return self._looked()
        finally:
            self._lock.release()

    def _looked(self) -> Taxonomy:
        base = self._base or own_taxonomy()
        signature = _signature(self._folder)
        if self._current is None or signature != self._signature:
            self._current, self._signature = extended(base, files_in(self._folder)), signature
        self._look_at = time.monotonic() + LOOK_EVERY_S
        return self._current


@cache
def kept_in(folder: Path) -> Kept:
    """The taxonomy of a folder of imports, one for the whole process."""
    return Kept(folder)


def file_of(folder: Path, source: str) -> Path:
    """Where a catalogue is kept."""
    return folder / f"{source}.json.gz"


def files_in(folder: Path) -> list[Path]:
    """The catalogues that are kept, in the order in which they are merged."""
    return [path for source in imported.SOURCES if (path := file_of(folder, source)).is_file()]


def extended(base: Taxonomy, files: Sequence[Path]) -> Taxonomy:
    """The base with kept catalogues merged in, one after the other; a broken file is left out and logged."""
    found: list[Catalogue] = []
    digest = hashlib.sha256(base.version.encode())
    with _undisturbed():
        for path in files:
            try:
                raw = path.read_bytes()
                found.append(imported.kept(raw))
                digest.update(raw)
            except (DamagedDocument, OSError) as exc:
                log.warning("taxonomy_import_broken", extra={"file": path.name, "error": type(exc).__name__})
        return merged(base, found, digest.hexdigest()[:12])[0] if found else base


def merged(base: Taxonomy, catalogues: Sequence[Catalogue], version: str) -> tuple[Taxonomy, list[Gain]]:
    """A taxonomy that knows all of them, and what each catalogue brought.

    A concept that means one of the skills before it is that skill, which gains its address and its further names; the
    others are new. A name that is taken keeps its meaning.
    """
    made = _Merging(base)
    gains = [made.take(catalogue) for catalogue in catalogues]
    return made.taxonomy(version), gains


class Coded(Mapping[str, tuple[Entry, ...]]):
    """An index most of which is numbers (see ``imported.code_of``); an entry is made when it is looked up."""

    def __init__(
        self, entries: Mapping[str, tuple[Entry, ...]], codes: Mapping[str, int], skills: Sequence[Skill]
    ) -> None:
        self._entries, self._codes, self._skills = entries, codes, skills

    def get(self, key: str, default: Any = None) -> Any:
        """The entries of a name; entries go before codes."""
        found = self._entries.get(key)
        if found is not None:
            return found
        code = self._codes.get(key)
        return default if code is None else (self._entry(code),)

    def __getitem__(self, key: str) -> tuple[Entry, ...]:
        found: tuple[Entry, ...] | None = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._entries
        yield from (key for key in self._codes if key not in self._entries)

    def __len__(self) -> int:
        return len(self._entries.keys() | self._codes.keys())

    def _entry(self, code: int) -> Entry:
        at, nth, size = imported.decoded(code)
        skill = self._skills[at]
        # What a catalogue adds to a skill of ours is an alias, and plain words are none: see ``imported``.
        is_name = nth == 0 and skill.source in imported.SOURCES
        return Entry(skill, size, is_name, is_name and bool(skill.guarded))


class _Merging:
    """Catalogues on their way into a taxonomy."""

    def __init__(self, base: Taxonomy) -> None:
        self._base = base
        self._skills = dict(base.by_id)
        self._entries = dict(base.index)
        self._codes: dict[str, int] = {}
        self._at: list[str] = []  # position of a concept -> id of its skill
        self._words: set[str] = set()
        self._changed: set[str] = set()

    def take(self, catalogue: Catalogue) -> Gain:
        """Adds one catalogue."""
        known, concepts, first = len(self._skills), catalogue.concepts, len(self._at)
        codes = dict(zip(catalogue.keys, catalogue.codes, strict=True))
        same = self._same_meaning(catalogue, codes)
        fresh = codes.copy()
        for key in (codes.keys() & self._entries.keys()) | (codes.keys() & self._codes.keys()):
            del fresh[key]
        self._gain(same, fresh, concepts)
        self._codes |= {key: code + (first << 16) for key, code in fresh.items()} if first else fresh
        self._words.update(catalogue.words)
        final = {one.id: same.get(at, one.id) for at, one in enumerate(concepts)}
        self._at += final.values()
        for one in concepts:
            if (key := final[one.id]) not in self._skills:
                self._skills[key] = _skill(one, final, catalogue.source)
        return Gain(len(concepts), len(same), len(self._skills) - known, len(fresh))

    def taxonomy(self, version: str) -> Taxonomy:
        """The result."""
        changed = self._changed
        for key, found in self._entries.items():
            if not changed.isdisjoint([one.skill.id for one in found]):
                self._entries[key] = tuple([one._replace(skill=self._skills[one.skill.id]) for one in found])
        index = Coded(self._entries, self._codes, [self._skills[key] for key in self._at])
        vocabulary = self._base.vocabulary.joined(others=self._words)
        made = Taxonomy(self._skills.values(), version, index=index, vocabulary=vocabulary)
        made.longest = max(self._base.longest, LONGEST)
        return made

    def _gain(self, same: Mapping[int, str], fresh: Mapping[str, int], concepts: Sequence[Concept]) -> None:
        """Gives known skills the addresses and names of the concepts that mean them."""
        names: dict[int, list[str]] = {}
        for code in fresh.values():
            if (at := code >> 16) in same:
                names.setdefault(at, []).append(concepts[at].names[code >> 8 & 255])
        for at, ours in same.items():
            skill = self._skills[ours]
            aliases = (*skill.aliases, *names.get(at, ()))
            self._skills[ours] = replace(skill, uri=skill.uri or concepts[at].uri, aliases=aliases)
            self._changed.add(ours)

    def _same_meaning(self, catalogue: Catalogue, codes: Mapping[str, int]) -> dict[int, str]:
        """Position of a concept -> id of the known skill with the same meaning."""
        found: dict[int, str] = {}
        for key, code in codes.items():
            if code & 0xFF00:  # preferred names stand before all others
                break
            if meant := self._meant(key):
                found[code >> 16] = meant
        for key, at in catalogue.bare.items():
            if at not in found and (meant := self._meant(key)):
                found[at] = meant
        return found | self._by_alternatives(catalogue.concepts, codes, found)

    def _meant(self, key: str) -> str | None:
        entries = self._entries.get(key)
        if entries is None:
            code = self._codes.get(key)
            return None if code is None else self._at[code >> 16]
        exact = [entry for entry in entries if entry.is_name] or entries
        return exact[0].skill.id if len(exact) == 1 else None

    def _by_alternatives(
        self, concepts: Sequence[Concept], codes: Mapping[str, int], found: Mapping[int, str]
    ) -> dict[int, str]:
        """Concepts whose other names are names of just one of ours, that shares a word with the preferred name.

        ESCO lists tools as other names of what is done with them ("OneDrive" for "manage digital documents").
        """
        named: dict[int, set[str]] = {}
        claims: dict[str, set[int]] = {}
        for key in sorted(codes.keys() & self._entries.keys()):
            for entry in self._entries[key]:
                if entry.is_name and (at := codes[key] >> 16) not in found:
                    named.setdefault(at, set()).add(entry.skill.id)
                    claims.setdefault(entry.skill.id, set()).add(at)
        taken = set(found.values())
        single = {at: min(ids) for at, ids in named.items() if len(ids) == 1}
        return {
            at: ours
            for at, ours in single.items()
            if ours not in taken
            and len(claims[ours]) == 1
            and set(forms(concepts[at].names[0])) & set(forms(self._skills[ours].name))
        }


def _skill(one: Concept, final: Mapping[str, str], source: str) -> Skill:
    return Skill(
        one.id,
        one.names[0],
        one.category,
        tuple(one.names[1:]),
        (),
        tuple(dict.fromkeys(final[parent] for parent in one.parents if parent in final)) if one.parents else (),
        {final[other]: share for other, share in one.related.items() if other in final} if one.related else {},
        {},
        () if one.context is None else (one.names[0],),
        () if one.context is None else tuple(one.context),
        source,
        one.uri,
    )


def _signature(folder: Path) -> object:
    found = []
    for source in imported.SOURCES:
        try:
            about = file_of(folder, source).stat()
            found.append((about.st_mtime_ns, about.st_size, about.st_ino))
        except OSError:
            found.append((0, 0, 0))
    return found


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the garbage collector, which would look again and again through what is only being made."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()  # a taxonomy lives as long as the process and holds no cycles: nothing to look for in it
    finally:
        if was_on:
            gc.enable()
