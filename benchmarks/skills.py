"""How many of the skills that people marked are found, how fast, and how well phrases are linked to a public catalogue.

Job ads, résumé lines, résumés and sentences are read in this process and marked by the shared scorer's own rules
(``../shared/score``), so that a figure means the same here as there: a skill counts under its name and under the words it
was read from, at ratio >= 90. Two references stand beside the engine: our names looked up as they are written, and spaCy's
PhraseMatcher over the same names. Where data are absent, they are left out with a sentence.

Usage: python -m benchmarks.skills
           [--unseen-by MODELS.crf]   what `python -m training.skills DATA --folds 5 --out MODELS.crf` wrote: each text is
                                      then tagged by the model that has not learnt from it
           [--taxonomies FOLDER]      downloads of ESCO (CSV) and O*NET (technology skills): speed and linking with them
           [--vectors FOLDER]         keeps the vectors of the skills' names: linking by meaning is measured, too
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

from tqdm import tqdm

import extractors
from benchmarks import labelled, scorer
from benchmarks.latency import Times
from benchmarks.lookups import Item, dictionary, phrase_matcher
from benchmarks.results import circumstances, table, write_section
from nlp import extended, imported, sections, skill_links, skill_tagger, skills
from nlp.embeddings import load_embedder
from nlp.taxonomy import Taxonomy, own_taxonomy
from records import SkillHit

T = TypeVar("T")

AS_OF = date(2026, 11, 1)
_TEXTS, _WORDS, _ROUNDS, _LOADS = 60, 600, 3, 3
_LOAD = """import sys, time
from pathlib import Path
from nlp.extended import extended, files_in
from nlp.skills import find_skills
from nlp.taxonomy import own_taxonomy
began = time.perf_counter()
taxonomy = extended(own_taxonomy(), files_in(Path(sys.argv[1])))
loaded = time.perf_counter()
find_skills("Python", taxonomy)
print(loaded - began, time.perf_counter() - began)
"""


@dataclass(frozen=True, slots=True)
class Sets:
    """The marked texts at hand: rows as the files have them, and whole résumés."""

    ads: Sequence[Mapping[str, Any]]
    lines: Sequence[Mapping[str, Any]]
    sentences: Sequence[Mapping[str, Any]]
    resumes: Sequence[labelled.Labelled]


@dataclass(frozen=True, slots=True)
class Offered:
    """What one way of finding skills offers for each ad, line and résumé."""

    ads: list[list[Item]]
    lines: list[list[Item]]
    resumes: list[list[Item]]


class Folds:
    """Models that have each not learnt from some of the texts."""

    def __init__(self, models: Path) -> None:
        """Reads the lists beside the models; raises FileNotFoundError with a sentence when there are none."""
        self._unseen = {
            _bare(text): listed.with_suffix(models.suffix)
            for listed in sorted(models.parent.glob(f"{models.stem}.*.json"))
            for text in json.loads(listed.read_text("utf-8"))
        }
        if not self._unseen:
            raise FileNotFoundError(f"There are no models in folds that begin with {models.stem} in that folder.")

    def model_for(self, text: str) -> Path:
        """The model that has not seen the text, nor the ad that a sentence is from; the product's own if none has."""
        bare = _bare(text)
        within = (model for other, model in self._unseen.items() if bare in other)
        return self._unseen.get(bare) or next(within, skill_tagger.WEIGHTS)


def main() -> None:
    """Measures, prints and writes the section ``skills``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unseen-by", type=Path, help="models fitted in folds")
    parser.add_argument("--taxonomies", type=Path, help="folder with the downloads of ESCO and O*NET")
    parser.add_argument("--vectors", type=Path, help="folder that keeps vectors; outside the repository")
    given = parser.parse_args()
    try:
        rules, folds = scorer.load(), Folds(given.unseen_by) if given.unseen_by else None
    except FileNotFoundError as missing:
        print(f"{missing} Nothing is measured without it.")
        return
    body = report(marked_sets(), rules, folds, given.taxonomies, given.vectors)
    print(body)
    write_section("skills", body)


def marked_sets(folder: Path = labelled.DATA) -> Sets:
    """The sets in ``folder``; those that are absent are empty."""
    names = ("jd_knowledge", "resume_sentences", "esco_sentences")
    ads, lines, sentences = (_rows(folder / "skills" / f"{name}.jsonl") for name in names)
    return Sets(ads, lines, sentences, [one for one in labelled.texts(folder) if one.truth["some_skills"]])


def report(
    sets: Sets,
    rules: scorer.Scorer,
    folds: Folds | None = None,
    taxonomies: Path | None = None,
    vectors: Path | None = None,
) -> str:
    """The section's Markdown."""
    head = f"`python -m benchmarks.skills`, engine {extractors.EXTRACTOR_VERSION}: {circumstances()}"
    parts = ["## Skills", head, *_quality(sets, rules, folds), _LEARNT if folds is None else _UNSEEN]
    if taxonomies is None or not (taxonomies.is_dir() and any(taxonomies.glob(_ONET))):
        return "\n\n".join([*parts, _NO_DOWNLOADS])
    with tempfile.TemporaryDirectory() as kept:
        imported_into(Path(kept), taxonomies)
        wider = extended.extended(own_taxonomy(), extended.files_in(Path(kept)))
        both = {"ours": own_taxonomy(), "with ESCO and O*NET": wider}
        meant = _vectors_of(both.values(), vectors) if vectors else None
        parts += [*_speed(sets, both, meant, Path(kept)), *_linking(sets, rules, folds, both, meant)]
    return "\n\n".join(parts)


