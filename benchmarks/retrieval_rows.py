"""Organisations of any size with whole-document vectors whose distances are like those of real résumés; it measures nothing.

A trade is a mixture of two demo résumés, moved by noise; a line of work is its trade, moved again; a résumé is its line of work,
of a quarter of people blended with another one, moved by noise of its own that differs much in amount. Trades and lines of work
have a long tail: the most frequent of 4,000 lines has 6 of 1,000 people, half of them less than one of 4,000. The noise has the
directions in which the demo's passages differ. The amounts were chosen so that ten of each of 24 trades are spread as 240 real
résumés of 24 trades: cosine of the nearest neighbour 0.55, 0.67, 0.77 (quartiles; real 0.52, 0.64, 0.74), of the tenth 0.39
(0.43), of all pairs, 5th and 95th of 100, -0.26 and 0.35 (-0.21 and 0.39), participation ratio of the components 24 (26).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select, text
from tqdm import tqdm

import at_hand
import extractors
import pipeline
from benchmarks.many_rows import DEMO, OWNER
from db.people import FIRST_ORGANISATION
from db.resumes import StoredResume
from nlp import overall
from nlp.embeddings import default_embedder
from pipeline import Parts, Upload
from posting import ingest_job
from tasks import index_care

FIRST_ID = 1_000
"""Row n of the generated ones has this number plus n."""

OTHERS = {2: 0.5, 3: 0.2, 4: 0.1}
"""Of the tenth of all rows that are not the large organisation's: organisation and its share; fifty small ones have the rest."""

_SMALL = 50
_TRADES, _TRADE_NOISE, _TRADE_TAIL = 48, 0.3, 6.0
_LINES, _LINE_NOISE, _LINE_TAIL = 4_000, 0.2, 30.0
_OWN_NOISE, _OWN_SPREAD, _FEWER = 0.35, 0.7, 1.3
# The mean of a résumé's passages is about so long, where each of them is 0.9.
_CENTRES = 0.4
# So many people have two lines of work.
_BLENDED = 0.25
AT_ONCE = 20_000
_JOBS_IN = 50

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines of work: where each points (k, d), its trade, which demo résumé it is most like, and how often it is met."""

    centres: Matrix
    trades: NDArray[np.int64]
    most_like: NDArray[np.int64]
    shares: NDArray[np.float64]
    noise: Matrix


def lines_of(parts: Parts) -> Lines:
    """Makes the lines of work of the demo's résumés, in the order of their ids; the same each time."""
    embedder = default_embedder()
    space = overall.space_of(embedder.identity, embedder.dimensions)
    with parts.database.session() as session:
        rows = session.scalars(
            select(StoredResume)
            .where(StoredResume.id < FIRST_ID, StoredResume.status == "ready")
            .order_by(StoredResume.id)
        ).all()
        told = [row.resume for row in rows]
    centres, passages = [], []
    for resume in told:
        vectors = embedder.embed([one.counted for one in resume.passages])
        passages.append(((vectors - space.passages) @ space.turn).astype(np.float32))
        centres.append(overall.of_resume(space, resume.passages, vectors))
    return _lines(_CENTRES * np.array(centres, dtype=np.float32), np.concatenate(passages))


def directions(lines: Lines, first: int, count: int) -> Matrix:
    """Unit vectors (count, d) of the rows from number ``first`` on; ``line_of`` says of which line each is."""
    return _people(lines, line_of(lines, first, count), np.random.default_rng([5, first]))


def of_each_trade(lines: Lines, trades: int, count: int) -> Matrix:
    """So many people of each of the most frequent trades, (trades * count, d)."""
    chance, found = np.random.default_rng(1), []
    for trade in np.argsort(-np.bincount(lines.trades, lines.shares))[:trades]:
        shares = lines.shares * (lines.trades == trade)
        found.append(chance.choice(len(shares), size=count, p=shares / shares.sum()))
    return _people(lines, np.concatenate(found), chance)


def line_of(lines: Lines, first: int, count: int) -> NDArray[np.int64]:
    """The number of the line of work of each row."""
    return np.random.default_rng([7, first]).choice(len(lines.shares), size=count, p=lines.shares)


