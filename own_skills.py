"""The skills by which an organisation reads and matches: everybody's, with its own laid over; it reads no document."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from db import skills
from db.session import Session
from db.skills import OwnSkill
from errors import InvalidFields
from nlp.taxonomy import Skill, Taxonomy, default_taxonomy, overlaid, skill_of, with_names

_OWN_TAXONOMIES = 16
_MAX_ERRORS = 20
_own_taxonomies: OrderedDict[tuple[str, int, str], Taxonomy] = OrderedDict()
_lock = threading.Lock()


def taxonomy_of(session: Session, organisation_id: int) -> Taxonomy:
    """The taxonomy by which an organisation's documents are read and matched: everybody's, and its own skills.

    Each call asks the database for the state of these skills, so that a change is in effect in every process at once.
    """
    base, revision = default_taxonomy(), skills.revision(session, organisation_id)
    if not revision:
        return base
    key = (base.version, organisation_id, revision)
    with _lock:
        if key in _own_taxonomies:
            _own_taxonomies.move_to_end(key)
            return _own_taxonomies[key]
    rows = skills.all_of(session, organisation_id)
    made = overlaid(base, [skill for row in rows if (skill := own_skill(base, row)) is not None])
    with _lock:
        _own_taxonomies[key] = made
        while len(_own_taxonomies) > _OWN_TAXONOMIES:
            _own_taxonomies.popitem(last=False)
    return made


def own_skill(base: Taxonomy, row: OwnSkill) -> Skill | None:
    """The skill that a row makes; None where names are added to one that the base has no more."""
    if row.skill_id.startswith(skills.OWN):
        return skill_of(row.record | {"id": row.skill_id, "source": "organisation"})
    known = base.by_id.get(row.skill_id)
    return known and with_names(known, row.record.get("aliases", ()), row.record.get("labels", {}))


def refuse_unknown(fields: Sequence[str]) -> None:
    """Raises InvalidFields for places in corrections where a skill is said that the taxonomy lacks; nothing where there is none."""
    if fields:
        detail = "there is no such skill; send one that GET /api/v1/skills?q= finds, or in skills a name alone"
        wrong = tuple({"field": f"corrections.{field}", "detail": detail} for field in fields[:_MAX_ERRORS])
        raise InvalidFields("; ".join(f"{one['field']}: {one['detail']}" for one in wrong) + ".", wrong)