@contextmanager
def tagger_off() -> Iterator[None]:
    """The tagger is told that it knows no language, so that the taxonomy stands alone."""
    usual, skill_tagger.LANGUAGES = skill_tagger.LANGUAGES, frozenset()
    try:
        yield
    finally:
        skill_tagger.LANGUAGES = usual


@contextmanager
def tagged_by(model: Path) -> Iterator[None]:
    """Another model tags."""
    usual = skill_tagger.WEIGHTS
    _tag_by(model)
    try:
        yield
    finally:
        _tag_by(usual)


def imported_into(folder: Path, downloads: Path) -> None:
    """Reads both catalogues and keeps them in ``folder``, as the commands do."""
    for catalogue in (imported.read_esco(downloads), imported.read_onet(next(iter(sorted(downloads.glob(_ONET)))))):
        imported.keep(catalogue, extended.file_of(folder, catalogue.source))


_ONET = "*[Tt]echnology*[Ss]kills*"
_LEARNT = """The tagger of skill phrases learnt from these very ads and lines: its figures are in-sample. Measure with `--unseen-by` to know
how it does on others. It has seen none of the résumés."""
_UNSEEN = """The tagger of skill phrases learnt from such ads and lines; each was read by a model that had not seen it. It has seen none
of the résumés."""
_NO_DOWNLOADS = "The downloads of ESCO and O*NET were not at hand: speed and linking are left out."
_ADS = """Job ads: against the phrases marked as knowledge, then precision against any marked phrase (knowledge and doing), which
counts an overlap. Means over ads with 95 % intervals. Résumé lines and résumés: recall only, since not all is marked."""
_SPEED = f"""Milliseconds for the first {_WORDS} words of each of the {_TEXTS} longest ads, {_ROUNDS} rounds in turn:"""
_LINKED = """Linking sentences of ads to the ESCO skills that people marked: hits by confidence, each under all names that the taxonomy has
for it. Means over sentences with 95 % intervals."""


def _quality(sets: Sets, rules: scorer.Scorer, folds: Folds | None) -> Iterator[str]:
    for name, rows in (("job ads", sets.ads), ("résumé lines", sets.lines), ("résumés", sets.resumes)):
        if not rows:
            yield f"The development set of {name} is not beside the project; it is left out."
    ways = _offered(sets, rules, folds)
    metrics = import_module(f"{rules.sets.__package__}.skills")
    yield _ADS
    if sets.ads:
        of_ads = ("job ads", "precision", "recall", "F1", "precision, any phrase", "offered per ad")
        yield table(of_ads, [(name, *_marks_of_ads(way.ads, sets.ads, metrics)) for name, way in ways.items()])
    if sets.lines or sets.resumes:
        head = ("résumé lines and résumés", "recall, lines", "recall, résumés", "offered per résumé")
        yield table(head, [(name, *_marks_of_resumes(way, sets, rules, metrics)) for name, way in ways.items()])


