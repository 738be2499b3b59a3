"""How often the right ESCO code is among the first five for an ad, how well chances are kept, how alike titles are found.

180 ads with a code that people gave, about 70 % of which are beyond dispute (``../shared/data/jobs``). Every ad is ranked with
weights that have not learnt from it nor from another ad of its title; "no learning" adds the signs up as they are. The
reference is character TF-IDF of the title against all names. Where data are absent, they are left out with a sentence.

Usage: python -m benchmarks.occupations
           [--unseen-by WEIGHTS.json]  what `python -m training.occupations ../shared --folds 5 --out WEIGHTS.json` wrote
           [--vectors FOLDER]          keeps the vectors of labels: ranking with embeddings is measured, too
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import circumstances, table, write_section
from nlp.embeddings import Embedder, load_embedder
from nlp.imported_occupations import ImportedOccupation, index_of, read_occupations
from nlp.occupation_labels import LabelVectors
from nlp.occupation_signs import Embed
from nlp.occupations import Occupations, Weights, kind_of, learnt
from nlp.relevance import title_similarity
from nlp.titles import similarity
from records import Occupation

SHARED = Path(__file__).resolve().parents[2] / "shared"
PAIRS = Path(__file__).resolve().parents[1] / "tests" / "nlp" / "title_pairs.json"
_DRAWS, _AT, _GROUP = 2000, 5, 4
# Signs that are cosines, all of them, for adding up without having learnt anything.
_PLAIN = ("words", "meaning", "all_names", "role", "ad", "duties", "label")

Hits = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ad:
    """An ad with its code."""

    title: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first five codes of every ad, with their chances, and how long each took."""

    name: str
    found: Sequence[Sequence[Occupation]]
    milliseconds: Sequence[float] = ()


