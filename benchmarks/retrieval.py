"""How long the first stage takes for the best 200 in 10^3 to 10^6 résumés, how many of the exact best it finds, and a whole ranking.

Measured beside it in the same run on the same vectors: a brute-force scan by numpy and an in-process FAISS index (IVF, half
floats; left out with a sentence where faiss-cpu is not installed). The queries are where the demo's ads point. Each size has a
database of its own in the folder, filled once; its figures stay beside it, so that sizes can be measured one at a time.

Usage: python -m benchmarks.retrieval [--folder DIR] [--sizes 1000,10000,100000,1000000] [--rounds 3] [--peers]
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import delete, select, text

import at_hand
import ranking
from at_hand import AtHand
from benchmarks import figures, retrieval_rows
from benchmarks.installation import opened
from benchmarks.results import circumstances, table, write_section
from benchmarks.retrieval_rows import FIRST_ID, ad_directions, directions, fill, lines_of, whole_records
from cache import MemoryStore
from charts import Series, lines
from db import retrieval
from db.estimates import estimate
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.ranked import Wanted
from db.retrieval import Sought
from db.session import Session
from db.wholes import ResumeWhole
from pipeline import Parts
from scoring import Weighing

SIZES = (1_000, 10_000, 100_000, 1_000_000)
# What a list of candidates is narrowed by: about this share of the large organisation passes.
CASES = {
    "everybody": (1, Wanted()),
    "city, 30 %": (1, Wanted(city="berlin")),
    "city, 3 %": (1, Wanted(city="leeds")),
    "city, 0.1 %": (1, Wanted(city="madrid")),
    "skill, 5 %": (1, Wanted(skills=["first aid"])),
    "skill, 0.5 %": (1, Wanted(skills=["beekeeping"])),
    "a trade's skill": (1, Wanted(skills=["python"])),
    "years, 25 %": (1, Wanted(min_years=25)),
    "status, 95 %": (1, Wanted(statuses=["pending"])),
    "status, 5 %": (1, Wanted(statuses=["rejected"])),
    "organisation, 5 %": (2, Wanted()),
    "organisation, 1 %": (4, Wanted()),
    "organisation, 0.04 %": (5, Wanted()),
}
_NAMES = {"scan": "numpy scan", "faiss": "FAISS"}
_SKILLS_OF_AN_AD = 5


def main() -> None:
    """Fills, measures, prints and writes the section ``retrieval``, its figures and its picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--folder", type=Path, help="where the databases stay for the next run; a temporary one otherwise"
    )
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", action="store_true", help="measure numpy and FAISS, too")
    parser.add_argument("--fill-only", action="store_true", help="measure nothing")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        sizes = [int(one) for one in asked.sizes.split(",") if one]
        for size in sizes:
            if asked.fill_only:
                _fill(folder / str(size), size)
            else:
                _measured(folder / str(size), size, asked.rounds, asked.peers)
        if not asked.fill_only:
            _tell(folder)


def _fill(folder: Path, size: int) -> None:
    with opened(folder) as parts:
        if not (folder / "filled.json").exists():
            (folder / "filled.json").write_text(json.dumps(fill(parts, size)))


def _measured(folder: Path, size: int, rounds: int, with_peers: bool) -> None:
    """In a server that was started on what is stored: it is as large as that asks for."""
    if not (folder / "filled.json").exists():
        own = [sys.executable, "-m", "benchmarks.retrieval", "--fill-only"]
        subprocess.run([*own, "--folder", str(folder.parent), "--sizes", str(size)], check=True)
    with opened(folder) as parts:
        taken = measure(parts, size, rounds) | {"filled": json.loads((folder / "filled.json").read_text())}
        if with_peers:
            taken |= {"peers": peers(parts, size, rounds, folder)}
    before = json.loads((folder / "figures.json").read_text()) if (folder / "figures.json").exists() else {}
    (folder / "figures.json").write_text(json.dumps(before | taken, indent=1))


def _tell(folder: Path) -> None:
    known = {size: folder / str(size) / "figures.json" for size in SIZES}
    found = {size: json.loads(path.read_text()) for size, path in known.items() if path.exists()}
    body = report(found)
    print(body)
    write_section("retrieval", body)
    (Path(__file__).resolve().parents[1] / "docs" / "retrieval.svg").write_text(drawn(found), encoding="utf-8")
    keep_figures(found)


