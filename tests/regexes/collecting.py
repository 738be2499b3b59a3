"""Collects every regular expression that the product compiles, with the line that does; run as ``python -m tests.regexes.collecting``.

They are taken where they are made and not from modules: many are built from word lists when they are first needed. So all
modules are imported, what builds an expression without being told anything is called, and fictional résumés and ads are read.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Matches "_DAY = re.compile(" and keeps the name; not "return re.compile(".
_NAME = re.compile(r"(\w+) = re\.compile\(")
_BUILDER = re.compile(r"def (\w+)\(")
_PACKAGES = ("api", "connectors", "db", "documents", "nlp", "notices", "tasks")

_RESUMES = ("marcus-feld-accounts-payable.txt", "rizky-putra-backend-developer.txt", "siobhan-carrick-chef.docx")
_JOBS = ("staff-accountant.txt", "backend-developer-id.txt", "sous-chef.txt")


@dataclass(frozen=True, slots=True)
class Regex:
    """An expression as it was compiled; ``where`` is ``nlp/dates.py:112``."""

    pattern: str
    flags: int
    where: str
    is_bytes: bool = False

    def compiled(self) -> re.Pattern[Any]:
        """The expression itself."""
        return re.compile(self.pattern.encode("latin-1") if self.is_bytes else self.pattern, self.flags)

    def is_whole(self) -> bool:
        """True where its module never looks for it inside a text, but matches from the beginning of one."""
        file, _, line = self.where.partition(":")
        source = (ROOT / file).read_text(encoding="utf-8")
        above = source.splitlines()[: int(line)]
        if "re.fullmatch(" in above[-1] or "re.match(" in above[-1]:
            return True
        if named := _NAME.match(above[-1]):
            calls = rf"\b{named[1]}\.(\w+)\("
        elif built := next((made for one in reversed(above) if (made := _BUILDER.match(one))), None):
            calls = rf"\b{built[1]}\([^()]*\)\.(\w+)\("
        else:
            return False
        used = set(re.findall(calls, source))
        return bool(used) and used <= {"match", "fullmatch"}


def collect() -> list[Regex]:
    """Everything that is compiled while the product is imported and reads; in a process that has not yet done so."""
    found: dict[tuple[str, int, bool], Regex] = {}
    engine: Any = importlib.import_module("re._compiler")
    compile_one = engine.compile

    def noted(pattern: str | bytes, flags: int = 0) -> re.Pattern[Any]:
        made: re.Pattern[Any] = compile_one(pattern, flags)
        where = _ours()
        if where and isinstance(pattern, (str, bytes)):
            text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
            key = (text, int(flags), isinstance(pattern, bytes))
            found.setdefault(key, Regex(text, int(flags), where, key[2]))
        return made

    engine.compile = noted
    for module in _modules():
        _call_builders(module)
    _read_everything()
    engine.compile = compile_one
    return sorted(found.values(), key=lambda one: (one.where, one.pattern))


def _ours() -> str:
    """The line of the product that asked for it; empty where a library did, or nobody of ours."""
    frame = sys._getframe(2)
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if file.parent.name != "re" and file.name != "re.py":
            inside = file.is_relative_to(ROOT) and ".venv" not in file.parts and "tests" not in file.parts
            return f"{file.relative_to(ROOT)}:{frame.f_lineno}" if inside else ""
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def _modules() -> list[ModuleType]:
    names = [path.stem for path in ROOT.glob("*.py")]
    for package in _PACKAGES:
        names += [one.name for one in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")]
    return [importlib.import_module(name) for name in names]


def _call_builders(module: ModuleType) -> None:
    for made in list(vars(module).values()):
        if not callable(made) or getattr(made, "__module__", "") != module.__name__:
            continue
        returned = str(getattr(made, "__annotations__", {}).get("return", ""))
        if "Pattern" in returned and _needs_nothing(made):
            made()


def _needs_nothing(made: Callable[..., object]) -> bool:
    return all(one.default is not one.empty for one in inspect.signature(made).parameters.values())


def _read_everything() -> None:
    extractors, matcher = importlib.import_module("extractors"), importlib.import_module("matcher")
    briefs, withheld = importlib.import_module("nlp.briefs"), importlib.import_module("nlp.withheld")
    blinding, reading = importlib.import_module("nlp.blinding"), importlib.import_module("documents.reading")
    demo = ROOT / "demo"
    resumes = [
        extractors.extract_resume(extractors.read((demo / "resumes" / name).read_bytes()), as_of=date(2026, 1, 1))
        for name in _RESUMES
    ]
    jobs = [extractors.extract_job(extractors.read((demo / "jobs" / name).read_bytes())) for name in _JOBS]
    reading.close()
    extractors.extract_skills(resumes[0].text)
    for resume, job in zip(resumes, jobs, strict=True):
        briefs.brief_of_resume(resume, withheld.Withheld(resume))
        blinding.Blindfold(resume).resume()
        matcher.match(resume, job)


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in collect()]))
