"""Which licence each package has that requirements.txt brings, by its own metadata; writes the table docs/licences.md.

python -m deploy.licences
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "licences.md"

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD", "BSL-1.0", "CC0-1.0", "CNRI-Python", "ISC", "LLVM-exception", "MIT",
        "MIT-0", "MIT-CMU", "PSF-2.0", "Unlicense", "Zlib",
    }
)  # fmt: skip
"""Licences that ask for no more than to keep their notice. Whatever is not here needs its package named in NOTICE."""

# What packages write where an SPDX identifier belongs.
_ALSO = {
    "apache 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache": "Apache-2.0",
    "mit license": "MIT",
    "bsd license": "BSD",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "the unlicense (unlicense)": "Unlicense",
    "python software foundation license": "PSF-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "gnu library or lesser general public license (lgpl)": "LGPL",
    "lgpl with exceptions": "LGPL",
    "dual licensed - gnu affero gpl 3.0 or artifex commercial license": "AGPL-3.0",
}
# Matches "psycopg[binary]>=3; extra == 'x'" by its name; does not match "; python_version". One pass.
_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([\w, -]*)\])?")


@dataclass(frozen=True, slots=True)
class Licence:
    """The licences of a package as SPDX identifiers, and who asks for it: requirements.txt or another package."""

    package: str
    names: tuple[str, ...]
    asked_by: str

    @property
    def judged(self) -> tuple[str, ...]:
        """Those that are not allowed to everybody."""
        return tuple(name for name in self.names if name not in ALLOWED)


def found() -> list[Licence]:
    """Every package that is installed because of requirements.txt, in alphabetical order."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    waiting = [
        (name, extras, "requirements.txt") for line in lines if line[:1].strip("#") for name, extras in [_asked(line)]
    ]
    seen: dict[str, Licence] = {}
    looked_at: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras, asked_by = waiting.pop(0)
        key = _plain(name)
        if (key, extras) in looked_at:
            continue
        looked_at.add((key, extras))
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system or version of Python
        seen.setdefault(key, Licence(key, licences_of(package.metadata), asked_by))
        waiting += [(*_asked(one), key) for one in package.requires or () if _is_wanted(one, extras)]
    return [seen[key] for key in sorted(seen)]


def licences_of(said: importlib.metadata.PackageMetadata) -> tuple[str, ...]:
    """SPDX identifiers of what a package says of itself: its expression, else its classifiers, else its words."""
    if expression := _said(said, "License-Expression"):
        # Matches "MIT AND (BSD-2-Clause OR X WITH Y)" word by word. One pass.
        words = [word for word in re.findall(r"[\w.+-]+", expression) if word not in {"AND", "OR", "WITH"}]
        return tuple(dict.fromkeys(words))
    classifiers = [one.split(" :: ")[-1] for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    named = [one for one in classifiers if one != "OSI Approved"]
    words = named or re.split(r" AND | OR ", _said(said, "License").strip().split("\n")[0])
    return tuple(dict.fromkeys(_ALSO.get(word.lower(), word or "unknown") for word in words))


def table() -> str:
    """The table as Markdown."""
    rows = [f"| {one.package} | {', '.join(one.names)} | {one.asked_by} |" for one in found()]
    head = "# Licences\n\nWritten by `make licences` from what the packages say of themselves; `NOTICE` says what to know.\n\n"
    return head + "\n".join(["| package | licence | asked for by |", "|---|---|---|", *rows]) + "\n"


def _said(package: importlib.metadata.PackageMetadata, field: str) -> str:
    return str((package.get_all(field) or [""])[0])


def _asked(line: str) -> tuple[str, frozenset[str]]:
    named = _NAME.match(line)
    assert named, f"{line!r} names no package"
    return named[1], frozenset(part.strip() for part in (named[2] or "").split(",") if part.strip())


def _is_wanted(requirement: str, extras: frozenset[str]) -> bool:
    asked = set(re.findall(r"extra\s*==\s*['\"]([\w.-]+)['\"]", requirement))
    return not asked or bool(asked & extras)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _written() -> Iterator[str]:
    yield from (f"{one.package}: {', '.join(one.judged)}" for one in found() if one.judged)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
    print("Named in NOTICE, or to be named there:", *_written(), sep="\n  ")
