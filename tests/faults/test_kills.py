"""Server, worker and database killed in turn under twenty writers: ten rounds of the sweep that benchmarks.kills makes."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kills import VICTIMS, report, swept

ROUNDS, WRITERS = 10, 20


def test_what_was_acknowledged_survives_whoever_is_killed_and_nothing_is_half(tmp_path: Path) -> None:
    done = swept(tmp_path, ROUNDS, WRITERS, seed=2)
    said = report(done, WRITERS)
    assert done.kills == ROUNDS, said
    assert [len(done.started_s[name]) for name in VICTIMS] == [4, 3, 3]
    assert done.writes > ROUNDS, said
    assert (done.losses.acknowledged, done.losses.halves) == (0, 0), said
    assert (done.unfinished, done.wrong, done.left_processes) == (0, {}, 0), said
