"""How many of the fields that a person would read off a résumé the engine reads, by field, by layout, and how fast.

Files, texts and scans are read in this process and marked by the shared scorer's own rules (``../shared/score``): names
token_sort >= 90, e-mails equal, phones equal in E.164, locations by token F1, employers, titles, degrees and schools as sets at
token_set >= 85, skills at ratio >= 90, so that a figure means the same here as there. F1 is the scorer's figure; precision
counts the values offered, recall those marked. Intervals redraw people, not files. Where the data are absent, they are left out.

Usage: python -m benchmarks.extraction [--ocr --work FOLDER] [--seed 0] [--as-of 2026-11-01]
           [--judged FILE]            each value's signs and whether it was right, for `python -m training.confidence`
           [--unseen-by MODELS.crf]   what `python -m training.entities --folds 5 --out MODELS.crf` wrote: each text
                                      is then tagged by the model that has not learnt from it
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

import extractors
from benchmarks import labelled, scorer
from benchmarks.judging import Marks, judged, marks
from benchmarks.labelled import Labelled
from benchmarks.results import circumstances, table, write_section
from errors import AppError
from nlp import confidence, entity_tagger, linebreaks, sections

AS_OF = date(2026, 11, 1)
_FIELDS = ("name", "email", "phone", "location", "companies", "titles", "degrees", "institutions", "dates", "study_dates",
           "skills")  # fmt: skip
_OVERALL = ("macro", "macro_strict")


@dataclass(frozen=True, slots=True)
class Measured:
    """One résumé read: its marks, the seconds that took, and each value's signs with whether it was right."""

    of: Labelled
    marks: Marks
    seconds: float
    judged: tuple[Mapping[str, Any], ...]


def main() -> None:
    """Measures, prints and writes the section ``extraction``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ocr", action="store_true", help="scans too, about 15 seconds a page once")
    parser.add_argument("--work", type=Path, help="folder that keeps recognised pages; outside the repository")
    parser.add_argument("--seed", type=int, default=0, help="of the intervals' draws (default 0)")
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF, help="the day that 'present' means")
    parser.add_argument("--judged", type=Path, help="write what the confidences are fitted on")
    parser.add_argument("--unseen-by", type=Path, help="models fitted in folds")
    given = parser.parse_args()
    try:
        rules = scorer.load()
    except FileNotFoundError as missing:
        print(f"{missing} Nothing is measured without its rules.")
        return
    found = measure(chosen(given.ocr), rules, given.as_of, given.work, given.unseen_by)
    if given.judged:
        rows = (json.dumps(row, ensure_ascii=False) for one in found for row in one.judged)
        given.judged.write_text("\n".join(rows) + "\n", "utf-8")
    body = report(found, rules, given.seed, learnt_texts=given.unseen_by is None and entity_tagger.WEIGHTS.exists())
    print(body)
    write_section("extraction", body)


def chosen(ocr: bool) -> list[Labelled]:
    """Every labelled résumé at hand; scans only with ``ocr``. Says which sets are absent."""
    sets = {"files": [*labelled.files()], "fields": [*labelled.texts()], "demo": [*labelled.demo()]}
    sets |= {"scanned": [*labelled.scanned()]} if ocr else {}
    for name in (name for name, rows in sets.items() if not rows):
        print(f"The development set {name} is not beside the project; it is left out.")
    return [one for one in chain(*sets.values()) if ocr or one.kind != "scan"]


def measure(
    rows: Sequence[Labelled], rules: scorer.Scorer, as_of: date, cache: Path | None = None, folds: Path | None = None
) -> list[Measured]:
    """Reads every résumé once. ``folds`` names the models that have each not learnt from some of the texts."""
    extractors.extract_resume(
        extractors.read_text("Jo Doe, Cook"), as_of=as_of
    )  # word lists are loaded before the clock
    texts = [one.id for one in rows if one.source == "fields"]
    found = {
        one.id: _measured(one, rules, as_of, cache)
        for one in tqdm(rows, disable=None)
        if not folds or one.source != "fields"
    }
    by_id = {one.id: one for one in rows}
    for model, unseen in _models(folds) if folds else ():
        with _tagged_by(model):
            found |= {texts[at]: _measured(by_id[texts[at]], rules, as_of, cache) for at in tqdm(unseen, disable=None)}
    return [found[one.id] for one in rows]


def report(found: Sequence[Measured], rules: scorer.Scorer, seed: int, *, learnt_texts: bool) -> str:
    """The section's Markdown."""
    groups = _groups(found)
    rows = [row for name in _HEADLINES if name in groups for row in _figures(name, groups[name], rules, seed)]
    head = ("set", "field", "résumés", "people", "precision", "recall", "F1", "95 % interval")
    matrix = [(name, str(len(group)), *_values(group, rules)) for name, group in groups.items()]
    parts = [
        "## Fields of résumés",
        f"`python -m benchmarks.extraction`, engine {extractors.EXTRACTOR_VERSION}: {circumstances()}",
        table(head, rows),
        "F1 by layout; the macro counts every file, or every person once:",
        table(("layout", "résumés", "macro", "by person", *_FIELDS), matrix),
        "Seconds from bytes to fields, one file after the other:",
        table(("kind", "résumés", "p50", "p95"), [*_speeds(found)]),
        _NOTE + (_LEARNT if learnt_texts else _UNSEEN),
    ]
    return "\n\n".join(parts)


