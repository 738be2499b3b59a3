"""How much of the skills that a job asks for a résumé shows, with a reason for every part of the credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.taxonomy import Taxonomy
from records import JobSkill, SkillHit

_WEIGHT = {"required": 1.0, "preferred": 0.4}
# Qualities that everybody claims tell candidates apart less than trades do.
_SOFT_WEIGHT = 0.3
_SOFT = frozenset({"soft-skill", "language"})
# A skill read from a misspelling or another wording counts by its confidence, one in plain words in full.
_SURE = 0.85


@dataclass(frozen=True, slots=True)
class Credit:
    """What a résumé shows for one wanted skill.

    Attributes:
        wanted: The job's skill.
        has: The résumé's skill that earned the credit; None for none.
        share: Credit 0..1.
        why: same, specific, related, general, semantic, years, or "" for none.
        weight: The part of the skill component that this skill is worth, 0..1; alternatives share one part.
    """

    wanted: JobSkill
    has: SkillHit | None
    share: float
    why: str
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """The wanted skills ready to be looked for in many résumés.

    Attributes:
        unshown: Each with what it is worth, 0..1, as it is credited where nothing shows it.
        by_id: Id -> numbers of the wanted ones that have it.
        unnamed: Numbers of those that have no id, with their names in lower case.
        instead: Id of another skill -> the wanted ones it may stand in for: (number, share 0..1, why).
    """

    unshown: Sequence[Credit]
    by_id: Mapping[str, Sequence[int]]
    unnamed: Sequence[tuple[int, str]]
    instead: Mapping[str, Sequence[tuple[int, float, str]]]


def sought(wanted: Sequence[JobSkill], taxonomy: Taxonomy) -> Sought:
    """The wanted skills made ready; weights of all groups sum to 1."""
    shares = _group_weights(wanted)
    total = sum(shares.values()) or 1.0
    by_id, instead = defaultdict[str, list[int]](list), defaultdict[str, list[tuple[int, float, str]]](list)
    for number, skill in enumerate(wanted):
        if skill.id:
            by_id[skill.id].append(number)
        for other, (share, why) in (taxonomy.neighbours(skill.id) if skill.id else {}).items():
            instead[other].append((number, share, why))
    return Sought(
        unshown=[Credit(skill, None, 0.0, "", shares[group_of(skill)] / total) for skill in wanted],
        by_id=dict(by_id),
        unnamed=[(number, skill.name.lower()) for number, skill in enumerate(wanted) if not skill.id],
        instead=dict(instead),
    )


def credits(wanted: Sought, shown: Sequence[SkillHit], by_id: Mapping[str, SkillHit] | None = None) -> list[Credit]:
    """One credit a wanted skill, in the job's order; ``by_id`` are the skills shown that have an id."""
    by_id = {hit.id: hit for hit in shown if hit.id} if by_id is None else by_id
    found = list(wanted.unshown)
    for name in wanted.by_id.keys() & by_id.keys():
        for number in wanted.by_id[name]:
            found[number] = _earned(found[number], by_id[name], 1.0, "same")
    by_name = {hit.name.lower(): hit for hit in shown} if wanted.unnamed else {}
    for number, said in wanted.unnamed:
        if hit := by_name.get(said):
            found[number] = _earned(found[number], hit, 1.0, "same")
    # In the order of ids: of two that earn the same the first one is named.
    for other in sorted(wanted.instead.keys() & by_id.keys()):
        for number, share, why in wanted.instead[other]:
            if share > found[number].share:
                earned = _earned(found[number], by_id[other], share, why)
                if earned.share > found[number].share:
                    found[number] = earned
    return found


def coverage(found: Sequence[Credit]) -> float:
    """Weighted credit 0..1; of alternatives the best counts."""
    groups: dict[object, Credit] = {}
    for credit in found:
        group = group_of(credit.wanted)
        best = groups.get(group)
        if best is None or credit.share > best.share:
            groups[group] = credit
    return sum(credit.share * credit.weight for credit in groups.values())


def satisfied_groups(found: Sequence[Credit]) -> frozenset[int]:
    """Numbers of any-of groups in which one skill is fully shown."""
    return frozenset(c.wanted.any_of for c in found if c.wanted.any_of is not None and c.share >= 0.8)


def group_of(skill: JobSkill) -> object:
    """Skills that are alternatives of each other share one."""
    return ("any", skill.any_of) if skill.any_of is not None else skill.id or skill.name


def _group_weights(wanted: Sequence[JobSkill]) -> dict[object, float]:
    weights: dict[object, float] = {}
    for skill in wanted:
        weight = _WEIGHT[skill.importance] * (_SOFT_WEIGHT if skill.category in _SOFT else 1.0)
        weights[group_of(skill)] = max(weight, weights.get(group_of(skill), 0.0))
    return weights


def _earned(before: Credit, hit: SkillHit, share: float, why: str) -> Credit:
    """The share less what is unsure about the reading and what is missing of the years."""
    skill, weight = before.wanted, before.weight
    share *= 1.0 if hit.confidence >= _SURE else hit.confidence
    if skill.min_years and hit.years is not None and hit.years < skill.min_years:
        return Credit(skill, hit, share * (0.5 + 0.5 * hit.years / skill.min_years), "years", weight)
    return Credit(skill, hit, share, why, weight)
