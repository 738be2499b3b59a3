"""Fails unless the tests of the named files and folders ran and none of them was skipped; knows only JUnit XML.

Usage: really_ran.py REPORT.xml PATH...
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree


def complaints(report: Path, paths: list[str]) -> list[str]:
    """Returns one sentence for each path without tests, and for each skipped test below one."""
    cases = list(ElementTree.parse(report).iter("testcase"))
    found = []
    for path in paths:
        module = path.removesuffix(".py").replace("/", ".")
        here = [case for case in cases if _is_below(case.get("classname", ""), module)]
        if not here:
            found.append(f"No test of {path} ran.")
        skipped = [case for case in here if case.find("skipped") is not None]
        found += [f"{path}: {case.get('name')} was skipped." for case in skipped]
    return found


def _is_below(classname: str, module: str) -> bool:
    return classname == module or classname.startswith(f"{module}.")


if __name__ == "__main__":
    if wrong := complaints(Path(sys.argv[1]), sys.argv[2:]):
        sys.exit("\n".join(wrong))
