"""The commands: matching files without a server, looking at skills, migrating, loading the demo, erasing."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import click
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

import extractors
import matcher
import settings as configuration
from cache import open_store
from connectors.boards.asking import Asking
from connectors.boards.budgets import open_budgets
from connectors.boards.kept import Kept
from connectors.boards.registry import Boards, open_boards
from connectors.language_model import MOST_BYTES, LanguageModel
from connectors.mail import MailServer
from connectors.outbound import Outbound, Refused
from db import jobs, originals, people, resumes, server
from db.schema import migrate as migrate_database
from db.session import Database, Session
from db.stored import to_plain
from derived_secrets import kept_key
from errors import AppError, BadSettings, NoText
from jd_cache import JdCache
from nlp import extended, gazetteer, imported, imported_occupations, model_store
from nlp.embeddings import default_embedder, load_embedder, set_default_embedder
from nlp.imported import Catalogue
from nlp.occupations import KeptOccupations, set_default_occupations
from nlp.skill_links import SkillVectors, set_default_vectors
from nlp.taxonomy import Taxonomy, default_taxonomy, key_of, own_taxonomy, set_default_taxonomy
from own_skills import taxonomy_of
from pipeline import Owner, Parts, Upload, erase_resume, ingest_resume, keep_scan
from posting import ingest_job
from records import Job, Match, Resume, SkillHit
from scoring import match_stored
from settings import HOME, Settings
from tasks import reading
from tasks.notifying import HAS_MAIL

T = TypeVar("T")

DEMO = HOME / "demo"
TAXONOMIES = "taxonomies"  # the folder of imported catalogues, under DATA_DIR
_COLUMNS = ("job", "rank", "resume", "name", "match_score", "grade", "matched_skills", "missing_skills", "comments")
_AT_ONCE, _ALIKE = 100, 80
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_notes = Console(stderr=True, highlight=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A résumé's place in the ranking for one job ad."""

    jd: str
    rank: int
    file: str
    resume: Resume
    match: Match


@dataclasses.dataclass(frozen=True, slots=True)
class SkillCandidate:
    """A phrase that names a skill and that the taxonomy lacks, with the skill spelt most alike, if any is at all."""

    phrase: str
    documents: int
    nearest: str | None


@click.command()
@click.argument("cvs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CV...")
@click.option(
    "--jd", "ads", multiple=True, required=True, type=click.Path(path_type=Path), help="A job ad; repeatable."
)
@click.option("--profile", default="balanced", show_default=True, help=f"One of {', '.join(matcher.PROFILES)}.")
@click.option("--json", "style", flag_value="json", help="Write JSON.")
@click.option("--csv", "style", flag_value="csv", help="Write CSV.")
def match(cvs: Sequence[Path], ads: Sequence[Path], profile: str, style: str | None) -> None:
    """Rank résumé files for job ads and say why; nothing is stored and no database is needed."""
    settings = configuration.load()
    choose_taxonomy(settings)
    choose_model(settings)
    found = _read_all(_expanded(cvs), _read_resume)
    wanted = _read_all(_expanded(ads), _read_job)
    if not found or not wanted:
        raise click.ClickException("There is nothing to match: no résumé or no job ad could be read.")
    places = [place for path, job in wanted for place in _rank(found, path, job, profile)]
    {"json": _write_json, "csv": _write_csv, None: _write_table}[style](places)
    if len(found) < len(_expanded(cvs)) or len(wanted) < len(_expanded(ads)):
        sys.exit(1)


class _TextByDefault(click.Group):
    """A group whose first argument may be the text of its command ``show``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the name of the command in front of a text."""
        is_named = not args or args[0] in self.commands or args[0] == "--help"
        return super().parse_args(ctx, args if is_named else ["show", *args])


@click.group(cls=_TextByDefault, subcommand_metavar="TEXT | COMMAND ...")
def skills() -> None:
    """Show the skills in TEXT, or import a public catalogue of skills."""


