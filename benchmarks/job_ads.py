"""Measures the reading of job ads: fields and skills of forty ads against a person's reading, all ads for errors and time.

    python -m benchmarks.job_ads [--missed] [--ads FOLDER]

A single value is right when it equals the truth or another value that the truth accepts: titles, employers and places by
the shared scorer's lenient rule (token_set_ratio >= 85), the rest exactly. A skill of the truth is in a reader's words, so it is found
when one of the names of a read skill, or the words it was read from, agrees by the same rule; a read skill is wrong when
it agrees with none of the list. F1 is taken over the pooled values of all ads, and the macro is the mean of the nine fields.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import extractors
from benchmarks.ads import JOBS, Ad, ads, truths
from benchmarks.results import circumstances, table, write_section
from benchmarks.scorer import Scorer, load
from errors import AppError
from nlp.taxonomy import Taxonomy, default_taxonomy
from records import Job, JobSkill, Place

SINGLE = ("title", "company", "location", "employment_type", "min_experience_years", "education_level", "salary")
FURTHER = ("remote", "seniority", "deadline", "openings")
LISTS = ("required_skills", "preferred_skills")
FORTY, FURTHER_ADS = "ads_*.json", "unseen.json"
_P50_MS, _F1, _IMPORTANCE = 20.0, 0.85, 0.90

Same = Callable[[Any, Any], bool]


@dataclass(slots=True)
class Tally:
    """Right, offered and wanted values of one field over all ads, with what was missed."""

    right: int = 0
    offered: int = 0
    found: int = 0
    wanted: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the offered values that are right; 1.0 without any."""
        return self.right / self.offered if self.offered else 1.0

    @property
    def recall(self) -> float:
        """Share of the wanted values that are found; 1.0 without any."""
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(slots=True)
class Figures:
    """Everything measured on the ads with a truth."""

    fields: dict[str, Tally] = field(default_factory=dict)
    strict: dict[str, Tally] = field(default_factory=dict)
    importance_right: int = 0
    importance_known: int = 0

    @property
    def macro(self) -> float:
        """Mean F1 of the nine fields."""
        return statistics.fmean(self.fields[name].f1 for name in (*SINGLE, *LISTS))

    @property
    def importance(self) -> float:
        """Share of the found skills whose importance is the truth's."""
        return self.importance_right / self.importance_known if self.importance_known else 0.0


def read(ad: Ad, taxonomy: Taxonomy) -> Job:
    """The job of an ad, with the title that stands beside it as a client would send it."""
    return extractors.extract_job(ad.read(), title=ad.title, taxonomy=taxonomy)


def compare(pairs: Sequence[tuple[str, Mapping[str, Any], Job]], rules: Scorer, taxonomy: Taxonomy) -> Figures:
    """Each ad's id, truth and reading -> the figures."""
    figures = Figures({name: Tally() for name in (*SINGLE, *FURTHER, *LISTS)}, {name: Tally() for name in LISTS})
    for name, truth, job in pairs:
        shown = _shown(job)
        for part in (*SINGLE, *FURTHER):
            _count_single(figures.fields[part], name, shown[part], _accepted(truth, part), _same(part, rules))
        named = [(skill, _names(skill, taxonomy)) for skill in job.skills]
        for part in LISTS:
            _count_list(figures.fields[part], name, truth, part, named, rules.text.same_lenient)
            _count_list(figures.strict[part], name, truth, part, named, rules.text.same_skill)
        _count_importance(figures, truth, named, rules.text.same_lenient)
    return figures


def _shown(job: Job) -> dict[str, Any]:
    pay = job.salary
    salary = {"min": pay.min, "max": pay.max, "currency": pay.currency, "period": pay.period} if pay else None
    places = job.locations or ((job.location,) if job.location else ())
    return {name: getattr(job, name) for name in (*SINGLE, *FURTHER)} | {
        "salary": salary,
        "location": [_written(place) for place in places] or None,
    }


def _written(place: Place) -> str:
    return place.text


def _accepted(truth: Mapping[str, Any], part: str) -> list[Any]:
    return [truth[part], *truth.get("accept", {}).get(part, [])]


def _same(part: str, rules: Scorer) -> Same:
    if part == "location":
        return lambda shown, known: any(rules.text.same_lenient(one, known) for one in shown)
    if part in {"title", "company"}:
        return lambda shown, known: bool(rules.text.same_lenient(shown, known))
    return lambda shown, known: bool(shown == known)


def _count_single(tally: Tally, ad: str, shown: Any, accepted: Sequence[Any], same: Same) -> None:
    """An accepted None makes silence right; an offered value is then judged by the others."""
    known = [value for value in accepted if value is not None]
    right = shown is not None and any(same(shown, value) for value in known)
    silent = shown is None and None in accepted
    tally.offered += shown is not None
    tally.right += right
    tally.wanted += not silent and bool(known) and (None not in accepted or right)
    tally.found += right
    if not right and not silent:
        tally.misses.append(f"{ad}: {shown!r}, not {accepted!r}")


def _names(skill: JobSkill, taxonomy: Taxonomy) -> list[str]:
    known = taxonomy.by_id.get(skill.id) if skill.id else None
    further = [*known.aliases, *(word for words in known.labels.values() for word in words)] if known else []
    return [skill.name, *further, *(one.text for one in skill.evidence)]


