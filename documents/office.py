"""Knows how LibreOffice is run where it can do no harm; run as ``python -m documents.office``, once a document.

This keeper leaves the network, forks a child that gives up its rights and becomes LibreOffice, and ends everything
that descends from it: when it is done, when time or memory is over, and when the server that asked is gone.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from documents.confinement import adopt_orphans, confine, leave_network, resident_bytes
from documents.limits import DEFAULT_LIMITS

SOURCE, RESULT = "letter.doc", "letter.docx"
FAILED, OUT_OF_TIME, OUT_OF_MEMORY, LEFT = 1, 3, 4, 5
"""How the keeper ends when it is not well: the file makes no sense, a limit, or nobody waits any more."""

_TICK_S = 0.05
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def main(arguments: list[str]) -> int:
    """Convert ``letter.doc`` in a folder. Arguments: program, folder, seconds, bytes of resident memory."""
    program, folder, seconds, memory = arguments[0], arguments[1], float(arguments[2]), int(arguments[3])
    leave_network()
    adopt_orphans()
    child = os.fork()
    if child == 0:
        _become_office(program, folder, seconds, memory)
    with contextlib.suppress(OSError):  # the child does the same; whoever comes first
        os.setpgid(child, child)
    status = _watch(child, time.monotonic() + seconds, memory)
    _end_all(child)
    if status == LEFT:  # nobody else clears somebody's résumé away
        shutil.rmtree(folder, ignore_errors=True)
    return status


def _become_office(program: str, folder: str, seconds: float, memory: int) -> NoReturn:
    try:
        os.setpgid(0, 0)
        with open(os.devnull, "r+b") as nowhere:
            for descriptor in (0, 1, 2):
                os.dup2(nowhere.fileno(), descriptor)
        # Threads and much address space, as for recognition; half the seconds, because confine() doubles them.
        allowed = replace(DEFAULT_LIMITS, ocr_page_s=seconds / 2, ocr_pages=1, ocr_memory_bytes=memory)
        confine(allowed, folder, ocr=True)
        _write_profile(Path(folder, "profile", "user"))
        environment = {"HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8", "PATH": os.environ.get("PATH", "")}
        os.execve(program, [program, *_options(folder)], environment)
    finally:
        os._exit(FAILED)


def _options(folder: str) -> list[str]:
    switches = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
    profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
    # The content is known already: no other import filter may have a try at it.
    return [profile, *switches, "--infilter=MS Word 97", "--convert-to", "docx", "--outdir", folder, SOURCE]


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")


def _watch(child: int, deadline: float, memory: int) -> int:
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return _told(status)
        if time.monotonic() > deadline:
            return OUT_OF_TIME
        if sum(map(resident_bytes, _descendants(os.getpid()))) > memory:
            return OUT_OF_MEMORY
        # Nothing is ever written to the input: it becomes readable when the server closes it or dies.
        if select.select([0], [], [], _TICK_S)[0]:
            return LEFT


def _told(status: int) -> int:
    """Return what the end of LibreOffice means; its start script tells a signal as a number over 128."""
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status) - 128
    if ended == signal.SIGXCPU:
        return OUT_OF_TIME
    return 0 if status == 0 else FAILED


def _end_all(group: int) -> None:
    """End the group, and whoever left it: as an orphan he has become a child of this process."""
    while True:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
        for pid in _descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _descendants(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError, ValueError):
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            yield child
            yield from _descendants(child)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main(sys.argv[1:]))
