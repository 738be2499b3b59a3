"""RESULTS.md is shared by several scripts; each replaces its own section only."""

from __future__ import annotations

from pathlib import Path

from benchmarks.results import table, write_section


def test_a_section_is_replaced_and_its_neighbours_stay(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    for name, body in (
        ("latency", "## Latency\n\nold"),
        ("quality", "## Quality\n\nkept"),
        ("latency", "## Latency\n\nnew"),
    ):
        write_section(name, body, page)
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert text.index("new") < text.index("kept")
    assert text.count("<!-- begin: latency -->") == text.count("<!-- end: latency -->") == 1


def test_writing_the_same_section_twice_changes_nothing(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    write_section("latency", "## Latency", page)
    once = page.read_bytes()
    write_section("latency", "## Latency", page)
    assert page.read_bytes() == once


def test_a_table_is_markdown() -> None:
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
