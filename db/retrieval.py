"""The first stage at any size: who is nearest to a job, and which job to a person, among those that may be asked for; it scores nothing.

Nearness is the inner product of the vectors of the wholes (``db.wholes``). Where few pass what is asked, all of them are looked
at; where many do, an index leads to the nearest, and those that do not pass are left out on the way. Both give the nearest that
pass: the first exactly, the second nearly (``docs/retrieval.md`` has the figures). Who shows the asked skills is looked up by the
inverted index of skills, and the two orders are fused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Engine,
    Float,
    Select,
    cast,
    exists,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from db.applications import Application
from db.estimates import estimate
from db.index_care import present
from db.jobs import StoredJob
from db.ranked import Wanted, conditions
from db.resumes import StoredResume
from db.session import BY_INDEX_ALONE
from db.tags import ResumeTag
from db.wholes import JobWhole, Kind, ResumeWhole, owner_id
from statuses import FIRST

MOST = 200
"""So many are brought."""

# A row that is looked up, with its résumé, costs about so many of those that are read or visited (docs/retrieval.md).
_LOOK_UP = 6
# Of the index's lists so many of a hundred are looked through at once (docs/retrieval.md).
_LISTS_OF_100 = 1.3
_FEWEST_LISTS = 10
# So many at least where rows have to be looked up in other tables: that takes longer than the distances to some more lists.
_FEWEST_LISTS_LOOKED_UP = 30
# Of fewer vectors it does not matter which way is gone.
_FEW = 2_000
# Beyond so many times what should do, the nearest that pass lie too far apart, and all that pass are looked at.
_PATIENCE = 4
# Reciprocal rank fusion: Cormack, Clarke, Buettcher 2009, section 2.
_RANK = 60
# More than that show all the asked skills: these then tell nobody apart.
_MOST_SKILLED = 1_000

Half = NDArray[np.float16]
Way = Literal["look up", "read", "index"]
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """Whom to look for: the direction (d,) of the other side in a space, and names of skills in lower case."""

    organisation_id: int
    space: int
    direction: Half
    skills: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """About how many vectors there are, of the organisation, and of those that pass; lists of the index, 0 without one.

    ``is_beside``: what says who passes stands beside the vectors.
    """

    lists: int
    rows: int
    mine: int
    passing: int
    is_beside: bool = True


def of_candidates(job: StoredJob, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What must hold of a résumé for its person to be in a narrowed list of a job's candidates; nothing of its score."""
    found = conditions(job.organisation_id, wanted)
    pair = (Application.job_id == job.id) & (Application.resume_id == StoredResume.id)
    if FIRST in wanted.statuses:  # also those of whom no row speaks
        found.append(~exists().where(pair, Application.status.not_in(wanted.statuses)))
    elif wanted.statuses:
        rows = select(Application.resume_id).where(
            Application.job_id == job.id, Application.status.in_(wanted.statuses)
        )
        found.append(StoredResume.id.in_(rows))
    if wanted.tags:
        mine = ResumeTag.organisation_id == job.organisation_id
        found.append(StoredResume.id.in_(select(ResumeTag.resume_id).where(mine, ResumeTag.tag.in_(wanted.tags))))
    return found


def people(session: Session, sought: Sought, asked: Conditions = (), most: int = MOST) -> list[int]:
    """The most promising résumés of an organisation that are ready and pass what is asked; their ids, best first.

    Those nearest as a whole and those nearest among who shows the asked skills are fused by their ranks in both orders.
    """
    near = dict(nearest(session, ResumeWhole, sought, asked, most))
    if not sought.skills:
        return list(near)
    near |= dict(_skilled(session, sought, asked, most))
    mine = StoredResume.id == func.any(cast(list(near), ARRAY(BigInteger)))
    skills = set(sought.skills)
    shown = session.execute(select(StoredResume.id, StoredResume.skill_names).where(mine))
    return _fused(near, {key: len(skills.intersection(names)) for key, names in shown})[:most]


def openings(session: Session, sought: Sought, most: int = MOST) -> list[int]:
    """The most promising open jobs of an organisation for a person who shows these skills; their ids, best first."""
    near = dict(nearest(session, JobWhole, sought, (), most))
    asked = select(StoredJob.id, StoredJob.required_skills).where(StoredJob.id.in_(near))
    skills = set(sought.skills)
    return _fused(near, {key: _share(skills, names) for key, names in session.execute(asked)})[:most]