_HEADLINES = ("files", "demo", "texts", "texts, flat", "texts, lines", "scans")
_NOTE = """Marked by the shared scorer's rules; F1 is its figure, the mean over résumés. Skills of the texts are marked incompletely, so
only their recall counts. `files` and the demo were looked at while the engine was written: a file of a maker never seen
does worse."""
_UNSEEN = """ The tagger of titles, employers, degrees and schools
learnt from such texts; each was read by a model that had not seen it."""
_LEARNT = """ The tagger of titles, employers, degrees and schools learnt from these very texts: measure them with
`--unseen-by` to know how it does on others."""


def _warm_up(rows: Sequence[Labelled], as_of: date) -> None:
    """Word lists are loaded and the reader of every kind is started before the clock."""
    extractors.extract_resume(extractors.read_text("Jo Doe, Cook"), as_of=as_of)
    for one in {one.kind: one for one in rows if one.kind != "scan"}.values():
        with suppress(AppError):
            one.read()


def _measured(one: Labelled, rules: scorer.Scorer, as_of: date, cache: Path | None) -> Measured:
    began = time.perf_counter()
    try:
        document = one.read(cache)
        resume = extractors.extract_resume(document, as_of=as_of)
    except AppError:
        return Measured(one, marks({}, one.truth, rules), time.perf_counter() - began, ())
    seconds = time.perf_counter() - began
    shown = asdict(resume)
    prediction = rules.prediction(shown)
    prediction |= {"dates": labelled.periods(shown["experience"])}
    prediction |= {"study_dates": [study.end for study in resume.education if study.end]}
    read = linebreaks.restored(document)
    signs = confidence.signs(read, sections.split(read), resume)
    given = marks(prediction, one.truth, rules)
    return Measured(one, given, seconds, tuple(judged(one, signs, prediction, given, rules)))


def _models(folds: Path) -> Iterator[tuple[Path, list[int]]]:
    """(model, numbers of the texts that it has not seen)."""
    for listed in sorted(folds.parent.glob(f"{folds.stem}.*.json")):
        yield listed.with_suffix(".crf"), json.loads(listed.read_text("utf-8"))


@contextmanager
def _tagged_by(model: Path) -> Iterator[None]:
    usual = entity_tagger.WEIGHTS
    _tag_by(model)
    try:
        yield
    finally:
        _tag_by(usual)


def _tag_by(model: Path) -> None:
    entity_tagger.WEIGHTS = model
    entity_tagger._model.cache_clear()


def _groups(found: Iterable[Measured]) -> dict[str, list[Measured]]:
    groups: dict[str, list[Measured]] = {}
    for one in found:
        source = {"fields": "texts", "scanned": "scans"}.get(one.of.source, one.of.source)
        names = [source, f"{source}, {one.of.layout}"]
        if source == "files":
            names.append(f"files, {one.of.kind}")
        for name in names if one.of.kind != "scan" or source == "scans" else ["scans", f"scans, {one.of.source}"]:
            groups.setdefault(name, []).append(one)
    return groups


def _figures(name: str, group: Sequence[Measured], rules: scorer.Scorer, seed: int) -> Iterator[tuple[str, ...]]:
    for field in (*_FIELDS, *_OVERALL):
        known = [one for one in group if one.marks.get(field)]
        if not known:
            continue
        people = [one.of.person for one in known]
        p, r, f = (
            rules.stats.mean_ci([one.marks[field][part] for one in known], people, seed=seed) for part in range(3)
        )
        interval = (f if f["value"] is not None else r).get("ci")
        shown = [f"{part['value']:.3f}" if part["value"] is not None else "" for part in (p, r, f)]
        count = (str(len(known)), str(len(set(people))))
        yield name, field, *count, *shown, f"{interval[0]:.2f} to {interval[1]:.2f}" if interval else ""


def _values(group: Sequence[Measured], rules: scorer.Scorer) -> Iterator[str]:
    people: dict[str, list[float]] = {}
    for one in group:
        if (macro := one.marks.get("macro")) and macro[2] is not None:
            people.setdefault(one.of.person, []).append(macro[2])
    once = [float(np.mean(values)) for values in people.values()]
    for values in ([value for each in people.values() for value in each], once):
        yield f"{np.mean(values):.3f}" if values else ""
    for field in _FIELDS:
        marked = [value for one in group if (mark := one.marks.get(field)) and (value := mark[2]) is not None]
        yield f"{np.mean(marked):.2f}" if marked else ""


def _speeds(found: Sequence[Measured]) -> Iterator[tuple[str, ...]]:
    for kind in sorted({one.of.kind for one in found} - {"scan"}):
        seconds = [one.seconds for one in found if one.of.kind == kind]
        yield kind, str(len(seconds)), *(f"{np.percentile(seconds, share):.3f}" for share in (50, 95))


if __name__ == "__main__":
    main()
