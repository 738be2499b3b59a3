"""Side by side: the same results by several processes, whatever becomes of one of them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

import side_by_side
from side_by_side import mapped, read_and_mapped

HERE = os.getpid()


def squares(numbers: Sequence[int]) -> list[tuple[int, bool]]:
    return [(number * number, os.getpid() == HERE) for number in numbers]


@pytest.mark.parametrize(("count", "copies"), [(0, 1), (1, 1), (2, 1), (7, 2), (100, 3)])
def test_results_come_in_order_and_from_several_processes(count: int, copies: int) -> None:
    found = mapped(squares, range(count), copies=copies) if count else mapped(squares, [], copies=0)
    assert [square for square, _ in found] == [number * number for number in range(count)]
    assert {here for _, here in found} == ({True, False} if count > 1 else {True} if count else set())


def test_what_is_read_for_each_part_is_read_here_and_in_order() -> None:
    asked: list[tuple[int, ...]] = []

    def read(names: Sequence[str]) -> list[int]:
        asked.append(tuple(map(int, names)))
        return [int(name) for name in names]

    found = read_and_mapped(read, squares, [str(number) for number in range(100)], own_share=0.5, copies=2)
    assert [square for square, _ in found] == [number * number for number in range(100)]
    assert sorted(asked, key=len) == [tuple(range(20)), tuple(range(20, 60)), tuple(range(60, 100))]
    assert asked[-1] == tuple(range(20))


def test_few_things_are_done_here() -> None:
    assert {here for _, here in mapped(squares, range(side_by_side.LEAST - 1))} == {True}


def crash(numbers: Sequence[int]) -> list[int]:
    if os.getpid() != HERE:
        os.kill(os.getpid(), 9)
    return [number + 1 for number in numbers]


def fail(numbers: Sequence[int]) -> list[int]:
    if os.getpid() != HERE:
        raise RuntimeError
    return [number + 1 for number in numbers]


def hang(numbers: Sequence[int]) -> list[int]:
    if os.getpid() != HERE:
        time.sleep(60)
    return [number + 1 for number in numbers]


@pytest.mark.parametrize("work", [crash, fail, hang])
def test_what_a_copy_does_not_answer_is_done_here(
    work: object, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(side_by_side, "PATIENCE_SECONDS", 0.3)
    made: list[int] = []
    fork = os.fork

    def counted_fork() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(os, "fork", counted_fork)
    assert mapped(work, range(10), copies=2) == list(range(1, 11))  # type: ignore[arg-type]
    assert len(made) == 2
    assert not any(psutil.pid_exists(child) for child in made)


def test_where_no_process_is_to_be_had_everything_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert mapped(squares, range(10), copies=2) == [(number * number, True) for number in range(10)]


def test_work_that_fails_here_leaves_no_copy_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    fork = os.fork

    def counted_fork() -> int:
        made.append(fork())
        return made[-1]

    def refuse(numbers: Sequence[int]) -> list[int]:
        if os.getpid() == HERE:
            raise ValueError
        time.sleep(60)
        return list(numbers)

    monkeypatch.setattr(os, "fork", counted_fork)
    with pytest.raises(ValueError, match=r"^$"):
        mapped(refuse, range(10), copies=2)
    assert len(made) == 2
    assert not any(psutil.pid_exists(child) for child in made)


def test_no_pipe_stays_open() -> None:
    before = open_files()
    for _ in range(30):
        mapped(squares, range(10), copies=2)
    assert open_files() < before + 10


def test_threads_that_ask_at_once_get_their_own() -> None:
    found: dict[int, list[tuple[int, bool]]] = {}

    def ask(start: int) -> None:
        found[start] = mapped(squares, range(start, start + 50), copies=1)

    threads = [threading.Thread(target=ask, args=(1000 * at,)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all([square for square, _ in one] == [n * n for n in range(at, at + 50)] for at, one in found.items())


def test_an_answer_larger_than_a_pipe_arrives_whole() -> None:
    assert [len(one) for one in mapped(large, [1, 2, 3], copies=2)] == [3_000_001, 3_000_002, 3_000_003]


def large(numbers: Sequence[int]) -> list[bytes]:
    return [b"x" * (3_000_000 + number) for number in numbers]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
