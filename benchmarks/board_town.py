"""Seven local job boards in a process of their own, with ads put together from the demo's; they measure nothing."""

from __future__ import annotations

import importlib
import multiprocessing
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import extractors

DEMO = Path(__file__).resolve().parents[1] / "demo"
CITIES = (("Berlin", "Germany"), ("Bandung", "Indonesia"), ("Leeds", "United Kingdom"), ("Utrecht", "Netherlands"))
LINES = 22
"""Of an ad: about 1,700 characters."""


# The boards that tests have, which speak as the real ones do.
_BOARDS: Any = importlib.import_module("tests.connectors.board_server")


@contextmanager
def town(each: int) -> Iterator[Mapping[str, str]]:
    """The boards' addresses by name; each has so many ads of companies of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(theirs, each), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join(5)


def _serve(told: Connection, each: int) -> None:
    servers = {}
    titles, lines = _of_the_demo()
    for at, name in enumerate(_BOARDS.SEVEN):
        chance = random.Random(at)
        jobs = [_job(number, f"{name.title()} {number} GmbH", titles, lines, chance) for number in range(1, each + 1)]
        servers[name] = _BOARDS.BoardServer(name, jobs)
        _BOARDS._started(servers[name])
    told.send({name: server.base for name, server in servers.items()})
    told.recv()


def _of_the_demo() -> tuple[list[str], list[list[str]]]:
    """Titles, and the lines of each ad."""
    titles, lines = [], []
    for path in sorted((DEMO / "jobs").iterdir()):
        said = [line for line in extractors.read(path.read_bytes(), path.name).text.splitlines() if line.strip()]
        titles.append(said[0])
        lines.append(said[1:])
    return titles, lines


def _job(number: int, company: str, titles: list[str], lines: list[list[str]], chance: random.Random) -> Any:
    """Most lines are of one ad, the others of any: no two ads are the same."""
    kind = chance.randrange(len(titles))
    others = [line for one in lines for line in one]
    said = chance.sample(lines[kind], min(LINES - 6, len(lines[kind]))) + chance.sample(others, 6)
    html = "<p>About us</p><h2>Requirements</h2><ul>" + "".join(f"<li>{escape(line)}</li>" for line in said) + "</ul>"
    city, country = CITIES[number % len(CITIES)]
    return _BOARDS.Job(number, titles[kind], company, city, country, number % 60, html)