def nearest(
    session: Session, kind: Kind, sought: Sought, asked: Conditions = (), most: int = MOST
) -> list[tuple[int, float]]:
    """Résumés that are ready, or jobs that are open, nearest first, each with its nearness -1..1; of two the newer first."""
    size = _size(session, kind, sought, asked)
    way = quickest(size, most)
    if way == "index":
        found = _by_index(session, kind, sought, _read(kind, sought, asked), most, size)
        if len(found) >= most:
            return found
    rows = _looked_up(kind, sought, asked) if way == "look up" else _read(kind, sought, asked)
    return _by_scan(session, kind, sought, rows, most)


def by_nearness(kind: Kind, sought: Sought) -> ColumnElement[float]:
    """Orders rows of ``kind`` nearest first, each looked at."""
    return _distance(kind, cast(_bound(sought), HALFVEC()))


def _size(session: Session, kind: Kind, sought: Sought, asked: Conditions) -> Size:
    there = present(session, kind, len(sought.direction))
    if there.rows < _FEW:
        return Size(0, there.rows, 0, there.rows)
    mine = estimate(session, _read(kind, sought, ()))
    passing = estimate(session, _looked_up(kind, sought, asked)) if asked else mine
    lists = there.lists if _is_iterating(session) else 0
    return Size(lists, there.rows, mine, passing, kind is JobWhole or all(map(_is_beside, asked)))


def quickest(size: Size, most: int = MOST) -> Way:
    """The quickest way to the best so many: looking up all that pass, reading all of the organisation, or the index.

    Counted in rows that are read. The index reads some of its lists, and then visits rows in the order of nearness until enough
    have passed.
    """
    costs: dict[Way, float] = {"look up": _LOOK_UP * size.passing, "read": size.mine}
    if size.lists:
        costs["index"] = size.rows * (_probes(size) / size.lists + most / max(1, size.passing))
    return min(costs, key=lambda way: costs[way])


def _looked_up(kind: Kind, sought: Sought, asked: Conditions) -> Select[int]:
    """Those that pass, found by what their owners' table has indexes for."""
    rows = select(owner_id(kind)).where(_mine(kind, sought))
    if kind is JobWhole:
        still_open = (StoredJob.status == "open") & StoredJob.deleted_at.is_(None)
        return rows.join(StoredJob, StoredJob.id == JobWhole.job_id).where(still_open)
    if not asked:
        return rows.where(ResumeWhole.is_ready)
    rows = rows.join(StoredResume, StoredResume.id == ResumeWhole.resume_id)
    same = StoredResume.organisation_id == sought.organisation_id
    return rows.where(same, StoredResume.status == "ready", *asked)


def _read(kind: Kind, sought: Sought, asked: Conditions) -> Select[int]:
    """The same, by what stands beside the vectors, as far as it does."""
    if kind is JobWhole:
        return _looked_up(kind, sought, asked)
    rows = select(ResumeWhole.resume_id).where(_mine(kind, sought), ResumeWhole.is_ready)
    here = [replacement_traverse(one, {}, _beside) for one in asked]
    if any(StoredResume.__table__ in one._from_objects for one in here):
        rows = rows.join(StoredResume, StoredResume.id == ResumeWhole.resume_id)
    return rows.where(*here)


def _mine(kind: Kind, sought: Sought) -> ColumnElement[bool]:
    return (kind.organisation_id == sought.organisation_id) & (kind.space == sought.space)


def _beside(element: Any, **kw: Any) -> Any:
    """The copy of a résumé's column that stands beside its vector, or None where there is none."""
    is_ours = isinstance(element, Column) and element.table.name == StoredResume.__tablename__
    return _COPIES.get(element.name) if is_ours else None


def _is_beside(asked: ColumnElement[bool]) -> bool:
    here = replacement_traverse(asked, {}, _beside)
    tables = {one.table.name for one in iterate(here) if isinstance(one, Column) and one.table is not None}
    return tables <= {ResumeWhole.__tablename__}


def _by_scan(session: Session, kind: Kind, sought: Sought, rows: Select[int], most: int) -> list[tuple[int, float]]:
    distance = by_nearness(kind, sought)
    found = rows.add_columns(distance).order_by(distance, owner_id(kind).desc()).limit(most)
    return [(key, -far) for key, far in session.execute(found)]


