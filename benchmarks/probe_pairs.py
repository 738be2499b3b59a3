"""Whether a qualified person who says so in other words outranks one who repeats the ad's words in denials.

The pairs in ``truth/probe_pairs.json`` were written by hand, six fields and two languages, before any engine saw them. A
pair passes when the qualified one's score is strictly higher; a tie fails.

Usage: python -m benchmarks.probe_pairs [--profile balanced]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tqdm import tqdm

import extractors
import matcher
from benchmarks.results import circumstances, table, write_section

PAIRS = Path(__file__).parent / "truth" / "probe_pairs.json"
AS_OF = date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A job ad, a qualified person's résumé (``better``) and a denier's (``worse``).

    ``language_resume`` is the language of both résumés, ``en`` or ``id``; denials may quote the ad in its own.
    """

    id: str
    field: str
    language_job: str
    language_resume: str
    job: str
    better: str
    worse: str

    @property
    def languages(self) -> str:
        """``en``, ``id``, or ``en job, id résumé`` where the two differ."""
        both = (self.language_job, self.language_resume)
        return both[0] if both[0] == both[1] else f"{both[0]} job, {both[1]} résumé"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A pair with its two match scores, 0..1."""

    pair: Pair
    better: float
    worse: float

    @property
    def passed(self) -> bool:
        """Says that the qualified one stands above the denier."""
        return self.better > self.worse


def main() -> None:
    """Measures, prints and writes the section ``probe_pairs``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="balanced", choices=matcher.PROFILES)
    profile = parser.parse_args().profile
    outcomes = [judge(pair, profile) for pair in tqdm(load(), desc="pairs", file=sys.stderr)]
    body = report(outcomes, profile)
    print(body)
    if profile == "balanced":  # the page shows the default; another profile is for looking at
        write_section("probe_pairs", body)


def load(path: Path = PAIRS) -> list[Pair]:
    """The pairs, in the order of the file."""
    return [Pair(**row) for row in json.loads(path.read_text("utf-8"))]


def judge(pair: Pair, profile: str = "balanced") -> Outcome:
    """Ranks the two résumés of a pair against its ad with the product's own engine."""
    people = [extractors.extract_resume(extractors.read_text(text), as_of=AS_OF) for text in (pair.better, pair.worse)]
    job = extractors.extract_job(extractors.read_text(pair.job))
    scores = {one.index: one.match.match_score for one in matcher.rank(people, job, profile=profile)}
    return Outcome(pair, scores[0], scores[1])


def report(outcomes: Sequence[Outcome], profile: str) -> str:
    """The section's Markdown."""
    head = ("pair", "field", "languages", "qualified", "denier", "")
    rows = [
        (
            one.pair.id,
            one.pair.field,
            one.pair.languages,
            f"{100 * one.better:.1f}",
            f"{100 * one.worse:.1f}",
            "passed" if one.passed else "failed",
        )
        for one in outcomes
    ]
    parts = [
        "## The qualified against the denier",
        f"`python -m benchmarks.probe_pairs`, profile {profile}, matcher {matcher.MATCHER_VERSION}: {circumstances()}",
        f"{_share(outcomes)} of the pairs passed. {_NOTE}",
        _grouped("field", outcomes, lambda one: one.pair.field),
        _grouped("languages", outcomes, lambda one: one.pair.languages),
        table(head, rows),
    ]
    return "\n\n".join(parts)


_NOTE = """The qualified person says in other words what the ad asks; the denier repeats the ad's words to say that they lack it and
has another or a junior job. A pair passes when the qualified one scores strictly higher. The pairs were written before the
engine was run on them; they have been looked at since."""


def _grouped(name: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> str:
    groups = {group: [one for one in outcomes if key(one) == group] for group in dict.fromkeys(map(key, outcomes))}
    return table(
        (name, "passed", "mean margin", "smallest margin"),
        [
            (group, _share(members), f"{100 * sum(margins) / len(margins):.1f}", f"{100 * min(margins):.1f}")
            for group, members in groups.items()
            if (margins := [one.better - one.worse for one in members])
        ],
    )


def _share(outcomes: Sequence[Outcome]) -> str:
    return f"{sum(one.passed for one in outcomes)} of {len(outcomes)}"


if __name__ == "__main__":
    main()
