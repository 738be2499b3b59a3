"""The built page in static/ belongs to the sources beside it, needs no other site, and is light."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "static"
MOST_BYTES = 300_000


def sources_sum() -> str:
    """The same as ``sourcesSum`` of frontend/sources.ts: sha256 over the lines ``path sha256`` in the order of paths."""
    paths = sorted(
        path.relative_to(ROOT).as_posix()
        for folder in ("clients/typescript", "frontend")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(ROOT).parts
    )
    lines = [f"{path} {hashlib.sha256((ROOT / path).read_bytes()).hexdigest()}\n" for path in paths]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def files_of_the_first_view() -> list[Path]:
    """The page and what it names, which a browser fetches before anything is shown."""
    text = (STATIC / "index.html").read_text(encoding="utf-8")
    named = re.findall(r"(?:src|href)=\"/(assets/[^\"]+)\"", text)
    return [STATIC / "index.html", *(STATIC / name for name in named)]


def test_the_page_is_built_from_the_sources_beside_it() -> None:
    built = json.loads((STATIC / "build.json").read_text(encoding="utf-8"))["sources"]
    assert built == sources_sum(), "static/ was built from other sources; run `make page` and commit what it writes."


def test_what_the_page_names_is_there_and_the_first_view_is_light() -> None:
    files = files_of_the_first_view()
    assert {path.suffix for path in files} >= {".html", ".js", ".css"}
    # Without a time in its head, gzip gives the same size every day.
    weight = sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in files)
    assert weight < MOST_BYTES, f"the first view weighs {weight:,} bytes gzipped; load what it does not need later"


def test_lists_of_packages_name_no_registry() -> None:
    for folder in ("clients/typescript", "frontend"):
        packages = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        assert packages
        assert not [name for name, package in packages.items() if "resolved" in package]


def test_the_page_fetches_nothing_from_elsewhere() -> None:
    styles = "".join(path.read_text(encoding="utf-8") for path in STATIC.rglob("*.css"))
    assert styles
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", styles)
