"""Measures speed and scale by one script after the other, and writes what was promised beside it.

Each script runs in a process of its own, so that none measures what another one left in memory. One that fails is told at the
end, and its figures stay what they were.

Usage: python -m benchmarks [--full]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence

QUICK: Sequence[Sequence[str]] = (
    ("latency", "--rounds", "3"),
    ("uploading",),
    ("ranking",),
    ("retrieval", "--sizes", "1000,10000,100000"),
    ("bulk", "--count", "400", "--workers", "1,2"),
)
FULL: Sequence[Sequence[str]] = (
    ("latency",),
    ("uploading",),
    ("ranking",),
    ("retrieval", "--sizes", "1000,10000,100000,1000000", "--peers"),
    ("bulk", "--count", "2000", "--workers", "1,2"),
    ("lists",),
    ("analytics",),
    ("peers",),
)


def main() -> int:
    """Runs them all; 0 when each came to its end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="with a million rows and 2,000 files; an hour or two")
    chosen = FULL if parser.parse_args().full else QUICK
    failed = []
    for number, (name, *given) in enumerate(chosen, 1):
        print(f"{number} of {len(chosen)}: python -m benchmarks.{' '.join((name, *given))}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *given], check=False).returncode:
            failed.append(name)
    subprocess.run([sys.executable, "-m", "benchmarks.promises"], check=True)
    print(f"Not measured: {', '.join(failed)}." if failed else "All measured; see benchmarks/RESULTS.md.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