def _by_index(
    session: Session, kind: Kind, sought: Sought, rows: Select[int], most: int, size: Size
) -> list[tuple[int, float]]:
    length = HALFVEC(len(sought.direction))
    distance = _distance(kind, cast(_bound(sought), length), length)
    found = rows.add_columns(distance).order_by(distance).limit(most)
    found = found.where(text(f"vector_dims({kind.__tablename__}.direction) = {len(sought.direction)}"))
    probes, visits = _probes(size), _PATIENCE * size.lists * most // max(1, size.passing)
    session.execute(text(_BY_INDEX.format(probes=probes, most=probes + visits)))
    pairs = [(key, -far) for key, far in session.execute(found)]
    session.execute(text(_AS_BEFORE))
    return sorted(pairs, key=lambda pair: (-pair[1], -pair[0]))


def _probes(size: Size) -> int:
    """Into so many lists a search looks at once: twice as many where those that pass lie farther apart."""
    share = _LISTS_OF_100 / 100 * (2 if _is_narrow(size) else 1)
    is_looked_up = not size.is_beside and size.passing < 0.5 * size.mine
    fewest = _FEWEST_LISTS_LOOKED_UP if is_looked_up else _FEWEST_LISTS
    return min(size.lists, max(fewest, math.ceil(size.lists * share)))


def _is_narrow(size: Size) -> bool:
    return size.passing < 0.9 * size.rows


def _distance(kind: Kind, direction: ColumnElement[HalfVector], to: HALFVEC | None = None) -> ColumnElement[float]:
    column = cast(kind.direction, to) if to else kind.direction
    return column.op("<#>", return_type=Float())(direction)


def _bound(sought: Sought) -> ColumnElement[HalfVector]:
    return literal(HalfVector(sought.direction), HALFVEC())


def _skilled(session: Session, sought: Sought, asked: Conditions, most: int) -> list[tuple[int, float]]:
    """Who shows all the skills, nearest first; nobody where so many do that the skills tell nobody apart."""
    rows = select(StoredResume.id).where(StoredResume.organisation_id == sought.organisation_id, *asked)
    rows = rows.where(StoredResume.status == "ready", StoredResume.skill_names.contains(list(sought.skills)))
    shown = rows.limit(_MOST_SKILLED + 1).cte("shown").prefix_with("materialized")
    distance = by_nearness(ResumeWhole, sought)
    found = select(ResumeWhole.resume_id, distance).join(shown, shown.c.id == ResumeWhole.resume_id)
    found = found.where(ResumeWhole.space == sought.space)
    found = found.where(select(func.count()).select_from(shown).scalar_subquery() <= _MOST_SKILLED)
    pairs = session.execute(found.order_by(distance).limit(most), execution_options=BY_INDEX_ALONE)
    return [(key, -far) for key, far in pairs]


def _fused(near: Mapping[int, float], overlap: Mapping[int, float]) -> list[int]:
    ranks = [_ranks(some) for some in (near, overlap) if some]

    def worth(key: int) -> float:
        return sum(1 / (_RANK + some[key]) for some in ranks if key in some)

    return sorted(near, key=lambda key: (-worth(key), -near[key], -key))


def _ranks(values: Mapping[int, float]) -> dict[int, int]:
    """For each key how many have more."""
    first: dict[float, int] = {}
    for at, value in enumerate(sorted(values.values(), reverse=True)):
        first.setdefault(value, at)
    return {key: first[value] for key, value in values.items()}


def _share(skills: set[str], asked: Sequence[str]) -> float:
    return len(skills.intersection(asked)) / len(asked) if asked else 0.0


def _is_iterating(session: Session) -> bool:
    bind = session.get_bind()
    return not isinstance(bind, Engine) or _can_iterate(bind)


@lru_cache(maxsize=4)
def _can_iterate(engine: Engine) -> bool:
    """Says whether pgvector goes on looking where too few of what it found pass: from 0.8 on."""
    with engine.connect() as connection:
        said = str(connection.scalar(text("select extversion from pg_extension where extname = 'vector'")))
    return tuple(int(part) for part in said.split(".")[:2]) >= (0, 8)


_COPIES = {
    "id": ResumeWhole.__table__.c.resume_id,
    "city": ResumeWhole.__table__.c.city,
    "country": ResumeWhole.__table__.c.country,
    "experience_months": ResumeWhole.__table__.c.experience_months,
}
# The planner takes sorting for cheaper than it is: it does not know what a distance costs.
_BY_INDEX = """
    set local ivfflat.probes = {probes}; set local ivfflat.iterative_scan = relaxed_order;
    set local ivfflat.max_probes = {most}; set local enable_sort = off; set local enable_seqscan = off;
    set local enable_bitmapscan = off
"""
_AS_BEFORE = "set local enable_sort = on; set local enable_seqscan = on; set local enable_bitmapscan = on"
