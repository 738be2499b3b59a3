"""From an uploaded file to its stored match over HTTP, the start of the server, and the memory it takes.

The server is the program itself on a database of its own; the files are made from the demo's people, no two alike. Beside it in
the same run: a process that does nothing but load sentence-transformers and encode one word.

Usage: python -m benchmarks.uploading [--files 100]
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from tqdm import tqdm

from benchmarks import figures
from benchmarks.bulk_files import DEMO, files
from benchmarks.installation import opened, served
from benchmarks.results import circumstances, table, write_section
from nlp.model_store import packaged_model

COMMAND = "python -m benchmarks.uploading"
STARTS = 3
WARMING = 8
_STACK = """
import sys, psutil
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device='cpu')
model.encode(['Python'])
print(psutil.Process().memory_info().rss / 2**20)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of each upload, seconds of each start, MiB before the first request and after all uploads."""

    uploads: Sequence[float]
    starts: Sequence[float]
    memory: tuple[float, float]
    stack_starts: Sequence[float]
    stack_memory: float


def main() -> None:
    """Measures, prints and writes the section ``uploading``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100)
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as made:
        measured = measure(Path(made), asked.files)
    body = report(measured)
    print(body)
    write_section("uploading", body)
    uploads = sorted(measured.uploads)
    figures.keep(
        COMMAND,
        {
            "upload p50 ms": statistics.median(uploads),
            "upload p95 ms": uploads[int(0.95 * (len(uploads) - 1))],
            "start s": statistics.median(measured.starts),
            "memory MiB": measured.memory[0],
        },
        {"start s": statistics.median(measured.stack_starts), "memory MiB": measured.stack_memory},
    )


def measure(folder: Path, count: int) -> Measured:
    """Starts the server several times, and uploads to the last one."""
    with opened(folder):
        pass  # makes the database
    starts: list[float] = []
    stack: list[float] = []
    stack_memory = 0.0
    for _ in range(STARTS):
        began = time.perf_counter()
        with served(folder) as (url, _):
            _posted(url, "/skills/extract", {"text": "Python"})
            starts.append(time.perf_counter() - began)
        began = time.perf_counter()
        stack_memory = _stack()
        stack.append(time.perf_counter() - began)
    with served(folder) as (url, process):
        before = _memory(process)
        times = _upload(url, count)
        return Measured(times, starts, (before, _memory(process)), stack, stack_memory)


def report(measured: Measured) -> str:
    """The section's Markdown."""
    uploads = sorted(measured.uploads)
    rows = [
        ("upload until the match is stored, p50", f"{statistics.median(uploads):.0f} ms", ""),
        ("upload until the match is stored, p95", f"{uploads[int(0.95 * (len(uploads) - 1))]:.0f} ms", ""),
        ("start to first answer", f"{statistics.median(measured.starts):.2f} s",
         f"{statistics.median(measured.stack_starts):.2f} s"),
        ("memory before the first request", f"{measured.memory[0]:.0f} MiB", f"{measured.stack_memory:.0f} MiB"),
        (f"memory after {len(uploads)} uploads", f"{measured.memory[1]:.0f} MiB", ""),
    ]  # fmt: skip
    return "\n\n".join(
        [
            "## Upload, start and memory",
            f"`{COMMAND}`: {circumstances()}. One client; every file is another person and embedded whole.",
            table(("what", "Shortlist", "sentence-transformers alone"), rows),
        ]
    )


def _upload(url: str, count: int) -> list[float]:
    ad = next(path for path in sorted((DEMO / "jobs").iterdir()) if path.suffix == ".txt").read_text("utf-8")
    job_id = str(_posted(url, "/uploadJD", {"text": ad})["job_id"])
    times = []
    for at, (name, data) in enumerate(tqdm(files(count + WARMING), total=count + WARMING, desc="uploads")):
        body, kind = _form(name, data, job_id)
        began = time.perf_counter()
        answer = _asked(urllib.request.Request(f"{url}/uploadResume", body, {"Content-Type": kind}))
        took = 1000 * (time.perf_counter() - began)
        assert answer["resume_id"]
        assert answer["match"]
        if at >= WARMING:
            times.append(took)
    return times


def _form(name: str, data: bytes, job_id: str) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    tail = f'\r\n--{mark}\r\nContent-Disposition: form-data; name="job_id"\r\n\r\n{job_id}\r\n--{mark}--\r\n'.encode()
    return head + data + tail, f"multipart/form-data; boundary={mark}"


def _posted(url: str, path: str, said: dict[str, object]) -> dict[str, object]:
    request = urllib.request.Request(url + path, json.dumps(said).encode(), {"Content-Type": "application/json"})
    return _asked(request)


def _asked(request: urllib.request.Request) -> dict[str, object]:
    with urllib.request.urlopen(request, timeout=120) as answer:
        found: dict[str, object] = json.loads(answer.read())
        return found


def _memory(process: psutil.Process) -> float:
    """Resident MiB of the process that answers: the largest of the server's, beside which the readers of files are small."""
    own = [one for one in (process, *process.children(recursive=True)) if "python" in one.name()]
    return float(max(one.memory_info().rss for one in own) / 2**20)


def _stack() -> float:
    command = [sys.executable, "-c", _STACK, str(packaged_model())]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