def main() -> None:
    """Measure and write the section."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--unseen-by", type=Path)
    arguments.add_argument("--vectors", type=Path)
    given = arguments.parse_args()
    embedder = load_embedder() if given.vectors else None
    parts = [_titles(embedder)]
    if (SHARED / "taxonomies").is_dir():
        parts = [_codes(given.unseen_by, given.vectors, embedder), *parts]
    else:
        print("The folder of taxonomies is absent: codes are not measured.")
    write_section(
        "occupations",
        f"## Occupations\n\n`python -m benchmarks.occupations`: {circumstances()}\n\n" + "\n\n".join(parts),
    )


def _codes(unseen_by: Path | None, vectors: Path | None, embedder: Embedder | None) -> str:
    with (SHARED / "data/jobs/hahu_esco.csv").open(encoding="utf-8", newline="") as file:
        ads = [Ad(row["title"], row["description"], row["esco_code"]) for row in csv.DictReader(file)]
    occupations = read_occupations(SHARED / "taxonomies")
    index = index_of(occupations)
    labels, embed = None, None
    if vectors and embedder:
        made = LabelVectors(vectors, embedder)
        made.prepare(index.labels)
        labels, embed = made.of(index.labels), embedder.embed
    learners = _by_row(unseen_by, len(ads))
    plain: Weights = {kind: dict.fromkeys(_PLAIN, 1.0) for kind in learnt()}
    ways = [None] if embed is None else [None, embed]
    rankings = [Ranking("character TF-IDF of the title (reference)", _reference(occupations, ads))]
    for said, weights in (("no learning", [plain] * len(ads)), ("learnt", learners)):
        made_ready = {id(one): Occupations(index, labels, one) for one in weights}
        for way in ways:
            for has_text in (False, True):
                name = f"{said}, {kind_of('x' if has_text else '', way).replace('_', ' ')}"
                rankings.append(_ranked(name, ads, [made_ready[id(one)] for one in weights], way, has_text))
    rows = [_row(ranking, ads) for ranking in rankings]
    head = (
        "ranking",
        "right code @1",
        "@5",
        "95 %",
        "ISCO group @1",
        "@5",
        "mean chance of the first",
        "ECE",
        "p50 ms",
    )
    note = (
        "Weights are those of folds that have not seen the ad." if unseen_by else "Learnt weights have seen these ads!"
    )
    return f"{len(ads)} ads, {len(occupations)} codes. {note}\n\n{table(head, rows)}"


def _by_row(path: Path | None, count: int) -> list[Weights]:
    """For each ad the weights that have not learnt from it."""
    if path is None:
        return [learnt()] * count
    found: dict[int, Weights] = {}
    for fold in sorted(path.parent.glob(f"{path.stem}.*.json")):
        read = json.loads(fold.read_text("utf-8"))
        found |= dict.fromkeys(read["unseen"], read["weights"])
    return [found[row] for row in range(count)]


def _ranked(name: str, ads: Sequence[Ad], by: Sequence[Occupations], embed: Embed | None, has_text: bool) -> Ranking:
    found, spent = [], []
    for ad, occupations in zip(ads, by, strict=True):
        began = time.perf_counter()
        found.append(occupations.rank(ad.title, ad.text if has_text else "", _AT, embed=embed))
        spent.append(1000 * (time.perf_counter() - began))
    return Ranking(name, found, spent)


def _reference(occupations: Sequence[ImportedOccupation], ads: Sequence[Ad]) -> list[list[Occupation]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    names = [(at, name) for at, one in enumerate(occupations) for name in (one.label, *one.others)]
    owners = np.array([at for at, _ in names])
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    table_of_names = vectorizer.fit_transform([name for _, name in names])
    close = (vectorizer.transform([ad.title for ad in ads]) @ table_of_names.T).toarray()
    found = []
    for row in close:
        best = np.zeros(len(occupations))
        np.maximum.at(best, owners, row)
        first = np.argsort(-best, kind="stable")[:_AT]
        found.append([Occupation(occupations[at].code, occupations[at].label, float(best[at])) for at in first])
    return found


def _row(ranking: Ranking, ads: Sequence[Ad]) -> list[str]:
    codes = [[one.code for one in some] for some in ranking.found]
    first = np.array([some[:1] == [ad.code] for some, ad in zip(codes, ads, strict=True)], float)
    five = np.array([ad.code in some for some, ad in zip(codes, ads, strict=True)], float)
    groups = [[code[:_GROUP] for code in some] for some in codes]
    group_first = np.mean([ad.code[:_GROUP] in some[:1] for some, ad in zip(groups, ads, strict=True)])
    group_five = np.mean([ad.code[:_GROUP] in some for some, ad in zip(groups, ads, strict=True)])
    low, high = _interval(five, [ad.title for ad in ads])
    kept = "reference" not in ranking.name
    chances = np.array([some[0].confidence if some else 0.0 for some in ranking.found])
    speed = f"{np.median(ranking.milliseconds):.1f}" if ranking.milliseconds else ""
    return [
        ranking.name, f"{first.mean():.3f}", f"{five.mean():.3f}", f"{low:.2f} to {high:.2f}", f"{group_first:.3f}",
        f"{group_five:.3f}", f"{chances.mean():.2f}" if kept else "", f"{_ece(chances, first):.2f}" if kept else "", speed,
    ]  # fmt: skip


def _interval(hits: Hits, titles: Sequence[str]) -> tuple[float, float]:
    """Bootstrap over titles, since ads of one title stand or fall together."""
    by_title: dict[str, list[float]] = {}
    for title, hit in zip(titles, hits, strict=True):
        by_title.setdefault(title.lower().strip(), []).append(float(hit))
    sums = np.array([(sum(some), len(some)) for some in by_title.values()])
    draws = np.random.default_rng(0).integers(len(sums), size=(_DRAWS, len(sums)))
    means = sums[draws, 0].sum(axis=1) / sums[draws, 1].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def _ece(chances: Hits, hits: Hits) -> float:
    """Expected calibration error over five bins of equal size."""
    parts = np.array_split(np.argsort(chances, kind="stable"), 5)
    return float(sum(len(part) / len(hits) * abs(chances[part].mean() - hits[part].mean()) for part in parts))


def _titles(embedder: Embedder | None) -> str:
    pairs = json.loads(PAIRS.read_text("utf-8"))
    ways = {"titles.similarity": [similarity(one, other) for one, other, _ in pairs]}
    if embedder:
        left, right = embedder.embed([one for one, _, _ in pairs]), embedder.embed([other for _, other, _ in pairs])
        cosines = np.einsum("ij,ij->i", left, right)
        ways["cosine of MiniLM (reference)"] = [float(one) for one in cosines]
        ways["relevance.title_similarity (reference)"] = [
            title_similarity(float(close), one, other) for close, (one, other, _) in zip(cosines, pairs, strict=True)
        ]
    rows = []
    for name, values in ways.items():
        of: Mapping[str, list[float]] = {
            kind: [value for value, pair in zip(values, pairs, strict=True) if pair[2] == kind]
            for kind in ("same", "near", "different")
        }
        medians = [f"{np.median(of[kind]):.2f}" for kind in ("same", "near", "different")]
        order = _above(of["same"], of["near"]), _above(of["near"], of["different"]), _above(of["same"], of["different"])
        rows.append([name, *medians, *(f"{share:.3f}" for share in order)])
    head = (
        "similarity of titles",
        "median: same",
        "near",
        "different",
        "same above near",
        "near above different",
        "same above different",
    )
    return f"{len(pairs)} pairs of titles in English and Indonesian, written before anything was tuned.\n\n{table(head, rows)}"


def _above(more: Sequence[float], less: Sequence[float]) -> float:
    """Share of pairs in the right order; ties count half."""
    return float(np.mean([(a > b) + 0.5 * (a == b) for a in more for b in less]))


if __name__ == "__main__":
    main()
