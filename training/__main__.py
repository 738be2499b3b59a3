"""The command line of training: what can be asked of it and with which settings; what it does lives in the modules beside.

Usage: python -m training {pairs,evaluate,compare,calibrate,finetune,promote} --help
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import matcher
import settings as configuration
from db import people, server
from db.schema import migrate
from db.session import Database
from errors import AppError, InvalidFields
from nlp import calibration, extended
from nlp.embeddings import Embedder, choose_default_embedder, default_embedder, load_embedder
from nlp.model_store import MODEL_NAME
from nlp.occupations import KeptOccupations, set_default_occupations
from nlp.taxonomy import set_default_taxonomy
from nlp.whole_files import write_whole
from settings import Settings
from training import calibrate, compare, decisions, evaluate, finetune, labelled_pairs, pairs, promote, runs, weighing
from training.development_sets import LOADERS
from training.labelled_pairs import SPLITS, Pair
from training.panel import Panel

TAXONOMIES = "taxonomies"  # the folder of imported catalogues, under DATA_DIR

Given = argparse.Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code: 0, 1 for a refused promotion, 2 for what cannot be used."""
    given = _parser().parse_args(arguments)
    try:
        settings = configuration.load()
        choose_default_embedder(settings.embedding_model, data_dir=settings.data_dir)
        set_default_taxonomy(extended.kept_in(settings.data_dir / TAXONOMIES))
        set_default_occupations(KeptOccupations(settings.data_dir / TAXONOMIES))
        done: int = given.run(given, settings)
        return done
    except AppError as exc:
        print(f"error: {exc.detail}", file=sys.stderr)
        for row in getattr(exc, "errors", ()):
            print(f"  {row['field']}: {row['detail']}", file=sys.stderr)
    except OSError as exc:
        print(f"error: {exc.strerror or exc}: {exc.filename or ''}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training", description="Learn from what people say of matches, and measure it."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_pairs, _add_evaluate, _add_compare, _add_calibrate, _add_finetune, _add_promote):
        command = add(commands)
        command.add_argument("--seed", type=_seed, default=0, help="of everything that is drawn (default 0)")
        command.add_argument("--runs", type=Path, default=runs.RUNS, help="folder of the runs (default runs/)")
        command.add_argument("--as-of", type=_day, default=datetime.now(UTC).date().isoformat(),
                             help='the day that "present" means in résumés that name none (default today)')  # fmt: skip
    return parser


def _add(commands: Any, name: str, run: Callable[[Given, Settings], int], says: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=says, description=says)
    command.set_defaults(run=run, command=name)
    return command


def _add_sets(command: argparse.ArgumentParser, split: str) -> None:
    command.add_argument(
        "pairs", nargs="?", type=Path, metavar="PAIRS", help="pairs.jsonl, or the run folder that holds it"
    )
    command.add_argument("--split", choices=SPLITS, default=split, help=f"of PAIRS (default {split})")
    command.add_argument("--judged", type=Path, metavar="FILE", help="judged.jsonl: ads with résumés graded 0 to 4")
    command.add_argument(
        "--fit", type=Path, metavar="FILE", help="human_fit.jsonl: key skills with résumés scored 1 to 7"
    )


def _add_pairs(commands: Any) -> argparse.ArgumentParser:
    command = _add(commands, "pairs", _run_pairs, "Collect labelled pairs and split them for training and testing.")
    command.add_argument("table", nargs="?", type=Path, metavar="CSV",
                         help="columns resume, job (a path relative to the table, or text), rater, score")  # fmt: skip
    command.add_argument("--scale", nargs=2, type=float, metavar=("MIN", "MAX"), help="the ends of the score's scale")
    command.add_argument("--from-database", action="store_true", help="take what people said of stored matches")
    command.add_argument("--organisation", type=int, default=people.FIRST_ORGANISATION, help="whose decisions")
    return command


