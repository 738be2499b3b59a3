"""Skills as people state them, by id or by name: which one of the taxonomy is meant, and when two are the same."""

from __future__ import annotations

from nlp.taxonomy import Skill, Taxonomy, key_of


def known_skill(key: str | None, name: str | None, taxonomy: Taxonomy) -> Skill | None:
    """The skill with the id, else the one of that name, else the one with that alias."""
    if key and key in taxonomy.by_id:
        return taxonomy.by_id[key]
    entries = taxonomy.index.get(key_of(name), ()) if name else ()
    spelt = (entry.skill for entry in entries if name in entry.skill.names)
    return next(spelt, entries[0].skill if entries else None)


def skill_key(key: str | None, name: str) -> str:
    """Names a skill: by its id, else by its name in whatever case."""
    return key or f"\x00{name.lower()}"