def keep_figures(found: dict[int, dict[str, Any]]) -> None:
    """Keeps what was promised beside what was measured; the slowest of everybody and the filters counts."""
    values, references = {}, {}
    for size, name in ((100_000, "1e5"), (1_000_000, "1e6")):
        if size in found:
            values[f"first stage {name} ms"] = _slowest(found[size])
            values[f"two stages {name} ms"] = found[size]["ranking"]["cold"]["p50"]
            if "peers" in found[size]:
                references[f"first stage {name} ms"] = found[size]["peers"]["scan"]["p50"]
    if 1_000_000 in found:
        values["recall"] = min(one["recall"] for one in found[1_000_000]["cases"].values())
    if ratios := _growth(found):
        values["growth"] = max(ratios)
    figures.keep("python -m benchmarks.retrieval", values, references)


def _slowest(one: dict[str, Any]) -> float:
    return max(float(case["p50"]) for case in one["cases"].values())


def _growth(found: dict[int, dict[str, Any]]) -> list[float]:
    """How many times as long a whole ranking takes for ten times the data, from 10,000 on."""
    sizes = [size for size in sorted(found) if size >= 10_000]
    took = [float(found[size]["ranking"]["cold"]["p50"]) for size in sizes]
    return [after / before for before, after in itertools.pairwise(took)]


def measure(parts: Parts, size: int, rounds: int) -> dict[str, Any]:
    """Times of every case in ms, recall of the nearest against the exact order, sizes in MiB and whole rankings."""
    ads, found = ad_directions(), {}
    space = at_hand.present_space()
    with parts.database.session() as session:
        jobs = session.scalars(select(StoredJob).where(StoredJob.id < FIRST_ID).order_by(StoredJob.id)).all()
        skills = {row.id: row.required_skills[:_SKILLS_OF_AN_AD] for row in jobs}
        for name, (organisation, wanted) in CASES.items():
            some = jobs[:3] if wanted.statuses else jobs
            asks = [
                (
                    Sought(organisation, space, ad.astype(np.float16), skills[job.id]),
                    retrieval.of_candidates(replaced(job, organisation), wanted),
                )
                for job, ad in zip(some, ads, strict=False)
            ]
            found[name] = _case(session, asks, rounds)
            print(f"  {size:,} {name}: {found[name]}", flush=True)
    return {"load": os.getloadavg()[0], "cases": found, "sizes": _sizes(parts), "ranking": _rankings(parts)}


def replaced(job: StoredJob, organisation: int) -> StoredJob:
    """The same job as one of another organisation, for what a list is narrowed by."""
    return StoredJob(id=job.id, organisation_id=organisation)


def peers(parts: Parts, size: int, rounds: int, folder: Path) -> dict[str, Any]:
    """The same search of everybody by numpy and by FAISS: p50 and p95 in ms, recall, seconds to build, MiB."""
    vectors = _same_vectors(parts, size, folder / "vectors.npy")
    ads = ad_directions().astype(np.float16).astype(np.float32)
    exact = [set(np.argpartition(-(vectors @ ad), min(size - 1, 200))[:200].tolist()) for ad in ads]
    found = {"scan": _timed(rounds, [partial(_by_numpy, vectors, ad) for ad in ads]) | {"recall": 1.0}}
    try:
        import faiss  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        print("FAISS is not installed: pip install --target DIR faiss-cpu, and PYTHONPATH=DIR.")
        return found
    began = time.perf_counter()
    centres = max(16, int(np.sqrt(size)))
    index: Any = faiss.index_factory(vectors.shape[1], f"IVF{centres},SQfp16", faiss.METRIC_INNER_PRODUCT)
    index.train(vectors[: 40 * centres])
    index.add(vectors)
    built = time.perf_counter() - began
    for index.nprobe in (4, 8, 16, 32, 64, 128):
        keys = [set(index.search(ad[None], 200)[1][0].tolist()) for ad in ads]
        recall = statistics.mean(len(some & best) / len(best) for some, best in zip(keys, exact, strict=True))
        if recall >= 0.95:
            break
    times = _timed(rounds, [partial(index.search, ad[None], 200) for ad in ads])
    mib = size * (2 * vectors.shape[1] + 8) / 2**20
    return found | {"faiss": times | {"recall": recall, "built_s": built, "probes": index.nprobe, "mib": mib}}