def _add_evaluate(commands: Any) -> argparse.ArgumentParser:
    command = _add(commands, "evaluate", _run_evaluate, "Measure how the match score agrees with labelled pairs.")
    _add_sets(command, "test")
    command.add_argument("--profile", choices=tuple(matcher.PROFILES), default="balanced", help="default balanced")
    command.add_argument("--model", type=Path, metavar="FOLDER", help="a sentence-transformers model to compare with")
    return command


def _add_compare(commands: Any) -> argparse.ArgumentParser:
    command = _add(commands, "compare", _run_compare, "Set ways of scoring side by side, with intervals and a plot.")
    _add_sets(command, "test")
    command.add_argument(
        "--model", type=Path, action="append", default=[], metavar="FOLDER", help="a fine-tuned model; repeatable"
    )
    return command


def _add_calibrate(commands: Any) -> argparse.ArgumentParser:
    command = _add(
        commands, "calibrate", _run_calibrate, "Learn the weights of the balanced profile and what its score means."
    )
    _add_sets(command, "train")
    command.add_argument(
        "--pull",
        type=_strength,
        default=weighing.PULL,
        help="how strongly weights stay near the current ones (default %(default)s)",
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="write the weights there too")
    return command


def _add_finetune(commands: Any) -> argparse.ArgumentParser:
    command = _add(commands, "finetune", _run_finetune, "Train the embedding model on labelled pairs.")
    command.add_argument("pairs", type=Path, metavar="PAIRS", help="pairs.jsonl, or the run folder that holds it")
    command.add_argument("--split", choices=SPLITS, default="train", help="default train")
    command.add_argument(
        "--base", default=MODEL_NAME, metavar="MODEL", help="a name or folder to start from (default %(default)s)"
    )
    command.add_argument("--loss", choices=finetune.LOSSES, default="cosine", help="default cosine")
    command.add_argument("--epochs", type=_count, default=1, metavar="N", help="default 1")
    command.add_argument("--batch", type=_count, default=16, metavar="N", help="texts a step (default 16)")
    command.add_argument("--rate", type=_strength, default=finetune.RATE, help="learning rate (default %(default)s)")
    command.add_argument("--out", type=Path, metavar="FOLDER", help="for the model (default: in the run folder)")
    command.add_argument("--resume", action="store_true", help="go on from the last checkpoint of the same training")
    return command


def _add_promote(commands: Any) -> argparse.ArgumentParser:
    command = _add(
        commands, "promote", _run_promote, "Put learnt weights or a model into use, unless it is worse on a fixed set."
    )
    command.add_argument("folder", type=Path, metavar="RUN_FOLDER", help="of a calibrate or finetune run")
    command.add_argument("--pairs", type=Path, metavar="PAIRS", help="measure on this file's test split")
    command.add_argument("--judged", type=Path, metavar="FILE", help="measure on judged.jsonl")
    command.add_argument("--fit", type=Path, metavar="FILE", help="measure on human_fit.jsonl")
    command.add_argument(
        "--into",
        type=Path,
        default=calibration.WEIGHTS,
        metavar="FILE",
        help="weights file to replace (default the product's own)",
    )
    return command


def _run_pairs(given: Given, settings: Settings) -> int:
    if not given.table and not given.from_database:
        raise InvalidFields("Name a CSV of scores, or use --from-database.")
    if given.table and not given.scale:
        raise InvalidFields("Say with --scale MIN MAX between which ends the raters score, for instance --scale 1 5.")
    decided = _decided(settings, given.organisation) if given.from_database else []
    with _recorded(given) as run:
        pairs.collect(
            run,
            table=given.table,
            scale=tuple(given.scale or (0, 1)),
            decided=decided,
            seed=given.seed,
            as_of=given.as_of,
        )
    print(f"{run.metrics['pairs']} pairs of {run.metrics['jobs']} jobs. {run.config['split']}\n{run.place}")
    return 0


def _run_evaluate(given: Given, settings: Settings) -> int:
    embedder = _embedder(given.model)
    panel = _panel(given, embedder)
    with _recorded(given, embedder.name) as run:
        run.metrics, rows = evaluate.evaluate(panel, given.profile, given.seed)
        run.write("scores.json", rows)
    print(f"{evaluate.summary(run.metrics)}\n{run.place}")
    return 0


