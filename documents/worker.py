"""Knows how a warm process forks one child a document and sees it to its end; run as ``python -m documents.worker``.

The web process talks to it over a socket: one frame a document, with three descriptors (the document's bytes, the
pipe for the answer, the pipe for the verdict on how the child ended). It leaves when that socket closes.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from documents.answers import pack, pack_error
from documents.confinement import adopt_orphans, confine, leave_network, resident_bytes
from documents.limits import Limits
from errors import AppError, DamagedDocument, TooComplexDocument
from records import Document

Parser = Callable[[bytes, Limits], Document]

FRAME_BYTES = 1024
PARSERS = {
    "pdf": "documents.pdf:read",
    "docx": "documents.word:read",
    "odt": "documents.odt:read",
    "rtf": "documents.rtf:read",
    "html": "documents.html:read",
    "jsonresume": "documents.json_resume:read",
    "text": "documents.plain:read",
    "pdf-ocr": "documents.ocr:read_pdf",
    "image-ocr": "documents.ocr:read_image",
}
"""What each kind is read by. Kinds ending in ``-ocr`` are loaded in the child, under the limits of recognition."""

_TICK_S = 0.1


@dataclass(slots=True)
class _Child:
    verdict: int
    folder: str
    deadline: float
    memory_bytes: int | None
    reason: str = ""


def main(arguments: list[str]) -> None:
    """Serve until the socket closes. Arguments: socket descriptor, folder for temporary files, further parsers."""
    control, folder = socket.socket(fileno=int(arguments[0])), arguments[1]
    named = {**PARSERS, **dict(pair.split("=", 1) for pair in arguments[2:])}
    isolated = leave_network()
    adopt_orphans()
    parsers = {kind: _load(place) for kind, place in named.items() if not kind.endswith("-ocr")}
    _warm_up(parsers)
    control.sendall(_frame({"ready": True, "isolated": isolated}))
    with open(os.devnull, "r+b") as nowhere:  # parsers print what they find, and that is somebody's résumé
        for descriptor in (0, 1, 2):
            os.dup2(nowhere.fileno(), descriptor)
    gc.collect()
    gc.freeze()
    try:
        _Zygote(control, folder, parsers, named).serve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load(place: str) -> Parser:
    module, function = place.split(":")
    found: Parser = getattr(importlib.import_module(module), function)
    return found


def _warm_up(parsers: dict[str, Parser]) -> None:
    """Read a small document of each slow kind, so that what libraries load late is loaded before the forks."""
    for kind in ("pdf", "docx"):
        sample: bytes = importlib.import_module(PARSERS[kind].split(":")[0]).sample()
        parsers[kind](sample, Limits())
    importlib.import_module("documents.html").read(b"<p>sample</p>", Limits())


def _frame(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode("ascii").ljust(FRAME_BYTES)


class _Zygote:
    def __init__(self, control: socket.socket, folder: str, parsers: dict[str, Parser], named: dict[str, str]) -> None:
        self._control, self._folder, self._parsers, self._named = control, folder, parsers, named
        self._children: dict[int, _Child] = {}
        self._wake_read, self._wake_write = (
            os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
        )
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes the socket

    def serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while True:
                ready = selector.select(_TICK_S if self._children else None)
                if any(key.fileobj is self._control for key, _ in ready) and not self._take():
                    break
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake_read, 512)
                self._reap()
                self._watch()
        for pid in self._children:
            _kill_group(pid)

    def _take(self) -> bool:
        frame, descriptors, _, _ = socket.recv_fds(self._control, FRAME_BYTES, 3)
        while frame and len(frame) < FRAME_BYTES:
            more = self._control.recv(FRAME_BYTES - len(frame))
            if not more:
                return False
            frame += more
        if not frame or len(descriptors) != 3:
            return False
        self._start(json.loads(frame), *descriptors)
        return True

    def _start(self, order: dict[str, Any], source: int, answer: int, verdict: int) -> None:
        limits, ocr = Limits(**order["limits"]), str(order["kind"]).endswith("-ocr")
        folder = tempfile.mkdtemp(dir=self._folder)
        wall_s = limits.ocr_page_s * limits.ocr_pages if ocr else limits.wall_s
        pid = os.fork()
        if pid == 0:
            self._become_child(order["kind"], limits, folder, source, answer, verdict)
        with contextlib.suppress(OSError):  # the child does the same; whoever comes first
            os.setpgid(pid, pid)
        os.close(source)
        os.close(answer)
        memory = limits.ocr_memory_bytes if ocr else None
        self._children[pid] = _Child(verdict, folder, time.monotonic() + wall_s, memory)

    def _become_child(self, kind: str, limits: Limits, folder: str, source: int, answer: int, verdict: int) -> NoReturn:
        status = 1
        try:
            os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._control.close()
            os.close(verdict)
            for other in self._children.values():
                os.close(other.verdict)
            tempfile.tempdir = folder
            _answer(self._parser(kind), kind, limits, folder, source, answer)
            status = 0
        finally:
            os._exit(status)

    def _parser(self, kind: str) -> Parser:
        return self._parsers.get(kind) or _load(self._named[kind])

    def _reap(self) -> None:
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            _kill_group(ended.si_pid)  # before the number is free for somebody else
            _, status = os.waitpid(ended.si_pid, 0)
            # After strays too: one that dies leaves its own descendants here.
            self._kill_strays()
            if child := self._children.pop(ended.si_pid, None):
                self._report(child, status)

    def _report(self, child: _Child, status: int) -> None:
        ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        with contextlib.suppress(OSError):  # nobody may be waiting any more
            os.write(child.verdict, json.dumps({"signal": ended, "reason": child.reason}).encode("ascii"))
        os.close(child.verdict)
        shutil.rmtree(child.folder, ignore_errors=True)

    def _kill_strays(self) -> None:
        """End descendants that left their group: as orphans they have become children of this process."""
        listing = Path(f"/proc/self/task/{os.getpid()}/children")
        with contextlib.suppress(OSError):
            for pid in map(int, listing.read_text().split()):
                if pid not in self._children:
                    os.kill(pid, signal.SIGKILL)

    def _watch(self) -> None:
        now = time.monotonic()
        for pid, child in self._children.items():
            if not child.reason and now > child.deadline:
                child.reason = "time"
            if not child.reason and child.memory_bytes and resident_bytes(pid) > child.memory_bytes:
                child.reason = "memory"
            if child.reason:
                _kill_group(pid)


def _answer(parser: Parser, kind: str, limits: Limits, folder: str, source: int, answer: int) -> None:
    with open(source, "rb") as file:
        file.seek(0)
        data = file.read()
    told = _confined_read(parser, kind, data, limits, folder)
    with open(answer, "wb") as pipe:
        pipe.write(struct.pack(">I", len(told)) + told)


def _confined_read(parser: Parser, kind: str, data: bytes, limits: Limits, folder: str) -> bytes:
    ocr = kind.endswith("-ocr")
    try:
        if ocr:
            importlib.import_module("documents.ocr").prepare()  # before the rights to read its models are gone
    except AppError as error:
        return pack_error(error)
    confine(limits, folder, ocr=ocr)
    return _read(parser, data, limits)


def _read(parser: Parser, data: bytes, limits: Limits) -> bytes:
    try:
        return pack(parser(data, limits))
    except AppError as error:
        return pack_error(error)
    except (MemoryError, RecursionError):
        return pack_error(TooComplexDocument("The document is too complex to read; save a simpler version."))
    except Exception as error:
        # The edge of the world: whatever a library raises on a file that it cannot digest, the file is at fault.
        if "memory" in str(error).lower() or "malloc" in str(error).lower():
            return pack_error(TooComplexDocument("The document is too complex to read; save a simpler version."))
        return pack_error(DamagedDocument("The document is damaged; open it, save it again and send that."))


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
