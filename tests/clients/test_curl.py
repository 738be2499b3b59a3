"""docs/curl.md has a line for every operation, and all of them run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from deploy.curl_page import PAGE, page
from deploy.examples import Example, examples, operations
from settings import HOME
from tests.clients.conftest import Server
from tests.clients.reading import kept

# Matches a heading with its number and its block of bash: what is run.
_SECTION = re.compile(r"^### (\d+)\. `([^`]+)`\n(.*?)```bash\n(.*?)\n```", re.MULTILINE | re.DOTALL)


def test_the_committed_page_is_the_generated_one() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m deploy.curl_page"


def test_every_operation_has_an_example_and_every_example_an_operation() -> None:
    assert {example.do for example in examples()} == operations()


def test_the_lines_run_one_after_the_other_on_an_empty_server(server: Server, tmp_path: Path) -> None:
    said = PAGE.read_text("utf-8")
    lines = {int(number): line for number, _, _, line in _SECTION.findall(said)}
    known = examples()
    assert sorted(lines) == list(range(1, len(known) + 1))
    (tmp_path / "demo").symlink_to(HOME / "demo")
    (tmp_path / ".curlrc").write_text('silent\nshow-error\nmax-time = 60\nwrite-out = "\\n%{http_code}"\n')
    environment = os.environ | {"CURL_HOME": str(tmp_path)} | set_by_the_head(said) | {"BASE": server.url}
    wrong = []
    for number, example in enumerate(known, 1):
        status, body = answered(lines[number], environment, tmp_path)
        if status != str(example.status):
            wrong.append(f"{number}. {example.do}: {status} {body[:300]}")
            continue
        environment |= {name: kept(body, place) for name, place in example.keep.items()}
        if example.file:
            assert (tmp_path / example.file).stat().st_size > 100, example.do
        if leaves_work(example):
            server.work_off()
    assert not wrong, "\n".join(wrong)


def set_by_the_head(said: str) -> dict[str, str]:
    """The variables that the page sets at its beginning."""
    block = said.split("```bash\n")[1].split("```")[0]
    shown = subprocess.run(
        ["bash", "-c", f"{block}\nfor name in BASE SOON LATER NOW; do echo $name=${{!name}}; done"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(line.split("=", 1) for line in shown.stdout.splitlines())


def answered(line: str, environment: dict[str, str], folder: Path) -> tuple[str, str]:
    """Status and body of what a line asks."""
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True, timeout=90)
    assert done.returncode == 0, f"{line}\n{done.stderr.decode()}"
    body, _, status = done.stdout.decode(errors="replace").rpartition("\n")
    return status, body


def leaves_work(example: Example) -> bool:
    """Something is left to the queue that a later example looks at."""
    return example.do in {"POST /process_task", "POST /api/v1/webhooks/{webhook_id}/test"}