def _offered(sets: Sets, rules: scorer.Scorer, folds: Folds | None) -> dict[str, Offered]:
    """Way of finding skills -> what it offers."""
    ads, lines = ([row["text"] for row in rows] for rows in (sets.ads, sets.lines))
    resumes = [one.text for one in sets.resumes]

    def hits(switch: AbstractContextManager[None], label: str) -> list[list[list[SkillHit]]]:
        with switch:
            found = _read_each([*ads, *lines], extractors.extract_skills, folds, f"{label}, ads and lines")
            read = _read_each(resumes, _skills_of_resume, None, f"{label}, résumés")
        return [found[: len(ads)], found[len(ads) :], read]

    def as_items(groups: list[list[list[SkillHit]]], *, known: bool) -> Offered:
        return Offered(*([_items([h for h in one if h.id or not known], rules) for one in group] for group in groups))

    def by(find: Callable[[str], list[Item]]) -> Offered:
        return Offered(*([find(text) for text in texts] for texts in (ads, lines, resumes)))

    whole, alone = hits(nullcontext(), "whole engine"), hits(tagger_off(), "taxonomy alone")
    return {
        "whole engine": as_items(whole, known=False),
        "whole engine, skills with an id": as_items(whole, known=True),
        "taxonomy alone, skills with an id": as_items(alone, known=True),
        "reference: dictionary of our names": by(dictionary),
        "reference: spaCy PhraseMatcher, our names": by(phrase_matcher),
    }


def _read_each(texts: Sequence[str], read: Callable[[str], T], folds: Folds | None, label: str) -> list[T]:
    """What ``read`` finds in each text, tagged by the model that has not learnt from it where there are folds."""
    turns: dict[Path, list[int]] = {}
    for at, text in enumerate(texts):
        turns.setdefault(folds.model_for(text) if folds else skill_tagger.WEIGHTS, []).append(at)
    found: dict[int, T] = {}
    with tqdm(total=len(texts), desc=label, file=sys.stderr) as progress:
        for model, numbers in turns.items():
            with tagged_by(model):
                for at in numbers:
                    found[at] = read(texts[at])
                    progress.update()
    return [found[at] for at in range(len(texts))]


def _skills_of_resume(text: str) -> list[SkillHit]:
    return list(extractors.extract_resume(extractors.read_text(text), as_of=AS_OF).skills)


def _items(hits: Sequence[SkillHit], rules: scorer.Scorer) -> list[Item]:
    found: list[Item] = rules.prediction({"skills": [asdict(hit) for hit in hits]})["skills"]
    return found


def _marks_of_ads(offered: list[list[Item]], ads: Sequence[Mapping[str, Any]], metrics: Any) -> Iterator[str]:
    marks = metrics.set_scores(offered, [row["knowledge"] for row in ads])
    yield from (_figure(marks[name]) for name in ("precision", "recall", "f1"))
    yield _figure(metrics.overlap_scores(offered, [row["knowledge"] + row["skills"] for row in ads])["precision"])
    yield f"{marks['predicted_per_doc']['value']:.1f}"


def _marks_of_resumes(way: Offered, sets: Sets, rules: scorer.Scorer, metrics: Any) -> Iterator[str]:
    yield _figure(metrics.recall_only(way.lines, [row["skills"] for row in sets.lines])["recall"])
    read = [{"skills": items} for items in way.resumes]
    marks = rules.fields.skill_recall_from_text(read, [one.truth["some_skills"] for one in sets.resumes])
    yield _figure(marks["recall"])
    yield f"{marks['predicted_per_doc']['value']:.1f}" if sets.resumes else ""


def _figure(mean: Mapping[str, Any]) -> str:
    if mean["value"] is None:
        return ""
    interval = mean.get("ci")
    return f"{mean['value']:.3f}" + (f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else "")


def _speed(
    sets: Sets, both: Mapping[str, Taxonomy], meant: skill_links.SkillVectors | None, kept: Path
) -> Iterator[str]:
    if not sets.ads:
        return
    longest = sorted((row["text"] for row in sets.ads), key=lambda text: -len(text.split()))[:_TEXTS]
    times = Times()
    _time(times, [_beginning(text) for text in longest], both, meant)
    steps = ["find names", "extract_skills, tagger off", "extract_skills"] + ["extract_skills, linked by meaning"] * (meant is not None)  # fmt: skip
    rows = [f"{step}, {name}" for step in steps for name in both]
    yield _SPEED
    yield table(("step", "p50 ms", "p95 ms"), [(row, *(f"{times.ms(row, share):.1f}" for share in (50, 95))) for row in rows])  # fmt: skip
    yield f"Seconds in a new process, median of {_LOADS}; names are indexed when the first text is read:"
    with tempfile.TemporaryDirectory() as none:
        loads = [_load_times(folder) for folder in (Path(none), kept)]
    counted = [f"{len(taxonomy.skills):,}" for taxonomy in both.values()]
    yield table(("taxonomy", "skills", "loaded", "first text read"), [*zip(both, counted, *zip(*loads, strict=True), strict=True)])  # fmt: skip


