"""How evenly a ranking treats groups of people: rates, impact ratios, four fifths; it knows no person and keeps nothing.

Selection rate, scoring rate and impact ratio as the rules to New York City's Local Law 144 define them (6 RCNY 5-300,
5-301 and the 2 % of 5-301 (d)); the four fifths are those of the Uniform Guidelines, 29 CFR 1607.4 D.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

FOUR_FIFTHS = Fraction(4, 5)
SMALL_SHARE, SMALL_SIZE = Fraction(2, 100), 5
# Below this a difference is called unlikely to be chance; the usual 5 %.
_UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Judged:
    """One person of the sample, without a name."""

    group: str
    score: float
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often something happened to a group.

    Attributes:
        count: To how many people.
        rate: 0..1 of the group.
        impact_ratio: The rate by that of the most favoured group, 0..1; None where it happened to nobody at all.
        below_four_fifths: The impact ratio is below 0.8, reckoned exactly.
        p_value: Two-sided by Fisher's exact test against the most favoured group; 1.0 for that group itself.
    """

    count: int
    rate: float
    impact_ratio: float | None
    below_four_fifths: bool
    p_value: float


@dataclass(frozen=True, slots=True)
class GroupImpact:
    """A group's outcomes: being selected, and scoring above the median of the sample. ``share`` is 0..1 of the sample."""

    group: str
    size: int
    share: float
    selected: Outcome
    scoring: Outcome
    is_small: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """All groups by name, the median score, and the groups that the others are compared with."""

    median_score: float
    groups: tuple[GroupImpact, ...]
    most_selected: str
    highest_scoring: str


@dataclass(frozen=True, slots=True)
class _Tally:
    group: str
    size: int
    count: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.count, self.size)


def median_score(scores: Sequence[float]) -> float:
    """The middle score; of an even number the mean of the middle two."""
    return float(median(scores))


def impact_of(sample: Sequence[Judged]) -> Impact:
    """Compares each group with the most favoured one; of equal rates the larger group, then the first by name is that.

    Args:
        sample: At least one person. Scores are on any one scale; above the median means strictly above.
    """
    middle = median_score([one.score for one in sample])
    selected, best_selected = _outcomes(sample, lambda one: one.is_selected)
    scoring, best_scoring = _outcomes(sample, lambda one: one.score > middle)
    sizes = {name: sum(one.group == name for one in sample) for name in selected}
    groups = tuple(
        GroupImpact(
            name, size, size / len(sample), selected[name], scoring[name], is_small(size, len(sample))
        )
        for name, size in sizes.items()
    )  # fmt: skip
    return Impact(middle, groups, best_selected, best_scoring)


def is_small(size: int, sample: int) -> bool:
    """Says whether a group is too small for its rates to say much: under 2 % of the sample or under 5 people."""
    return size < SMALL_SIZE or Fraction(size, sample) < SMALL_SHARE


def notes_on(group: GroupImpact, impact: Impact) -> tuple[str, ...]:
    """What the figures of a group mean, in plain sentences."""
    found: list[str] = []
    for outcome, best, said in (
        (group.selected, impact.most_selected, "is selected"),
        (group.scoring, impact.highest_scoring, "scores above the median"),
    ):
        found += _note(group.group, outcome, best, said)
        if best != group.group and _named(impact, best).is_small:
            found.append(f"{best!r}, with which it is compared, is small itself: read this ratio with care.")
    if group.is_small:
        found.append(
            f"Small: {group.size} of the sample ({100 * group.share:.1f} %); with so few people one more or less "
            "changes the rates a lot, and an audit may leave the group out of the ratios if it says so."
        )
    return tuple(dict.fromkeys(found))


def _note(name: str, outcome: Outcome, best: str, said: str) -> list[str]:
    if outcome.impact_ratio is None:
        return [f"Nobody of the sample {said}: there is nothing to compare."]
    if name == best:
        return [f"The group that most often {said}; the others are compared with it."]
    if not outcome.below_four_fifths:
        return []
    chance = "unlikely to be chance alone" if outcome.p_value < _UNLIKELY else "which chance alone may explain"
    return [
        f"It {said} {outcome.impact_ratio:.2f} times as often as {best!r}, below four fifths; "
        f"{chance} (p = {outcome.p_value:.3f})."
    ]


def _named(impact: Impact, name: str) -> GroupImpact:
    return next(one for one in impact.groups if one.group == name)


def _outcomes(sample: Sequence[Judged], happened: Callable[[Judged], bool]) -> tuple[dict[str, Outcome], str]:
    """Each group's outcome, by name in order, and the most favoured group."""
    tallies = [
        _Tally(name, len(members), sum(map(happened, members)))
        for name in sorted({one.group for one in sample})
        for members in [[one for one in sample if one.group == name]]
    ]
    best = max(tallies, key=lambda one: (one.rate, one.size))  # of equals max keeps the first
    return {one.group: _outcome(one, best) for one in tallies}, best.group


def _outcome(one: _Tally, best: _Tally) -> Outcome:
    ratio = one.rate / best.rate if best.count else None
    return Outcome(
        one.count,
        float(one.rate),
        None if ratio is None else float(ratio),
        ratio is not None and ratio < FOUR_FIFTHS,
        1.0 if one is best else _fisher(one, best),
    )


def _fisher(one: _Tally, other: _Tally) -> float:
    from scipy.stats import fisher_exact  # half a second of every start, if at the top

    table = [[tally.count, tally.size - tally.count] for tally in (one, other)]
    return float(fisher_exact(table, alternative="two-sided")[1])
