"""Résumés with what a person says they state: the development sets beside the project and the demo's own truth."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import extractors
from benchmarks.scorer import SHARED
from records import Document, Line, Notice

ROOT = Path(__file__).resolve().parents[1]
DATA = SHARED / "data"
# Texts that share more of their longer words than this are versions of one sample.
_ALIKE = 0.6
# What is marked as a place within so many characters is where the person lives.
_TOP = 250


@dataclass(frozen=True, slots=True)
class Labelled:
    """One résumé with its truth.

    Attributes:
        id: Unique among all sets.
        person: The same for all files of one person, who are not independent of each other.
        source: ``files``, ``scanned``, ``fields`` or ``demo``.
        layout: Maker of the file, level of the scan, or whether a text kept its lines.
        kind: ``pdf``, ``docx``, ``txt``, ``scan`` or ``text``.
        truth: Field -> value or values in the scorer's names; a field that is missing here is not known.
        path: The file, or None for a text.
        text: The text, or empty for a file.
    """

    id: str
    person: str
    source: str
    layout: str
    kind: str
    truth: Mapping[str, Any]
    path: Path | None = None
    text: str = ""

    def read(self, cache: Path | None = None) -> Document:
        """The document; a scan is recognised once and kept in ``cache``, since that takes seconds a page.

        Raises:
            AppError: The file is refused.
        """
        if self.path is None:
            return extractors.read_text(self.text)
        data = self.path.read_bytes()
        if self.kind != "scan" or cache is None:
            return extractors.read(data, self.path.name, ocr=self.kind == "scan")
        kept = cache / f"{_recogniser()}-{hashlib.sha256(data).hexdigest()[:24]}.json"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            document = extractors.read(data, self.path.name, ocr=True)
            kept.write_text(json.dumps(asdict(document), ensure_ascii=False), "utf-8")
        return _document(json.loads(kept.read_text("utf-8")))


def demo(folder: Path = ROOT / "demo") -> Iterator[Labelled]:
    """The demo's résumés; ``dates`` and ``study_dates`` are the periods of jobs and the ends of studies."""
    for entry in json.loads((folder / "truth.json").read_text("utf-8"))["resumes"]:
        path = folder / entry["file"]
        truth = {name: entry[name] for name in ("name", "email", "phone", "location", "skills")}
        jobs, studies = entry["experience"], entry["education"]
        truth |= {"companies": [job["company"] for job in jobs], "titles": [job["title"] for job in jobs]}
        truth |= {name: [study[name[:-1]] for study in studies] for name in ("degrees", "institutions")}
        truth |= {"dates": periods(jobs), "study_dates": [study["end"] for study in studies if study["end"]]}
        kind = "scan" if "scan" in path.stem else path.suffix[1:]
        yield Labelled(f"demo/{path.name}", f"demo/{entry['email']}", "demo", kind, kind, truth, path)


def files(folder: Path = DATA) -> Iterator[Labelled]:
    """Real files of many makers. Nothing when the folder is absent."""
    for row in _json(folder / "files" / "truth.json"):
        path, truth = folder / "files" / row["file"], row["truth"]
        layout = row["file"].split("--")[0]
        yield Labelled(f"files/{path.name}", _person(truth), "files", layout, path.suffix[1:], truth, path)


def scanned(folder: Path = DATA) -> Iterator[Labelled]:
    """Pictures of pages whose fields are known. Nothing when the folder is absent."""
    for row in _json(folder / "scanned" / "index.json"):
        if row["fields"]:
            path = folder / "scanned" / row["file"]
            yield Labelled(
                f"scanned/{path.name}", _person(row["fields"]), "scanned", row["level"], "scan", row["fields"], path
            )


def texts(folder: Path = DATA) -> Iterator[Labelled]:
    """Texts with marked spans, in the order of the file. Nothing when the folder is absent.

    ``some_skills`` is not complete, and ``place`` is the first place marked when it stands at the top.
    """
    names = {"name": "name", "email": "email", "companies": "companies", "titles": "designations", "degrees": "degrees",
             "institutions": "colleges"}  # fmt: skip
    path = folder / "fields" / "resume_entities.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    for row, person in zip(rows, _look_alikes([row["text"] for row in rows]), strict=True):
        marked = row["fields"]
        truth = {name: marked[key] for name, key in names.items() if marked.get(key)}
        truth["some_skills"] = marked.get("tech_tools", []) + marked.get("job_skills", [])
        places = [row["text"][start:end] for start, end, label in row["spans"] if label == "Location" and start < _TOP]
        truth |= {"place": places[0]} if places else {}
        yield Labelled(f"fields/{row['id']}", person, "fields", row["layout"], "text", truth, text=row["text"])


def periods(jobs: Any) -> list[str]:
    """``2019-03 to 2021-05`` of each dated job, in mappings with ``start``, ``end`` and ``current``."""
    return [f"{job['start'] or '?'} to {'now' if job['current'] else job['end']}" for job in jobs if job["start"] or job["end"]]  # fmt: skip


def _look_alikes(written: Sequence[str]) -> Iterator[str]:
    """A key for each text; samples that differ in little but the name are one person's."""
    words = [set(re.findall(r"[a-z]{5,}", text.lower())) for text in written]
    keys: list[str] = []
    for at, mine in enumerate(words):
        alike = (before for before in range(at) if len(mine & words[before]) > _ALIKE * len(mine | words[before]))
        twin = next(alike, None)
        keys.append(f"fields/{at}" if twin is None else keys[twin])
        yield keys[-1]


def _person(truth: Mapping[str, Any]) -> str:
    return f"{truth.get('name')} {truth.get('email')}".casefold()


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def _recogniser() -> str:
    """Names the code that recognises, so that a changed one never meets pages that an older one read."""
    sources = (ROOT / "documents" / f"{name}.py" for name in ("ocr", "columns", "linework", "margins", "composing"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]


def _document(kept: dict[str, Any]) -> Document:
    kept["lines"] = tuple(Line(**line) for line in kept["lines"])
    kept["notices"] = tuple(Notice(**notice) for notice in kept["notices"])
    return Document(**{**kept, "links": tuple(kept["links"])})