def _same_vectors(parts: Parts, size: int, path: Path) -> Any:
    if not path.exists():
        trades, step, total = lines_of(parts), retrieval_rows.AT_ONCE, size * 11 // 10
        parted = [directions(trades, at, min(step, total + 1 - at)) for at in range(1, total + 1, step)]
        np.save(path, np.concatenate([one.astype(np.float16) for one in parted])[:size])
    return np.load(path).astype(np.float32)


def report(found: dict[int, dict[str, Any]]) -> str:
    """The section's Markdown."""
    parts = [
        "## First stage: the best 200 of 1,000 to 1,000,000 résumés",
        f"`python -m benchmarks.retrieval --peers`: {circumstances()}. Beside the large organisation a tenth as many résumés "
        "of others in the same tables. Milliseconds, p50 (p95), of the whole first stage: nearest, skills and fusion; recall "
        "is of the nearest 200 against the exact order. The load says how much else the machine had to do.\n\n"
        "![Milliseconds over résumés](../docs/retrieval.svg)",
        table(("", *(f"{size:,}" for size in found)), list(_rows(found))),
        _exact(found),
    ]
    return "\n\n".join(parts)


def drawn(found: dict[int, dict[str, Any]]) -> str:
    """A picture of the times over the sizes."""
    shown = {
        "first stage, everybody": lambda one: one["cases"]["everybody"]["p50"],
        "first stage, 3 % city": lambda one: one["cases"]["city, 3 %"]["p50"],
        "exact scan in Postgres": lambda one: one["cases"]["everybody"]["exact_p50"],
        "ranking with full scoring": lambda one: one["ranking"]["cold"]["p50"],
    }
    series = [Series(name, [read(one) for one in found.values()]) for name, read in shown.items()]  # type: ignore[no-untyped-call,unused-ignore]
    said = "Milliseconds over the number of résumés, p50, from 1,000 to 1,000,000."
    return lines("Milliseconds over résumés", said, [f"{size:,}" for size in found], series)


def _case(session: Session, asks: Sequence[tuple[Sought, Any]], rounds: int) -> dict[str, float]:
    exact, recalls = [], []
    for sought, asked in asks:
        rows = retrieval._read(ResumeWhole, sought, asked)
        began = time.perf_counter()
        best = {key for key, _ in retrieval._by_scan(session, ResumeWhole, sought, rows, retrieval.MOST)}
        exact.append(1000 * (time.perf_counter() - began))
        some = {key for key, _ in retrieval.nearest(session, ResumeWhole, sought, asked)}
        recalls.append(len(best & some) / len(best) if best else 1.0)
    whole = _timed(rounds, [partial(retrieval.people, session, s, a) for s, a in asks])
    near = _timed(rounds, [partial(retrieval.nearest, session, ResumeWhole, s, a) for s, a in asks])
    passing = estimate(session, retrieval._looked_up(ResumeWhole, *asks[0]))
    return whole | {
        "nearest_p50": near["p50"],
        "recall": statistics.mean(recalls),
        "exact_p50": statistics.median(exact),
        "passing": passing,
    }


def _timed(rounds: int, works: Sequence[Callable[[], object]]) -> dict[str, float]:
    took = []
    for number in range(rounds + 1):
        for work in works:
            began = time.perf_counter()
            work()
            if number:  # the first round warms caches
                took.append(1000 * (time.perf_counter() - began))
    took.sort()
    return {"p50": round(statistics.median(took), 1), "p95": round(took[int(0.95 * (len(took) - 1))], 1)}


def _by_numpy(vectors: Any, ad: Any) -> Any:
    near = vectors @ ad
    best = np.argpartition(-near, min(len(near) - 1, 200))[:200]
    return best[np.argsort(-near[best])]


