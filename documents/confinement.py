"""Knows how a process gives up rights, memory and time before it touches an untrusted file; reads none."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import resource
import signal
import sys
from pathlib import Path

from documents.limits import MIB, Limits

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38
_NOBODY = 65534
_WRITTEN_BYTES = 64 * MIB
_OPEN_FILES = 64
_PAGE = os.sysconf("SC_PAGE_SIZE")


def leave_network() -> bool:
    """Move this process and its future children to a network namespace without interfaces; False where refused."""
    if not sys.platform.startswith("linux"):
        return False
    alone = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET
    return bool(_libc().unshare(alone) == 0)


def resident_bytes(pid: int) -> int:
    """Return how many bytes of memory a process holds; 0 for one that is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


def adopt_orphans() -> None:
    """Become the parent of descendants that lose theirs, so that none outlives its document."""
    _open_to_all()  # asked once here, not in every child
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def confine(limits: Limits, folder: str, *, ocr: bool) -> None:
    """Bind the calling process for good: limits of the kernel, a private folder, no privileges, own session."""
    os.chdir(folder)
    os.umask(0o077)
    seconds = int(limits.ocr_page_s * limits.ocr_pages * 2) if ocr else limits.cpu_s
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITTEN_BYTES, _WRITTEN_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    # Recognition maps far more than it uses: the zygote watches its resident memory instead.
    space = 4 * limits.ocr_memory_bytes if ocr else limits.memory_bytes
    with contextlib.suppress(ValueError, OSError):  # macOS knows no address space limit
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    _drop_privileges(folder, may_start_threads=ocr)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _drop_privileges(folder: str, *, may_start_threads: bool) -> None:
    if os.geteuid() == 0 and _open_to_all():
        os.chown(folder, _NOBODY, _NOBODY)
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    if not may_start_threads:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


@functools.cache
def _open_to_all() -> bool:
    """True when nobody may read the interpreter and the code: a process that cannot import late fails strangely."""
    for place in {os.path.dirname(os.__file__), sys.prefix, os.path.dirname(os.path.dirname(__file__))}:
        path = os.path.realpath(place)
        while path != os.path.dirname(path):
            if os.stat(path).st_mode & 0o005 != 0o005:
                return False
            path = os.path.dirname(path)
    return True


def _prctl(option: int, value: int) -> None:
    if sys.platform.startswith("linux"):
        _libc().prctl(option, value, 0, 0, 0)


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