def _time(
    times: Times,
    texts: Sequence[str],
    both: Mapping[str, Taxonomy],
    meant: skill_links.SkillVectors | None,
) -> None:
    """Steps in turn, so that a busy machine slows all alike; the first round only warms up."""
    for turn, text in tqdm([*product(range(_ROUNDS + 1), texts)], desc="speed", file=sys.stderr):
        taken = times if turn else Times()
        document = extractors.read_text(text)
        edges = list(sections.edges_of(sections.split(document)))
        for name, taxonomy in both.items():
            taken.take(f"find names, {name}", partial(skills.find_skills, document.text, taxonomy, edges))
            whole = partial(extractors.extract_skills, text, taxonomy=taxonomy)
            with tagger_off():
                taken.take(f"extract_skills, tagger off, {name}", whole)
            taken.take(f"extract_skills, {name}", whole)
            if meant:
                with _linking_with(meant):
                    taken.take(f"extract_skills, linked by meaning, {name}", whole)


def _load_times(kept: Path) -> tuple[str, str]:
    command = [sys.executable, "-c", _LOAD, str(kept)]
    runs = [subprocess.run(command, cwd=labelled.ROOT, capture_output=True, text=True, check=True) for _ in range(_LOADS)]  # fmt: skip
    loaded, read = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    return f"{statistics.median(loaded):.2f}", f"{statistics.median(read):.2f}"


def _linking(
    sets: Sets,
    rules: scorer.Scorer,
    folds: Folds | None,
    both: Mapping[str, Taxonomy],
    meant: skill_links.SkillVectors | None,
) -> Iterator[str]:
    if not sets.sentences:
        yield "The development set of linked sentences is not beside the project; it is left out."
        return
    ways: dict[str, tuple[Taxonomy, AbstractContextManager[None]]] = {
        name: (taxonomy, nullcontext()) for name, taxonomy in both.items()
    }
    if meant:
        ways |= {f"{name}, linked by meaning": (taxonomy, _linking_with(meant)) for name, taxonomy in both.items()}
    metrics = import_module(f"{rules.sets.__package__}.skills")
    rows: list[tuple[str, ...]] = []
    for name, (taxonomy, switch) in ways.items():
        with switch:
            ranked = _ranked([row["sentence"] for row in sets.sentences], taxonomy, folds, f"linking, {name}")
        for source in ("all", *sorted({row["source"] for row in sets.sentences})):
            keep = [at for at, row in enumerate(sets.sentences) if source in ("all", row["source"])]
            marks = metrics.linking([ranked[at] for at in keep], [sets.sentences[at]["gold"] for at in keep])
            figures = (_figure(marks[one]) for one in ("recall@5", "recall@10", "r_precision"))
            rows.append((name, source, str(marks["returned"]["n"]), *figures))
    yield _LINKED
    yield table(("taxonomy", "source", "sentences", "recall@5", "recall@10", "R-precision"), rows)


def _ranked(texts: Sequence[str], taxonomy: Taxonomy, folds: Folds | None, label: str) -> list[list[Item]]:
    """Each text's skills, most confident first, under every name that they have."""

    def read(text: str) -> list[Item]:
        hits = sorted(extractors.extract_skills(text, taxonomy=taxonomy), key=lambda hit: -hit.confidence)
        return [[hit.name, *(taxonomy.by_id[hit.id].names if hit.id in taxonomy.by_id else ())] for hit in hits]

    return _read_each(texts, read, folds, label)


def _vectors_of(taxonomies: Iterable[Taxonomy], folder: Path) -> skill_links.SkillVectors:
    """Vectors of the names of all skills; they are made once."""
    vectors = skill_links.SkillVectors(folder, load_embedder())
    for taxonomy in taxonomies:
        vectors.prepare(taxonomy, lambda done, total: print(f"vectors {done}/{total}", end="\r", file=sys.stderr))
    return vectors


@contextmanager
def _linking_with(vectors: skill_links.SkillVectors) -> Iterator[None]:
    skill_links.set_default_vectors(lambda: vectors)
    try:
        yield
    finally:
        skill_links.set_default_vectors(None)


def _tag_by(model: Path) -> None:
    if model != skill_tagger.WEIGHTS:
        skill_tagger.WEIGHTS = model
        skill_tagger._model.cache_clear()


def _beginning(text: str) -> str:
    ends = [word.end() for word in re.finditer(r"\S+", text)]  # "a b" is two words, "" none
    return text[: ends[min(len(ends), _WORDS) - 1]] if ends else text


def _bare(text: str) -> str:
    return " ".join(text.lower().split())


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


if __name__ == "__main__":
    main()
