"""How well the engine orders people, beside TF-IDF and sentence embeddings, on the same résumés in the same run.

Figures are the shared scorer's own (``../shared/score``), with 95 % intervals over jobs or queries and the paired difference of the
engine to each other way. Résumés and vectors are kept in a folder, so a second run takes a fraction of the first.

Usage: python -m benchmarks.quality [--data ../shared/data] [--sets judged,fit,categories,categories_body,probes,pairs]
           [--sample N]     at most N résumés a set: a quick look that leaves RESULTS.md as it is
           [--profiles]     every profile of the engine, not the default alone
           [--work DIR]     where résumés and vectors are kept, outside the repository
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from tqdm import tqdm

import extractors
import matcher
from benchmarks import bootstrap, questions, scorer
from benchmarks.bootstrap import Unit
from benchmarks.kept import KeptResumes, KeptVectors
from benchmarks.labelled import DATA
from benchmarks.questions import QuestionSet
from benchmarks.results import circumstances, table, write_section
from benchmarks.ways import BestPassages, Engine, Keywords, Way, WholeDocument
from errors import AppError
from nlp.embeddings import default_embedder
from records import Resume

AS_OF = date(2026, 11, 1)
WORK = Path.home() / ".cache" / "shortlist" / "quality"
SET_NAMES = ("judged", "fit", "categories", "categories_body", "probes", "pairs")
_TOP = 10

# Scores and gains of one question -> what its order earned, and what it could have earned.
Measure = Callable[[Sequence[float], Sequence[float]], Unit]


@dataclass(frozen=True, slots=True)
class Figure:
    """What each way earned on one set by one measure: way -> a unit for each question, in the same order."""

    set_name: str
    measure: str
    units: Mapping[str, Sequence[Unit]]


class Reader:
    """Reads and embeds each résumé once; one that is refused has no scores, which counts as 0."""

    def __init__(self, resumes: KeptResumes, vectors: KeptVectors) -> None:
        self._resumes, self._vectors, self.refused = resumes, vectors, 0
        self._nothing = extractors.extract_job(extractors.read_text("Job"))

    def read(self, sources: Mapping[str, Path | str], label: str) -> dict[str, Resume]:
        """Id -> résumé, without the refused ones; their vectors are made on the way."""
        found: dict[str, Resume] = {}
        for name, source in tqdm(sources.items(), desc=f"{label}: reading", file=sys.stderr):
            try:
                found[name] = self._resumes.read(source)
            except AppError:
                self.refused += 1
                continue
            self._vectors.embed([found[name].text, *matcher.texts_to_embed([found[name]], self._nothing)])
        return found

    def score(self, way: Way, resume: str, ad: str) -> float:
        """One score for two texts; that of a refused one is 0."""
        try:
            return way.scores(ad, [self._resumes.read(resume)])[0]
        except AppError:
            return 0.0


def main() -> None:
    """Measures, prints and writes the section ``quality``."""
    asked = _arguments()
    try:
        rules = scorer.load()
    except FileNotFoundError as missing:
        print(f"{missing} Nothing is measured without it.")
        return
    vectors = KeptVectors(asked.work / "vectors", default_embedder())
    reader = Reader(KeptResumes(asked.work / "resumes", AS_OF), vectors)
    ways = _ways(asked.data, vectors, tuple(matcher.PROFILES) if asked.profiles else ("balanced",))
    figures = [one for name in asked.sets for one in measured(name, asked.data, asked.sample, reader, ways, rules)]
    body = report(figures, reader.refused)
    print(body)
    if figures and asked.sample is None:
        write_section("quality", body)


def measured(
    name: str, data: Path, sample: int | None, reader: Reader, ways: Sequence[Way], rules: scorer.Scorer
) -> Iterator[Figure]:
    """The figures of one set; none, with a sentence on the screen, where it is absent."""
    try:
        if name == "probes":
            yield _probes(data.parent / "score" / "probes.json", reader, ways, rules)
            return
        asked = questions.SETS[name](data, sample)
    except FileNotFoundError as missing:
        print(f"The set {name} is left out: {Path(missing.filename).name} is not there.", file=sys.stderr)
        return
    resumes = reader.read(asked.sources, name)
    scores = {way.name: scored(way, asked, resumes, name) for way in ways}
    for measure, earned in _measures(rules)[name].items():
        yield Figure(name, measure, {way: earnings(asked, each, earned) for way, each in scores.items()})


def scored(way: Way, asked: QuestionSet, resumes: Mapping[str, Resume], label: str = "") -> list[list[float]]:
    """Scores of each question's candidates, 0 for one that could not be read."""
    found: list[list[float]] = []
    for one in tqdm(asked.questions, desc=f"{label}: {way.name}", file=sys.stderr, leave=False):
        there = [name for name in one.candidates if name in resumes]
        by_name = dict(zip(there, way.scores(one.ad, [resumes[name] for name in there]), strict=True))
        found.append([by_name.get(name, 0.0) for name in one.candidates])
    return found


