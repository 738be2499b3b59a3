"""The promises of docs/architecture.md: who may import whom, closed doors and room names."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Imports point downwards only; neighbours on one line do not know each other.
_PLAN = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FLOORS = tuple(set(line.split()) for line in _PLAN.split("```\napp_main\n")[1].split("```")[0].splitlines())
FLOORS = ({"app_main"}, *FLOORS)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MAY_READ_SETTINGS = {
    "app_main",
    "serving",
    "accounts",
    "purging",
    "queueing",
    "backing_up",
    "commands",
    "api",
    "training",
    "benchmarks",
}
ASIDE = {"settings", "migrations", "demo", "tests", "deploy", "docs"}

HTTP_CLIENTS = {"requests", "httpx", "urllib.request", "urllib3", "http.client", "aiohttp"}
CLOSED_DOORS = {
    "nlp": {"flask", "sqlalchemy", "redis"} | HTTP_CLIENTS,
    "documents": {"flask", "sqlalchemy", "redis"} | HTTP_CLIENTS,
    "db": {"flask", "redis"},
    "connectors": {"flask", "sqlalchemy"},
    "matcher": {"extractors"},
}
UNNAMED_ROOMS = {"utils", "util", "helpers", "helper", "common", "misc"}
UNNAMED_ROOMS |= {"base", "manager", "service", "services", "handler", "handlers", "processor", "processors"}
LONG_FILE = 400

FILES = sorted(
    path
    for pattern in ("*.py", *(f"{room}/**/*.py" for room in sorted(FLOOR.keys() | ASIDE)))
    for path in ROOT.glob(pattern)
)


def room_of(path: Path) -> str:
    """The top-level module or package that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, also inside functions, as dotted names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)} imports relatively; say the whole name"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_has_its_floor() -> None:
    assert {room_of(path) for path in FILES if len(path.relative_to(ROOT).parts) == 1} <= FLOOR.keys() | ASIDE
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= FLOOR.keys() | ASIDE


@pytest.mark.parametrize("room", sorted(FLOOR))
def test_imports_point_downwards(room: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES
        if room_of(path) == room
        for name in imports(path)
        if (other := name.split(".")[0]) != room and FLOOR.get(other, 99) <= FLOOR[room]
    }
    assert not wrong


@pytest.mark.parametrize("room", sorted(CLOSED_DOORS))
def test_closed_doors_stay_closed(room: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES
        if room_of(path) == room
        for name in imports(path)
        if any(name == door or name.startswith(f"{door}.") for door in CLOSED_DOORS[room])
    }
    assert not wrong


def test_only_entry_points_read_settings() -> None:
    readers = {room_of(path) for path in FILES if "settings" in set(imports(path))}
    assert readers - ASIDE <= MAY_READ_SETTINGS


def test_no_room_has_a_name_that_says_nothing() -> None:
    names = {part for path in FILES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not names & UNNAMED_ROOMS


def test_long_files_are_reported() -> None:
    for path in FILES:
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONG_FILE:
            warnings.warn(f"{path.relative_to(ROOT)} has {lines} lines", stacklevel=1)
