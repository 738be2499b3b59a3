"""Knows that old Word files (.doc) become DOCX by LibreOffice where it is installed; refuses to know how either is read.

The conversion runs beside the workers, not inside one: a worker may start no process, and LibreOffice is several. Its
own confinement is `documents.office`.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from documents.limits import Limits
from documents.office import LEFT, OUT_OF_MEMORY, OUT_OF_TIME, RESULT, SOURCE
from errors import DamagedDocument, TooComplexDocument, Unavailable, UnsupportedType

_NAMES = ("soffice", "libreoffice")
_AT_ONCE = 2
_GRACE_S = 5.0
_DAMAGED = "The old Word file is damaged; open it, save it as DOCX and send that."
_TOO_COMPLEX = "Converting the old Word file took too much time or memory; save it as DOCX and send that."


def is_installed() -> bool:
    """True when LibreOffice is on the path: .doc files are read then."""
    return _program() is not None


class Converter:
    """Turns .doc files into DOCX, two at a time; safe under threads and after a fork."""

    def __init__(self) -> None:
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def to_docx(self, data: bytes, limits: Limits) -> bytes:
        """Return the DOCX that LibreOffice makes of a .doc; it has passed no gate yet.

        Raises:
            UnsupportedType: LibreOffice is not installed.
            TooComplexDocument: It took too much time or memory.
            DamagedDocument: LibreOffice makes nothing of it.
            Unavailable: Others have been waiting too long for their turn.
        """
        program = _program()
        if program is None:
            raise UnsupportedType(
                "This is a Word file of the old .doc kind; save it as DOCX or PDF and send that, "
                "or install LibreOffice on the server to have .doc files read."
            )
        if not self._seats.acquire(timeout=limits.doc_wall_s):
            raise Unavailable("converter of old Word files")
        try:
            return _convert(program, data, limits)
        finally:
            self._seats.release()

    def _forget(self) -> None:
        self._seats = threading.BoundedSemaphore(_AT_ONCE)


def _program() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def _convert(program: str, data: bytes, limits: Limits) -> bytes:
    folder = tempfile.mkdtemp(prefix="office-")
    try:
        source = Path(folder, SOURCE)
        source.write_bytes(data)
        source.chmod(0o444)
        _judge(_run(program, folder, limits))
        return _result(folder, limits)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, folder: str, limits: Limits) -> int:
    """Return how the keeper of LibreOffice ended; it ends everything itself once its input closes."""
    root = str(Path(__file__).resolve().parent.parent)
    # Secrets live in the environment: LibreOffice gets none of it.
    environment = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    environment |= {"PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"}
    told = [program, folder, str(limits.doc_wall_s), str(limits.doc_memory_bytes)]
    with subprocess.Popen(
        [sys.executable, "-m", "documents.office", *told],
        cwd=root,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as keeper:
        try:
            return keeper.wait(limits.doc_wall_s + _GRACE_S)
        except subprocess.TimeoutExpired:
            keeper.kill()
            return OUT_OF_TIME


def _judge(status: int) -> None:
    if status in (OUT_OF_TIME, OUT_OF_MEMORY):
        raise TooComplexDocument(_TOO_COMPLEX)
    if status == LEFT:
        raise Unavailable("converter of old Word files")


def _result(folder: str, limits: Limits) -> bytes:
    """Return what LibreOffice wrote. A hijacked one may have laid a link to somebody else's file there."""
    descriptor = -1
    try:
        descriptor = os.open(Path(folder, RESULT), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise DamagedDocument(_DAMAGED)
        if found.st_size > limits.zip_total_bytes:
            raise TooComplexDocument(_TOO_COMPLEX)
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(limits.zip_total_bytes)
    except OSError as exc:
        raise DamagedDocument(_DAMAGED) from exc
    finally:
        if descriptor >= 0:
            os.close(descriptor)