def earnings(asked: QuestionSet, scores: Sequence[Sequence[float]], earned: Measure) -> list[Unit]:
    """A unit for each question."""
    return [earned(each, one.gains) for each, one in zip(scores, asked.questions, strict=True)]


def report(figures: Sequence[Figure], refused: int = 0) -> str:
    """The section's Markdown: what each way reaches, and how far the engine is ahead of it."""
    if not figures:
        return "No set is there; nothing is measured."
    head = ("set", "figure", "questions", "way", "value (95 % interval)", "the engine less this way")
    parts = [
        "## Quality of the order",
        f"`python -m benchmarks.quality`, matcher {matcher.MATCHER_VERSION}, extractor {extractors.EXTRACTOR_VERSION}: "
        + circumstances(),
        table(head, [row for figure in figures for row in rows(figure)]),
        _NOTE + (f" {refused} résumés were refused and count as 0." if refused else ""),
    ]
    return "\n\n".join(parts)


def rows(figure: Figure) -> Iterator[tuple[str, ...]]:
    """A row for each way, the engine's own first and without a difference to itself."""
    ours, *_ = figure.units.values()
    for at, (way, units) in enumerate(figure.units.items()):
        told = (figure.set_name, figure.measure, str(sum(unit[1] > 0 for unit in units))) if not at else ("", "", "")
        yield *told, way, str(bootstrap.share(units)), str(bootstrap.difference(ours, units)) if at else ""


_NOTE = """Intervals redraw whole questions (jobs, queries, probes) 2,000 times with one seed; a difference redraws the same ones for both, and is
beyond chance where its interval leaves out 0. Equal scores are half right in a pair and share their gains in nDCG; a probe pair with equal
scores fails. TF-IDF is fitted on the texts of all résumés of the categories, as the shared scorer does. Embeddings are the product's own:
the whole document is its first 256 tokens; the best passage is the mean, over the ad's sentences, of the closest passage of the résumé.
`judged` was graded by language models, `fit` by one person a pair on key skills alone; a résumé's category stands for its relevance."""


def _measures(rules: scorer.Scorer) -> Mapping[str, Mapping[str, Measure]]:
    """The scorer's own definitions, by set."""
    ranking = import_module(f"{rules.stats.__package__}.ranking")
    graded, plain = partial(_ndcg, ranking, graded=True), partial(_ndcg, ranking, graded=False)
    return {
        "judged": {"pairwise accuracy": ranking.pairwise, "nDCG@10": graded},
        "fit": {"pairwise accuracy": ranking.pairwise},
        "categories": {"nDCG@10": plain},
        "categories_body": {"nDCG@10": plain},
        "pairs": {"passed": first_is_above},
    }


def first_is_above(scores: Sequence[float], gains: Sequence[float]) -> Unit:
    """The first candidate is strictly above the second."""
    return float(scores[0] > scores[1]), 1.0


def _ndcg(ranking: Any, scores: Sequence[float], gains: Sequence[float], graded: bool) -> Unit:
    value = ranking.ndcg(scores, [2.0**gain - 1 for gain in gains] if graded else gains, _TOP)
    return (0.0, 0.0) if value is None else (value, 1.0)


def _probes(path: Path, reader: Reader, ways: Sequence[Way], rules: scorer.Scorer) -> Figure:
    robustness = import_module(f"{rules.stats.__package__}.robustness")
    probes = json.loads(path.read_text("utf-8"))
    found: dict[str, list[Unit]] = {}
    for way in tqdm(ways, desc="probes", file=sys.stderr):
        marks = robustness.probe_scorer(probes, partial(reader.score, way))
        found[way.name] = [(float(row["passed"]), 1.0) for row in marks["rows"]]
    return Figure("probes", "passed", found)


def _ways(data: Path, vectors: KeptVectors, profiles: Sequence[str]) -> list[Way]:
    ways: list[Way] = [Engine(profile, vectors.embed) for profile in profiles]
    try:
        ways.append(Keywords(tqdm(questions.corpus(data), desc="TF-IDF: fitting", file=sys.stderr)))
    except ValueError:  # scikit-learn's own, for a corpus without words
        print("TF-IDF is left out: the résumés on which it is fitted are not there.", file=sys.stderr)
    return [*ways, WholeDocument(vectors.embed), BestPassages(vectors.embed)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the development sets")
    parser.add_argument("--sets", type=_sets, default=SET_NAMES, help=f"some of {','.join(SET_NAMES)}")
    parser.add_argument("--sample", type=int, help="at most so many résumés a set")
    parser.add_argument("--profiles", action="store_true", help="every profile of the engine")
    parser.add_argument("--work", type=Path, default=WORK, help="folder that keeps résumés and vectors")
    return parser.parse_args()


def _sets(said: str) -> tuple[str, ...]:
    names = tuple(said.split(","))
    if unknown := sorted(set(names) - set(SET_NAMES)):
        raise argparse.ArgumentTypeError(f"there is no set {', '.join(unknown)}; use some of {', '.join(SET_NAMES)}")
    return names


if __name__ == "__main__":
    main()