def _run_compare(given: Given, settings: Settings) -> int:
    models = [(folder, _embedder(folder)) for folder in given.model]
    with _recorded(given) as run:
        table = compare.compare(
            run, _panel(given, default_embedder()), [(path.name, one) for path, one in models], given.seed
        )
    print(f"{table}\n{run.place}")
    return 0


def _run_calibrate(given: Given, settings: Settings) -> int:
    panel = _panel(given, default_embedder())
    with _recorded(given) as run:
        calibrate.calibrate(run, panel, seed=given.seed, pull=given.pull, sources=_names_of_sets(given))
    if given.out:
        write_whole(given.out, (run.place / calibrate.WEIGHTS_FILE).read_bytes())
    print(f"{calibrate.summary(run.metrics)}\n{run.place}")
    return 0


def _run_finetune(given: Given, settings: Settings) -> int:
    options = finetune.Options(given.base, given.loss, given.epochs, given.batch, given.seed, given.rate)
    embedder = load_embedder(given.base, data_dir=settings.data_dir)
    with _recorded(given, model=given.base) as run:
        model = finetune.finetune(run, labelled_pairs.read(given.pairs, given.split), options, embedder=embedder, out=given.out,
                                  checkpoints=given.runs / "checkpoints", resume=given.resume, as_of=given.as_of)  # fmt: skip
    print(f"EMBEDDING_MODEL={model}\n{run.place}")
    return 0


def _run_promote(given: Given, settings: Settings) -> int:
    sets = {name: LOADERS[name](path) for name in LOADERS if (path := getattr(given, name))}
    if given.pairs:
        sets["pairs"] = labelled_pairs.read(given.pairs, "test")
    with _recorded(given) as run:
        found = promote.promote(run, given.folder, sets, into=given.into, seed=given.seed, as_of=given.as_of)
    print(f"{found.says}\n{run.place}", file=sys.stdout if found.is_promoted else sys.stderr)
    return 0 if found.is_promoted else 1


def _recorded(given: Given, model: str | None = None) -> Any:
    arguments = {name: value for name, value in vars(given).items() if name not in ("run", "command")}
    return runs.recorded(given.command, arguments, model=model or default_embedder().name, home=given.runs)


def _panel(given: Given, embedder: Embedder) -> Panel:
    """The pairs of every set that was named."""
    found: list[Pair] = labelled_pairs.read(given.pairs, given.split) if given.pairs else []
    for name, load in LOADERS.items():
        found += load(getattr(given, name)) if getattr(given, name) else []
    if not found:
        raise InvalidFields("Name a file of pairs, or --judged or --fit with a development set.")
    return Panel(found, embedder, given.as_of)


def _names_of_sets(given: Given) -> list[str]:
    return [Path(path).name for path in (given.pairs, given.judged, given.fit) if path]


def _embedder(folder: Path | None) -> Embedder:
    if folder is None:
        return default_embedder()
    if not (folder / "modules.json").is_file():
        raise InvalidFields(f"{folder} is no folder of a sentence-transformers model: it has no modules.json.")
    return load_embedder(str(folder))


def _decided(settings: Settings, organisation: int) -> list[Pair]:
    url = settings.database_url or server.start(settings.data_dir / "postgres")
    migrate(url)
    with closing(Database(url, connections=1)) as database, database.session() as session:
        return decisions.pairs_of(session, organisation, settings.upload_dir)


def _day(said: str) -> str:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{said!r} is no date such as 2026-01-31") from None


def _seed(said: str) -> int:
    if not said.isdecimal() or int(said) >= 2**32:
        raise argparse.ArgumentTypeError(f"{said!r} is no whole number from 0 to 4294967295")
    return int(said)


def _count(said: str) -> int:
    if not said.isdecimal() or int(said) < 1:
        raise argparse.ArgumentTypeError(f"{said!r} is no whole number from 1 on")
    return int(said)


def _strength(said: str) -> float:
    try:
        value = float(said)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{said!r} is no number from 0 on")
    return value


if __name__ == "__main__":
    sys.exit(main())