def _sizes(parts: Parts) -> dict[str, float]:
    asked = text("""
        select (select sum(pg_relation_size(cast(indexname as regclass))) from pg_indexes where tablename = 'resume_wholes'
            and indexdef ~ 'ivfflat') / 1048576.0, pg_relation_size('resume_wholes') / 1048576.0,
            pg_total_relation_size('resumes') / 1048576.0, current_setting('shared_buffers')
    """)
    with parts.database.session() as session:
        index, vectors, people, buffers = session.execute(asked).one()
    return {
        "index_mib": float(index or 0),
        "vectors_mib": float(vectors),
        "resumes_mib": float(people),
        "buffers": buffers,
    }


def _rankings(parts: Parts) -> dict[str, dict[str, float]]:
    """From a new job to its ranked list: the first stage and full scoring of those it brings, which are stored."""
    few = replace(parts, score_all_up_to=0)
    with parts.database.session() as session:
        keys = list(session.scalars(select(StoredJob.id).where(StoredJob.id < FIRST_ID).order_by(StoredJob.id)))
        for key in keys:
            job = session.get_one(StoredJob, key)
            brought = retrieval.people(session, ranking.sought_for(parts, session, job))
            whole_records(parts, brought)
    found: dict[str, list[float]] = {"cold": [], "at_hand": [], "again": []}
    for name in ("cold", "at_hand", "again"):
        for key in keys:
            if name == "at_hand":  # what a copy of the process reads is not at hand in this one: half each time
                list(_one_ranking(few, key, name)), list(_one_ranking(few, key, name))
            found[name] += _one_ranking(few, key, name)
    return {
        name: {"p50": round(statistics.median(took), 1), "p95": round(max(took), 1)} for name, took in found.items()
    }


def _one_ranking(parts: Parts, key: int, name: str) -> Iterator[float]:
    if name == "cold":
        parts = replace(parts, at_hand=AtHand())
    with parts.database.session() as session:
        if name != "again":
            session.execute(delete(StoredMatch).where(StoredMatch.job_id == key))
            session.commit()
        job = session.get_one(StoredJob, key)
        ranking._LOOKED_FOR = MemoryStore()  # it would not look again for a minute
        began = time.perf_counter()
        ranking.complete(parts, session, job, Weighing())
        session.commit()
        yield 1000 * (time.perf_counter() - began)


def _rows(found: dict[int, dict[str, Any]]) -> Iterator[list[str]]:
    for name in CASES:
        cells = [one["cases"][name] for one in found.values()]
        yield [name, *(f"{one['p50']:.0f} ({one['p95']:.0f}), {one['recall']:.3f}" for one in cells)]
    for name, said in (("cold", "read from the database"), ("at_hand", "at hand"), ("again", "scored before")):
        yield [
            f"ranking, {said}",
            *(f"{o['ranking'][name]['p50']:.0f} ({o['ranking'][name]['p95']:.0f})" for o in found.values()),
        ]
    for name, said in _NAMES.items():
        cells = [one.get("peers", {}).get(name) for one in found.values()]
        yield [said, *(f"{one['p50']:.0f} ({one['p95']:.0f}), {one['recall']:.3f}" if one else "" for one in cells)]
    yield ["exact scan in Postgres", *(f"{one['cases']['everybody']['exact_p50']:.0f}" for one in found.values())]
    yield ["vector index, MiB", *(f"{one['sizes']['index_mib']:.0f}" for one in found.values())]
    yield ["vectors, MiB", *(f"{one['sizes']['vectors_mib']:.0f}" for one in found.values())]
    yield ["index built, s", *(f"{one['filled'].get('index', 0):.0f}" for one in found.values())]
    yield [
        "FAISS built, s",
        *(f"{one.get('peers', {}).get('faiss', {}).get('built_s', 0):.0f}" for one in found.values()),
    ]
    yield ["load", *(f"{one['load']:.1f}" for one in found.values())]


def _exact(found: dict[int, dict[str, Any]]) -> str:
    ratios = ", ".join(f"{ratio:.2f}" for ratio in _growth(found))
    return f"For ten times the résumés, from 10,000 on, a whole ranking takes {ratios} times as long." if ratios else ""


if __name__ == "__main__":
    main()