def fill(parts: Parts, size: int) -> dict[str, float]:
    """Makes ``size`` résumés of the first organisation and a tenth as many of others; returns the seconds of each step."""
    clock = _Clock()
    clock.take("models", lambda: _models(parts))
    lines = lines_of(parts)
    engine = _patient_engine(parts)
    total = size * 11 // 10
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        clock.take("rows", lambda: _rows(connection, lines, total))
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        indexes = _without_indexes(connection, "resume_wholes")
        clock.take("vectors", lambda: _vectors(connection, lines, total))
        clock.take("jobs", lambda: _jobs(connection, lines, size // _JOBS_IN))
    with engine.begin() as connection:
        for index in indexes:
            clock.take("other indexes", lambda: connection.execute(text(index)))  # noqa: B023
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
        clock.take("vacuum", lambda: alone.execute(text("vacuum analyze")))
    engine.dispose()
    clock.take("index", lambda: index_care.run(parts))
    return clock.seconds


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def take(self, name: str, work: Any) -> None:
        import time

        began = time.perf_counter()
        work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
        print(f"  {name}: {self.seconds[name]:.1f} s", flush=True)


def _patient_engine(parts: Parts) -> Engine:
    """Not the program's own: that one gives up after seconds, and its driver copies nothing in."""
    return sqlalchemy.create_engine(parts.database.engine.url.set(drivername="postgresql+psycopg"))


def _copy_in(connection: Connection, statement: str, data: bytes) -> None:
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]
        copy.write(data)


def _lines(known: Matrix, passages: Matrix) -> Lines:
    chance = np.random.default_rng(9)
    _, size, ways = np.linalg.svd(passages - passages.mean(axis=0), full_matrices=False)
    fewer = size**_FEWER * np.sqrt((size**2).sum() / (size ** (2 * _FEWER)).sum() / len(passages))
    noise = (fewer[:, None] * ways).astype(np.float32)
    one, other = chance.integers(len(known), size=(2, _TRADES))
    part = chance.beta(2, 1, size=(_TRADES, 1))
    trades = part * known[one] + (1 - part) * known[other] + _TRADE_NOISE * _moves(chance, _TRADES, noise)
    of = chance.choice(_TRADES, size=_LINES, p=_tail(_TRADES, _TRADE_TAIL))
    centres = trades[of] + _LINE_NOISE * _moves(chance, _LINES, noise) - 0.7 * trades[of].mean(axis=0)
    like = np.where(part[:, 0] >= 0.5, one, other)[of]
    return Lines(centres.astype(np.float32), of, like, _tail(_LINES, _LINE_TAIL), noise)


def _people(lines: Lines, of: NDArray[np.int64], chance: np.random.Generator) -> Matrix:
    count = len(of)
    second = chance.choice(len(lines.shares), size=count, p=lines.shares)
    part = np.where(chance.random(count) < _BLENDED, 0.5 + 0.5 * chance.random(count), 1.0)[:, None]
    own = _OWN_NOISE * np.exp(_OWN_SPREAD * chance.standard_normal((count, 1)))
    line = part * lines.centres[of] + (1 - part) * lines.centres[second]
    return _units((line + own * _moves(chance, count, lines.noise)).astype(np.float32))


def _moves(chance: np.random.Generator, count: int, noise: Matrix) -> Matrix:
    return chance.standard_normal((count, len(noise)), dtype=np.float32) @ noise


def _tail(count: int, flat: float) -> NDArray[np.float64]:
    """Shares of a long tail, after Zipf and Mandelbrot."""
    shares = 1 / (np.arange(count) + flat)
    found: NDArray[np.float64] = shares / shares.sum()
    return found


def _units(vectors: Matrix) -> Matrix:
    found: Matrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found


def _models(parts: Parts) -> None:
    with parts.database.session() as session:
        for path in sorted((DEMO / "resumes").iterdir()):
            if "scan" not in path.name:
                pipeline.ingest_resume(parts, session, OWNER, Upload(path.read_bytes(), path.name))
        for path in sorted((DEMO / "jobs").iterdir()):
            ingest_job(parts, session, OWNER, Upload(path.read_bytes(), path.name))
        session.commit()


def _rows(connection: Connection, lines: Lines, total: int) -> None:
    connection.execute(text("create temporary table line_of (n bigint, at int) on commit drop"))
    for first in tqdm(range(1, total + 1, AT_ONCE), desc="lines"):
        count = min(AT_ONCE, total + 1 - first)
        at = lines.most_like[line_of(lines, first, count)]
        _copy_in(
            connection, "copy line_of from stdin", "".join(f"{first + i}\t{m}\n" for i, m in enumerate(at)).encode()
        )
    kept = _without_indexes(connection, "resumes")
    connection.execute(text(_ORGANISATIONS), {"last": 4 + _SMALL})
    connection.execute(text(_RESUMES), {"first": FIRST_ID, "small": _SMALL})
    connection.execute(text("set local maintenance_work_mem = '1GB'"))
    for index in kept:
        connection.execute(text(index))
    connection.execute(text(_APPLICATIONS), {"first": FIRST_ID, "total": total})


def _vectors(connection: Connection, lines: Lines, total: int) -> None:
    """By COPY in its binary form, then beside the columns of the résumés that are copied, as the trigger does."""
    connection.execute(text(_ASIDE))
    _copy_vectors(connection, lines, total, "made_wholes")
    connection.execute(text(_BESIDE))


def _copy_vectors(connection: Connection, lines: Lines, total: int, table: str) -> None:
    """A field is its length and its bytes, big-endian."""
    space = at_hand.space_of(default_embedder())
    organisations = _organisations_of(total)
    for first in tqdm(range(1, total + 1, AT_ONCE), desc="vectors"):
        count = min(AT_ONCE, total + 1 - first)
        numbers = np.arange(first, first + count)
        ready = numbers % 500 != 0
        vectors = directions(lines, first, count)[ready]
        keys = numbers[ready]
        rows = _binary(keys + FIRST_ID, space, organisations[keys], vectors)
        _copy_in(connection, _COPY.format(table=table, of="resume"), rows)


def _binary(keys: Any, space: int, organisations: Any, vectors: Matrix) -> bytes:
    length = vectors.shape[1]
    form = np.dtype(
        [
            ("fields", ">i2"),
            ("kn", ">i4"),
            ("k", ">i8"),
            ("sn", ">i4"),
            ("s", ">i8"),
            ("on", ">i4"),
            ("o", ">i8"),
            ("vn", ">i4"),
            ("d", ">i2"),
            ("unused", ">i2"),
            ("v", ">f2", (length,)),
        ]
    )
    rows = np.zeros(len(keys), dtype=form)
    rows["fields"], rows["kn"], rows["sn"], rows["on"], rows["vn"], rows["d"] = 4, 8, 8, 8, 4 + 2 * length, length
    rows["k"], rows["s"], rows["o"], rows["v"] = keys, space, organisations, vectors
    return b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff"


def _organisations_of(total: int) -> NDArray[np.int64]:
    """The organisation of each row, from number 0 on; the same as the statement computes."""
    numbers = np.arange(total + 1)
    k = numbers // 11
    other = np.select([k % 10 < 5, k % 10 < 7, k % 10 < 8], [2, 3, 4], 5 + (k // 10) % _SMALL)
    return np.where(numbers % 11 == 0, other, FIRST_ORGANISATION)


def _jobs(connection: Connection, lines: Lines, count: int) -> None:
    connection.execute(text(_JOBS), {"first": FIRST_ID, "jobs": count})
    if count:
        space, keys = at_hand.space_of(default_embedder()), np.arange(1, count + 1)
        vectors = directions(lines, 1, count)[::-1].copy()
        organisations = np.full(count, FIRST_ORGANISATION)
        _copy_in(
            connection,
            _COPY.format(table="job_wholes", of="job"),
            _binary(keys + FIRST_ID, space, organisations, vectors),
        )


def _without_indexes(connection: Connection, table: str) -> list[str]:
    """Drops the indexes that hold no constraint; returns what makes them again: at the end that takes a fraction of the time."""
    rows = connection.execute(
        text("""
        select indexname, indexdef from pg_indexes where tablename = cast(:table as text)
        and indexname not in (select conname from pg_constraint) order by indexname
    """),
        {"table": table},
    ).all()
    for name, _ in rows:
        connection.execute(text(f'drop index "{name}"'))
    return [definition for _, definition in rows]


def whole_records(parts: Parts, keys: list[int]) -> None:
    """Gives rows the record and the vectors of a demo résumé, as long as real ones: only what is scored needs them."""
    engine = _patient_engine(parts)
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text(_RECORDS), {"keys": keys, "first": FIRST_ID})
        connection.execute(text(_PACKED), {"keys": keys, "first": FIRST_ID})
    engine.dispose()


def demo_ads() -> Iterator[Path]:
    """The files of the demo's ads."""
    yield from sorted((DEMO / "jobs").iterdir())


def ad_directions() -> Matrix:
    """Where the demo's ads point, (10, d)."""
    embed, taxonomy = default_embedder().embed, None
    found = [
        extractors.extract_job(extractors.read(path.read_bytes(), path.name), taxonomy=taxonomy) for path in demo_ads()
    ]
    return np.array([at_hand.whole_of(job, embed).direction for job in found], dtype=np.float32)


_COPY = "copy {table} ({of}_id, space, organisation_id, direction) from stdin (format binary)"
_ASIDE = "create temporary table made_wholes (resume_id bigint, space bigint, organisation_id bigint, direction halfvec) on commit drop"
_BESIDE = """
    insert into resume_wholes (resume_id, space, organisation_id, direction, is_ready, experience_months, country, city)
    select made.*, status = 'ready', experience_months, country, city from made_wholes made join resumes on id = resume_id
"""
_ORGANISATIONS = """
    insert into organisations (id, name) overriding system value
    select n, 'Organisation ' || n from generate_series(2, cast(:last as int)) n on conflict do nothing
"""
# Cities by a hash of the number, so that they say nothing of the line of work; skills are those of the line's demo résumé.
_RESUMES = """
    insert into resumes (id, organisation_id, sha256, filename, media_type, size, as_of, status, name, email, versions,
        skill_names, experience_months, city, country, language)
    overriding system value
    select cast(:first as bigint) + n, case when n % 11 <> 0 then 1 when n / 11 % 10 < 5 then 2 when n / 11 % 10 < 7 then 3
            when n / 11 % 10 < 8 then 4 else 5 + n / 110 % cast(:small as bigint) end,
        md5('r' || n) || md5('s' || n), 'resume-' || n || '.pdf', 'application/pdf', 40000, current_date,
        case when n % 500 = 0 then 'failed' else 'ready' end, 'Person Number ' || n, 'person' || n || '@example.org',
        model.versions,
        model.skill_names || case when u % 200 = 0 then array['beekeeping', 'first aid'] when u % 20 = 0 then array['first aid']
            else array[]::text[] end,
        n * 37 % 400,
        case when u < 3000 then 'berlin' when u < 4000 then 'hamburg' when u < 4300 then 'leeds' when u < 4400 then 'bandung'
            when u < 4410 then 'madrid' when u < 4411 then 'oslo' else 'london' end,
        case when u < 4000 then 'DE' when u < 4300 then 'GB' when u < 4400 then 'ID' when u < 4410 then 'ES'
            when u < 4411 then 'NO' else 'GB' end,
        'en'
    from (select n, at, (hashint8(n)::bigint & 2147483647) % 10000 as u from line_of) rows
    join (select *, row_number() over (order by id) - 1 as at from resumes where status = 'ready' and id < cast(:first as bigint)) model
        using (at)
"""
_APPLICATIONS = """
    insert into applications (organisation_id, job_id, resume_id, status, source)
    select 1, job.id, cast(:first as bigint) + n, case when n % 1000 = 1 then 'shortlisted' else 'rejected' end, 'recruiter'
    from (select id from jobs where id < cast(:first as bigint) order by id limit 3) job
    cross join generate_series(1, cast(:total as int)) n
    where (n % 1000 = 1 or n % 20 = 2) and n % 11 <> 0
"""
_JOBS = """
    insert into jobs (id, organisation_id, sha256, filename, title, company, versions, status, given, record, title_key, places,
        required_skills)
    overriding system value
    select cast(:first as bigint) + n, 1, md5('j' || n) || md5('k' || n), '', model.title || ' ' || n, model.company, model.versions, 'open',
        model.given, model.record, lower(model.title) || ' ' || n, model.places, model.required_skills
    from generate_series(1, cast(:jobs as int)) n
    join (select *, row_number() over (order by id) - 1 as at from jobs where id < cast(:first as bigint)) model
        on model.at = n % (select count(*) from jobs where id < cast(:first as bigint))
"""
_RECORDS = """
    update resumes set record = model.record from
        (select record, row_number() over (order by id) - 1 as at, count(*) over () as number
            from resumes where id < cast(:first as bigint) and status = 'ready') model
    where resumes.id = any(cast(:keys as bigint[])) and resumes.record is null and model.at = resumes.id % model.number
"""
_PACKED = """
    insert into resume_vectors (resume_id, model, texts_sha256, keys, vectors)
    select key, packed.model, packed.texts_sha256, packed.keys, packed.vectors from unnest(cast(:keys as bigint[])) key
    join (select vectors.*, row_number() over (order by resume_id) - 1 as at, count(*) over () as number
        from resume_vectors vectors join resumes on resumes.id = resume_id
        where resume_id < cast(:first as bigint) and status = 'ready') packed on packed.at = key % packed.number
    on conflict do nothing
"""