def _count_list(
    tally: Tally,
    ad: str,
    truth: Mapping[str, Any],
    part: str,
    named: Sequence[tuple[JobSkill, Sequence[str]]],
    same: Same,
) -> None:
    """Skills that the truth counts in no list ("never wrong") are taken out of what was offered."""
    wanted = truth[part]
    lenient = [*wanted, *(_never_wrong(truth) if part == "required_skills" else ())]
    mine = [(skill, names) for skill, names in named if f"{skill.importance}_skills" == part]
    right = [skill.name for skill, names in mine if _agrees(names, wanted, same)]
    excused = [skill.name for skill, names in mine if skill.name not in right and _agrees(names, lenient, same)]
    missed = [want for want in wanted if not any(_agrees(names, [want], same) for _, names in mine)]
    tally.right += len(right)
    tally.offered += len(mine) - len(excused)
    tally.wanted += len(wanted)
    tally.found += len(wanted) - len(missed)
    wrong = [skill.name for skill, _ in mine if skill.name not in {*right, *excused}]
    if missed or wrong:
        tally.misses.append(f"{ad}: missed {missed}; wrong {wrong}")


def _never_wrong(truth: Mapping[str, Any]) -> list[str]:
    return [*truth.get("duty_skills", ()), *truth.get("more_required_skills", ())]


def _agrees(names: Sequence[str], wanted: Sequence[str], same: Same) -> bool:
    return any(same(name, want) for want in wanted for name in names)


def _count_importance(
    figures: Figures, truth: Mapping[str, Any], named: Sequence[tuple[JobSkill, Sequence[str]]], same: Same
) -> None:
    """Skills that agree with one list only; those that agree with both or none say nothing about importance."""
    for skill, names in named:
        required = _agrees(names, [*truth["required_skills"], *_never_wrong(truth)], same)
        preferred = _agrees(names, truth["preferred_skills"], same)
        if required != preferred:
            figures.importance_known += 1
            figures.importance_right += (skill.importance == "required") == required


@dataclass(frozen=True, slots=True)
class Sweep:
    """All ads read: how many failed and why, and milliseconds each without reading the file."""

    count: int
    failures: tuple[str, ...]
    times_ms: tuple[float, ...]
    filled: Counter[str]


def sweep(folder: Path, taxonomy: Taxonomy) -> Sweep:
    """Reads every ad of the development data."""
    failures, times, filled = [], [], Counter[str]()
    for ad in ads(folder):
        try:
            document = ad.read()
            began = time.perf_counter()
            job = extractors.extract_job(document, title=ad.title, taxonomy=taxonomy)
            times.append(1000 * (time.perf_counter() - began))
        except (AppError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
            failures.append(f"{ad.id}: {type(exc).__name__}")
            continue
        filled.update(name for name, value in _shown(job).items() if value is not None)
        filled.update(name for name in ("skills", "requirements", "responsibilities") if getattr(job, name))
    return Sweep(len(times) + len(failures), tuple(failures), tuple(times), filled)


def report(figures: Figures, further: Figures, swept: Sweep) -> str:
    """The section of RESULTS.md."""
    rows = [
        [
            name,
            *(f"{value:.3f}" for value in (one.precision, one.recall, one.f1)),
            str(one.wanted),
            f"{further.fields[name].f1:.3f}",
        ]
        for name, one in figures.fields.items()
    ]
    rows += [
        [
            f"{name}, same spelling",
            *(f"{value:.3f}" for value in (one.precision, one.recall, one.f1)),
            str(one.wanted),
            f"{further.strict[name].f1:.3f}",
        ]
        for name, one in figures.strict.items()
    ]
    times = sorted(swept.times_ms)
    filled = ", ".join(f"{name} {count}" for name, count in swept.filled.most_common())
    return "\n\n".join(
        [
            "## Job ads",
            f"`python -m benchmarks.job_ads` ({circumstances()})",
            f"Forty ads against a person's reading: **macro F1 {figures.macro:.3f}** over {', '.join((*SINGLE, *LISTS))} "
            f"(floor {_F1}); importance of {figures.importance_known} skills right **{figures.importance:.3f}** "
            f"(floor {_IMPORTANCE}). Twenty-four further ads (`truth/unseen.json`), read by somebody who did not know the "
            f"engine: macro F1 **{further.macro:.3f}**, importance {further.importance:.3f}.",
            table(["field", "precision", "recall", "F1", "in the truth", "F1 of the further ads"], rows),
            f"All {swept.count} ads: {len(swept.failures)} failed; p50 **{statistics.median(times):.1f} ms** "
            f"(at most {_P50_MS:.0f}), p95 {times[int(0.95 * len(times))]:.1f} ms, without reading the file. "
            f"Ads with a value: {filled}.",
        ]
    )


def _measured(folder: Path, pattern: str, rules: Scorer, taxonomy: Taxonomy) -> Figures:
    known = truths(pattern)
    pairs = [(ad.id, known[ad.id], read(ad, taxonomy)) for ad in ads(folder) if ad.id in known]
    if len(pairs) < len(known):
        raise SystemExit(f"{len(known) - len(pairs)} of {len(known)} ads are not in {folder.name}.")
    return compare(pairs, rules, taxonomy)


def main() -> None:
    """Measures and writes the section ``job_ads``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ads", type=Path, default=JOBS, help="folder of the development ads")
    parser.add_argument("--truth", default="ads_*.json", help="files of benchmarks/truth whose misses are shown")
    parser.add_argument("--missed", action="store_true", help="print what was missed, and write no section")
    options = parser.parse_args()
    taxonomy, rules = default_taxonomy(), load()
    figures, further = (_measured(options.ads, pattern, rules, taxonomy) for pattern in (FORTY, FURTHER_ADS))
    body = report(figures, further, sweep(options.ads, taxonomy))
    print(body)
    if options.missed:
        shown = _measured(options.ads, options.truth, rules, taxonomy)
        for name, tally in shown.fields.items():
            print(f"\n### {name}", *tally.misses, sep="\n")
    else:
        write_section("job_ads", body)


if __name__ == "__main__":
    main()