@skills.command()
@click.argument("text")
def show(text: str) -> None:
    """Show the skills in TEXT."""
    choose_taxonomy(configuration.load())
    table = Table("skill", "category", "confidence", "how", "words")
    for hit in extractors.extract_skills(text):
        words = ", ".join(dict.fromkeys(one.text for one in hit.evidence))
        table.add_row(hit.name, hit.category, f"{hit.confidence:.2f}", hit.match, words)
    Console().print(table)


@skills.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def import_esco(folder: Path) -> None:
    """Import ESCO from DIR, its unpacked download in CSV (skills, relations and occupations; English)."""
    _import(lambda: imported.read_esco(folder))
    _import_occupations(folder)


@skills.command()
@click.argument("file", type=click.Path(path_type=Path))
def import_onet(file: Path) -> None:
    """Import O*NET's technology skills from FILE ("Technology Skills.txt")."""
    _import(lambda: imported.read_onet(file))


@skills.command()
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1), help="Phrases to show.")
@click.option("--least", default=3, show_default=True, type=click.IntRange(min=1), help="Documents with a phrase.")
@click.option("--organisation", default=people.FIRST_ORGANISATION, show_default=True)
@click.option("--json", "is_json", is_flag=True, help="Write JSON.")
def candidates(limit: int, least: int, organisation: int, is_json: bool) -> None:
    """Show the skill phrases in stored résumés and jobs that the taxonomy lacks, the most frequent first."""
    settings = configuration.load()
    choose_taxonomy(settings)
    with closing(Database(ready_database(settings), connections=1)) as database, database.session() as session:
        taxonomy = taxonomy_of(session, organisation)
        found = _most_frequent(_lacking(session, organisation, taxonomy), taxonomy, limit, least)
    if is_json:
        click.echo(json.dumps([dataclasses.asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    table = Table("phrase", "documents", "nearest skill")
    for one in found:
        table.add_row(escape(one.phrase), str(one.documents), escape(one.nearest or ""))
    Console().print(table)


@click.command()
def migrate() -> None:
    """Bring the database to the newest version of its tables."""
    ready_database(configuration.load())
    _notes.print("The database is up to date.")


@click.command()
def demo() -> None:
    """Load the fictional résumés and job ads into the database."""
    settings = configuration.load()
    prepare_model(settings, _notes.print)
    with opened(settings, ready_database(settings)) as parts:
        load_demo(parts)


@click.command()
@click.argument("resume_ids", nargs=-1, required=True, metavar="R101...")
@click.option("--organisation", default=people.FIRST_ORGANISATION, show_default=True)
def erase(resume_ids: Sequence[str], organisation: int) -> None:
    """Erase résumés: rows, files, vectors, matches and caches."""
    settings = configuration.load()
    with opened(settings, ready_database(settings)) as parts, parts.database.session() as session:
        for said in resume_ids:
            key = said.upper().removeprefix("R")
            if not key.isdecimal():
                raise click.BadParameter(f"{said!r} is no résumé id such as R101")
            erase_resume(parts, session, resumes.get(session, int(key[:15]), organisation))
            session.commit()
            _notes.print(f"R{key} is erased.")


COMMANDS = (match, skills, migrate, demo, erase)


def ready_database(settings: Settings) -> str:
    """Starts the embedded Postgres unless another is configured, migrates it, and returns its address."""
    url = settings.database_url or server.start(settings.data_dir / "postgres")
    migrate_database(url)
    return url


def assemble(settings: Settings, url: str) -> Parts:
    """Makes the parts that the flows work with."""
    choose_model(settings)
    choose_taxonomy(settings)
    set_default_vectors(cache(lambda: SkillVectors(settings.data_dir / "vectors", default_embedder())))
    store = open_store(settings.redis_url, settings.jd_cache_path)
    return Parts(
        database=Database(url, settings.web_threads + 2, {HAS_MAIL: settings.smtp_host is not None}),
        upload_dir=settings.upload_dir,
        jd_cache=JdCache(store, extractors.EXTRACTOR_VERSION, default_taxonomy().version, settings.jd_cache_ttl_days),
        max_file_bytes=settings.max_file_mb << 20,
        job_retention_days=settings.job_retention_days,
        resume_retention_days=settings.resume_retention_days,
        audit_retention_days=settings.audit_retention_days,
        score_all_up_to=settings.score_all_up_to,
        secret_key=signing_key(settings),
        mail=_mail_server(settings),
        web=Outbound(frozenset(settings.outbound_allowed_hosts)),
        public_url=settings.public_url,
        model=_language_model(settings),
        model_tokens_per_day=settings.llm_tokens_per_day,
        model_items_per_request=settings.llm_items_per_request,
        boards=_boards(settings),
        asking=_asking(settings),
    )


def _boards(settings: Settings) -> Boards:
    boards = Boards.listed(settings.job_boards, linkedin=settings.job_boards_linkedin)
    try:
        open_boards(boards, Outbound(frozenset(settings.outbound_allowed_hosts)))
    except BadSettings as exc:
        raise BadSettings(f"JOB_BOARDS: {exc.detail}") from exc
    return boards


def _asking(settings: Settings) -> Asking:
    """One for the process: what it counts and keeps is shared by all that it asks."""
    return Asking(
        Outbound(frozenset(settings.outbound_allowed_hosts)),
        open_budgets(settings.redis_url, settings.data_dir / "board_budgets.json"),
        kept=Kept(open_store(settings.redis_url, settings.data_dir / "board_answers.json")),
    )


def signing_key(settings: Settings) -> str:
    """What tokens are signed with and secrets made from: the one of the settings, else one of this installation's own."""
    return settings.secret_key or kept_key(settings.data_dir / "secret_key")


def _mail_server(settings: Settings) -> MailServer | None:
    if settings.smtp_host is None:
        return None
    usual = {"starttls": 587, "tls": 465, "none": 25}[settings.smtp_security]
    return MailServer(
        settings.smtp_host,
        settings.smtp_port or usual,
        settings.mail_from or "",
        settings.smtp_user,
        settings.smtp_password,
        settings.smtp_security,
    )


def _language_model(settings: Settings) -> LanguageModel | None:
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    web = Outbound(frozenset(settings.outbound_allowed_hosts), settings.llm_timeout_s, most_bytes=MOST_BYTES)
    model = LanguageModel(web, settings.llm_base_url, settings.llm_model, settings.llm_api_key, settings.llm_at_once)
    try:
        model.check()
    except Refused as exc:
        raise BadSettings(f"LLM_BASE_URL cannot be asked: {exc.detail}") from exc
    return model


@contextmanager
def opened(settings: Settings, url: str) -> Iterator[Parts]:
    """The parts that the flows work with, for a with block."""
    parts = assemble(settings, url)
    try:
        yield parts
    finally:
        parts.database.close()


def prepare_model(settings: Settings, say: Callable[[str], None]) -> None:
    """Makes sure that the table of places is ready, and the default embedding model, if it is the one that is used."""
    if settings.embedding_model == model_store.MODEL_NAME:
        model_store.prepare(settings.data_dir, progress=say)
    with suppress(OSError):  # a folder that cannot be written: every process then makes the table for itself
        gazetteer.prepare()


def choose_model(settings: Settings) -> None:
    """Makes this process embed with the model of the settings, from their data folder where it is kept there."""
    is_kept_elsewhere = settings.data_dir != model_store.DEFAULT_DATA_DIR and (settings.data_dir / "models").is_dir()
    if is_kept_elsewhere or settings.embedding_model != model_store.MODEL_NAME:
        set_default_embedder(load_embedder(settings.embedding_model, data_dir=settings.data_dir))


def choose_taxonomy(settings: Settings) -> None:
    """Makes this process read by our own skills and the catalogues that were imported, also while it runs."""
    set_default_taxonomy(extended.kept_in(settings.data_dir / TAXONOMIES))
    set_default_occupations(KeptOccupations(settings.data_dir / TAXONOMIES))


def is_empty(url: str) -> bool:
    """Says whether the database holds neither a résumé nor a job."""
    with closing(Database(url, connections=1)) as database, database.session() as session:
        return not resumes.any_stored(session) and not jobs.any_stored(session)


def sweep(settings: Settings, url: str) -> None:
    """Removes uploaded files that a killed process left without a row."""
    with closing(Database(url, connections=1)) as database, database.session() as session:
        originals.sweep(session, settings.upload_dir)


def load_demo(parts: Parts) -> None:
    """Takes the files of demo/ through the same flows as uploads and matches them all."""
    owner = Owner(people.FIRST_ORGANISATION)
    with parts.database.session() as session:
        _ingest(session, DEMO / "jobs", "job ads", lambda upload: ingest_job(parts, session, owner, upload))
        _ingest(session, DEMO / "resumes", "résumés", lambda upload: _ingest_resume(parts, session, owner, upload))
        wanted = session.scalars(jobs.open_ones(owner.organisation_id)).all()
        found = session.scalars(resumes.all_ready(owner.organisation_id)).all()
        with _progress("Matching the demo's résumés", len(wanted)) as step:
            for job in wanted:
                match_stored(parts, session, found, [job])
                session.commit()
                step()


def _import(read: Callable[[], Catalogue]) -> None:
    began, folder = time.monotonic(), configuration.load().data_dir / TAXONOMIES
    catalogue = read()
    before = [path for path in extended.files_in(folder) if path != extended.file_of(folder, catalogue.source)]
    others = [imported.kept(path.read_bytes()) for path in before] if catalogue.source != imported.SOURCES[0] else []
    gain = extended.merged(own_taxonomy(), [*others, catalogue], "")[1][-1]
    imported.keep(catalogue, extended.file_of(folder, catalogue.source))
    click.echo(
        f"{catalogue.source}: {gain.read:,} skills read, {gain.mapped:,} of them known, {gain.added:,} added, "
        f"{gain.names:,} names added, in {time.monotonic() - began:.1f} s."
    )


def _import_occupations(folder: Path) -> None:
    began = time.monotonic()
    if not (read := imported_occupations.read_occupations(folder)):
        click.echo("esco: no file of occupations in this folder (occupations_en.csv).")
        return
    path = configuration.load().data_dir / TAXONOMIES / imported_occupations.FILE
    imported_occupations.keep(imported_occupations.index_of(read), path)
    click.echo(f"esco: {len(read):,} occupations, in {time.monotonic() - began:.1f} s.")


def _lacking(session: Session, organisation_id: int, taxonomy: Taxonomy) -> Iterator[set[str]]:
    """For each stored résumé and each ad its skill phrases that the taxonomy lacks."""
    keys = [row.id for row in session.scalars(resumes.all_ready(organisation_id))]
    ads = {row.sha256: row.job.text for row in session.scalars(jobs.visible(organisation_id)).yield_per(_AT_ONCE)}
    with _progress("Looking for skills that the taxonomy lacks", len(keys) + len(ads)) as step:
        for at in range(0, len(keys), _AT_ONCE):
            for resume in resumes.records_of(session, keys[at : at + _AT_ONCE]).values():
                yield _unknown(resume.skills, taxonomy, resume.name or "")
                step()
        for text in ads.values():
            yield _unknown(extractors.extract_skills(text, taxonomy=taxonomy), taxonomy)
            step()


def _unknown(hits: Sequence[SkillHit], taxonomy: Taxonomy, person: str = "") -> set[str]:
    """Phrases of hits without an id, but for those that were imported since, addresses, and words of the person's name."""
    own = set(person.casefold().split())
    phrases = {" ".join(hit.name.split()) for hit in hits if hit.id is None and "@" not in hit.name}
    return {said for said in phrases if key_of(said) not in taxonomy.index and own.isdisjoint(said.casefold().split())}


def _most_frequent(documents: Iterable[set[str]], taxonomy: Taxonomy, limit: int, least: int) -> list[SkillCandidate]:
    """Phrases that at least so many documents share, whatever their case, with the skill that is spelt most alike."""
    counts, written = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for phrases in documents:
        counts.update({said.casefold() for said in phrases})
        for said in phrases:
            written[said.casefold()][said] += 1
    names = {name.casefold(): skill.name for skill in taxonomy.skills for name in skill.names}
    shared = sorted((-count, said) for said, count in counts.items() if count >= least)[:limit]
    found: list[SkillCandidate] = []
    for count, said in shared:
        near = process.extractOne(said, names.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        usual = min(written[said], key=lambda form: (-written[said][form], form))
        found.append(SkillCandidate(usual, -count, names[near[0]] if near else None))
    return found


def _ingest(session: Session, folder: Path, what: str, take: Callable[[Upload], object]) -> None:
    files = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    with _progress(f"Reading the demo's {what}", len(files)) as step:
        for path in files:
            try:
                take(Upload(path.read_bytes(), path.name))
                session.commit()
            except AppError as exc:
                session.rollback()
                _notes.print(f"  {path.name}: {exc.detail}")
            step()


def _ingest_resume(parts: Parts, session: Session, owner: Owner, upload: Upload) -> None:
    try:
        ingest_resume(parts, session, owner, upload, whole=True)
    except NoText as exc:
        if not getattr(exc, "scanned", False):
            raise
        reading.defer(session, keep_scan(parts, session, owner, upload).id)


@contextmanager
def _progress(label: str, total: int) -> Iterator[Callable[[], None]]:
    columns = TextColumn("[bold]·[/bold] {task.description}"), BarColumn(24), MofNCompleteColumn()
    with Progress(*columns, console=_notes) as progress:
        task = progress.add_task(label, total=total)
        yield lambda: progress.advance(task)


def _expanded(paths: Sequence[Path]) -> list[Path]:
    """A folder stands for the files in it."""
    return [
        file
        for path in paths
        for file in (sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path])
    ]


def _read_all(paths: Sequence[Path], read: Callable[[Path], T]) -> list[tuple[Path, T]]:
    found: list[tuple[Path, T]] = []
    with _progress("Reading", len(paths)) as step:
        for path in paths:
            try:
                found.append((path, read(path)))
            except AppError as exc:
                _notes.print(f"[yellow]{path.name}[/yellow]: {exc.detail}")
            except OSError as exc:
                _notes.print(f"[yellow]{path.name}[/yellow]: {exc.strerror}.")
            step()
    return found


def _read_resume(path: Path) -> Resume:
    document = extractors.read(path.read_bytes(), path.name, ocr=True)
    return extractors.extract_resume(document, as_of=date.today())


def _read_job(path: Path) -> Job:
    return extractors.extract_job(extractors.read(path.read_bytes(), path.name, ocr=True))


def _rank(found: Sequence[tuple[Path, Resume]], path: Path, job: Job, profile: str) -> list[Place]:
    ranked = matcher.rank([resume for _, resume in found], job, profile=profile)
    return [
        Place(path.name, rank, found[one.index][0].name, found[one.index][1], one.match)
        for rank, one in enumerate(ranked, 1)
    ]


def _row(place: Place) -> dict[str, object]:
    return {
        "job": place.jd,
        "rank": place.rank,
        "resume": place.file,
        "name": place.resume.name,
        "match_score": round(100 * place.match.match_score, 1),
        "grade": place.match.grade,
        "matched_skills": list(place.match.matched_skills),
        "missing_skills": list(place.match.missing_skills),
        "comments": place.match.comments,
    }


def _write_json(places: Sequence[Place]) -> None:
    click.echo(json.dumps([_row(p) | {"match": to_plain(p.match)} for p in places], ensure_ascii=False, indent=2))


def _write_csv(places: Sequence[Place]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(_row(place)[column]) for column in _COLUMNS] for place in places)


def _cell(value: object) -> object:
    text = "; ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def _write_table(places: Sequence[Place]) -> None:
    for jd in dict.fromkeys(place.jd for place in places):
        table = Table("#", "résumé", "score", "grade", "has", "lacks", "in a sentence", title=jd, show_lines=True)
        for place in (one for one in places if one.jd == jd):
            table.add_row(*_cells(place))
        Console().print(table)


def _cells(place: Place) -> tuple[str, ...]:
    found = place.match
    parts = " + ".join(
        f"{name} {100 * part.contribution:.1f}" for name, part in found.components.items() if part.contribution > 0
    )
    who = place.resume.name or place.file
    return (
        str(place.rank),
        who if who == place.file else f"{who}\n{place.file}",
        f"{100 * found.match_score:.1f}",
        found.grade,
        ", ".join(found.matched_skills[:6]),
        ", ".join(found.missing_skills[:6]),
        f"{found.comments}\n= {parts}",
    )
