"""Whatever a parser does, the caller gets an answer or a documented error, and the next document is read."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from documents.limits import DEFAULT_LIMITS, MIB
from documents.pool import Pool
from errors import DamagedDocument, NoText, TooComplexDocument

LINGERER = f"linger-{os.getpid()}"
QUICK = replace(DEFAULT_LIMITS, wall_s=1.0)


def _is_alive(pool: Pool) -> bool:
    return pool.read("text", b"Jane Doe", DEFAULT_LIMITS).text == "Jane Doe"


def test_a_parser_that_sleeps_is_too_complex(bad_pool: Pool) -> None:
    began = time.monotonic()
    with pytest.raises(TooComplexDocument):
        bad_pool.read("test-sleeps", b"", QUICK)
    assert time.monotonic() - began < QUICK.wall_s + 2
    assert _is_alive(bad_pool)


def test_a_parser_that_spins_is_too_complex(bad_pool: Pool) -> None:
    with pytest.raises(TooComplexDocument):
        bad_pool.read("test-spins", b"", replace(DEFAULT_LIMITS, cpu_s=1))
    assert _is_alive(bad_pool)


def test_a_parser_that_eats_memory_is_too_complex(bad_pool: Pool) -> None:
    with pytest.raises(TooComplexDocument):
        bad_pool.read("test-eats", b"", replace(DEFAULT_LIMITS, memory_bytes=400 * MIB))
    assert _is_alive(bad_pool)


@pytest.mark.parametrize("kind", ["test-aborts", "test-exits", "test-raises"])
def test_a_parser_that_breaks_means_a_damaged_document(bad_pool: Pool, kind: str) -> None:
    with pytest.raises(DamagedDocument) as caught:
        bad_pool.read(kind, b"", DEFAULT_LIMITS)
    assert "résumé" not in caught.value.detail
    assert _is_alive(bad_pool)


@pytest.mark.parametrize("kind", ["test-forks", "test-escapes"])
def test_no_descendant_of_a_parser_outlives_its_document(bad_pool: Pool, kind: str) -> None:
    with contextlib.suppress(DamagedDocument):  # where the system forbids the fork altogether
        bad_pool.read(kind, LINGERER.encode(), QUICK)
    deadline = time.monotonic() + 3
    while _lingering() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _lingering() == []
    assert _is_alive(bad_pool)


def _lingering() -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state = (entry / "stat").read_text()
            except OSError:
                continue
            if f"({LINGERER})" in state and ") Z " not in state:
                found.append(entry.name)
    return found


def test_an_answer_over_the_cap_is_refused(bad_pool: Pool) -> None:
    with pytest.raises(TooComplexDocument):
        bad_pool.read("test-floods", b"", replace(DEFAULT_LIMITS, answer_bytes=MIB, wall_s=5.0))
    assert _is_alive(bad_pool)


def test_a_parser_cannot_reach_the_network(bad_pool: Pool) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root is sure to get a network namespace")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}".encode()
        with pytest.raises(DamagedDocument):
            bad_pool.read("test-connects", address, DEFAULT_LIMITS)


def test_the_private_folder_goes_with_its_document(bad_pool: Pool) -> None:
    folder = Path(bad_pool.read("test-writes", b"", DEFAULT_LIMITS).text)
    deadline = time.monotonic() + 3
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert folder.name.startswith("tmp")
    assert not folder.exists()


def test_the_environment_of_the_server_stays_out_of_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_TEST_SECRET", "hush")
    pool = Pool()
    try:
        assert _is_alive(pool)
        assert b"hush" not in Path(f"/proc/{pool.pid}/environ").read_bytes()
    finally:
        pool.close()


def test_errors_of_a_parser_arrive_as_they_are(bad_pool: Pool) -> None:
    with pytest.raises(NoText):
        bad_pool.read("text", b"   ", DEFAULT_LIMITS)


def test_a_dead_warm_process_is_replaced(bad_pool: Pool) -> None:
    assert _is_alive(bad_pool)
    before = bad_pool.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert _is_alive(bad_pool)
    assert bad_pool.pid not in (None, before)


def test_a_slow_document_holds_up_no_other(bad_pool: Pool) -> None:
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(bad_pool.read, "test-sleeps", b"", replace(DEFAULT_LIMITS, wall_s=2.0))
        assert _is_alive(bad_pool)
        assert not slow.done()
        assert isinstance(slow.exception(), TooComplexDocument)


def test_many_threads_share_one_pool(bad_pool: Pool) -> None:
    with ThreadPoolExecutor(16) as threads:
        texts = [f"Candidate {number}" for number in range(48)]
        read = threads.map(lambda text: bad_pool.read("text", text.encode(), DEFAULT_LIMITS).text, texts)
        assert list(read) == texts


def test_a_forked_server_process_gets_a_worker_of_its_own(bad_pool: Pool) -> None:
    assert _is_alive(bad_pool)
    ours = bad_pool.pid
    read_end, write_end = os.pipe()
    if (child := os.fork()) == 0:
        told = f"{_is_alive(bad_pool)} {bad_pool.pid != ours}"
        bad_pool.close()
        os.write(write_end, told.encode())
        os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    assert os.read(read_end, 100) == b"True True"
    os.close(read_end)
    assert _is_alive(bad_pool)
    assert bad_pool.pid == ours


def test_nothing_is_left_after_closing() -> None:
    pool = Pool()
    assert _is_alive(pool)
    folder, pid = Path(pool._folder), pool.pid
    pool.close()
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()
    assert pool.pid is None
