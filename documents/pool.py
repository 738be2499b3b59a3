"""Knows how the web process has a document read elsewhere, whatever the document does; parses nothing itself."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from documents.answers import unpack
from documents.limits import Limits
from errors import DamagedDocument, TooComplexDocument, Unavailable
from records import Document

_log = logging.getLogger(__name__)

_FRAME_BYTES = 1024
_START_S = 30.0
_GRACE_S = 2.0
_AT_ONCE = 8
_TOO_COMPLEX = "Reading the document took too much time or memory; save a simpler version, or its text alone."
_DAMAGED = "The document is damaged; open it, save it again and send that."
_SIGXCPU, _SIGKILL, _SIGXFSZ = 24, 9, 25


class _ZygoteLost(Exception):
    """The warm process ended before it could say how its child did."""

    def __init__(self, process: subprocess.Popen[bytes] | None) -> None:
        super().__init__()
        self.process = process


class Pool:
    """One warm process that forks a confined child for each document; safe under threads and after a fork.

    Starts on first use. ``parsers`` adds kinds to those of the worker (name to ``module:function``), found on
    ``path``; uploads never reach them because the gate does not know their names.
    """

    def __init__(self, *, parsers: Mapping[str, str] | None = None, path: str = "", at_once: int = _AT_ONCE) -> None:
        self._parsers, self._path, self._at_once = dict(parsers or {}), path, at_once
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def read(self, kind: str, data: bytes, limits: Limits) -> Document:
        """Return the document that a child of its own reads from the bytes.

        Raises:
            AppError: What the parser raised. TooComplexDocument where the child went over its time or memory,
                DamagedDocument where it broke, Unavailable where no worker can be started.
        """
        with self._seats:
            for _ in range(2):
                # It may have died of old age between two documents: the second loss in a row is the document's.
                try:
                    return self._ask(kind, data, limits)
                except _ZygoteLost as lost:
                    self._bury(lost.process)
            raise DamagedDocument(_DAMAGED)

    def close(self) -> None:
        """End the warm process and every child; the next document starts another."""
        with self._lock:
            self._end()

    @property
    def pid(self) -> int | None:
        """Process id of the warm process, None while none runs."""
        return self._process.pid if self._process else None

    def _forget(self) -> None:
        """Start from nothing: a forked process must not share its parent's worker, locks or socket."""
        with contextlib.suppress(AttributeError, OSError):
            self._control.close()  # type: ignore[union-attr]
        self._lock = threading.Lock()
        self._seats = threading.BoundedSemaphore(self._at_once)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folder = ""

    def _ask(self, kind: str, data: bytes, limits: Limits) -> Document:
        answer, verdict, process = self._order(kind, data, limits)
        with open(answer, "rb", buffering=0) as told, open(verdict, "rb", buffering=0) as ended:
            wall_s = limits.ocr_page_s * limits.ocr_pages if kind.endswith("-ocr") else limits.wall_s
            received = _receive(told, limits.answer_bytes, time.monotonic() + wall_s + _GRACE_S)
            if received is not None:
                return unpack(received)
            told.close()
            raise _failure(ended, process)

    def _order(self, kind: str, data: bytes, limits: Limits) -> tuple[int, int, subprocess.Popen[bytes] | None]:
        """Hand the bytes to the warm process; return where the answer and the verdict come from, and who got them."""
        answer_read, answer_write = os.pipe()
        verdict_read, verdict_write = os.pipe()
        frame = json.dumps({"kind": kind, "limits": asdict(limits)}).encode("ascii").ljust(_FRAME_BYTES)
        process = self._process
        try:
            with _file(data) as source, self._lock:
                control = self._running()
                process = self._process
                socket.send_fds(control, [frame], [source.fileno(), answer_write, verdict_write])
        except BaseException as exc:
            os.close(answer_read)
            os.close(verdict_read)
            if isinstance(exc, OSError):
                raise _ZygoteLost(process) from exc
            raise
        finally:
            os.close(answer_write)
            os.close(verdict_write)
        return answer_read, verdict_read, process

    def _bury(self, process: subprocess.Popen[bytes] | None) -> None:
        """Clear away a lost process, unless another thread has done so already."""
        with self._lock:
            if process is not None and process is self._process:
                self._end()

    def _running(self) -> socket.socket:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._control is None:
            self._control = self._start()
        return self._control

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        self._folder = tempfile.mkdtemp(prefix="documents-")
        os.chmod(self._folder, 0o711)
        root = str(Path(__file__).resolve().parent.parent)
        # Secrets live in the environment: the worker gets none of it.
        environment = {
            key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if key in os.environ
        }
        environment |= {"PYTHONPATH": os.pathsep.join(filter(None, (root, self._path))), "TMPDIR": self._folder}
        environment |= {"OMP_NUM_THREADS": "2", "PYTHONDONTWRITEBYTECODE": "1"}
        extra = [f"{kind}={place}" for kind, place in self._parsers.items()]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "documents.worker", str(theirs.fileno()), self._folder, *extra],
                pass_fds=[theirs.fileno()],
                cwd=root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        ours.settimeout(_START_S)
        try:
            ready = json.loads(ours.recv(_FRAME_BYTES, socket.MSG_WAITALL))
        except (OSError, ValueError) as exc:
            ours.close()
            self._end()
            raise Unavailable("document reader") from exc
        ours.settimeout(None)
        if not ready.get("isolated"):
            _log.warning("documents.network_open: this system lets no worker leave the network; parsers can reach it")
        return ours

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(_GRACE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._process, self._control, self._folder = None, None, ""


def _failure(ended: IO[bytes], process: subprocess.Popen[bytes] | None) -> Exception:
    """Return what the end of a child that did not answer means for its document."""
    if not select.select([ended], [], [], _GRACE_S)[0]:
        return TooComplexDocument(_TOO_COMPLEX)
    verdict: dict[str, Any] = {}
    with contextlib.suppress(ValueError):
        verdict = json.loads(ended.read(_FRAME_BYTES) or b"{}")
    if not verdict:
        return _ZygoteLost(process)
    if verdict["reason"] or verdict["signal"] in (_SIGXCPU, _SIGKILL, _SIGXFSZ):
        return TooComplexDocument(_TOO_COMPLEX)
    return DamagedDocument(_DAMAGED)


def _file(data: bytes) -> IO[bytes]:
    """Return an open file without a name that holds the bytes."""
    if hasattr(os, "memfd_create"):
        file: IO[bytes] = open(os.memfd_create("document"), "w+b")  # noqa: SIM115 - the caller closes it
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115
    file.write(data)
    file.flush()
    return file


def _receive(pipe: IO[bytes], cap: int, deadline: float) -> bytes | None:
    """Return the whole answer; None where it does not come or comes too late.

    Raises:
        TooComplexDocument: It announces more than the cap.
    """
    head = _exactly(pipe, 4, deadline)
    if head is None:
        return None
    length = struct.unpack(">I", head)[0]
    if length > cap:
        raise TooComplexDocument(_TOO_COMPLEX)
    return _exactly(pipe, length, deadline)


def _exactly(pipe: IO[bytes], length: int, deadline: float) -> bytes | None:
    parts, missing = [], length
    while missing:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        part = pipe.read(min(missing, 1 << 20)) if ready else b""
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
